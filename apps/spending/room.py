"""What this month's limits leave. It only reads: looking at a page books nothing, and begins no month."""

from dataclasses import dataclass
from datetime import datetime

from apps.spending.models import Budget
from apps.spending.months import month_of
from apps.teams.models import Team, User


@dataclass(frozen=True, slots=True)
class Room:
    """What a limit leaves of a month, in millionths (None without a limit): the team's, or the person's own."""

    micros: int | None
    is_own: bool

    def holds(self, micros: int) -> bool:
        """Whether so much may still be set aside, as far as anybody knows now."""
        return self.micros is None or micros <= self.micros


def room_in(budget: Budget) -> Room:
    return Room(budget.free_micros, is_own=budget.user_id is not None)


def room_for(team: Team, user: User | None, now: datetime, *, is_play_money: bool) -> Room:
    """What is left for the person this month: of the team's limit or of their own, whichever leaves less.

    Without a person it is what the team has left.
    """
    owners = (None, user) if user else (None,)
    rooms = [_room(team, owner, now, is_play_money) for owner in owners]
    limited = [room for room in rooms if room.micros is not None]
    return min(limited, key=lambda room: room.micros or 0, default=Room(None, is_own=False))


def _room(team: Team, owner: User | None, now: datetime, is_play_money: bool) -> Room:
    """A month in which nothing was bought yet has no row; it will begin with the limit of the one before."""
    month, is_own = month_of(team, now), owner is not None
    begun = Budget.objects.filter(team=team, user=owner, is_play_money=is_play_money, month__lte=month)
    last = begun.order_by("-month").first()
    if last is None:
        return Room(None, is_own)
    return room_in(last) if last.month == month else Room(last.limit_micros, is_own)
