"""The takes of a made-up studio, each with the fields that its status wants."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from apps.connections.models import Connection
from apps.console.seeding.batch import Batch
from apps.console.seeding.files import Kit, Look, Sound
from apps.console.seeding.plans import Planned
from apps.console.seeding.services import Services
from apps.console.seeding.spread import new_uuid
from apps.console.seeding.talk import Talk
from apps.providers.base import Mode
from apps.renders.models import Render, RenderEvent, Video
from apps.renders.states import DRAFT, Why
from apps.spending.estimates import charge, estimate

S = Render.Status
PRICES = {Mode.STANDARD.value: 56_000, Mode.PRO.value: 112_000}  # millionths a second
ASLEEP = timedelta(days=3650)  # nobody works on what is under way
REFUSED = ("image", "audio", "policy", "prompt")  # at once; else the service tried
TRIED = ("service", "service", "billed")
AT_SERVICE = (S.SUBMITTED, S.PROCESSING, S.SAVING, S.READY)
# From where a take came to its status.
BEFORE: dict[str, str] = {
    S.QUEUED: "",
    S.WAITING_FOR_OK: "",
    S.SUBMITTING: S.QUEUED,
    S.SUBMITTED: S.SUBMITTING,
    S.UNKNOWN: S.SUBMITTING,
    S.PROCESSING: S.SUBMITTED,
    S.SAVING: S.PROCESSING,
    S.READY: S.SAVING,
    S.CANCELLED: S.QUEUED,
}


class Takes:
    """Makes the takes of a team's videos."""

    def __init__(self, rng: Random, batch: Batch, kit: Kit, thrown_away: Kit, services: Services) -> None:
        """`thrown_away`: the files of videos in the trash, which go when those go."""
        self._rng, self._batch, self._kept, self._thrown_away, self._services = rng, batch, kit, thrown_away, services

    def draft(self, video: Video, talk: Talk, number: int, planned: Planned, at: datetime) -> Render:
        take = self._take(video, talk, number, planned, at, mode=DRAFT, micros_per_second=0, is_play_money=False)
        if planned.status == S.FAILED:
            take.reason = "draft"
        self._end(take, talk, at + timedelta(seconds=self._rng.randint(5, 40)))
        before = S.QUEUED if planned.status == S.CANCELLED else S.PROCESSING if take.reason else S.SAVING
        self._tell(take, before, Why.DRAFT_ASKED, Why.DRAFT_FAILED if take.reason else "film saved")
        return take

    def version(self, video: Video, talk: Talk, number: int, planned: Planned, at: datetime) -> Render:
        service = self._services.usual if planned.status == S.WAITING_FOR_OK else self._services.any(self._rng)
        price = {"micros_per_second": PRICES[video.mode], "is_play_money": service.is_practice}
        take = self._take(video, talk, number, planned, at, mode=video.mode, connection=service, **price)
        if planned.status == S.CANCELLED and self._rng.random() < 0.3:
            return self._sent_back(take, talk)
        if planned.status == S.FAILED:
            take.reason = self._rng.choice(REFUSED if self._rng.random() < 0.4 else TRIED)
        if planned.status not in Render.NOT_SENT and planned.status != S.CANCELLED:
            self._send(take, service, at + timedelta(seconds=self._rng.randint(11, 90)))
        hold = None if planned.status == S.WAITING_FOR_OK else self._batch.books.set_aside(take)
        take.hold = hold
        minutes = timedelta(seconds=self._rng.randint(90, 280))
        self._end(take, talk, (take.submitted_at or at) + minutes)
        if hold and take.finished_at:
            self._batch.books.settle(hold, take.charged_micros or 0, take.reason, take.finished_at)
        refused = S.SUBMITTING if take.reason in REFUSED else S.PROCESSING
        self._tell(take, BEFORE.get(planned.status, refused), "asked", "")
        return take

    def _take(
        self,
        video: Video,
        talk: Talk,
        number: int,
        planned: Planned,
        at: datetime,
        *,
        micros_per_second: int,
        **more: Any,
    ) -> Render:
        sound, look = self._files(video, talk)
        micros = estimate(sound.seconds, micros_per_second)
        take = Render(
            video=video,
            number=number,
            status=planned.status,
            form_token=new_uuid(self._rng),
            external_id=new_uuid(self._rng),
            callback_id=new_uuid(self._rng),
            avatar=video.avatar,
            prompt=video.prompt,
            portrait_key=look.portrait.key,
            portrait_sha256=look.portrait.sha256,
            backdrop_key=look.backdrop.key,
            voice_key=sound.audio.key,
            voice_sha256=video.clip.audio_sha256 if video.clip else sound.audio.sha256,
            seconds=sound.seconds,
            peaks=sound.peaks,
            captions=talk.captions,
            created_by=video.created_by,
            created_at=at,
            queued_at=at,
            next_check_at=at + ASLEEP,
            micros_per_second=micros_per_second,
            low_micros=micros,
            estimate_micros=micros,
            rev=self._batch.next_rev(),
            **more,
        )
        self._batch.takes.append(take)
        return take

    def _send(self, take: Render, service: Connection, at: datetime) -> None:
        take.sending_at, take.sent_to = at, self._services.addresses[service.pk]
        is_refused = take.reason in REFUSED
        if take.status in AT_SERVICE or (take.status == S.FAILED and not is_refused):
            take.submitted_at = at + timedelta(seconds=2)
            take.task_id, take.request_id = f"made-up-{take.external_id}", f"r-{take.external_id.hex[:12]}"
        if take.status == S.SAVING:
            take.result_url = f"https://films.example.com/{take.task_id}.mp4"

    def _end(self, take: Render, talk: Talk, at: datetime) -> None:
        """What is written with a last status: the film that came out, and what it has cost."""
        if take.status not in Render.FINAL:
            return
        take.finished_at, take.charged_micros = at, 0
        if take.reason == "billed":
            take.charged_micros = take.estimate_micros
        if take.status == S.READY:
            self._keep(take, *self._files(take.video, talk))

    def _keep(self, take: Render, sound: Sound, look: Look) -> None:
        take.sending_at, take.submitted_at = take.sending_at or take.queued_at, take.submitted_at or take.queued_at
        take.film_key, take.film_sha256, take.film_bytes = sound.film.key, sound.film.sha256, sound.film.size
        take.film_seconds = sound.film_seconds
        take.poster_key = look.poster.key
        take.charged_micros = charge(sound.film_seconds, take.micros_per_second)

    def _sent_back(self, take: Render, talk: Talk) -> Render:
        """Somebody who may spend said no: nothing was set aside."""
        take.reason, take.answer = "sent_back", "Please shorten it first."
        take.answered_by = self._rng.choice([take.created_by, take.video.project.created_by])
        self._end(take, talk, take.created_at + timedelta(hours=self._rng.randint(1, 20)))
        self._tell(take, S.WAITING_FOR_OK, "asked for an OK", Why.SENT_BACK)
        return take

    def _tell(self, take: Render, before: str, asked: str, why: str) -> None:
        """The first step of its life and the last one."""
        first = S.WAITING_FOR_OK if S.WAITING_FOR_OK in (before, take.status) else S.QUEUED
        steps = [RenderEvent(render=take, to_status=first, why=asked, actor=take.created_by, at=take.created_at)]
        if take.status != first:
            at = take.finished_at or take.submitted_at or take.sending_at or take.queued_at
            who = take.answered_by or take.created_by if take.status == S.CANCELLED else None
            steps.append(RenderEvent(render=take, from_status=before, to_status=take.status, why=why, actor=who, at=at))
        self._batch.events.extend(steps)

    def _files(self, video: Video, talk: Talk) -> tuple[Sound, Look]:
        kit = self._thrown_away if video.trashed_at else self._kept
        sound = kit.sounds[talk.sound]
        return sound, kit.looks[sound.look]
