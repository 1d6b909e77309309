"""How long it usually takes, from what really happened here. Nothing is promised where there is no history."""

from dataclasses import dataclass

from apps.renders.models import Render
from apps.renders.states import DRAFT

ENOUGH = 5
RECENT = 30
SLOW_TIMES = 3  # as long as usual, before somebody should look
# Services speak of minutes. Where there is no history, half an hour is beyond any of their words, and still soon enough
# for a person to do something about it.
SLOW_SECONDS = 1800
SOONEST_SLOW_SECONDS = 120  # a short film that takes a minute instead of ten seconds is nothing to tell people about


@dataclass(frozen=True, slots=True)
class Usual:
    """The middle half of recent takes, in seconds from sending to watching.

    Time in line, or waiting for somebody's OK, is not the service's and does not count.
    """

    low: int
    high: int


def usual(connection_id: int | None, mode: str) -> Usual | None:
    """What takes of this connection and quality (drafts have none) usually need; None before there are enough."""
    if connection_id is None and mode != DRAFT:
        return None
    ready = Render.objects.filter(connection=connection_id, mode=mode, status=Render.Status.READY)
    times = ready.order_by("-finished_at").values_list("submitted_at", "finished_at")[:RECENT]
    spans = sorted(int((finished - sent).total_seconds()) for sent, finished in times if sent and finished)
    if len(spans) < ENOUGH:
        return None
    return Usual(low=spans[len(spans) // 4], high=spans[(3 * len(spans)) // 4])


def slow_after(connection_id: int, mode: str) -> int:
    """How many seconds after sending a take has taken longer than usual: three times what most of them need."""
    found = usual(connection_id, mode)
    return max(SOONEST_SLOW_SECONDS, SLOW_TIMES * found.high) if found else SLOW_SECONDS
