"""What takes much longer than usual is said, to people and to staff, once; and nothing is given up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.renders import looking, unclear
from apps.renders.history import ENOUGH
from apps.renders.models import Render
from apps.renders.slowness import mark_slow
from apps.renders.words import doing
from apps.teams.models import Team
from tests.takes import make_take

S = Render.Status

pytestmark = [pytest.mark.django_db, pytest.mark.stack]


@pytest.fixture
def history(team, alice):
    """Takes that needed four minutes each."""
    for _ in range(ENOUGH):
        take = make_take(team, alice)
        Render.objects.filter(pk=take.pk).update(submitted_at=take.finished_at - timedelta(minutes=4))


@pytest.fixture
def waiting(team, alice):
    """A take that the service has had for so many minutes."""

    def wait(minutes: float, status: str = S.PROCESSING) -> Render:
        take = make_take(team, alice, status)
        Render.objects.filter(pk=take.pk).update(submitted_at=timezone.now() - timedelta(minutes=minutes))
        take.refresh_from_db()
        return take

    return wait


class TestSlow:
    def test_at_three_times_as_long_as_usual(self, history, waiting):
        in_time, late = waiting(11.9), waiting(12.1)
        assert mark_slow() == 1
        in_time.refresh_from_db()
        late.refresh_from_db()
        assert (in_time.slow_at, in_time.reason) == (None, "")
        assert (late.reason, late.status) == ("slow", S.PROCESSING)
        assert "longer than usual" in doing(late)

    def test_without_a_history_after_half_an_hour(self, waiting):
        waiting(29.9)
        assert mark_slow() == 0
        waiting(30.1, S.SUBMITTED)
        assert mark_slow() == 1

    def test_staff_is_told_once_and_open_pages_too(self, waiting, caplog):
        take = waiting(31)
        rev = Team.objects.get().rev
        assert [mark_slow(), mark_slow()] == [1, 0]
        assert Team.objects.get().rev == rev + 1
        assert [record.message for record in caplog.records] == [f"take {take.pk} takes longer than usual"]
        assert list(Render.objects.needs_a_hand()) == [take]

    def test_when_it_is_ready_after_all_nobody_has_to_look(self, service, waiting):
        take = waiting(31)
        mark_slow()
        Render.objects.filter(pk=take.pk).update(status=S.READY)
        assert not Render.objects.needs_a_hand().exists()

    def test_other_services_and_qualities_have_a_history_of_their_own(self, history, waiting):
        pro = waiting(13)
        Render.objects.filter(pk=pro.pk).update(mode="pro")
        assert mark_slow() == 0


class TestGivenUp:
    def test_a_person_may_end_one_that_is_slow_and_its_place_is_free(self, waiting, alice):
        take = waiting(31)
        with pytest.raises(ValueError, match="neither unclear nor slow"):
            unclear.give_up(take, alice)
        mark_slow()
        take.refresh_from_db()
        unclear.give_up(take, alice)
        take.hold.refresh_from_db()
        assert (take.status, take.hold.is_open, take.hold.spent_micros) == (S.FAILED, False, 0)
        assert not Render.objects.holding_a_place(take.connection).exists()
        assert take in Render.objects.worth_a_look(timezone.now())  # it may come all the same


class TestPace:
    @pytest.mark.parametrize(("minutes", "least", "most"), [(1, 1.8, 7), (30, 54, 66), (119, 54, 66), (121, 540, 660)])
    def test_looks_come_slower_and_after_two_hours_rarely_but_never_stop(self, waiting, minutes, least, most):
        take = waiting(minutes)
        assert least <= looking._until_next_look(take, 2.0, timezone.now()) <= most
        assert take in Render.objects.to_look_at(take.next_check_at + timedelta(days=30))
