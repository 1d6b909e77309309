"""What a talking draft costs: `python -m tests.bench.preview` prints a table. Nothing fails on a time.

Each line has a film of the still picture, then the talking draft of it, with the same settings of the encoder: in
seconds of processor time without the start of Python, how many times longer the draft took, and its memory at the
peak. Each film is made by a process of its own; the best of some rounds counts, one way after the other. The voice is
the draft voice, the pictures are made of those with faces that the tests have.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
from PIL import Image

from apps.media.drafts import speak_draft
from tests.processes import ROOT
from tests.vision.labelled import FACES, face_in, opened

SECONDS, ROUNDS = 60, 2
MEGABYTES = 400  # at most
GRAIN = 1.5  # grey levels; an enlarged picture has none left, and is encoded faster than a photo
TEXT = (
    "Hello and welcome. Today I would like to show you three things that have changed since spring, and why we think "
    "that they matter. First of all, there is more time. Second, nobody has to ask twice. And the third one? You will "
    "see it in a moment, when we open the door together. "
)


@dataclass(frozen=True)
class Row:
    """A portrait of one of the FACES: the size of the film, how high the face is in it, and what the draft may take."""

    name: str
    size: tuple[int, int]
    face: int
    aim: float | None = None

    def __str__(self) -> str:
        return f"{self.name}, {self.size[0]}x{self.size[1]}, face {self.face}"


ROWS = (
    Row("astronaut", (1280, 720), 288, 2.0),
    Row("astronaut", (1280, 720), 563, 2.0),
    Row("astronaut", (720, 1280), 400),
    Row("jonas", (1280, 720), 264, 2.0),
    Row("grace hopper", (1280, 720), 350, 2.0),
    Row("astronaut", (640, 360), 144, 1.6),
    Row("grace hopper", (640, 360), 175, 1.6),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, line by line."""
    parser = argparse.ArgumentParser(description="What a talking draft costs beside a film of the still picture.")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is made; the best one counts")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="how long the films are")
    parser.add_argument("--rows", type=int, default=len(ROWS), help="how many lines of the table")
    options = parser.parse_args(arguments)
    sys.stdout.write(f"{f'{options.seconds} seconds of film':40}{'still s':>9}{'draft s':>9}{'times':>7}{'MB':>6}\n")
    with tempfile.TemporaryDirectory(prefix="avatarstudio-bench-") as name:
        folder = Path(name)
        voice = spoken(folder / "voice.wav", options.seconds)
        for row in ROWS[: options.rows]:
            sys.stdout.write(measured(row, portrait(row, folder / "portrait.png"), voice, options.rounds) + "\n")
            sys.stdout.flush()


def measured(row: Row, picture: Path, voice: Path, rounds: int) -> str:
    """The line of the table."""
    runs = [[made(how, picture, voice) for how in ("still", "draft")] for _ in range(rounds)]
    still, draft = (min(run[way]["seconds"] for run in runs) for way in (0, 1))
    megabytes = max(run[1]["megabytes"] for run in runs)
    aims = f"(aim: {row.aim:g}, {MEGABYTES} MB)" if row.aim else ""
    return f"{row!s:40}{still:9.2f}{draft:9.2f}{draft / still:7.2f}{megabytes:6.0f} {aims}".rstrip()


def made(how: str, picture: Path, voice: Path) -> dict[str, float]:
    """What `film_maker` says that it took."""
    command = [sys.executable, "-m", "tests.bench.film_maker", how, str(picture), str(voice)]
    return json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)


def portrait(row: Row, path: Path) -> Path:
    """The picture of a row, cut around the face and enlarged, with a little grain."""
    (left, top, right, bottom), (width, height) = face_in(FACES[row.name]).box, row.size
    tall = (bottom - top) * height / row.face
    wide, across, down = tall * width / height, (left + right) / 2, (top + bottom) / 2
    box = tuple(round(at) for at in (across - wide / 2, down - tall / 2, across + wide / 2, down + tall / 2))
    picture = opened(FACES[row.name])
    edges = (
        (max(0, -box[1]), max(0, box[3] - picture.height)),
        (max(0, -box[0]), max(0, box[2] - picture.width)),
        (0, 0),
    )
    whole = np.pad(np.asarray(picture), edges, mode="edge")
    cut = whole[max(0, box[1]) :, max(0, box[0]) :][: box[3] - box[1], : box[2] - box[0]]
    large = np.asarray(Image.fromarray(cut).resize(row.size, Image.Resampling.BICUBIC)).astype(np.float32)
    grain = np.random.default_rng(1).normal(0, GRAIN, (height, width, 1))
    Image.fromarray((large + grain).clip(0, 255).astype(np.uint8)).save(path)
    return path


def spoken(path: Path, seconds: int) -> Path:
    """Exactly so many seconds of English speech."""
    speak_draft(TEXT, Decimal(1), path)
    with wave.open(str(path), "rb") as file:
        kind, sound = file.getparams(), file.readframes(file.getnframes())
    wanted = seconds * kind.framerate * kind.sampwidth
    with wave.open(str(path), "wb") as file:
        file.setparams(kind)
        file.writeframes((sound * (wanted // len(sound) + 1))[:wanted])
    return path


if __name__ == "__main__":
    main()
