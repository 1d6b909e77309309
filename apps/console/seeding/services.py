"""The accounts with which the videos of a made-up studio were made: switched off, so that nothing is ever sent."""

from dataclasses import dataclass
from random import Random

from apps.connections.actions import ensure_practice
from apps.connections.models import Connection
from apps.providers.registry import PROVIDERS

MADE_UP = ("kling", "cometapi", "uniall")
OFTEN = 0.7  # for money; the others in play money


@dataclass(frozen=True, slots=True)
class Services:
    """`asleep` are switched off and cost money; `practice` can be used. `addresses`: their fingerprints by their pk."""

    asleep: list[Connection]
    practice: list[Connection]
    addresses: dict[int, str]

    def any(self, rng: Random) -> Connection:
        is_asleep = not self.practice or rng.random() < OFTEN
        return rng.choice(self.asleep if is_asleep else self.practice)

    @property
    def usual(self) -> Connection:
        """What people choose for the next version."""
        return (self.practice or self.asleep)[0]


def services() -> Services:
    asleep = [_asleep(slug) for slug in MADE_UP]
    practice = ensure_practice()
    return Services(asleep, practice, {each.pk: each.fingerprint for each in (*asleep, *practice)})


def _asleep(slug: str) -> Connection:
    defaults = {"provider": slug, "is_on": False, "places": 3}
    connection, _made = Connection.objects.get_or_create(name=f"{PROVIDERS[slug].name} (made up)", defaults=defaults)
    return connection
