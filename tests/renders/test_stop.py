"""Undo: for a while nothing is sent; what was not sent can be stopped and costs nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.core.due import LostRace
from apps.practice.store import bill
from apps.renders import actions, line, looking, pipeline, sending, unclear
from apps.renders.models import Render
from apps.renders.presses import stopped
from apps.renders.receipt import receipt
from apps.renders.timeline import timeline
from apps.renders.troubles import trouble
from apps.spending.models import Hold
from tests.takes import make_take, press_make

S = Render.Status

pytestmark = [pytest.mark.django_db, pytest.mark.stack]


class TestUndo:
    def test_nothing_is_sent_before_its_time(self, service, settings, video, alice):
        settings.UNDO_SECONDS = 10
        take = press_make(video, alice)
        assert timedelta(seconds=9) < take.next_check_at - timezone.now() <= timedelta(seconds=10)
        assert line.due(timezone.now()) == []
        pipeline.work(take.pk)
        assert (Render.objects.get(pk=take.pk).status, bill()) == (S.QUEUED, [])
        assert line.due(timezone.now() + timedelta(seconds=11)) == [take.pk]

    def test_stopped_it_costs_nothing_and_is_never_sent(self, service, take, alice, step):
        actions.stop(take, alice)
        hold = Hold.objects.get(render=take)
        assert (take.status, take.charged_micros, hold.held_micros, hold.spent_micros) == (S.CANCELLED, 0, 0, 0)
        assert (hold.is_open, hold.budget.held_micros, hold.budget.spent_micros) == (False, 0, 0)
        assert step(take) == S.CANCELLED
        assert bill() == []

    @pytest.mark.parametrize("status", [S.SUBMITTING, S.SUBMITTED, S.PROCESSING, S.SAVING, S.READY, S.UNKNOWN])
    def test_what_was_sent_cannot_be_stopped(self, team, alice, status):
        take = make_take(team, alice, status)
        with pytest.raises(ValueError, match="cannot be stopped"):
            actions.stop(take, alice)

    def test_whoever_comes_first_wins_and_the_other_changes_nothing(self, service, take, alice):
        as_seen = Render.objects.get(pk=take.pk)
        pipeline.work(take.pk)
        with pytest.raises(LostRace):
            actions.stop(as_seen, alice)
        take.refresh_from_db()
        assert (take.status, Hold.objects.get(render=take).is_open, len(bill())) == (S.SUBMITTED, True, 1)

    def test_stopped_in_the_hands_of_a_worker_nothing_leaves(self, service, take, alice, monkeypatch):
        obstacle = sending._obstacle

        def somebody_stops_it(render: Render) -> str:
            actions.stop(Render.objects.get(pk=take.pk), alice)
            return obstacle(render)

        monkeypatch.setattr(sending, "_obstacle", somebody_stops_it)
        pipeline.work(take.pk)
        take.refresh_from_db()
        assert (take.status, bill()) == (S.CANCELLED, [])

    def test_what_was_set_aside_meanwhile_is_free_again(self, take, alice):
        """Read while it waited for an OK, stopped after somebody had said it."""
        as_seen = Render.objects.get(pk=take.pk)
        as_seen.hold = None
        actions.stop(as_seen, alice)
        hold = Hold.objects.get(render=take)
        assert (hold.is_open, hold.held_micros, hold.budget.held_micros) == (False, 0, 0)


class TestLateSuccess:
    @pytest.fixture
    def taken_back(self, service, take, alice) -> Render:
        """The service has it, a person said that it has not, and stopped it while there was time to undo."""
        pipeline.work(take.pk)
        Render.objects.filter(pk=take.pk).update(status=S.UNKNOWN, task_id="", reason="unclear")
        take.refresh_from_db()
        unclear.not_sent(take, alice)
        actions.stop(take, alice)
        return take

    def test_of_one_that_may_be_at_its_service_nobody_reads_that_nothing_was_sent(self, taken_back):
        assert taken_back.status == S.CANCELLED
        said = [*trouble(taken_back), stopped(taken_back), receipt(taken_back).now, timeline(taken_back)[-1].said]
        assert not [sentence for sentence in said if "Nothing was sent" in sentence or "not charged" in sentence]

    def test_it_is_looked_for_and_kept_and_charged(self, taken_back, step):
        for _ in range(8):
            Render.objects.update(next_check_at=timezone.now())
            looking.look(taken_back.connection)
            step(taken_back)
        hold = Hold.objects.get(render=taken_back)
        assert (taken_back.status, len(bill())) == (S.READY, 1)
        assert hold.spent_micros == taken_back.charged_micros > 0

    def test_one_that_was_never_sent_is_not_looked_for(self, service, take, alice):
        actions.stop(take, alice)
        assert not Render.objects.due(timezone.now() + timedelta(hours=1)).exists()

    def test_a_film_that_comes_after_it_was_stopped_is_kept_and_charged(self, service, take, alice, step):
        """A worker that hung in the middle of sending, a look-up that found nothing, a person who stopped it."""
        sent = Render.objects.get(pk=take.pk)
        pipeline.work(take.pk)
        sent.refresh_from_db()
        number, there = sent.task_id, sent.submitted_at
        Render.objects.filter(pk=take.pk).update(status=S.QUEUED, task_id="", submitted_at=None)
        take.refresh_from_db()
        actions.stop(take, alice)
        Render.objects.filter(pk=take.pk).update(task_id=number, submitted_at=there)  # `_keep_number`
        for _ in range(6):
            Render.objects.filter(pk=take.pk).update(next_check_at=timezone.now())
            looking.look(take.connection)
            step(take)
        hold = Hold.objects.get(render=take)
        assert (take.status, len(bill())) == (S.READY, 1)
        assert hold.spent_micros == take.charged_micros == take.estimate_micros
        assert (hold.budget.held_micros, hold.budget.spent_micros) == (0, take.charged_micros)
