"""Photos with bytes changed at random: each is taken or refused, and costs neither the child nor its time."""

import random
import time
from pathlib import Path

import pytest

from apps.media import sandbox
from apps.media.problems import Code
from tests.media import THOROUGH
from tests.media.photo_cases import heic, moving, sideways
from tests.media.spoiling import spoilt
from tests.media_files import jpeg, portrait

FILES = 2000 if THOROUGH else 160  # of all kinds together
SIZE = (240, 300)
SECONDS = 5  # none takes longer, on a busy computer either

KINDS = {
    "JPEG": lambda path: jpeg(path, SIZE),
    "progressive JPEG": lambda path: jpeg(path, SIZE, progressive=True),
    "JPEG with EXIF": sideways,
    "PNG": lambda path: portrait(SIZE).save(path, "PNG"),
    "palette PNG": lambda path: portrait(SIZE, "P").save(path, "PNG"),
    "moving PNG": lambda path: moving(path, "PNG", 2),
    "WebP": lambda path: portrait(SIZE).save(path, "WEBP"),
    "lossless WebP": lambda path: portrait(SIZE, "RGBA").save(path, "WEBP", lossless=True),
    "moving WebP": lambda path: moving(path, "WEBP", 2),
    "GIF": lambda path: portrait(SIZE, "P").save(path, "GIF"),
    "moving GIF": lambda path: moving(path, "GIF", 3),
    "TIFF": lambda path: portrait(SIZE).save(path, "TIFF"),
    "packed TIFF": lambda path: portrait(SIZE).save(path, "TIFF", compression="tiff_lzw"),
    "BMP": lambda path: portrait(SIZE).save(path, "BMP"),
    "AVIF": lambda path: portrait(SIZE).save(path, "AVIF"),
    "HEIC": lambda path: heic(path, SIZE),
}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", KINDS)
def test_never_cost_more_than_a_refusal(kind, tmp_path):
    chance = random.Random(f"spoilt {kind}")
    KINDS[kind](tmp_path / "good")
    good = (tmp_path / "good").read_bytes()
    assert not sandbox.inspect_photo(tmp_path / "good", tmp_path / "source.jpg").problems
    ends = [ending_of(spoilt(good, chance), tmp_path) for _ in range(FILES // len(KINDS))]
    assert Code.UNREADABLE not in ends  # as it would be if the child had died, hung or stumbled
    assert Code.BROKEN in ends


def ending_of(content: bytes, folder: Path) -> str:
    """The first problem; "" when the photo was taken after all."""
    (folder / "spoilt").write_bytes(content)
    start = time.monotonic()
    report = sandbox.inspect_photo(folder / "spoilt", folder / "source.jpg")
    assert time.monotonic() - start < SECONDS
    return report.problems[0].code if report.problems else ""
