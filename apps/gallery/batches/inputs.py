"""What a video of a batch is made from, and what is charged for it; for a new video and for another version."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from apps.avatars.models import Avatar, Consent
from apps.connections.models import Connection
from apps.gallery.batches.headings import quality_of
from apps.gallery.models import Batch, BatchLine, LineQuerySet
from apps.providers.base import Mode
from apps.voices.models import Speech, Voice, VoiceClip
from apps.voices.scripts import can_take, goes_along, speech_prices

PARTS = ("batch", "avatar__team", "clip", "video__project", "video__avatar__team", "video__clip", "video__speech")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything that goes into the video of a line. Of clip, script and `along` there is one, where it is complete.

    `along`: a text of an existing video, which its service speaks along. `mode` is "" where nobody knows what is meant.
    """

    face: Avatar | None
    clip: VoiceClip | None
    script: str
    along: Speech | None
    voice: Voice | None
    connection_id: int | None
    mode: str
    style: str
    title: str

    @property
    def fingerprint(self) -> str:
        """Tells these inputs from others: a mended photo and another part of a recording are others."""
        face = self.face and (self.face.pk, self.face.version)
        voice = self.clip.audio_sha256 if self.clip else self.along.pk if self.along else None
        spoken = (self.script, self.voice.pk if self.voice else None) if self.script and voice is None else None
        parts = (face, voice, spoken, self.connection_id, self.mode, self.style, self.title)
        return hashlib.sha256(repr(parts).encode()).hexdigest()


class Service:
    """A connection with what it takes and what it charges now, asked once for all lines of a batch."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.can = connection.capabilities
        self.can_take_script = can_take(connection)
        self.goes_along = goes_along(connection)
        self.speech = speech_prices(connection, now)
        prices = {mode: connection.price_at(mode, now) for mode in Mode}
        self.prices = {str(mode): price.micros for mode, price in prices.items() if price}


def inputs_of(line: BatchLine) -> Inputs:
    """What a line says now; of another version, what its video says."""
    batch, video = line.batch, line.video
    if batch.is_again and video is not None:
        return Inputs(
            face=video.avatar,
            clip=video.clip,
            script="",
            along=video.text_along if video.connection else None,
            voice=None,
            connection_id=video.connection_id,
            mode=video.mode,
            style=video.prompt,
            title=video.title,
        )
    return Inputs(
        face=line.avatar,
        clip=line.clip,
        script="" if line.voice else line.script,
        along=None,
        voice=batch.voice,
        connection_id=batch.connection_id,
        mode=quality_of(line.quality, batch.mode),
        style=line.style,
        title=line.title,
    )


def with_parts(lines: LineQuerySet) -> LineQuerySet:
    """Lines with all that their inputs are read from, in a constant number of queries."""
    consents = Consent.objects.select_related("recorded_by")
    secrets = [f"video__connection__{name}" for name in ("key", "secret", "webhook_secret")]
    whole = lines.select_related(*PARTS, "video__connection", "batch__voice").defer(*secrets)
    faces = ("avatar", "video__avatar")
    return whole.prefetch_related(*(Prefetch(f"{face}__consents", consents) for face in faces))


def services(batch: Batch, lines: list[BatchLine], now: datetime) -> dict[int, Service]:
    """The services that lines name and the team may use, by their pk."""
    named = {batch.connection_id, *(line.video.connection_id for line in lines if batch.is_again and line.video)}
    usable = Connection.objects.usable_by(batch.team).filter(pk__in=[pk for pk in named if pk])
    return {connection.pk: Service(connection, now) for connection in usable}
