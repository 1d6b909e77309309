"""What is killed, and where: every point, every way to kill there, every kind of service, and how it has to end."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

READY, UNKNOWN, CANCELLED = "ready", "unknown", "cancelled"
SERVICES = ("authoritative", "look-up", "none")  # what a service can say about an order whose answer got lost
EMBEDDED, FULL = "embedded", "full"
WORKER_KILLS = {EMBEDDED: ("worker", "studio", "worker+broker"), FULL: ("child", "worker", "worker+broker")}
WEB_KILLS = ("child", "web", "web+broker")


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the code. `program` stops there and is killed.

    `needs` are places at which others are held meanwhile, so that nothing goes on behind its back. `sent` is what of
    the order had left: "no", "part" or "all"; a part is no order.
    """

    key: str
    place: str
    meaning: str
    program: str = "worker"
    sent: str = "no"
    caught: int = len(SERVICES)  # how many takes, one of each kind of service, stop there at the same time
    needs: tuple[str, ...] = ()


POINTS = (
    Point("K1", "asked", "the take is committed, nobody has been answered", "web"),
    Point("K2", "told", "the sweep has sent a message", caught=1, needs=("before-claim",)),
    Point("K3", "before-claim", "a message has arrived, nothing is claimed"),
    Point("K4", "place-taken", "a place is taken, nothing is being sent"),
    Point("K5", "connected", "it says that it is being sent, nothing is written", sent="part"),
    Point("K6", "half-written", "a part of the order is written", sent="part"),
    Point("K7", "written", "the order is written, there is no answer", sent="all"),
    Point("K8", "answered", "the answer is read, not saved", sent="all"),
    Point("K9", "number-saved", "the number is saved, the message is not acknowledged"),
    Point("K10", "looked", "the service was asked how it goes, nothing is saved"),
    Point("K11", "mid-download", "the film is being downloaded"),
    Point("K12", "downloaded", "the film is here, not checked"),
    Point("K13", "verified", "the film is checked, not stored"),
    Point("K14", "stored", "the film is stored, not committed"),
    Point("K15", "committed", "everything is committed, the task has not ended"),
    Point("K16", "called-back", "a call of the service was taken, nothing is saved", "web"),
    Point("K17", "normalising", "a photo or a recording is being checked", "web", caught=1),
    Point("K18", "settling", "what was set aside is being released, in a transaction", "web", caught=1),
)


@dataclass(frozen=True, slots=True)
class Kill:
    """One moment of the matrix: a point, what is killed, and the services whose takes stop there."""

    point: Point
    victim: str
    services: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.point.key}:{self.victim}:{','.join(self.services)}"


def kills(stack: str) -> Iterator[Kill]:
    """The whole matrix of a stack. Where takes can stop at a point together, one kill hits one of each service."""
    for point in POINTS:
        victims = WEB_KILLS if point.program == "web" else WORKER_KILLS[stack]
        groups = [SERVICES] if point.caught > 1 or point.needs else [(service,) for service in SERVICES]
        for victim, services in product(victims, groups):
            yield Kill(point, victim, services)


def end_of(point: Point, service: str) -> str:
    """How a take has to end that was killed there. Unclear only where something was sent and nobody can tell."""
    if point.key == "K18":
        return CANCELLED
    can_tell = {"no": SERVICES, "part": ("authoritative",), "all": ("authoritative", "look-up")}
    return READY if service in can_tell[point.sent] else UNKNOWN
