import uuid

import pytest

from apps.core.due import LostRace
from apps.renders.lifecycle import ALLOWED, move
from apps.renders.models import Render

S = Render.Status
pytestmark = pytest.mark.django_db


class TestMove:
    def test_writes_status_fields_and_event_together(self, take):
        move(take, S.SUBMITTING, why="place taken", reason="x")
        take.refresh_from_db()
        event = take.events.last()
        assert (take.status, take.reason) == (S.SUBMITTING, "x")
        assert (event.from_status, event.to_status, event.why) == (S.QUEUED, S.SUBMITTING, "place taken")

    def test_refuses_a_step_that_cannot_follow(self, take):
        with pytest.raises(ValueError, match="cannot go"):
            move(take, S.READY)

    def test_the_second_of_two_loses_and_writes_nothing(self, take):
        same = Render.objects.get(pk=take.pk)
        move(take, S.SUBMITTING)
        with pytest.raises(LostRace):
            move(same, S.FAILED)
        assert same.events.filter(to_status=S.FAILED).count() == 0

    def test_without_the_lease_nothing_changes(self, take):
        Render.objects.filter(pk=take.pk).update(lease_token=uuid.uuid4())
        with pytest.raises(LostRace):
            move(take, S.SUBMITTING)

    def test_every_status_says_what_may_follow(self):
        assert set(ALLOWED) == set(S.values)

    def test_only_open_takes_go_on_by_themselves(self):
        goes_on = {status for status, after in ALLOWED.items() if after}
        assert goes_on - {S.WAITING_FOR_OK, S.FAILED, S.CANCELLED} == set(Render.OPEN)
