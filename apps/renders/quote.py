"""What a video still lacks before it can be made, and what making it will cost."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from apps.media.audio import length_problems
from apps.media.words import explain
from apps.providers.base import Mode
from apps.renders.models import Video
from apps.spending.estimates import billed_seconds, estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The price of making a video now, in millionths of the installation's currency."""

    seconds: int
    micros_per_second: int
    micros: int
    is_play_money: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """Something to do first. `step` is the id of the part of the page where it is done."""

    step: str
    text: str


def quote(video: Video, now: datetime) -> Quote | None:
    """The estimate for the video as it stands; None while voice, service or a price is missing."""
    if video.clip is None or video.connection is None:
        return None
    price = video.connection.price_at(Mode(video.mode), now)
    if price is None:
        return None
    return Quote(
        seconds=billed_seconds(video.clip.seconds),
        micros_per_second=price.micros_per_second,
        micros=estimate(video.clip.seconds, price.micros_per_second),
        is_play_money=video.connection.is_practice,
    )


def shown(video: Video, now: datetime) -> str:
    """What a person has before their eyes when they press "Make video", to compare when the press arrives.

    Whatever changed meanwhile (another face, a longer voice, a dearer quality, a new price), they must see it first.
    """
    price = quote(video, now)
    parts = (video.avatar_id, video.clip_id, video.connection_id, video.mode, price and price.micros)
    return "-".join(map(str, parts))


def missing(video: Video, now: datetime) -> list[Missing]:
    """Everything that keeps the video from being made, in the order of the page; empty when it can be."""
    return [*_missing_face(video), *_missing_voice(video), *_missing_finish(video, now)]


def _missing_face(video: Video) -> Iterator[Missing]:
    if video.avatar is None:
        yield Missing("face", _("Choose a photo"))


def _missing_voice(video: Video) -> Iterator[Missing]:
    if video.clip is None:
        yield Missing("voice", _("Add a voice"))
    elif video.connection is not None:
        for problem in length_problems(video.clip.seconds, *video.connection.seconds):
            yield Missing("voice", explain(problem)[0])


def _missing_finish(video: Video, now: datetime) -> Iterator[Missing]:
    if video.connection is None or not video.connection.is_on:
        yield Missing("finish", _("Choose a service"))
    elif video.connection.price_at(Mode(video.mode), now) is None:
        yield Missing("finish", _("Choose another quality: this service has no price for it yet"))
    if video.avatar is not None and not video.avatar.has_consent:
        yield Missing("consent", _("Tick that this person agreed"))
