"""What arrives as a photo becomes a source: a JPEG of our own making, from which portraits are developed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from apps.media import pictures
from apps.media.edits import LEAST_SIDE
from apps.media.images import MIN_SIDE, save_within_limit
from apps.media.pictures import Picture
from apps.media.problems import Code, Problem, Report

MAX_BYTES = 50 * 1024 * 1024
STRIP = 25  # the longer side by the shorter one: nobody stands in so narrow a picture


class Mended(StrEnum):
    """What was put right without asking."""

    TURNED = "turned"  # the camera had been held another way
    CONVERTED = "converted"  # it was not a JPG
    STILL = "still"  # it moved: the first picture was taken
    SHRUNK = "shrunk"
    CLEANED = "cleaned"  # it told more than its pixels do, such as a place


@dataclass(frozen=True, kw_only=True)
class PhotoReport(Report):
    """`problems` are only those that nobody can mend. `width` and `height` are pixels of the source that was written.

    `format` ("JPG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "HEIC") and `size_bytes` describe the file that came
    in; `mended` says in words of `Mended` what was done to it.
    """

    width: int = 0
    height: int = 0
    format: str = ""
    size_bytes: int = 0
    mended: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `as_json`."""
        return super().from_json({**data, "mended": tuple(data.get("mended", ()))})


def inspect_photo(path: Path, source: Path) -> PhotoReport:
    """Take any still picture that can be read and write `source`: a JPEG, upright, sRGB, on white, without metadata.

    The source has at most 2560 pixels on its longer side (a very long one: 720 on the shorter) and 10 MB.
    """
    size = path.stat().st_size
    kind = pictures.kind_of(path)
    if problem := _refusal(size, kind):
        return PhotoReport(problems=(problem,), format=kind, size_bytes=size)
    picture = pictures.decode(path, kind)
    if isinstance(picture, Problem):
        return PhotoReport(problems=(picture,), format=kind, size_bytes=size)
    if problem := _hopeless(*picture.size):
        return PhotoReport(problems=(problem,), format=kind, size_bytes=size)
    written = save_within_limit(picture.pixels, source)
    mended = tuple(_mended(kind, picture, written.width * written.height))
    return PhotoReport(width=written.width, height=written.height, format=kind, size_bytes=size, mended=mended)


def _refusal(size: int, kind: str) -> Problem | None:
    """What can be said before the file is opened."""
    if size > MAX_BYTES:
        return Problem(Code.TOO_BIG, {"size": size, "limit": MAX_BYTES})
    if not kind:
        return Problem(Code.NOT_A_PHOTO if size else Code.EMPTY)
    return None


def _hopeless(width: int, height: int) -> Problem | None:
    """A shape from which no portrait can be made."""
    if min(width, height) < LEAST_SIDE:
        return Problem(Code.TOO_SMALL, {"width": width, "height": height, "minimum": MIN_SIDE})
    if max(width, height) > STRIP * min(width, height):
        return Problem(Code.TOO_NARROW, {"width": width, "height": height})
    return None


def _mended(kind: str, picture: Picture, pixels: int) -> Iterator[Mended]:
    if picture.was_turned:
        yield Mended.TURNED
    if kind != "JPG":
        yield Mended.CONVERTED
    if picture.is_moving:
        yield Mended.STILL
    if pixels < picture.size[0] * picture.size[1]:
        yield Mended.SHRUNK
    if picture.told_more:
        yield Mended.CLEANED
