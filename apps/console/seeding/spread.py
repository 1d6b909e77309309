"""How things are spread in a made-up studio: few large teams and many small ones, more of everything of late."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import TypeVar

STEEPNESS = 0.8  # of fifty teams the largest one has 15 %
HISTORY = timedelta(days=730)
SETTLED = timedelta(hours=26)  # what ended so long ago, no worker looks at any more
Thing = TypeVar("Thing")


def shares(total: int, parts: int) -> list[int]:
    """A number in that many parts, the largest first, by a power law; together they are the whole."""
    weights = [number**-STEEPNESS for number in range(1, parts + 1)]
    reached = [round(total * sum_ / sum(weights)) for sum_ in accumulate(weights)]
    return [after - before for before, after in zip([0, *reached[:-1]], reached, strict=True)]


def moments(rng: Random, count: int, now: datetime) -> list[datetime]:
    """So many moments of the last two years in their order, more and more of them, up to a day ago."""
    span = HISTORY - SETTLED
    return sorted(now - SETTLED - span * (1 - rng.random() ** 0.6) for _ in range(count))


def favourite(rng: Random, things: Sequence[Thing]) -> Thing:
    """One of them, the first ones more often than the last ones."""
    return things[int(len(things) * rng.random() ** 2)]


def new_uuid(rng: Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128), version=4)
