"""Whatever becomes of takes in whatever order, what is set aside and charged for them is what their rows say.

People press, answer, stop and decide; a service accepts, refuses, delivers, bills and changes its mind; answers get
lost. `THOROUGH=1` tries 300 lives of 40 events.
"""

from contextlib import suppress
from decimal import Decimal
from typing import ClassVar

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from apps.core.due import LostRace
from apps.providers.base import Reason, Stage, Task
from apps.renders import actions, asking, looking, recovering, saving, unclear
from apps.renders.lifecycle import move
from apps.renders.models import Render
from apps.spending.checking import disagreements
from apps.spending.ledger import OverLimit
from apps.spending.models import Budget
from tests.cast import make_person, make_team
from tests.spending import THOROUGH
from tests.takes import limit, make_video, press_make

S = Render.Status
EXAMPLES, STEPS = (300, 40) if THOROUGH else (15, 30)
PRICE = 2 * 56_000
WHICH = st.integers(0, 5)
UNITS = st.sampled_from([None, None, Decimal(0), Decimal("0.5"), Decimal(3)])
ADDRESS = "https://films.test/1.mp4"


class Lives(RuleBasedStateMachine):
    """The takes of one video; every rule does what a person, a worker or a service can do to one of them."""

    takes: ClassVar[list[int]]

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        team = make_team("Lantern Tea")
        self.owner, self.creator = make_person("Mei Lin", team, "owner"), make_person("Cleo Cruz", team, "creator")
        self.video = make_video(team, self.owner)
        limit(self.video, None, 5 * PRICE)
        self.takes = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    # --- People ------------------------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.takes) < 6)
    @rule(asks=st.booleans())
    def press(self, asks: bool) -> None:
        person = self.creator if asks else self.owner
        with suppress(OverLimit):
            self.takes.append(press_make(self.video, person, ask=asks).pk)

    @rule(which=WHICH, is_ok=st.booleans())
    def answer(self, which: int, is_ok: bool) -> None:
        if take := self.one(which, S.WAITING_FOR_OK):
            with suppress(OverLimit):
                if is_ok:
                    asking.say_ok(take, self.owner, take.estimate_micros)
                else:
                    asking.send_back(take, self.owner, "smile")

    @rule(which=WHICH)
    def stop(self, which: int) -> None:
        if take := self.one(which):
            with suppress(ValueError):
                actions.stop(take, self.owner)

    @rule(which=WHICH, says=st.sampled_from([unclear.not_sent, unclear.give_up, actions.fetch_again]))
    def decide(self, which: int, says) -> None:
        if take := self.one(which):
            with suppress(ValueError):
                says(take, self.owner)

    @rule(prices=st.integers(0, 6))
    def change_the_limit(self, prices: int) -> None:
        limit(self.video, None, prices * PRICE)

    # --- Workers and the service -------------------------------------------------------------------------------------

    @rule(which=WHICH)
    def send(self, which: int) -> None:
        if take := self.one(which, S.QUEUED):
            move(take, S.SUBMITTING, sending_at=timezone.now(), sent_to="somewhere")

    @rule(which=WHICH, ends=st.sampled_from(["accepted", "refused", "lost", "not sent", "late"]))
    def hear_from_sending(self, which: int, ends: str) -> None:
        take = self.one(which, S.SUBMITTING, S.UNKNOWN)
        if take is None:
            return
        if ends in ("accepted", "late"):
            stale = Render.objects.get(pk=take.pk)
            if ends == "late" and take.status == S.SUBMITTING:  # a person decides while the answer is on its way
                move(take, S.UNKNOWN, reason="unclear")
                unclear.give_up(take, self.owner)
            with suppress(LostRace):
                recovering.accepted(stale, Task(task_id=f"task-{take.pk}", stage=Stage.QUEUED))
        elif take.status == S.SUBMITTING:
            to = {"refused": S.FAILED, "lost": S.UNKNOWN, "not sent": S.QUEUED}[ends]
            move(take, to, reason={S.FAILED: "image", S.UNKNOWN: "unclear"}.get(to, ""))

    @rule(which=WHICH, stage=st.sampled_from([Stage.RUNNING, Stage.DONE, Stage.FAILED]), units=UNITS)
    def look(self, which: int, stage: Stage, units: Decimal | None) -> None:
        take = self.one(which)
        if take is None or not Render.objects.worth_a_look(timezone.now()).filter(pk=take.pk).exists():
            return
        reason = Reason.INPUT if stage is Stage.FAILED else None
        url = ADDRESS if stage is Stage.DONE else ""
        answer = Task(task_id=take.task_id, stage=stage, video_url=url, units=units, reason=reason)
        if step := looking.change(take, answer):
            step(take)

    @rule(which=WHICH, is_whole=st.booleans())
    def save(self, which: int, is_whole: bool) -> None:
        take = self.one(which, S.SAVING)
        if take is not None and is_whole:
            move(take, S.READY, charged_micros=saving._charged(take, take.seconds), finished_at=timezone.now())
        elif take is not None:
            saving._end(take, "not right", reason="film")

    # --- What must hold after each of them ---------------------------------------------------------------------------

    @invariant()
    def what_has_ended_costs_what_its_receipt_says_and_holds_nothing(self) -> None:
        for take in self.all().filter(status__in=Render.FINAL):
            held, spent = (take.hold.held_micros, take.hold.spent_micros) if take.hold else (0, 0)
            assert (held, spent) == (0, take.charged_micros), f"{take.status} ({take.reason})"

    @invariant()
    def what_was_never_ended_has_its_price_set_aside(self) -> None:
        for take in self.all().exclude(events__to_status__in=Render.FINAL).exclude(status=S.WAITING_FOR_OK):
            assert take.hold is not None
            assert (take.hold.held_micros, take.hold.spent_micros) == (take.estimate_micros, 0)

    @invariant()
    def before_an_ok_nothing_is_set_aside(self) -> None:
        assert not self.all().filter(status=S.WAITING_FOR_OK, hold__isnull=False).exists()

    @invariant()
    def the_budget_is_the_sum_of_the_receipts(self) -> None:
        for budget in Budget.objects.filter(user=None):
            sums = budget.holds.aggregate(held=Sum("held_micros"), spent=Sum("spent_micros"))
            assert (budget.held_micros, budget.spent_micros) == (sums["held"] or 0, sums["spent"] or 0)
        assert list(disagreements()) == []

    @invariant()
    def events_tell_the_way_to_where_a_take_is(self) -> None:
        for take in self.all():
            assert take.events.last().to_status == take.status

    # --- Which take --------------------------------------------------------------------------------------------------

    def all(self):
        return Render.objects.filter(pk__in=self.takes).select_related("hold")

    def one(self, which: int, *statuses: str) -> Render | None:
        """One of the takes that are there, as a worker or a page reads it anew; None if there is none."""
        there = [take for take in self.all().order_by("pk") if not statuses or take.status in statuses]
        return there[which % len(there)] if there else None


@pytest.mark.django_db
@pytest.mark.stack
@pytest.mark.timeout(3600 if THOROUGH else 300)
def test_money_follows_the_takes_whatever_becomes_of_them():
    lives = settings(
        max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Lives, settings=lives)
