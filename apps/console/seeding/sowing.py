"""Puts a made-up studio together, team after team."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from apps.console.seeding.batch import Batch
from apps.console.seeding.files import Material
from apps.console.seeding.library import library
from apps.console.seeding.money import Books
from apps.console.seeding.people import Crew, crew, locked_away, use_by_default
from apps.console.seeding.services import services
from apps.console.seeding.spread import shares
from apps.console.seeding.talk import talks
from apps.console.seeding.videos import Videos
from apps.gallery.listing import catch_up
from apps.teams.models import User

TEXTS_A_VIDEO, FEWEST_TEXTS, MOST_TEXTS = 0.2, 40, 6000
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How large the studio is to be."""

    teams: int
    videos: int


def sow(size: Size, material: Material, *, seed: int, password: str, now: datetime, say: Say) -> list[Crew]:
    """Fill the database; `say` hears how far it is. Returns the teams, the largest first.

    An empty studio becomes the same one each time; what is added to another one is different from what is there.
    """
    rng, hashed = Random(f"{seed} {User.objects.count()}"), locked_away(password)  # noqa: S311 - nothing secret
    texts = min(MOST_TEXTS, max(FEWEST_TEXTS, round(size.videos * TEXTS_A_VIDEO)))
    pool, known = talks(rng, texts, material.seconds), services()
    crews, done = [], 0
    for number, count in enumerate(shares(size.videos, size.teams)):
        made = crew(rng, number, count, now, hashed)
        use_by_default(made, known.usual)
        shelf = library(rng, made, material, pool, videos=count, now=now, speaks=known.asleep[0])
        batch = Batch(made.team, Books(made.team))
        for written in Videos(rng, made, shelf, known, batch, now).make(count):
            say(f"{made.team}: {done + written:,} of {size.videos:,} videos")
        while catch_up(made.team) < made.team.rev:
            pass  # so that the first page of the gallery need not
        done += count
        crews.append(made)
    _one_may_manage(crews[0].people[0])
    return crews


def _one_may_manage(first: User) -> None:
    """Where nobody may use the admin site yet, somebody must."""
    if not User.objects.filter(is_superuser=True).exists():
        User.objects.filter(pk=first.pk).update(is_staff=True, is_superuser=True)
