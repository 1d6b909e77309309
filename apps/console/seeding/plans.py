"""How far the videos of a made-up studio are: which takes each has, how they ended, and what people said about them."""

from dataclasses import dataclass, field
from itertools import cycle, islice
from random import Random

from apps.renders.states import OPEN, Status
from apps.reviews.models import Decision

S, V = Status, Decision.Verdict
UNDER_WAY = (S.PROCESSING, S.WAITING_FOR_OK, S.SUBMITTED, S.QUEUED, S.PROCESSING, S.UNKNOWN, S.SAVING, S.SUBMITTING)
MOST_UNDER_WAY = 12
KINDS = (("unfinished", 14), ("drafted", 9), ("made", 77))
ENDS = ((S.READY, 88), (S.FAILED, 7), (S.CANCELLED, 5))  # of the newest version
ENDS_BEFORE = ((S.READY, 85), (S.FAILED, 10), (S.CANCELLED, 5))  # of those before it
ENDS_OF_DRAFTS = ((S.READY, 90), (S.FAILED, 6), (S.CANCELLED, 4))
VERDICTS = ((None, 30), (V.CHANGES, 13), (V.APPROVED, 57))
VERDICTS_BEFORE = ((None, 25), (V.CHANGES, 65), (V.APPROVED, 10))
VERDICTS_OF_DRAFTS = ((None, 80), (V.CHANGES, 10), (V.APPROVED, 10))
VERSIONS, DRAFTS = ((1, 62), (2, 23), (3, 10), (4, 5)), ((0, 55), (1, 28), (2, 12), (3, 5))


@dataclass(frozen=True, slots=True)
class Planned:
    """A take to be: how it ended, or how far it is, and what people decide about it."""

    status: Status
    verdict: Decision.Verdict | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The takes of a video, each kind in its order."""

    drafts: list[Planned] = field(default_factory=list)
    versions: list[Planned] = field(default_factory=list)

    @property
    def is_under_way(self) -> bool:
        return any(take.status in (*OPEN, S.WAITING_FOR_OK) for take in self.versions)


def plans(rng: Random, count: int) -> list[Plan]:
    """For so many videos of a team, the newest last: few of those are under way."""
    going = min(MOST_UNDER_WAY, count // 8)
    return [*(_plan(rng) for _ in range(count - going)), *(_going(rng, at) for at in islice(cycle(UNDER_WAY), going))]


def _plan(rng: Random) -> Plan:
    kind = _one(rng, KINDS)
    if kind == "unfinished":
        return Plan()
    drafts = [_take(rng, ENDS_OF_DRAFTS, VERDICTS_OF_DRAFTS) for _ in range(_one(rng, DRAFTS))]
    if kind == "drafted":
        return Plan(drafts or [_take(rng, ENDS_OF_DRAFTS, VERDICTS_OF_DRAFTS)])
    before = [_take(rng, ENDS_BEFORE, VERDICTS_BEFORE) for _ in range(_one(rng, VERSIONS) - 1)]
    return Plan(drafts, [*before, _take(rng, ENDS, VERDICTS)])


def _going(rng: Random, status: Status) -> Plan:
    return Plan([], [Planned(S.READY, V.CHANGES)] * (rng.random() < 0.3) + [Planned(status)])


def _take(rng: Random, ends, verdicts) -> Planned:
    status = _one(rng, ends)
    return Planned(status, _one(rng, verdicts) if status == S.READY else None)


def _one(rng: Random, choices):
    """One of the first of each pair, as often as the second says."""
    return rng.choices([choice for choice, _often in choices], [often for _choice, often in choices])[0]
