"""Many takes, and every three seconds something is killed that nobody expected, until all takes have ended.

On a machine where programs need longer to start than they are left alive, the killing ends after a while, and the takes
have to end in peace.
"""

import random
import time
from collections import Counter
from dataclasses import dataclass, field

from apps.renders.models import Render, RenderQuerySet
from tests.faults import referee
from tests.faults.matrix import nudge, wait_for_end
from tests.faults.people import Person
from tests.faults.plan import SERVICES
from tests.faults.stack import Stack
from tests.takes import press_make

BETWEEN_SECONDS = 3.0
VICTIMS = ("web", "worker", "beat", "broker")
KILLING_SECONDS, PEACE_SECONDS = 900.0, 600.0


@dataclass
class Carnage:
    """What was killed how often, and where the takes ended, by kind of service. `peace`: the seconds without kills."""

    kills: Counter[str] = field(default_factory=Counter)
    ends: Counter[tuple[str, str]] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)
    seconds: float = 0.0
    peace: float = 0.0
    orphans: int = 0

    def __str__(self) -> str:
        ends = ", ".join(f"{service} {end}: {number}" for (service, end), number in sorted(self.ends.items()))
        kills = ", ".join(f"{name} {number}" for name, number in sorted(self.kills.items()))
        words = "".join(f"\n    !! {complaint}" for complaint in self.complaints)
        total = f"{self.ends.total()} takes, {self.kills.total()} kills ({kills})"
        return (
            f"{total} in {self.seconds:.0f} s ({self.peace:.0f} s of peace)\n  {ends}\n  {self.orphans} orphans{words}"
        )


def rampage(stack: Stack, person: Person, takes: int, chance: random.Random) -> Carnage:
    """Make `takes` takes, one third at each kind of service, and kill until all have ended."""
    carnage, orphans, begun = Carnage(), referee.orphans(), time.monotonic()
    services = {}
    for number in range(takes):
        service = SERVICES[number % len(SERVICES)]
        services[press_make(person.videos[service], person.user).pk] = service
    mine = Render.objects.filter(pk__in=services)
    while not _all_ended(mine) and time.monotonic() - begun < KILLING_SECONDS:
        victim = chance.choice(VICTIMS)
        if victim == "broker":
            stack.lose_messages()
        else:
            stack.kill(victim, ())
        carnage.kills[victim] += 1
        time.sleep(BETWEEN_SECONDS)
        nudge(mine)
    peace = time.monotonic()
    try:
        wait_for_end(list(mine), PEACE_SECONDS)
    except TimeoutError as error:
        carnage.complaints.append(str(error))
    carnage.seconds, carnage.peace = time.monotonic() - begun, time.monotonic() - peace
    ended = list(mine.select_related("hold"))
    carnage.ends = Counter((services[render.pk], render.status) for render in ended)
    carnage.complaints += [*_wrong_ends(ended, services), *referee.complaints(ended, stack.logs)]
    carnage.orphans = len(referee.orphans() - orphans)
    return carnage


def _all_ended(renders: RenderQuerySet) -> bool:
    return all(referee.is_settled(render) for render in renders.all())


def _wrong_ends(renders: list[Render], services: dict[int, str]) -> list[str]:
    """Ready, or unclear after something was sent to a service that cannot tell what became of it."""
    wrong = []
    for render in renders:
        may_be_unclear = services[render.pk] != "authoritative" and render.sending_at is not None
        if not (render.is_ready or (render.status == Render.Status.UNKNOWN and may_be_unclear)):
            wrong.append(f"{render.pk} ({services[render.pk]}) ended as {render.status} ({render.reason})")
    return wrong
