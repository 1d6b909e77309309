"""Whatever happens in whatever order, budgets say what a plain sum on paper says.

Two teams, two people in each, real and play money, limits and months. `THOROUGH=1` tries 2,000 lives of 50 events.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from apps.spending.checking import disagreements
from apps.spending.ledger import Limits, OverLimit, reserve, settle
from apps.spending.limits import Limit, change
from apps.spending.models import Budget, Entry, Hold, LimitChange
from apps.spending.months import month_after, month_of
from apps.teams.models import Team, User
from tests.cast import make_person, make_team
from tests.spending import THOROUGH
from tests.spending.purchases import purchase

EXAMPLES, STEPS = (2000, 50) if THOROUGH else (20, 30)
BEFORE, AFTER = 10, 12  # hours of UTC: midnight in Auckland lies between them in summer and in winter
AMOUNTS = st.integers(0, 9) | st.just(10**12)  # small ones meet limits often
ALL_THAT_IS_LEFT, ONE_MORE = "all that is left", "one more"

Owner = User | None
Key = tuple[Team, Owner, date, bool]  # of a budget: with None it is the team's


@dataclass
class Paper:
    """A budget on paper."""

    limit: int | None = None
    held: int = 0
    spent: int = 0

    @property
    def free(self) -> int:
        return (self.limit or 0) - self.held - self.spent

    def has_room_for(self, micros: int) -> bool:
        return self.limit is None or micros <= self.free


@dataclass
class Bought:
    """A purchase on paper; `budgets` are the two that it is booked to, wherever the calendar has gone since."""

    pk: int
    estimate: int
    budgets: list[Paper]
    held: int
    spent: int = 0
    entries: list[tuple[int, int]] = field(default_factory=list)

    def book(self, held: int, spent: int) -> None:
        self.entries.append((held, spent))
        self.held += held
        self.spent += spent
        for budget in self.budgets:
            budget.held += held
            budget.spent += spent


class Money(RuleBasedStateMachine):
    """The ledger beside a model of it in plain Python."""

    bought: ClassVar = Bundle("bought")
    settled: ClassVar = Bundle("settled")

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.teams = [make_team("Lantern Tea"), make_team("Harbour Books")]
        self.teams[1].time_zone = "Pacific/Auckland"
        self.teams[1].save()
        self.people = [make_person("Mei Lin"), make_person("Bob Bond")]
        self.now = datetime(2026, 10, 31, BEFORE, 30, tzinfo=UTC)
        self.paper: dict[Key, Paper] = {}
        self.holds: list[Bought] = []
        self.changes = 0
        for team, is_play in product(self.teams, (False, True)):
            for owner, micros in ((None, 20), (self.people[0], 8)):
                self._limit(team, owner, is_play, micros)
                limit = Limit(user=owner, is_play_money=is_play, micros=micros)
                change(team, self.people[0], month_of(team, self.now), [limit])

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    # --- What can happen -----------------------------------------------------------------------------------------

    @rule(
        target=bought,
        team=st.integers(0, 1),
        person=st.integers(0, 1),
        is_play=st.booleans(),
        wanted=AMOUNTS | st.sampled_from([ALL_THAT_IS_LEFT, ONE_MORE]),
        limits=st.sampled_from([Limits.BOTH, Limits.BOTH, Limits.BOTH, Limits.TEAM, Limits.NONE]),
    )
    def reserve(self, team: int, person: int, is_play: bool, wanted: int | str, limits: Limits) -> object:
        whole, mine = (self._paper(self.teams[team], owner, is_play) for owner in (None, self.people[person]))
        bound = {Limits.BOTH: [whole, mine], Limits.TEAM: [whole], Limits.NONE: []}[limits]
        left = min((budget.free for budget in bound if budget.limit is not None), default=0)
        micros = wanted if isinstance(wanted, int) else max(left, 0) + (wanted == ONE_MORE)
        fits = all(budget.has_room_for(micros) for budget in bound)
        asked = purchase(micros, is_play_money=is_play)
        try:
            hold = reserve(self.teams[team], self.people[person], asked, self.now, limits)
        except OverLimit as refused:
            assert not fits
            row = refused.budget
            paper = self._paper(row.team, row.user, row.is_play_money)
            assert any(paper is budget for budget in bound)
            assert not paper.has_room_for(micros)
            return multiple()
        assert fits
        made = Bought(hold.pk, micros, [whole, mine], held=0)
        made.book(micros, 0)
        self.holds.append(made)
        return made

    @rule(target=settled, hold=bought, percent=st.sampled_from([100, 100, 50, 99, 101, 111, 300]))
    def charge(self, hold: Bought, percent: int) -> Bought:
        """Made: for the first time, or again after it was given up, or corrected."""
        return self._settle(hold, hold.estimate * percent // 100)

    @rule(target=settled, hold=bought, why=st.sampled_from(["refused", "stopped", "sent back"]))
    def give_back(self, hold: Bought, why: str) -> Bought:
        return self._settle(hold, 0, why)

    @rule(hold=settled, charged=AMOUNTS)
    def correct(self, hold: Bought, charged: int) -> None:
        """A late success, a refund, or another figure of the service."""
        self._settle(hold, charged, "as the service says")

    @rule(hold=settled)
    def hear_it_again(self, hold: Bought) -> None:
        before = list(hold.entries)
        self._settle(hold, hold.spent)
        assert hold.entries == before

    @rule(
        team=st.integers(0, 1),
        owners=st.lists(st.tuples(st.sampled_from([None, 0, 1]), st.booleans()), min_size=1, max_size=3, unique=True),
        micros=st.none() | AMOUNTS,
    )
    def change_limits(self, team: int, owners: list[tuple[int | None, bool]], micros: int | None) -> None:
        wanted = []
        for index, is_play in owners:
            owner = None if index is None else self.people[index]
            self._limit(self.teams[team], owner, is_play, micros)
            wanted.append(Limit(user=owner, is_play_money=is_play, micros=micros))
        change(self.teams[team], self.people[0], month_of(self.teams[team], self.now), wanted)

    @rule(months=st.sampled_from([0, 0, 0, 1]))
    def time_passes(self, months: int) -> None:
        """On to the end of a month. Midnight in Auckland passes back as well, as when a team moves west."""
        hour = BEFORE if self.now.hour == AFTER else AFTER
        ends = self.now.date().replace(day=1)
        for _ in range(months + 1):
            ends = month_after(ends)
        self.now = datetime.combine(ends - timedelta(days=1), self.now.time().replace(hour=hour), UTC)

    # --- What must hold after each of them -----------------------------------------------------------------------

    @invariant()
    def budgets_are_as_on_paper(self) -> None:
        rows = Budget.objects.select_related("team", "user")
        stored = {(row.team, row.user, row.month, row.is_play_money): row for row in rows}
        for key, row in stored.items():
            paper = self.paper.get(key, Paper())
            assert (row.limit_micros, row.held_micros, row.spent_micros) == (paper.limit, paper.held, paper.spent)
            if row.free_micros is not None:
                assert row.limit_micros == row.free_micros + row.held_micros + row.spent_micros
        assert all(not (paper.held or paper.spent) for key, paper in self.paper.items() if key not in stored)

    @invariant()
    def receipts_are_as_on_paper(self) -> None:
        stored = dict(Hold.objects.values_list("pk", "spent_micros"))
        assert stored == {hold.pk: hold.spent for hold in self.holds}
        assert set(Hold.objects.exclude(held_micros=0).values_list("pk", "held_micros")) == {
            (hold.pk, hold.held) for hold in self.holds if hold.held
        }

    @invariant()
    def the_ledger_has_a_line_for_everything_that_happened(self) -> None:
        lines: dict[int, list[tuple[int, int]]] = {}
        for hold, held, spent in Entry.objects.values_list("hold", "held_micros", "spent_micros"):
            lines.setdefault(hold, []).append((held, spent))
        assert lines == {hold.pk: hold.entries for hold in self.holds}
        assert LimitChange.objects.count() == self.changes

    @invariant()
    def all_sums_are_those_of_the_ledger(self) -> None:
        assert list(disagreements()) == []

    # --- The model -----------------------------------------------------------------------------------------------

    def _paper(self, team: Team, owner: Owner, is_play: bool) -> Paper:
        """A budget of the month that it is now for the team; a new one takes over the limit of the last."""
        key = (team, owner, month_of(team, self.now), is_play)
        if key not in self.paper:
            mine = [other for other in self.paper if other[:2] == key[:2] and other[3] == is_play]
            earlier = [other for other in mine if other[2] < key[2]]
            last = max(earlier, key=lambda other: other[2], default=None)
            self.paper[key] = Paper(self.paper[last].limit if last else None)
        return self.paper[key]

    def _limit(self, team: Team, owner: Owner, is_play: bool, micros: int | None) -> None:
        """It holds from this month on, also for months that had begun before the calendar went back."""
        this = self._paper(team, owner, is_play)
        if this.limit == micros:
            return
        self.changes += 1
        month = month_of(team, self.now)
        for key, paper in self.paper.items():
            if key[:2] == (team, owner) and key[3] == is_play and key[2] >= month:
                paper.limit = micros

    def _settle(self, hold: Bought, charged: int, why: str = "made") -> Bought:
        settle(hold.pk, charged, why=why)
        held, spent = -hold.held, charged - hold.spent
        is_first = len(hold.entries) == 1
        if is_first or held or spent:
            hold.book(held, spent)
        return hold


@pytest.mark.django_db
@pytest.mark.stack
@pytest.mark.timeout(3600 if THOROUGH else 120)
def test_budgets_are_as_on_paper_whatever_happens():
    lives = settings(
        max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Money, settings=lives)
