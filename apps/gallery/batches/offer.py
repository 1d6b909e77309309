"""What somebody has before their eyes when they say OK to a batch: how many videos, and what they cost at most."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from apps.avatars.models import Avatar
from apps.gallery.batches.checking import Checked, faces_without_consent
from apps.gallery.models import Batch
from apps.renders.words import goes_over, over_limit
from apps.spending.room import Room, room_for
from apps.teams.models import User
from apps.teams.policy import may_answer, may_manage, may_spend


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The good lines of a batch and their price, in millionths: a range while scripts are not spoken yet.

    `over`: why a limit keeps this person from spending so much, or that it goes over one, which they may let it.
    """

    lines: list[Checked]
    low_micros: int
    most_micros: int
    speech_micros: int
    is_play_money: bool
    is_mixed_money: bool
    consents: list[Avatar]
    may_say_ok: bool
    may_go_over: bool
    over: str

    @property
    def count(self) -> int:
        return len(self.lines)

    @property
    def is_range(self) -> bool:
        return self.low_micros != self.most_micros

    @property
    def whose_consent(self) -> str:
        """A name for the tick that the people in these photos agreed: about others it is another one."""
        return "-".join(str(face.pk) for face in self.consents)

    @property
    def shown(self) -> str:
        """To compare when the press arrives: whatever changed meanwhile, the person must see it first."""
        lines = [(good.line.pk, good.line.rev, good.inputs.fingerprint) for good in self.lines]
        prices = [(good.most_micros, good.speech_micros) for good in self.lines]
        seen = (lines, prices, self.is_play_money, self.is_mixed_money, sorted(face.pk for face in self.consents))
        return hashlib.sha256(repr(seen).encode()).hexdigest()


def offer(batch: Batch, checked: Iterable[Checked], user: User) -> Offer:
    """What this person can say OK to, or ask somebody else to."""
    good = [each for each in checked if each.is_good]
    kinds = {each.service.connection.is_practice for each in good if each.service}
    spends = may_spend(user, batch.team)
    may_go_over, over = _over(batch, user, good) if spends else (False, "")
    may_decide = batch.is_open or may_answer(user, batch.team, batch.created_by)
    return Offer(
        lines=good,
        low_micros=sum(each.low_micros for each in good),
        most_micros=sum(each.most_micros for each in good),
        speech_micros=sum(each.speech_micros for each in good),
        is_play_money=kinds == {True},
        is_mixed_money=len(kinds) > 1,
        consents=faces_without_consent(good),
        may_say_ok=spends and may_decide and (not over or may_go_over),
        may_go_over=may_go_over,
        over=over,
    )


def needs_owner(batch: Batch, asked: Offer) -> bool:
    """Whether only an owner may say OK to it: it goes over the team's limit of this month."""
    return _exceeded(batch, None, asked.lines) is not None


def _over(batch: Batch, user: User, good: Sequence[Checked]) -> tuple[bool, str]:
    """Whether this person may go over a limit, and which sentence says that it would be."""
    whose = user if batch.is_open else None  # whoever asked may be over their own limit
    exceeded = _exceeded(batch, whose, good)
    if exceeded is None:
        return False, ""
    room, most = exceeded
    owns = may_manage(user, batch.team)
    return owns, goes_over(room, most) if owns else over_limit(room)


def _exceeded(batch: Batch, whose: User | None, good: Iterable[Checked]) -> tuple[Room, int] | None:
    """The first limit that is too small for these lines, and what they cost of its money at most."""
    now, lines = timezone.now(), list(good)
    for is_play_money in (False, True):
        most = sum(each.most_micros for each in lines if _is_practice(each) is is_play_money)
        room = room_for(batch.team, whose, now, is_play_money=is_play_money)
        if most and not room.holds(most):
            return room, most
    return None


def _is_practice(checked: Checked) -> bool:
    return checked.service is not None and checked.service.connection.is_practice
