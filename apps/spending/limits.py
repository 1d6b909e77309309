"""What owners and staff decide: how much may be spent in a month."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from apps.spending.models import Budget, LimitChange
from apps.teams.models import Team, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit as somebody wants it: of a person, or of the whole team; of None there is no limit any more."""

    user: User | None
    is_play_money: bool
    micros: int | None


def change(team: Team, by: User, month: date, wanted: list[Limit]) -> list[Budget]:
    """Set limits from a month on, and write down who did; returns the budgets of that month as they are now.

    Months before it stay as they were. A limit may be less than what is spent already: then nothing more fits.
    """
    # Rows are made in the order in which `ledger.reserve` makes them: the team's first.
    wanted = sorted(wanted, key=lambda limit: (limit.is_play_money, limit.user.pk if limit.user else 0))
    with transaction.atomic():
        pairs = [(Budget.objects.of(team, each.user, month, is_play_money=each.is_play_money), each) for each in wanted]
        rows = Budget.objects.filter(pk__in=[budget.pk for budget, _limit in pairs])
        locked = {budget.pk: budget for budget in rows.select_for_update().order_by("pk")}
        for found, limit in pairs:
            _set(locked[found.pk], limit.micros, by)
    return list(locked.values())


def _set(budget: Budget, micros: int | None, by: User) -> None:
    before = budget.limit_micros
    if before == micros:
        return
    # A month that has begun already may come after this one, where the team moved its time zone to the west.
    mine = Budget.objects.filter(team=budget.team_id, user=budget.user_id, is_play_money=budget.is_play_money)
    mine.filter(month__gte=budget.month).update(limit_micros=micros)
    LimitChange.objects.create(budget=budget, by=by, before_micros=before, after_micros=micros)
    budget.limit_micros = micros
