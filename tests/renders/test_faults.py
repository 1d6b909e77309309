"""What becomes of a take when its service does wrong: always one film at most, and never a second payment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.connections.models import Connection
from apps.practice import calls, store
from apps.renders import actions, lifecycle, looking
from apps.renders.models import Render
from apps.spending.models import Hold
from tests.renders.test_pipeline import as_a_real_one
from tests.takes import press_make

S = Render.Status

pytestmark = pytest.mark.django_db

GOES_ON = [
    "submit=429", "submit=429+3", "submit=429+date", "submit=503", "submit=1303", "submit=1303*3",
    "query=429", "query=500*2", "query=502html", "query=503", "query=garbage", "query=empty", "query=unknown",
    "query=timeout-before+0.2", "query=backwards*2", "query=lost*2",
    "result=no-url*2", "result=expired-url", "result=truncated", "result=html*2", "result=empty",
]  # fmt: skip
LOST = ["500", "502html", "timeout-before+0.2", "timeout-after+0.2", "garbage", "empty"]
ACCEPTED = {"timeout-after+0.2", "garbage", "empty"}


@pytest.fixture(autouse=True)
def _faulty(settings, service) -> None:
    settings.PRACTICE_FAULTS = True
    settings.LOOK_UP_SECONDS = 0


@pytest.fixture
def played(video, alice, step):
    """Make a take whose service follows a script, and bring it as far as it gets."""

    def play(script: str) -> Render:
        actions.change_video(video, prompt=" ".join(f"fault:{each}" for each in script.split()))
        take = press_make(video, alice)
        for _ in range(20):
            if step(take) in (S.READY, S.FAILED, S.UNKNOWN):
                break
        return take

    return play


def posts() -> int:
    return sum(entry["operation"] == "submit" for entry in calls.entries())


def films() -> int:
    return len(store.films())


class TestThatPasses:
    @pytest.mark.parametrize("script", GOES_ON)
    def test_the_film_comes_all_the_same_and_is_paid_once(self, played, script):
        take = played(script)
        assert (take.status, take.reason, films()) == (S.READY, "", 1)
        assert take.charged_micros == take.estimate_micros

    @pytest.mark.parametrize("fault", LOST)
    def test_a_lost_answer_is_looked_up_where_that_proves_something(self, played, fault):
        take = played(f"submit={fault}")
        assert (take.status, films()) == (S.READY, 1)
        assert posts() == (1 if fault in ACCEPTED else 2)

    def test_all_at_once(self, played):
        take = played("submit=429 submit=502html query=500 query=garbage result=no-url result=truncated")
        assert (take.status, films()) == (S.READY, 1)


class TestThatCannotBeCleared:
    @pytest.mark.parametrize("fault", LOST)
    def test_nothing_is_sent_twice_where_a_look_up_proves_nothing(self, played, fault, service, settings, connection):
        as_a_real_one(service, key=settings.PRACTICE_KEY)
        take = played(f"submit={fault}")
        found = fault in ACCEPTED
        assert (take.status, films(), posts()) == (S.READY if found else S.UNKNOWN, int(found), 1)

    def test_a_person_may_say_that_not_found_means_never_made(self, played, service, settings, connection):
        as_a_real_one(service, key=settings.PRACTICE_KEY)
        Connection.objects.update(trusts_look_up=True)
        assert (played("submit=500").status, films(), posts()) == (S.READY, 1, 2)


class TestThatEndsIt:
    @pytest.mark.parametrize(("fault", "reason"), [("1102", "credit"), ("1201", "image"), ("1301", "policy")])
    def test_a_clear_refusal_costs_nothing(self, played, fault, reason):
        take = played(f"submit={fault}")
        assert (take.status, take.reason, films(), posts()) == (S.FAILED, reason, 0, 1)

    def test_a_film_that_fails_costs_nothing(self, played):
        take = played("result=failed")
        assert (take.status, take.reason, take.charged_micros) == (S.FAILED, "image", 0)

    def test_but_what_the_service_says_it_took_is_booked(self, played):
        take = played("result=failed-billed")
        assert (take.status, take.reason) == (S.FAILED, "billed")
        assert take.charged_micros == take.estimate_micros

    def test_a_film_that_is_never_finished_is_never_given_up(self, played):
        take = played("result=never")
        assert (take.status, films()) == (S.PROCESSING, 1)


class TestLateSuccess:
    """The service gives a take up, and its film comes all the same."""

    def late(self, take: Render, seconds: float) -> Render:
        """Look as the sweep would, when so much time has gone by since the service gave up."""
        ended = timezone.now() - timedelta(seconds=seconds)
        Render.objects.update(finished_at=ended, next_check_at=timezone.now())
        looking.look(take.connection)
        take.refresh_from_db()
        return take

    def test_the_film_is_stored_charged_and_shown(self, played, step):
        take = played("result=late")
        assert (take.status, take.charged_micros) == (S.FAILED, 0)
        assert self.late(take, 60).status == S.SAVING
        assert (take.reason, take.finished_at, take.charged_micros) == ("", None, None)
        assert step(take) == S.READY
        assert (take.charged_micros, films()) == (take.estimate_micros, 1)

    def test_a_failure_that_turns_out_to_be_billed_is_booked(self, played, alice):
        take = played("result=failed-billed")
        lifecycle.correct(take, 0, why="given up, let us say", reason="given_up")
        assert Hold.objects.get(render=take).spent_micros == 0
        assert self.late(take, 60).status == S.FAILED
        assert (take.reason, take.charged_micros) == ("billed", take.estimate_micros)
        assert Hold.objects.get(render=take).spent_micros == take.estimate_micros

    def test_it_is_not_looked_at_before_a_minute_nor_after_a_day(self, played, step):
        take = played("result=failed")
        soon = take.next_check_at - timezone.now()
        assert timedelta(seconds=50) < soon <= timedelta(seconds=60)
        looks = len(calls.entries())
        self.late(take, 24 * 3600 + 1)
        assert (take.status, len(calls.entries())) == (S.FAILED, looks)

    def test_in_between_ever_more_rarely(self, played, step):
        take = played("result=failed")
        told = take.events.count()
        self.late(take, 3600)
        assert take.next_check_at - timezone.now() > timedelta(hours=1)
        assert (take.status, take.events.count()) == (S.FAILED, told)

    def test_one_that_was_never_sent_is_not_looked_at(self, played, step):
        take = played("submit=1301")
        looks = len(calls.entries())
        self.late(take, 60)
        assert len(calls.entries()) == looks


class TestMoney:
    def test_another_amount_than_estimated_is_booked_as_the_service_says(self, played):
        take = played("result=bills=2.5")
        assert (take.status, take.charged_micros) == (S.READY, 350_000)  # at 0.14 a unit
        assert take.charged_micros != take.estimate_micros
