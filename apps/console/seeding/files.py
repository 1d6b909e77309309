"""The files of a made-up studio: a few faces, recordings and films, made here once and stored once for each team."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import numpy as np
from django.contrib.staticfiles import finders
from PIL import Image, ImageOps

from apps.media import store
from apps.media.audio import BARS
from apps.media.backdrops import backdrop
from apps.media.hearing import Hearing
from apps.media.levelling import bars
from apps.media.proofs import small_copy
from apps.media.sound import RATE, decode_mp3, mp3_seconds, write_mp3
from apps.preview.draft import make_draft
from apps.renders.samples import FACE, VOICE

SECONDS = (4, 7, 11, 16, 23)  # how long the recordings are, and the films
TINTS = ((1.0, 1.0, 1.0), (1.0, 0.86, 0.72), (0.78, 0.9, 1.0))  # of red, green and blue: a face each
SIZE, SMALL, FILM_SIDE = (320, 400), 200, 240  # pixels
BIT_RATE = 40_000  # of the recordings


@dataclass(frozen=True, slots=True)
class Look:
    """A face: its portrait, and the portrait small, as a backdrop and as the poster of films."""

    portrait: store.StoredFile
    thumb: store.StoredFile
    backdrop: store.StoredFile
    poster: store.StoredFile


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording, and the film in which a face says it: that of the look with the number `look`."""

    audio: store.StoredFile
    seconds: Decimal
    peaks: list[int]
    film: store.StoredFile
    film_seconds: Decimal
    look: int


@dataclass(frozen=True, slots=True)
class Kit:
    """The files of a team."""

    looks: list[Look]
    sounds: list[Sound]


@dataclass(frozen=True, slots=True)
class Said:
    """A recording before it is stored."""

    path: Path
    film: Path
    seconds: Decimal
    peaks: list[int]
    film_seconds: Decimal
    look: int


class Material:
    """Everything in a folder, to be stored for one team after the other."""

    def __init__(self, folder: Path) -> None:
        self._faces = [_face(folder / f"face-{number}.jpg", number) for number in range(len(TINTS))]
        spoken = decode_mp3(_sample(VOICE))
        self._said = [self._say(folder, number, spoken) for number in range(len(SECONDS))]

    @property
    def seconds(self) -> list[float]:
        return [float(said.seconds) for said in self._said]

    def stored(self, team: UUID) -> Kit:
        return Kit([_look(path, team) for path in self._faces], [_sound(said, team) for said in self._said])

    def _say(self, folder: Path, number: int, spoken: np.ndarray) -> Said:
        """The sample is cut short, or said again."""
        samples = (np.resize(spoken, SECONDS[number] * RATE).clip(-1, 1) * 32767).astype(np.int16)
        path, film, look = folder / f"voice-{number}.mp3", folder / f"film-{number}.mp4", number % len(TINTS)
        write_mp3([samples], path, bit_rate=BIT_RATE)
        made = make_draft(self._faces[look], path, film, label="", max_side=FILM_SIDE)
        peaks = bars(Hearing.of(samples).peaks, BARS)
        return Said(path, film, mp3_seconds(path), peaks, Decimal(f"{made.seconds:.3f}"), look)


def _sample(name: str) -> Path:
    found = finders.find(name)
    assert isinstance(found, str)  # noqa: S101 - the files are part of the product
    return Path(found)


def _face(path: Path, number: int) -> Path:
    with Image.open(_sample(FACE)) as opened:
        picture = ImageOps.fit(opened.convert("RGB"), SIZE, centering=(0.5, 0.4))
    if number % 2:
        picture = ImageOps.mirror(picture)
    tinted = (np.asarray(picture) * np.array(TINTS[number])).astype(np.uint8)
    Image.fromarray(tinted).save(path, "JPEG", quality=82)
    return path


def _look(face: Path, team: UUID) -> Look:
    small, behind = face.with_name("small.jpg"), face.with_name("backdrop.jpg")
    small_copy(face, small, SMALL)
    backdrop(face, behind)
    return Look(
        portrait=store.keep(face, team=team, kind="faces", ext="jpg"),
        thumb=store.keep(small, team=team, kind="faces", ext="jpg"),
        backdrop=store.keep(behind, team=team, kind="faces", ext="jpg"),
        poster=store.keep(face, team=team, kind="films", ext="jpg"),
    )


def _sound(said: Said, team: UUID) -> Sound:
    audio = store.keep(said.path, team=team, kind="voices", ext="mp3")
    film = store.keep(said.film, team=team, kind="films", ext="mp4")
    return Sound(audio, said.seconds, said.peaks, film, said.film_seconds, said.look)
