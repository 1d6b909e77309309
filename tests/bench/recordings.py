"""Checking a recording of a minute beside decoding it with PyAV alone; then the way to its MP3, step by step."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import av
import numpy as np

from apps.media import sandbox
from apps.media.audio import LONGEST_MINUTES, SOURCE_BARS, inspect_recording
from apps.media.hearing import Hearing
from apps.media.levelling import CEILING, bars
from apps.media.listening import Recording, listen
from apps.media.mastering import true_peak
from apps.media.sound import RATE, Samples, decode_mp3, write_mp3
from tests.bench.beside import Row
from tests.media_files import m4a, mp3, wav, webm

SECONDS = 60
WELCOME = Path(__file__).parents[2] / "static" / "samples" / "welcome.mp3"


def rows(folder: Path) -> list[Row]:
    """The sound half of the table. Writes what it needs into the folder."""
    spoken = np.resize(samples_of(WELCOME), SECONDS * RATE)
    files = {make.__name__.upper(): make(folder / make.__name__, samples=spoken) for make in (mp3, m4a, wav)}
    files["WEBM"] = webm(folder / "webm", samples=at_48_khz(spoken))
    checks = [Row(f"60 s {name}, checked", bare(path), partial(check, path), aim=2) for name, path in files.items()]
    return [*checks, *steps(files["MP3"], folder / "target.mp3")]


def bare(path: Path) -> Callable[[], object]:
    def alone() -> int:
        with av.open(str(path)) as container:
            return sum(frame.samples for frame in container.decode(audio=0))

    return alone


def check(path: Path) -> None:
    """All that is said about a recording, without the MP3 that is made of it."""
    hearing = Hearing.of(samples_of(path))
    assert hearing.is_audible
    assert hearing.checks()
    assert hearing.noise_floor < hearing.loudness
    assert bars(hearing.peaks, SOURCE_BARS)


def steps(path: Path, target: Path) -> list[Row]:
    samples = samples_of(path)
    hearing = Hearing.of(samples)
    pieces = list(hearing.levelling(CEILING).apply(samples, fade_in=False, fade_out=False))
    taken: dict[str, Callable[[], object]] = {
        "and made an MP3": lambda: inspect_recording(path, target),
        "and made an MP3, in the sandbox": lambda: sandbox.inspect_recording(path, target),
        "only decoded by us": lambda: samples_of(path),
        "only measured": lambda: Hearing.of(samples).checks(),
        "only levelled": lambda: list(hearing.levelling(CEILING).apply(samples, fade_in=False, fade_out=False)),
        "only written as MP3": lambda: write_mp3(pieces, target),
        "only listened to again": lambda: true_peak(decode_mp3(target)),
    }
    return [Row(f"60 s MP3, {what}", bare(path), work) for what, work in taken.items()]


def samples_of(path: Path) -> Samples:
    recording = listen(path, LONGEST_MINUTES * 60)
    assert isinstance(recording, Recording)
    return recording.sound.samples


def at_48_khz(samples: Samples) -> Samples:
    places = np.arange(SECONDS * 48_000) * (RATE / 48_000)
    return np.interp(places, np.arange(len(samples)), samples).astype(np.int16)
