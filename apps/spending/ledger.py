"""The only code that books money: set aside before a paid call, settled once it is known what the call cost.

Everything happens in one transaction with what it is about, and budgets are locked before anything else
(budget, receipt, project, video, take), so that nobody waits for somebody who waits for them.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.core import faults
from apps.spending.models import Budget, Entry, Hold
from apps.spending.months import month_of
from apps.teams.models import Team, User


class OverLimit(Exception):
    """A limit of this month does not leave enough. `budget` is the one: the team's, or the person's own."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(f"over the limit of {budget}")
        self.budget = budget


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """A paid call that is about to be put in line. Amounts are millionths, `micros` the most that it may cost."""

    key: uuid.UUID
    what: Hold.What
    title: str
    service: str
    quality: str = ""
    seconds: Decimal
    low_micros: int
    micros: int
    is_play_money: bool


class Limits(Enum):
    """Which limits hold for a purchase: somebody who answers for a budget may let one go over it."""

    BOTH = "both"
    TEAM = "team"
    NONE = "none"


def reserve(team: Team, user: User, purchase: Purchase, now: datetime, limits: Limits = Limits.BOTH) -> Hold:
    """Set the most that it may cost aside: a conditional UPDATE each of the team's budget and the person's own.

    Raises OverLimit.
    """
    with transaction.atomic():
        budgets = Budget.objects.both(team, user, month_of(team, now), is_play_money=purchase.is_play_money)
        for budget in budgets:
            rows = Budget.objects.filter(pk=budget.pk)
            rows = rows.with_room_for(purchase.micros) if _binds(limits, budget) else rows
            if rows.update(held_micros=F("held_micros") + purchase.micros) != 1:
                raise OverLimit(Budget.objects.get(pk=budget.pk))
        hold = Hold.objects.create(
            key=purchase.key,
            team=team,
            budget=next(budget for budget in budgets if budget.user_id is None),
            personal_budget=next(budget for budget in budgets if budget.user_id is not None),
            user=user,
            what=purchase.what,
            title=purchase.title,
            service=purchase.service,
            quality=purchase.quality,
            seconds=purchase.seconds,
            is_play_money=purchase.is_play_money,
            low_micros=purchase.low_micros,
            estimate_micros=purchase.micros,
            held_micros=purchase.micros,
            created_at=now,
        )
        _write(hold, Entry.Kind.HELD, held=purchase.micros, spent=0, why="asked")
    return hold


def _binds(limits: Limits, budget: Budget) -> bool:
    return limits is Limits.BOTH or (limits is Limits.TEAM and budget.user_id is None)


def settle(
    hold_id: int, charged_micros: int, *, why: str, reason: str = "", task_id: str = "", request_id: str = ""
) -> None:
    """Say what a paid call has cost in all, and the `reason` if nothing came of it; nothing is set aside any more.

    Said again with the same amount it changes nothing; with another amount it books the difference. What turns out
    after all, or turns out otherwise, is booked even where it goes over a limit.
    """
    with transaction.atomic():
        both = Hold.objects.filter(pk=hold_id).values_list("budget_id", "personal_budget_id").get()
        budgets = Budget.objects.filter(pk__in=both)
        list(budgets.select_for_update().order_by("pk"))
        hold = Hold.objects.select_for_update().get(pk=hold_id)
        held, spent = -hold.held_micros, charged_micros - hold.spent_micros
        if held or spent or hold.is_open:
            kind = _kind(hold, charged_micros)
            budgets.update(held_micros=F("held_micros") + held, spent_micros=F("spent_micros") + spent)
            _write(hold, kind, held=held, spent=spent, why=why)
            faults.reached("settling")
        Hold.objects.filter(pk=hold_id).update(
            held_micros=0,
            spent_micros=charged_micros,
            reason=reason,
            closed_at=hold.closed_at or timezone.now(),
            task_id=task_id or hold.task_id,
            request_id=request_id or hold.request_id,
        )


def _kind(hold: Hold, charged_micros: int) -> Entry.Kind:
    if not hold.is_open:
        return Entry.Kind.CORRECTED
    return Entry.Kind.CHARGED if charged_micros else Entry.Kind.RETURNED


def _write(hold: Hold, kind: Entry.Kind, *, held: int, spent: int, why: str) -> None:
    number = hold.entries.count() + 1
    Entry.objects.create(hold=hold, number=number, kind=kind, held_micros=held, spent_micros=spent, why=why)
