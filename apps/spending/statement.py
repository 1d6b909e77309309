"""What a team has spent in a month, as people read it: on the page and in a spreadsheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import F, Max, Min, QuerySet, Window
from django.db.models.functions import RowNumber

from apps.spending.models import Budget, Hold
from apps.spending.months import month_after, month_before, month_of
from apps.teams.models import Team

PLAY = "play"


@dataclass(frozen=True)
class Statement:
    """One month of a team in one kind of money; `kinds` are those that the team has used (True: play money)."""

    team: Team
    month: date
    first: date
    last: date
    is_play_money: bool
    kinds: frozenset[bool]

    @property
    def before(self) -> date | None:
        return month_before(self.month) if self.month > self.first else None

    @property
    def after(self) -> date | None:
        return month_after(self.month) if self.month < self.last else None

    @cached_property
    def budgets(self) -> list[Budget]:
        """The team's budget of the month, then those of its people. One that nobody has used yet is not stored."""
        found = [self._standing(budget) for budget in in_force(self.team, self.month, self.is_play_money)]
        if not any(budget.user is None for budget in found):
            found.append(self._standing(Budget()))
        return sorted(found, key=lambda budget: (budget.user is not None, str(budget.user)))

    @property
    def whole(self) -> Budget:
        return self.budgets[0]

    @property
    def people(self) -> list[Budget]:
        """Those who had money or a limit of their own."""
        return [each for each in self.budgets[1:] if each.pk or each.limit_micros is not None]

    @property
    def receipts(self) -> QuerySet[Hold]:
        """Newest first."""
        return Hold.objects.filter(budget=self.whole.pk).select_related("user")

    def _standing(self, newest: Budget) -> Budget:
        """The budget of this month: the newest one, or else one that takes over its limit."""
        if newest.pk and newest.month == self.month:
            return newest
        same = {"team": self.team, "month": self.month, "is_play_money": self.is_play_money}
        return Budget(user=newest.user, limit_micros=newest.limit_micros, **same)


def statement(team: Team, asked: Mapping[str, str], now: datetime) -> Statement:
    """The statement that an address asks for by `month` ("2026-11") and `money` ("play").

    Whatever else stands there means the current month, and real money where the team has used any.
    """
    used = Budget.objects.filter(team=team)
    kinds = frozenset(used.order_by().values_list("is_play_money", flat=True).distinct())
    ends = used.aggregate(first=Min("month"), last=Max("month"))
    current = month_of(team, now)
    first, last = min(ends["first"] or current, current), max(ends["last"] or current, current)
    is_play_money = asked.get("money") == PLAY if len(kinds) > 1 else True in kinds
    return Statement(
        team=team,
        month=min(max(_month(asked.get("month", ""), current), first), last),
        first=first,
        last=last,
        is_play_money=is_play_money,
        kinds=kinds,
    )


def in_force(team: Team, month: date, is_play_money: bool) -> QuerySet[Budget]:
    """The newest budgets up to a month, one of the team and one of each person: their limits hold in that month."""
    newest_first = Window(RowNumber(), partition_by=F("user"), order_by=F("month").desc())
    known = Budget.objects.filter(team=team, month__lte=month, is_play_money=is_play_money)
    return known.annotate(age=newest_first).filter(age=1).select_related("user", "team")


def limits(team: Team, month: date, is_play_money: bool) -> dict[int | None, int | None]:
    """The limits that hold in a month: by person, and that of the whole team under None."""
    return {budget.user_id: budget.limit_micros for budget in in_force(team, month, is_play_money)}


def used(team: Team, month: date, is_play_money: bool) -> dict[int | None, int]:
    """What is spent and set aside in a month: by person, and by the whole team under None."""
    budgets = Budget.objects.filter(team=team, month=month, is_play_money=is_play_money)
    return {budget.user_id: budget.spent_micros + budget.held_micros for budget in budgets}


def _month(text: str, default: date) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return default
