"""What the teams of a made-up studio choose from: faces with consent, voices, and tags."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from random import Random

from apps.avatars.models import Avatar, Consent
from apps.connections.models import Connection
from apps.console.seeding.files import Kit, Look, Material
from apps.console.seeding.people import Crew
from apps.console.seeding.spread import favourite, moments
from apps.console.seeding.talk import Talk
from apps.console.seeding.words import FIRST_NAMES, TAGS
from apps.gallery.models import Tag
from apps.gallery.tags import key_of
from apps.voices.models import VoiceClip

MOST_FACES, FEWEST_FACES = 40, 3
WIDTH, HEIGHT = 320, 400
CLIPS = 0.45  # for each video: the others say again what was said before


@dataclass(frozen=True, slots=True)
class Library:
    """`faces` by the look that they have; `clips` as they came in, and in `talks` what is heard in each.

    `thrown_away` are the files of what is in the trash.
    """

    kit: Kit
    thrown_away: Kit
    faces: list[list[Avatar]]
    clips: list[VoiceClip]
    talks: dict[int, Talk]
    tags: list[Tag]


def library(
    rng: Random, crew: Crew, material: Material, pool: list[Talk], *, videos: int, now: datetime, speaks: Connection
) -> Library:
    """As large as it takes for so many videos. `speaks`: the service that has spoken most of the texts."""
    kit, thrown_away = (material.stored(crew.team.uuid) for _ in range(2))
    faces = _faces(rng, crew, kit, min(MOST_FACES, FEWEST_FACES + round(videos**0.4)))
    times = moments(rng, max(2, round(videos * CLIPS)), now)
    said = [rng.choice(pool) for _ in times]
    clips = [_clip(rng, crew, kit, talk, speaks, at) for talk, at in zip(said, times, strict=True)]
    made = VoiceClip.objects.bulk_create(clips, batch_size=1000)
    talks = {clip.pk: talk for clip, talk in zip(made, said, strict=True)}
    names = TAGS[: min(len(TAGS), 4 + round(videos**0.3))]
    tags = [Tag(team=crew.team, name=name, key=key_of(name), created_at=crew.team.created_at) for name in names]
    return Library(kit, thrown_away, faces, made, talks, Tag.objects.bulk_create(tags))


def _faces(rng: Random, crew: Crew, kit: Kit, count: int) -> list[list[Avatar]]:
    looks = [number % len(kit.looks) for number in range(count)]
    faces = Avatar.objects.bulk_create(_face(rng, crew, kit.looks[look], look) for look in looks)
    Consent.objects.bulk_create(
        Consent(avatar=face, recorded_by=face.created_by, recorded_at=face.created_at) for face in faces
    )
    return [[face for face, has in zip(faces, looks, strict=True) if has == look] for look in range(len(kit.looks))]


def _face(rng: Random, crew: Crew, look: Look, number: int) -> Avatar:
    name = rng.choice(FIRST_NAMES)
    return Avatar(
        team=crew.team,
        name=name,
        person=f"{name} (made up)",
        source_key=look.portrait.key,
        source_width=WIDTH,
        source_height=HEIGHT,
        source_bytes=look.portrait.size,
        proof_key=look.portrait.key,
        portrait_key=look.portrait.key,
        portrait_sha256=look.portrait.sha256,
        portrait_bytes=look.portrait.size,
        thumb_key=look.thumb.key,
        backdrop_key=look.backdrop.key,
        width=WIDTH,
        height=HEIGHT,
        original_name=f"face-{number + 1}.jpg",
        original_format="JPG",
        original_bytes=look.portrait.size,
        created_by=rng.choice(crew.makers),
        created_at=crew.team.created_at,
    )


def _clip(rng: Random, crew: Crew, kit: Kit, talk: Talk, speaks: Connection, at: datetime) -> VoiceClip:
    """Most were spoken by a service; of the others only the captions tell what is said."""
    sound = kit.sounds[talk.sound]
    is_spoken = rng.random() < 0.6
    return VoiceClip(
        team=crew.team,
        name=talk.text[:40],
        audio_key=sound.audio.key,
        audio_sha256=_of_its_own(sound.audio.sha256, talk),
        audio_bytes=sound.audio.size,
        seconds=sound.seconds,
        peaks=sound.peaks,
        original_name="spoken.mp3" if is_spoken else "recording.mp3",
        original_format="MP3",
        original_bytes=sound.audio.size,
        source_seconds=sound.seconds,
        source_peaks=sound.peaks,
        end=sound.seconds,
        spoken_text=talk.text if is_spoken else "",
        spoken_by=speaks if is_spoken else None,
        captions=talk.captions,
        captions_at=at,
        listened_at=at,
        created_by=favourite(rng, crew.makers),
        created_at=at,
    )


def _of_its_own(digest: str, talk: Talk) -> str:
    """The file is one, but takes are known by it to say the very same thing, and get the same captions."""
    return sha256(f"{digest}{talk.text}".encode()).hexdigest()
