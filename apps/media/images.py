"""Which photo is good, and its repair: upright, on white, RGB, without metadata, as a JPEG of our own making."""

import io
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from apps.media.problems import Code, Problem, Report

MAX_BYTES = 10 * 1024 * 1024
MIN_SIDE = 300  # pixels
MAX_RATIO = 2.5  # the longer side by the shorter one
MAX_PIXELS = 40_000_000

QUALITIES = (92, 85, 75)  # tried in turn until the file is small enough
JPEG_START = b"\xff\xd8\xff"
PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_END = b"IEND\xaeB`\x82"

Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # Pillow warns above it, and `_decode` makes an error of the warning

# What Pillow raises for files that are not what they say.
DECODE_ERRORS = (OSError, SyntaxError, ValueError, LookupError, struct.error)


@dataclass(frozen=True, kw_only=True)
class ImageReport(Report):
    """`width` and `height` are pixels after turning upright; `format` is "JPG" or "PNG", from the content."""

    width: int = 0
    height: int = 0
    format: str = ""
    size_bytes: int = 0  # of the file that came in


def inspect_portrait(path: Path, target: Path) -> ImageReport:
    """Look at a photo and report everything that is wrong with it; a good one is written to `target` as JPEG."""
    size = path.stat().st_size
    kind = _sniff(path)
    if not size or not kind:
        return ImageReport(problems=(Problem(Code.NOT_A_PHOTO if size else Code.EMPTY),), size_bytes=size)
    too_big = [Problem(Code.TOO_BIG, {"size": size, "limit": MAX_BYTES})] if size > MAX_BYTES else []
    picture = _decode(path)
    if isinstance(picture, Problem):
        return ImageReport(problems=(*too_big, picture), format=kind, size_bytes=size)
    problems = (*too_big, *_shape_problems(*picture.size))
    if not problems:
        picture = _save_within_limit(_plain(picture), target)
    return ImageReport(problems=problems, width=picture.width, height=picture.height, format=kind, size_bytes=size)


def _sniff(path: Path) -> str:
    """ "JPG" or "PNG" by the first bytes, else ""."""
    with path.open("rb") as file:
        start = file.read(len(PNG_START))
    if start.startswith(JPEG_START):
        return "JPG"
    return "PNG" if start == PNG_START else ""


def _decode(path: Path) -> Image.Image | Problem:
    """The whole picture, upright, or what stops us. Nothing is decoded before its pixels are counted."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(path, formats=("JPEG", "PNG"))
        with picture:
            picture.load()
            return _upright(picture) if _is_whole(path, picture) else Problem(Code.BROKEN)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return Problem(Code.TOO_MANY_PIXELS, {"limit": MAX_PIXELS})
    except DECODE_ERRORS:
        return Problem(Code.BROKEN)


def _is_whole(path: Path, picture: Image.Image) -> bool:
    """Pillow refuses a JPEG without its end, but lets a PNG pass."""
    return picture.format != "PNG" or PNG_END in path.read_bytes()


def _upright(picture: Image.Image) -> Image.Image:
    picture.getexif()  # Pillow remembers it, so that the turn is known but no odd tag is written back
    picture.info.pop("exif", None)
    return ImageOps.exif_transpose(picture)


def _shape_problems(width: int, height: int) -> list[Problem]:
    shape: dict[str, int | float | str] = {"width": width, "height": height}
    problems = []
    if min(width, height) < MIN_SIDE:
        problems.append(Problem(Code.TOO_SMALL, {**shape, "minimum": MIN_SIDE}))
    if max(width, height) > MAX_RATIO * min(width, height):
        problems.append(Problem(Code.TOO_NARROW, shape))
    return problems


def _plain(picture: Image.Image) -> Image.Image:
    """The same picture in sRGB, on white, with nothing but its pixels."""
    if picture.mode.startswith("I"):  # 16-bit grey: Pillow would cut the values off instead of scaling them
        picture = picture.point(lambda value: value / 256).convert("L")
    if picture.has_transparency_data:
        colours = picture.convert("RGBA")
        picture = Image.new("RGB", picture.size, "white")
        picture.paste(colours, mask=colours.getchannel("A"))
        picture.info = dict(colours.info)
    picture = _in_srgb(picture)
    picture.info = {}
    return picture


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Colours as they were meant: phones and printers attach a profile of their own."""
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(picture.info.get("icc_profile") or b""))
        converted = ImageCms.profileToProfile(picture, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture.convert("RGB")
    return converted or picture


def _save_within_limit(picture: Image.Image, target: Path) -> Image.Image:
    """Write the JPEG, with as much quality as MAX_BYTES holds; returns the picture as it was written."""
    for quality in QUALITIES:
        picture.save(target, "JPEG", quality=quality, subsampling=0)
        if target.stat().st_size <= MAX_BYTES:
            return picture
    return _save_within_limit(picture.reduce(2), target)
