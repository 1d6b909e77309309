"""Sound and mouth stay together for five minutes, and whatever the clip is, its film decodes to the end."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from apps.preview.draft import make_draft
from apps.preview.film import FPS, RATE
from apps.preview.planes import planes_of
from apps.vision.faces import find_faces
from tests.media_files import jpeg, mp3, nobody, silence, speech, wav
from tests.preview.pictures import brightness

SIZE = (160, 200)
EARLY, LATE = (1.0, 2.013, 3.5), (296.5, 297.507, 298.7)  # seconds; a picture begins every 0.04
LOWER_LIP, CORNERS = 17, (61, 291)
FRAME = 0.04


@dataclass(frozen=True)
class Film:
    """What a film of a face shows and lets be heard.

    `mouth` float[pictures]: how much darker it is between the lips than in the first picture, where they are closed;
    `sound` float32[samples].
    """

    mouth: np.ndarray
    sound: np.ndarray

    @classmethod
    def decoded(cls, path: Path) -> "Film":
        with av.open(str(path)) as container:
            pictures = (planes_of(frame).y for frame in container.decode(video=0))
            first = next(pictures)
            lips = _between_the_lips(first)
            closed = first[lips].astype(np.int16)
            mouth = [0.0, *(np.maximum(closed - picture[lips], 0).mean() for picture in pictures)]
        with av.open(str(path)) as container:
            sound = [frame.to_ndarray().reshape(-1) for frame in container.decode(audio=0)]
        return cls(np.array(mouth), np.concatenate(sound))


def _between_the_lips(picture: np.ndarray) -> tuple[slice, slice]:
    (face,) = find_faces(np.repeat(picture[:, :, None], 3, axis=2))
    left, right = sorted(int(face.points[corner][0]) for corner in CORNERS)
    top = int(min(face.points[corner][1] for corner in CORNERS))
    return slice(top, int(face.points[LOWER_LIP][1] + 0.05 * face.height)), slice(left, right)


def vowel(seconds: float) -> np.ndarray:
    """An a that begins and ends at once, int16."""
    time = np.arange(round(seconds * RATE)) / RATE
    waves = [np.sin(2 * np.pi * 140 * n * time) / (1 + abs(140 * n - 800) / 200) for n in range(1, 25)]
    return (np.sum(waves, axis=0) * 4000).clip(-32768, 32767).astype(np.int16)


def bursts(seconds: float, times: tuple[float, ...]) -> np.ndarray:
    samples = silence(seconds, RATE)
    for time in times:
        start = round(time * RATE)
        samples[start : start + RATE // 2] = vowel(0.5)
    return samples


def mouth_opens(mouth: np.ndarray, around: float) -> float:
    """The second at which it is half open; each picture stands for the middle of its time."""
    first = int((around - 0.3) * FPS)
    part = mouth[first : first + 16]
    half = (part[:3].mean() + part.max()) / 2
    above = int(np.argmax(part > half))
    between = (half - part[above - 1]) / (part[above] - part[above - 1])
    return float(first + above - 1 + between + 0.5) / FPS


def sound_begins(sound: np.ndarray, around: float) -> float:
    first = int((around - 0.3) * RATE)
    part = np.abs(sound[first : first + int(0.6 * RATE)])
    return float(first + np.argmax(part > part.max() / 2)) / RATE


@pytest.fixture(scope="module")
def five_minutes(tmp_path_factory: pytest.TempPathFactory) -> Film:
    folder = tmp_path_factory.mktemp("five-minutes")
    clip = mp3(folder / "clip.mp3", samples=bursts(300, EARLY + LATE), rate=RATE)
    draft = make_draft(jpeg(folder / "photo.jpg", SIZE), clip, folder / "film.mp4", label="DRAFT")
    assert draft.talks
    return Film.decoded(folder / "film.mp4")


class TestFiveMinutes:
    @pytest.mark.parametrize("time", [*EARLY, *LATE])
    def test_the_mouth_opens_when_the_sound_begins(self, five_minutes, time):
        heard = sound_begins(five_minutes.sound, time)
        assert heard == pytest.approx(time, abs=0.01)
        assert mouth_opens(five_minutes.mouth, time) == pytest.approx(heard, abs=FRAME)

    def test_it_is_as_long_as_the_clip(self, five_minutes):
        assert abs(len(five_minutes.mouth) - 300 * FPS) <= 1
        assert len(five_minutes.sound) / RATE == pytest.approx(300, abs=FRAME)

    def test_the_mouth_is_still_in_between(self, five_minutes):
        mouth = five_minutes.mouth
        open_wide = mouth[int((EARLY[0] + 0.25) * FPS)]
        assert mouth[10 * FPS : 290 * FPS].max() < open_wide / 2


def chords(seconds: float) -> np.ndarray:
    """Three notes at a time, a new chord every half a second, each fading away; int16."""
    time = np.arange(round(seconds * RATE)) / RATE
    root = 220 * 2 ** (np.array([0, 5, 7, 3])[(time * 2).astype(int) % 4] / 12)
    notes = sum(np.sin(2 * np.pi * np.cumsum(root * ratio) / RATE) for ratio in (1, 1.25, 1.5))
    return (notes / 6 * np.exp(-2 * (time % 0.5)) * 32767).astype(np.int16)


class TestAnyClip:
    @pytest.mark.parametrize(
        "samples",
        [speech(2), speech(0.3), silence(3), chords(4), speech(2.513), speech(0.02), silence(0.001)],
        ids=["two seconds", "a syllable", "silence", "music", "no whole picture", "half a picture", "nearly nothing"],
    )
    def test_the_film_decodes_to_the_end_and_is_as_long(self, tmp_path, samples):
        clip = wav(tmp_path / "clip.wav", samples=samples)
        draft = make_draft(jpeg(tmp_path / "photo.jpg", SIZE), clip, tmp_path / "film.mp4", label="DRAFT")
        film = Film.decoded(tmp_path / "film.mp4")
        assert draft.talks
        assert abs(len(film.mouth) - len(samples) / RATE * FPS) <= 1
        assert draft.seconds == pytest.approx(len(samples) / RATE, abs=0.001)

    def test_it_keeps_its_mouth_shut_in_silence(self, tmp_path):
        clip = wav(tmp_path / "clip.wav", samples=np.concatenate([silence(2), vowel(0.5)]))
        make_draft(jpeg(tmp_path / "photo.jpg", SIZE), clip, tmp_path / "film.mp4", label="DRAFT")
        mouth = Film.decoded(tmp_path / "film.mp4").mouth
        assert mouth[: 2 * FPS - 3].max() < mouth[2 * FPS :].max() / 4

    def test_without_a_face_nothing_moves(self, tmp_path):
        draft = make_draft(
            nobody(tmp_path / "photo.jpg", SIZE), wav(tmp_path / "a.wav", 1), tmp_path / "film.mp4", label="DRAFT"
        )
        pictures = brightness(tmp_path / "film.mp4")
        assert not draft.talks
        assert max(np.abs(one - other).mean() for one, other in pairwise(pictures)) < 1
