"""The life of a take reads as sentences, whatever step it took."""

import pytest

from apps.renders import actions, asking, unclear
from apps.renders.lifecycle import ALLOWED, move, note
from apps.renders.models import Render, RenderEvent
from apps.renders.timeline import said, timeline
from tests.takes import make_take, press_make

S = Render.Status
STARTS = [("", S.QUEUED), ("", S.WAITING_FOR_OK)]
STEPS = STARTS + [(before, after) for before, following in ALLOWED.items() for after in sorted(following)]
NEVER_SAID = ("render", "job", "queue", "failed", "invalid", "error", "submit")


@pytest.mark.parametrize(("before", "after"), STEPS)
@pytest.mark.django_db
class TestEveryStep:
    def test_is_a_sentence_with_and_without_a_person(self, before, after, rita):
        for actor in (rita, None):
            event = RenderEvent(from_status=before, to_status=after, actor=actor, why="whatever")
            sentence = said(event)
            assert sentence.endswith(".")
            assert "%(" not in sentence
            assert not [word for word in NEVER_SAID if word in sentence.lower()]

    def test_that_ends_it_before_it_was_made_says_whether_money_was_taken(self, before, after, rita):
        event = RenderEvent(from_status=before, to_status=after, actor=rita)
        sent_for_nothing = after == S.CANCELLED or (after == S.FAILED and before in (S.QUEUED, S.SUBMITTING))
        assert ("charged" in said(event)) or not sent_for_nothing


@pytest.mark.django_db
class TestTimeline:
    def test_tells_who_asked_and_what_became_of_it(self, video, alice):
        take = press_make(video, alice)
        actions.stop(take, alice)
        lines = timeline(take)
        assert [line.said for line in lines] == [
            "Alice Ames pressed “Make video”.",
            "Alice Ames stopped it. Nothing was sent, and nothing was charged.",
        ]
        assert [(line.before, line.after) for line in lines] == [("", "In line"), ("In line", "Stopped")]

    def test_brings_what_was_answered_to_somebody_who_asked_to_spend(self, video, alice, cleo):
        take = press_make(video, alice)
        Render.objects.filter(pk=take.pk).update(status=S.WAITING_FOR_OK)
        take.refresh_from_db()
        asking.send_back(take, alice, "Say the price first")
        last = timeline(take)[-1]
        assert last.said == "Alice Ames sent it back. Nothing was sent, and nothing was charged."
        assert last.more == "Say the price first"

    def test_says_why_a_take_needs_a_fix_at_its_last_step_alone(self, team, alice):
        take = make_take(team, alice, "failed")
        move(take, S.SAVING, why="film is ready after all")
        assert [line.more for line in timeline(take)] == ["", ""]
        move(take, S.FAILED, why="not right", reason="film", charged_micros=112_000)
        assert [line.more for line in timeline(take)] == ["", "", "The video arrived damaged"]

    def test_keeps_notes_with_the_step_before_them(self, team, alice):
        take = make_take(team, alice, "submitted")
        note(take, "a status that we do not know", '{"status": "odd"}')
        lines = timeline(take)
        assert [len(line.events) for line in lines] == [1, 2]
        assert lines[-1].events[-1].raw == '{"status": "odd"}'

    def test_has_notes_only_where_they_say_more_than_the_step(self, team, alice):
        take = make_take(team, alice, "submitting")
        move(take, S.SUBMITTED, raw='{"task": 1}', task_id="1")
        move(take, S.PROCESSING)
        note(take, "a status that we do not know")
        assert [len(line.notes) for line in timeline(take)] == [0, 1, 2]

    def test_names_the_person_only_for_what_a_person_did(self, team, alice):
        take = make_take(team, alice, "unknown")
        unclear.give_up(take, alice)
        assert [line.said.startswith("Alice") for line in timeline(take)] == [False, False, True]

    def test_is_read_in_one_query_however_long_it_is(self, team, alice, django_assert_num_queries):
        take = make_take(team, alice)
        with django_assert_num_queries(1):
            assert len(timeline(take)) == 5

    def test_outlives_the_account_of_whoever_acted(self, team, alice):
        take = make_take(team, alice, "unknown")
        move(take, S.FAILED, why="given up", reason="given_up")
        assert timeline(take)[-1].said.startswith("Somebody gave it up")
