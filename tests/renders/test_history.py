from datetime import timedelta

import pytest
from django.utils import timezone

from apps.renders.history import ENOUGH, slow_after, usual
from apps.renders.models import Render
from apps.renders.words import usually
from tests.takes import make_take

pytestmark = pytest.mark.django_db


def took(take: Render, seconds: int, *, waited: int = 0) -> None:
    """It was watched so many seconds after it was sent, and had waited before that."""
    now = timezone.now()
    sent = now - timedelta(seconds=seconds)
    Render.objects.filter(pk=take.pk).update(
        created_at=sent - timedelta(seconds=waited), submitted_at=sent, finished_at=now
    )


@pytest.fixture
def takes(team, alice) -> list[Render]:
    takes = [make_take(team, alice) for _ in range(ENOUGH)]
    for take, seconds in zip(takes, (5, 130, 170, 230, 900), strict=True):
        took(take, seconds)
    return takes


class TestUsual:
    def test_says_nothing_before_there_is_enough_history(self, team, alice):
        takes = [make_take(team, alice) for _ in range(ENOUGH - 1)]
        assert usual(takes[0].connection_id, "std") is None
        assert usually(None) == ""

    def test_is_the_middle_half_of_what_really_happened(self, takes):
        found = usual(takes[0].connection_id, "std")
        assert (found.low, found.high) == (130, 230)
        assert usually(found) == "Usually 3 minutes to 4 minutes."

    def test_another_quality_has_its_own(self, takes):
        assert usual(takes[0].connection_id, "pro") is None

    def test_time_in_line_or_before_an_ok_does_not_count(self, takes):
        before = usual(takes[0].connection_id, "std")
        for take, seconds in zip(takes, (5, 130, 170, 230, 900), strict=True):
            took(take, seconds, waited=86_400)
        assert usual(takes[0].connection_id, "std") == before

    def test_a_take_that_was_never_sent_tells_nothing(self, takes):
        Render.objects.filter(pk=takes[0].pk).update(submitted_at=None)
        assert usual(takes[0].connection_id, "std") is None


class TestSlowAfter:
    def test_is_three_times_what_most_takes_need(self, takes):
        assert slow_after(takes[0].connection_id, "std") == 3 * 230

    def test_is_half_an_hour_where_there_is_no_history(self, takes):
        assert slow_after(takes[0].connection_id, "pro") == 30 * 60

    def test_is_never_less_than_two_minutes(self, takes):
        for take in takes:
            took(take, 4)
        assert slow_after(takes[0].connection_id, "std") == 120
