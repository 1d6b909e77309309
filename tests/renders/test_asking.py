"""Ask to spend: nothing is set aside or sent before somebody who answers for the money has said OK."""

import pytest
from django.utils import timezone

from apps.connections.models import Price
from apps.core.due import LostRace
from apps.practice.store import bill
from apps.renders import actions, asking, pipeline
from apps.renders.models import Render, Video
from apps.renders.quote import quote, shown
from apps.spending.ledger import OverLimit
from apps.spending.models import Budget, Hold
from apps.spending.months import month_of
from apps.teams.models import User

S = Render.Status

pytestmark = [pytest.mark.django_db, pytest.mark.stack]


@pytest.fixture
def ask(video: Video):
    def press(by: User) -> Render:
        current = Video.objects.get(pk=video.pk)
        seen = shown(current, quote(current, timezone.now()))
        return actions.make_video(current, by, current.form_token, seen, ask=True)

    return press


@pytest.fixture
def limit(team):
    """Limit what the team, or one person, may spend this month."""

    def set_limit(user: User, micros: int, *, personal: bool = False) -> Budget:
        budgets = Budget.objects.both(team, user, month_of(team, timezone.now()), is_play_money=True)
        budget = next(each for each in budgets if (each.user_id is not None) == personal)
        Budget.objects.filter(pk=budget.pk).update(limit_micros=micros)
        return budget

    return set_limit


class TestAsk:
    def test_sets_nothing_aside_and_sends_nothing(self, service, ask, cleo, step):
        take = ask(cleo)
        assert (take.status, take.hold, Hold.objects.exists()) == (S.WAITING_FOR_OK, None, False)
        assert step(take) == S.WAITING_FOR_OK
        assert (pipeline.due_steps(), bill()) == ([], [])

    def test_one_form_asks_once(self, ask, video, cleo):
        token = video.form_token
        first = ask(cleo)
        again = actions.make_video(video, cleo, token, "as before", ask=True)
        assert (again.pk, Render.objects.count()) == (first.pk, 1)

    def test_whoever_asked_may_take_it_back(self, ask, cleo):
        take = ask(cleo)
        actions.stop(take, cleo)
        assert (take.status, take.charged_micros, Hold.objects.exists()) == (S.CANCELLED, 0, False)


class TestOk:
    def test_sets_the_price_aside_for_whoever_asked_and_puts_it_in_line(self, service, ask, cleo, bob, step):
        take = ask(cleo)
        asking.say_ok(take, bob, take.estimate_micros)
        hold = Hold.objects.get(render=take)
        assert (take.status, take.answered_by, hold.user, hold.held_micros) == (S.QUEUED, bob, cleo, 168_000)
        assert take.events.last().actor == bob
        assert step(take) == S.SUBMITTED

    def test_only_once(self, ask, cleo, alice, bob):
        take = ask(cleo)
        same = Render.objects.get(pk=take.pk)
        asking.say_ok(take, bob, take.estimate_micros)
        with pytest.raises(LostRace):
            asking.say_ok(same, alice, same.estimate_micros)
        assert Budget.objects.get(user=None).held_micros == take.estimate_micros

    def test_a_price_that_changed_meanwhile_must_be_seen_first(self, ask, cleo, bob, connection):
        take = ask(cleo)
        Price.objects.create(connection=connection, what="std", micros=70_000)
        with pytest.raises(actions.Changed):
            asking.say_ok(take, bob, 168_000)
        assert (take.status, take.estimate_micros) == (S.WAITING_FOR_OK, 210_000)
        asking.say_ok(take, bob, 210_000)
        take.refresh_from_db()
        assert (take.micros_per_second, take.estimate_micros, take.hold.held_micros) == (70_000, 210_000, 210_000)

    def test_what_a_unit_costs_is_that_of_the_ok_as_well(self, ask, cleo, bob, connection):
        take = ask(cleo)
        Price.objects.create(connection=connection, what="unit", micros=150_000)
        asking.say_ok(take, bob, take.estimate_micros)
        take.refresh_from_db()
        assert take.micros_per_unit == 150_000

    def test_over_a_persons_own_limit_is_what_it_is_for(self, ask, limit, cleo, bob):
        limit(cleo, 1, personal=True)
        take = ask(cleo)
        asking.say_ok(take, bob, take.estimate_micros)
        assert take.status == S.QUEUED

    def test_over_the_teams_only_an_owner_may_go(self, ask, limit, cleo, bob, alice):
        budget = limit(cleo, 100_000)
        take = ask(cleo)
        with pytest.raises(OverLimit) as refused:
            asking.say_ok(take, bob, take.estimate_micros)
        assert (refused.value.budget.pk, refused.value.budget.free_micros) == (budget.pk, 100_000)
        take.refresh_from_db()
        assert (take.status, Hold.objects.exists()) == (S.WAITING_FOR_OK, False)
        asking.say_ok(take, alice, take.estimate_micros)
        budget.refresh_from_db()
        assert budget.free_micros == -68_000

    def test_a_double_click_for_the_last_money_is_no_refusal(self, ask, limit, cleo, bob):
        limit(cleo, 168_000)
        take = ask(cleo)
        same = Render.objects.get(pk=take.pk)
        asking.say_ok(take, bob, take.estimate_micros)
        with pytest.raises(LostRace):
            asking.say_ok(same, bob, same.estimate_micros)


class TestSendBack:
    def test_ends_the_take_with_what_should_be_different(self, ask, cleo, bob):
        take = ask(cleo)
        asking.send_back(take, bob, "Please use the brighter photo.")
        assert (take.status, take.reason, take.answered_by) == (S.CANCELLED, "sent_back", bob)
        assert (take.answer, take.charged_micros) == ("Please use the brighter photo.", 0)

    def test_nothing_that_does_not_wait_is_answered(self, take, alice):
        with pytest.raises(ValueError, match="does not wait"):
            asking.say_ok(take, alice, take.estimate_micros)
        with pytest.raises(ValueError, match="does not wait"):
            asking.send_back(take, alice, "No")


class TestLimits:
    def test_over_a_limit_nothing_is_made_nor_kept(self, video, limit, alice, settings):
        limit(alice, 100_000)
        current = Video.objects.get(pk=video.pk)
        files = sorted(settings.MEDIA_ROOT.rglob("*.*"))
        with pytest.raises(OverLimit):
            actions.make_video(current, alice, current.form_token, shown(current, quote(current, timezone.now())))
        assert (Render.objects.exists(), Hold.objects.exists()) == (False, False)
        assert sorted(settings.MEDIA_ROOT.rglob("*.*")) == files
        assert Video.objects.get(pk=video.pk).form_token == current.form_token
