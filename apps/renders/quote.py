"""What a video still lacks before it can be made, and what making it will cost."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.connections.models import Connection, Item
from apps.media.audio import SECONDS, length_problems
from apps.media.words import explain
from apps.providers.base import Mode
from apps.renders.models import Render, Video
from apps.spending.estimates import billed_seconds, estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The price of making a video now, in millionths of the installation's currency.

    A range while there is only a text: then `seconds` and `micros` are the most, `low_seconds` and `low_micros` the
    least. Otherwise both are the same.
    """

    seconds: int
    low_seconds: int
    micros_per_second: int
    micros: int
    low_micros: int
    micros_per_unit: int | None
    is_play_money: bool

    @property
    def is_range(self) -> bool:
        return self.low_micros != self.micros


@dataclass(frozen=True, slots=True)
class Missing:
    """Something to do first. `step` is the id of the part of the page where it is done."""

    step: str
    text: str


class NotComplete(Exception):
    """The video cannot be made yet; `missing` says what to do first."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(", ".join(part.text for part in missing))
        self.missing = missing


class Changed(Exception):
    """The video or its price is no longer what the person saw when they asked: they must look again."""


def quote(video: Video, now: datetime) -> Quote | None:
    """The estimate for the video as it stands; None while voice, service or a price is missing."""
    seconds, connection = _seconds(video), video.connection
    if seconds is None or connection is None or video.mode not in connection.capabilities.modes:
        return None
    price = connection.price_at(Mode(video.mode), now)
    if price is None:
        return None
    unit = connection.price_at(Item.UNIT, now)
    least, most = seconds
    return Quote(
        seconds=billed_seconds(most),
        low_seconds=billed_seconds(least),
        micros_per_second=price.micros,
        micros=estimate(most, price.micros),
        low_micros=estimate(least, price.micros),
        micros_per_unit=unit.micros if unit else None,
        is_play_money=connection.is_practice,
    )


def shown(video: Video, price: Quote | None) -> str:
    """What a person has before their eyes when they press "Make video", to compare when the press arrives.

    Whatever changed meanwhile (another face, a longer voice, a dearer quality, a new price), they must see it first.
    """
    speech = video.text_along.pk if video.text_along else None
    face = video.avatar and f"{video.avatar_id}.{video.avatar.version}"
    voice = video.clip.audio_sha256[:12] if video.clip else None  # another part of a recording is another voice
    parts = (face, voice, speech, video.connection_id, video.mode, price and price.micros)
    return "-".join(map(str, parts))


def is_of(take: Render, video: Video) -> bool:
    """Whether the take is what would be made of the video as it stands."""
    text = video.text_along
    now = (
        video.avatar.portrait_sha256 if video.avatar else "",
        video.clip.audio_sha256 if video.clip else "",
        (text.text, text.voice_id) if text else ("", ""),
        video.connection_id,
        video.mode,
        video.prompt,
    )
    then = (
        take.portrait_sha256,
        take.voice_sha256,
        (take.script, take.voice_id),
        take.connection_id,
        take.mode,
        take.prompt,
    )
    return now == then


def missing(video: Video, price: Quote | None) -> list[Missing]:
    """Everything that keeps the video from being made, in the order of the page; empty when it can be."""
    if video.is_draft:
        return missing_for_draft(video)
    return [*_missing_face(video), *_missing_voice(video), *_missing_finish(video, price)]


def missing_for_draft(video: Video) -> list[Missing]:
    """Everything that keeps a draft of the video from being made: it needs no service and no price."""
    return [*_missing_face(video), *_missing_voice_of_draft(video), *_missing_consent(video)]


def _missing_voice_of_draft(video: Video) -> Iterator[Missing]:
    if video.clip is None and video.text_along is not None:
        yield Missing("voice", _("Add a recording or the draft voice: the service speaks your text only in the video"))
    elif video.clip is None:
        yield Missing("voice", _("Wait until your text is spoken") if video.awaits_voice else _("Add a voice"))
    else:
        for problem in length_problems(video.clip.seconds, *SECONDS):
            yield Missing("voice", explain(problem)[0])


def _seconds(video: Video) -> tuple[Decimal, Decimal] | None:
    """How long the speech is at least and at most; None while there is none."""
    if video.clip is not None:
        return video.clip.seconds, video.clip.seconds
    if video.text_along is not None:
        return Decimal(video.text_along.low_seconds), Decimal(video.text_along.high_seconds)
    return None


def _missing_face(video: Video) -> Iterator[Missing]:
    if video.avatar is None or video.avatar.deleted_at is not None:
        yield Missing("face", _("Choose a photo"))
    elif not video.avatar.is_usable:
        yield Missing("face", _("Mend the photo"))


def _missing_voice(video: Video) -> Iterator[Missing]:
    seconds = _seconds(video)
    if seconds is None:
        yield Missing("voice", _("Wait until your text is spoken") if video.awaits_voice else _("Add a voice"))
    elif video.connection is not None:
        shortest, longest = video.connection.seconds
        least, most = seconds  # a text is let through when it may fit, and the page warns that it may not
        for problem in length_problems(most, shortest, longest) and length_problems(least, shortest, longest):
            yield Missing("voice", explain(problem)[0])


def _missing_finish(video: Video, price: Quote | None) -> Iterator[Missing]:
    connection = video.connection
    if connection is None or not _is_usable(video, connection):
        yield Missing("finish", _("Choose a service"))
    elif video.mode not in connection.capabilities.modes:
        yield Missing("finish", _("Choose another quality: this service does not offer it"))
    elif price is None and _seconds(video) is not None:
        yield Missing("finish", _("Choose another quality: this service has no price for it yet"))
    yield from _missing_consent(video)


def _missing_consent(video: Video) -> Iterator[Missing]:
    face = video.avatar
    if face is not None and face.deleted_at is None and not face.has_consent:
        is_first = face.consent is None
        yield Missing(
            "consent", _("Tick that this person agreed") if is_first else _("Record a new permission for this face")
        )


def _is_usable(video: Video, connection: Connection) -> bool:
    return Connection.objects.usable_by(video.project.team).filter(pk=connection.pk).exists()
