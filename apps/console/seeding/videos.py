"""The videos of a made-up team, from the oldest to the newest, with all that belongs to each."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from apps.console.seeding.batch import Batch
from apps.console.seeding.library import Library
from apps.console.seeding.people import Crew
from apps.console.seeding.plans import Plan, Planned, plans
from apps.console.seeding.reactions import Reactions
from apps.console.seeding.services import Services
from apps.console.seeding.spread import SETTLED, favourite, moments, new_uuid
from apps.console.seeding.takes import Takes
from apps.console.seeding.talk import Talk, title
from apps.console.seeding.words import STYLES
from apps.gallery.models import Tagging
from apps.providers.base import Mode
from apps.renders.models import Render, Video
from apps.voices.models import VoiceClip

AT_ONCE = 500
IN_TRASH, PRO, UNTOUCHED = 0.03, 0.25, 0.3  # how often
JUST_NOW = timedelta(minutes=4)  # when what is under way was asked for
TRASHED_LATELY = timedelta(days=20)  # so that it stays there for a while
TAG_COUNTS = ((0, 30), (1, 35), (2, 20), (3, 10), (4, 5))


class Videos:
    """Makes the videos of one team, `AT_ONCE` in a transaction."""

    def __init__(self, rng: Random, crew: Crew, library: Library, services: Services, batch: Batch, now: datetime):
        self._rng, self._crew, self._library, self._services, self._batch = rng, crew, library, services, batch
        self._now = now
        self._takes = Takes(rng, batch, library.kit, library.thrown_away, services)
        self._reactions = Reactions(rng, batch, crew)

    def make(self, count: int) -> Iterator[int]:
        """So many; yields after each transaction how many there are."""
        times = moments(self._rng, count, self._now)
        for number, (plan, at) in enumerate(zip(plans(self._rng, count), times, strict=True), start=1):
            clip = self._clip(number / count)
            self._video(plan, clip, at)
            if number % AT_ONCE == 0 or number == count:
                self._batch.write()
                yield number

    def _clip(self, part: float) -> VoiceClip:
        """One of the last ones that had come in when that part of the videos was there."""
        clips = self._library.clips
        newest = int(part * (len(clips) - 1))
        return clips[newest - int(min(newest, 200) * self._rng.random() ** 2)]

    def _video(self, plan: Plan, clip: VoiceClip, at: datetime) -> None:
        talk = self._library.talks[clip.pk]
        video = self._begun(clip, talk, at)
        if not plan.is_under_way and self._rng.random() < IN_TRASH:
            video.trashed_at = self._now - TRASHED_LATELY * self._rng.random()
            video.trashed_by = favourite(self._rng, self._crew.makers)
        if not plan.versions and not plan.drafts:
            self._leave_unfinished(video)
        self._batch.videos.append(video)
        self._tag(video)
        for number, planned in enumerate(plan.drafts, start=1):
            at = self._react(self._takes.draft(video, talk, number, planned, at), planned)
        for number, planned in enumerate(plan.versions, start=1):
            if planned.status not in Render.FINAL:
                at = self._now - JUST_NOW * self._rng.random()
            at = self._react(self._takes.version(video, talk, number, planned, at), planned)
        video.rev = self._batch.next_rev()

    def _begun(self, clip: VoiceClip, talk: Talk, at: datetime) -> Video:
        rng = self._rng
        faces = self._library.faces[self._library.kit.sounds[talk.sound].look]
        return Video(
            project=favourite(rng, self._crew.projects),
            title=title(rng, talk.language),
            avatar=favourite(rng, faces),
            clip=clip,
            connection=self._services.usual,
            mode=Mode.PRO.value if rng.random() < PRO else Mode.STANDARD.value,
            prompt=rng.choice(STYLES) if rng.random() < 0.7 else "",
            form_token=new_uuid(rng),
            created_rev=self._batch.next_rev(),
            created_by=favourite(rng, self._crew.makers),
            created_at=at,
        )

    def _leave_unfinished(self, video: Video) -> None:
        """Something is still missing; of some there is a typed text instead of a voice."""
        if self._rng.random() < UNTOUCHED:
            video.title, video.avatar = "", None
        if self._rng.random() < 0.5 and video.clip:
            video.script = video.clip.spoken_text
            video.clip = None

    def _tag(self, video: Video) -> None:
        counts, often = zip(*TAG_COUNTS, strict=True)
        wanted = {favourite(self._rng, self._library.tags) for _ in range(self._rng.choices(counts, often)[0])}
        tags = sorted(wanted, key=lambda tag: tag.pk)
        self._batch.taggings.extend(Tagging(video=video, tag=tag) for tag in tags)

    def _react(self, take: Render, planned: Planned) -> datetime:
        """Returns when the next take may be asked for."""
        done = take.finished_at or take.created_at
        if take.is_ready:
            self._reactions.to(take, planned.verdict, done)
        return min(done + timedelta(hours=1 + 30 * self._rng.random()), self._now - SETTLED)
