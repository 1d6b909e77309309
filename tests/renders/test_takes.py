"""The page of one take: what it cost, and what happened to it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.renders import actions
from apps.renders.lifecycle import move, note
from apps.renders.models import Render
from apps.renders.quote import quote, shown
from apps.renders.receipt import receipt
from apps.spending.models import Hold
from apps.teams.models import Team
from tests.cast import signed_in
from tests.takes import bring_to, make_take, press_make

S = Render.Status

pytestmark = pytest.mark.django_db


def page(person, take: Render) -> str:
    return signed_in(person).get(reverse("takes:detail", args=[take.pk])).content.decode()


def settled(team, by, charged: int, *, is_play_money: bool = False) -> Render:
    """A take that was estimated at $0.12 and for which so much was taken."""
    take = make_take(team, by, "saving")
    Render.objects.filter(pk=take.pk).update(is_play_money=is_play_money)
    Hold.objects.filter(pk=take.hold_id).update(is_play_money=is_play_money)
    take.refresh_from_db()
    move(take, S.FAILED, why="not right", reason="film", charged_micros=charged, finished_at=timezone.now())
    return Render.objects.get(pk=take.pk)


class TestReceipt:
    def test_of_a_ready_take_names_what_was_charged_and_every_number(self, team, alice, rita):
        take = make_take(team, alice)
        Render.objects.filter(pk=take.pk).update(request_id="req-77")
        shows = page(rita, take)
        for part in ("$0.112 in play money was charged.", "$0.056", "2 seconds", f"task-{take.pk}", "req-77"):
            assert part in shows
        assert str(take.external_id) in shows
        assert take.connection.name in shows

    def test_of_a_take_under_way_says_what_is_set_aside(self, team, alice):
        said = receipt(make_take(team, alice, "processing")).now
        assert said == "$0.112 in play money is set aside. Nothing is charged yet."

    def test_of_an_unclear_take_says_that_nobody_knows(self, team, alice):
        assert "We do not know yet whether the service charges it" in receipt(make_take(team, alice, "unknown")).now

    def test_of_one_whose_paid_film_is_fetched_once_more_says_that_it_was_charged(self, team, alice):
        take = settled(team, alice, 112_000)
        Render.objects.filter(pk=take.pk).update(result_url="https://x.test/film.mp4")
        take.refresh_from_db()
        actions.fetch_again(take, alice)
        assert receipt(Render.objects.get(pk=take.pk)).now == "$0.112 was charged."

    def test_says_what_was_given_back(self, team, alice):
        take = make_take(team, alice, "failed")
        take.refresh_from_db()
        assert receipt(take).now == "$0.112 in play money was set aside and is given back. Nothing was charged."

    def test_calls_real_money_nothing_else(self, team, alice):
        take = settled(team, alice, 112_000)
        assert receipt(take).now == "$0.112 was charged."
        assert "Play money" not in page(alice, take)

    def test_of_a_take_that_waits_for_an_ok_says_that_nothing_is_set_aside(self, video, cleo):
        seen = shown(video, quote(video, timezone.now()))
        take = actions.make_video(video, cleo, video.form_token, seen, ask=True)
        assert receipt(take).now == "Nothing is set aside before somebody says OK."
        actions.stop(take, cleo)
        assert receipt(take).now == "Nothing was set aside, and nothing was charged."

    def test_of_a_film_that_comes_after_all_says_when_it_is_charged(self, team, alice):
        take = make_take(team, alice, "failed")
        move(take, S.SAVING, why="film is ready after all", charged_micros=None)
        take = Render.objects.get(pk=take.pk)
        assert receipt(take).now == "It came after all, and is charged as soon as it is saved."

    def test_of_a_text_that_went_along_shows_the_range(self, team, alice):
        take = make_take(team, alice, "processing")
        take.low_micros = 56_000
        assert receipt(take).estimate == "$0.056 to $0.112 in play money"

    @pytest.mark.parametrize(
        ("charged", "flag"),
        [(123_000, ""), (124_000, "$0.012 more than"), (100_900, ""), (100_000, "$0.012 less than"), (0, "")],
    )
    def test_flags_what_is_far_from_the_estimate(self, team, alice, charged, flag):
        said = receipt(settled(team, alice, charged)).flag
        assert flag in said if flag else said == ""

    def test_flags_what_was_charged_for_no_video(self, team, alice):
        take = settled(team, alice, 112_000)
        assert receipt(take).flag == ""
        take.reason = "billed"
        assert receipt(take).flag == "Charged, but no video came. Ask the service to give it back."


class TestDetail:
    def test_tells_what_happened_in_the_teams_own_time(self, team, video, alice):
        take = press_make(video, alice)
        take.events.update(at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
        Team.objects.update(time_zone="Asia/Tokyo")
        shows = page(alice, take)
        assert "Alice Ames pressed “Make video”." in shows
        assert "July 2, 2026, 07:30:00" in shows
        assert "Asia/Tokyo" in shows

    def test_raw_answers_and_notes_are_for_staff_alone(self, team, alice, bob):
        take = make_take(team, alice, "processing")
        note(take, "an odd word", '{"code": 77}')
        bob.is_staff = True
        bob.save()
        assert "an odd word" in page(bob, take)
        assert "77" in page(bob, take)
        assert "an odd word" not in page(alice, take)
        assert "for a test" not in page(alice, take)

    def test_leads_people_who_may_spend_to_the_decision_about_an_unclear_one(self, team, alice, rita):
        take = make_take(team, alice, "unknown")
        assert "Decide what happens with it" in page(alice, take)
        assert "Decide what happens with it" not in page(rita, take)
        assert reverse("takes:unclear", args=[take.pk]) in page(rita, take)

    def test_shows_what_it_was_made_from_and_when_it_was_asked_for(self, team, alice, rita):
        take = make_take(team, alice, "processing")
        Render.objects.filter(pk=take.pk).update(
            prompt="A calm smile", created_at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
        )
        shows = page(rita, take)
        assert "A calm smile" in shows
        assert reverse("takes:poster", args=[take.pk]) in shows
        assert "July 1, 2026, 10:30 p.m." in shows

    def test_names_world_time_and_places_as_people_do(self, team, alice):
        take = make_take(team, alice)
        assert "Times in world time (UTC)." in page(alice, take)
        Team.objects.update(time_zone="America/New_York")
        assert "Times in America/New York." in page(alice, take)

    def test_lets_those_who_may_stop_it_while_nothing_is_sent(self, team, alice, rita, settings):
        settings.UNDO_SECONDS = 10
        take = make_take(team, alice, "queued")
        stop = reverse("takes:stop", args=[take.pk])
        assert "Undo" in page(alice, take)
        assert stop in page(alice, take)
        assert stop not in page(rita, take)
        Render.objects.filter(pk=take.pk).update(queued_at=timezone.now() - timedelta(minutes=1))
        assert "Take it out of the line" in page(alice, take)
        assert "Undo" not in page(alice, take)
        bring_to(take, "submitting")
        assert stop not in page(alice, take)

    def test_lets_those_who_may_spend_end_the_waiting_for_a_slow_one(self, team, alice, rita):
        take = make_take(team, alice, "processing")
        give_up = reverse("takes:give_up", args=[take.pk])
        assert give_up not in page(alice, take)
        Render.objects.filter(pk=take.pk).update(slow_at=timezone.now())
        assert give_up in page(alice, take)
        assert give_up not in page(rita, take)
        signed_in(alice).post(give_up)
        take.refresh_from_db()
        assert (take.status, take.reason) == (S.FAILED, "given_up")

    def test_of_an_open_one_can_be_looked_at_again(self, team, alice):
        again = "Look again"
        assert again in page(alice, make_take(team, alice, "processing"))
        assert again not in page(alice, make_take(team, alice))

    def test_sends_staff_to_the_service_and_others_to_staff(self, team, alice, bob):
        take = settled(team, alice, 112_000)
        Render.objects.filter(pk=take.pk).update(reason="billed")
        bob.is_staff = True
        bob.save()
        asks = "Ask the person who looks after this studio"
        assert (asks in page(alice, take), asks in page(bob, take)) == (True, False)

    def test_of_one_that_needs_a_fix_says_why_and_where_to_go_on(self, team, alice, rita):
        take = make_take(team, alice, "failed")
        edit = reverse("videos:edit", args=[take.video_id])
        assert "The service cannot use this photo" in page(rita, take)
        assert (edit in page(alice, take), edit in page(rita, take)) == (True, False)

    def test_stands_for_every_status(self, team, alice):
        for status in ("queued", "submitting", "submitted", "processing", "saving", "ready", "failed", "unknown"):
            take = make_take(team, alice, status)
            assert take.get_status_display() in page(alice, take)

    def test_asks_as_much_for_a_long_life_as_for_a_short_one(self, team, alice, django_assert_num_queries):
        take = make_take(team, alice, "submitted")
        client, address = signed_in(alice), reverse("takes:detail", args=[take.pk])
        client.get(address)
        with CaptureQueriesContext(database) as few:
            client.get(address)
        for number in range(20):
            note(take, f"odd word {number}")
        with django_assert_num_queries(len(few)):
            client.get(address)

    def test_is_reached_from_the_list_of_versions(self, team, alice):
        take = make_take(team, alice)
        room = signed_in(alice).get(reverse("reviews:room", args=[take.video_id])).content.decode()
        assert f'href="{reverse("takes:detail", args=[take.pk])}"' in room
