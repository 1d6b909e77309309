import pytest
from django.urls import reverse

from apps.reviews.deciding import decide
from apps.reviews.models import Comment, Decision
from tests.cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(staff):
    """The browser of staff."""
    return signed_in(staff)


@pytest.mark.parametrize("name", ["comment", "decision"])
class TestPages:
    def test_rows_are_found_by_the_name_of_the_video_and_read_only(self, desk, take, rita, name):
        decide(take, rita, Decision.Verdict.CHANGES, "Louder.")
        row = {"comment": Comment, "decision": Decision}[name].objects.get()
        found = desk.get(reverse(f"admin:reviews_{name}_changelist"), {"q": "Welcome"}).content.decode()
        change = reverse(f"admin:reviews_{name}_change", args=[row.pk])
        assert change in found
        assert desk.get(change).status_code == 200
        assert desk.post(change, {"text": "Changed."}).status_code == 403
        assert desk.post(reverse(f"admin:reviews_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403

    def test_what_is_not_there_is_not_found(self, desk, take, rita, name):
        decide(take, rita, Decision.Verdict.CHANGES, "Louder.")
        found = desk.get(reverse(f"admin:reviews_{name}_changelist"), {"q": "Harvest"}).content.decode()
        assert str(rita) not in found

    def test_a_longer_list_costs_no_more_queries(self, desk, take, rita, bob, counted, name):
        decide(take, rita, Decision.Verdict.CHANGES, "Louder.")
        few = counted(desk, reverse(f"admin:reviews_{name}_changelist"))
        decide(take, bob, Decision.Verdict.CHANGES, "Slower.")
        assert counted(desk, reverse(f"admin:reviews_{name}_changelist")) == few
