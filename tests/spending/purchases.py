"""Things to buy, for tests of the ledger."""

import uuid
from datetime import UTC, datetime
from decimal import Decimal

from apps.spending.ledger import Limits, Purchase, reserve
from apps.spending.models import Hold
from apps.teams.models import Team, User

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CENT = 10_000  # millionths
DOLLAR = 100 * CENT


def purchase(micros: int = DOLLAR, *, low: int | None = None, is_play_money: bool = False, title: str = "") -> Purchase:
    return Purchase(
        key=uuid.uuid4(),
        what=Hold.What.FILM,
        title=title or "Spring offer",
        service="Kling",
        quality="Standard",
        seconds=Decimal(12),
        low_micros=micros if low is None else low,
        micros=micros,
        is_play_money=is_play_money,
    )


def buy(
    team: Team, user: User, micros: int = DOLLAR, *, now: datetime = NOW, limits: Limits = Limits.BOTH, **kind: object
) -> Hold:
    """Set money aside."""
    return reserve(team, user, purchase(micros, **kind), now, limits)
