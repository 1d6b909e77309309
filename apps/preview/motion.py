"""When a portrait blinks, and how its head moves while it speaks. The same voice always gives the same motion."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from apps.preview.curves import ramp
from apps.preview.eyes import CLOSED
from apps.vision.networks import Floats

SEED = 7
BLINK = (2, 4, 4, 3, 2, 1)  # how far the lids are closed (of CLOSED), picture by picture at 25 a second
FIRST_BLINK, NEXT_BLINK = (0.8, 2.0), (2.2, 5.0)  # seconds, from and to
GLIDE, REST = (0.7, 1.5), (0.5, 1.6)  # seconds that the head takes to another place, and stays there
TURN, ACROSS, DOWN = 0.016, 0.013, 0.011  # radians; face heights: how far it goes at most
QUIET = 0.4  # of that, while nobody speaks
LISTENING = 1.0  # seconds around a moment in which somebody may speak


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the head is: turned clockwise by so many radians about its neck, moved by parts of its face's height."""

    turn: float = 0.0
    across: float = 0.0
    down: float = 0.0


@dataclass(frozen=True, slots=True)
class Motion:
    """For each picture of the film: how far the lids are closed (0 to CLOSED), and where the head is."""

    lids: list[int]
    poses: list[Pose]


def motion(openness: Floats, fps: int) -> Motion:
    """For a mouth that opens like that, float32[pictures], 0 to 1."""
    rng = np.random.default_rng(SEED)
    count = len(openness)
    lids = np.zeros(count + len(BLINK), int)
    for at in _blinks(rng, count / fps):
        first = round(at * fps)
        lids[first : first + len(BLINK)] = BLINK
    return Motion(lids[:count].clip(0, CLOSED).tolist(), _poses(rng, openness, fps))


def _blinks(rng: np.random.Generator, seconds: float) -> Iterator[float]:
    at = rng.uniform(*FIRST_BLINK)
    while at < seconds - 0.3:
        yield at
        at += rng.uniform(*NEXT_BLINK)


def _poses(rng: np.random.Generator, openness: Floats, fps: int) -> list[Pose]:
    """The head glides to a new place, rests there, and glides on. It begins upright."""
    count = len(openness)
    path = np.zeros((count, 3))
    place, now = np.zeros(3), round(rng.uniform(*REST) * fps)
    while now < count:
        glide, rest = round(rng.uniform(*GLIDE) * fps), round(rng.uniform(*REST) * fps)
        around = openness[max(0, now - round(LISTENING * fps)) : now + round(LISTENING * fps)]
        lively = QUIET + (1 - QUIET) * min(1.0, 3 * float(around.mean()))
        goal = rng.uniform(-1, 1, 3) * (TURN, ACROSS, DOWN) * lively
        steps = ramp(np.arange(1, glide + rest + 1) / glide)[: count - now, None]
        path[now : now + len(steps)] = place + (goal - place) * steps
        place, now = goal, now + glide + rest
    return [Pose(*map(float, each)) for each in path]
