"""Which portrait a service takes, and how one of ours is written."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from apps.media import pictures
from apps.media.problems import Code, Problem, Report

MAX_BYTES = 10 * 1024 * 1024
MIN_SIDE = 300  # pixels
MAX_RATIO = 2.5  # the longer side by the shorter one
TAKEN = ("JPG", "PNG")

QUALITIES = (92, 85, 75)  # tried in turn until the file is small enough


@dataclass(frozen=True, kw_only=True)
class ImageReport(Report):
    """`width` and `height` are pixels after turning upright; `format` is "JPG" or "PNG", from the content."""

    width: int = 0
    height: int = 0
    format: str = ""
    size_bytes: int = 0  # of the file that came in


def inspect_portrait(path: Path, target: Path) -> ImageReport:
    """What a service says to a photo: everything that is wrong with it; a good one is written to `target` as JPEG."""
    size = path.stat().st_size
    kind = pictures.kind_of(path)
    if kind not in TAKEN:
        return ImageReport(problems=(Problem(Code.NOT_A_PHOTO if size else Code.EMPTY),), size_bytes=size)
    too_big = [Problem(Code.TOO_BIG, {"size": size, "limit": MAX_BYTES})] if size > MAX_BYTES else []
    picture = pictures.decode(path, kind)
    if isinstance(picture, Problem):
        return ImageReport(problems=(*too_big, picture), format=kind, size_bytes=size)
    width, height = picture.size
    problems = (*too_big, *shape_problems(width, height))
    if not problems:
        width, height = save_within_limit(picture.pixels, target).size
    return ImageReport(problems=problems, width=width, height=height, format=kind, size_bytes=size)


def shape_problems(width: int, height: int) -> list[Problem]:
    """Why no service would take a portrait of that size."""
    shape: dict[str, int | float | str] = {"width": width, "height": height}
    problems = []
    if min(width, height) < MIN_SIDE:
        problems.append(Problem(Code.TOO_SMALL, {**shape, "minimum": MIN_SIDE}))
    if max(width, height) > MAX_RATIO * min(width, height):
        problems.append(Problem(Code.TOO_NARROW, shape))
    return problems


def save_within_limit(picture: Image.Image, target: Path) -> Image.Image:
    """Write the JPEG, with as much quality as MAX_BYTES holds; returns the picture as it was written."""
    for quality in QUALITIES:
        picture.save(target, "JPEG", quality=quality, subsampling=0)
        if target.stat().st_size <= MAX_BYTES:
            return picture
    return save_within_limit(picture.reduce(2), target)
