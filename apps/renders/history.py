"""How long it usually takes, from what really happened here. Nothing is promised where there is no history."""

from dataclasses import dataclass

from apps.renders.models import Render

ENOUGH = 5
RECENT = 30


@dataclass(frozen=True, slots=True)
class Usual:
    """The middle half of recent takes, in seconds from asking to watching."""

    low: int
    high: int


def usual(connection_id: int | None, mode: str) -> Usual | None:
    """What takes of this connection and quality usually need; None before there are enough of them."""
    if connection_id is None:
        return None
    recent = Render.objects.filter(connection_id=connection_id, mode=mode, status=Render.Status.READY)
    times = recent.order_by("-finished_at").values_list("created_at", "finished_at")[:RECENT]
    spans = sorted(int((finished - created).total_seconds()) for created, finished in times if finished)
    if len(spans) < ENOUGH:
        return None
    return Usual(low=spans[len(spans) // 4], high=spans[(3 * len(spans)) // 4])
