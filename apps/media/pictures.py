"""Strangers' pictures, opened with care and made plain: upright, of a bounded size, sRGB, on white, only pixels."""

import io
import re
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path

import pi_heif
from PIL import AvifImagePlugin, Image, ImageCms
from PIL.Image import Transpose

from apps.media.problems import Code, Problem

Size = tuple[int, int]  # width, height in pixels

MAX_PIXELS = 40_000_000
MAX_PIXELS_OF = {"WEBP": 24_000_000}  # Pillow holds such a picture five times, so that 40 million would be 700 MB
# Films have 720 or 1080 lines; what goes beyond these is only dear to look at. A JPEG is decoded at a half or a quarter
# as long as its longer side keeps ENOUGH, which costs less than to decode it all; whatever is then longer than LONGEST
# is brought down to that, but not below SHORTEST on the other side: people are cut out of wide pictures.
ENOUGH, LONGEST, SHORTEST = 1920, 2560, 720

# How a file of each kind begins. A box file (ISO 14496-12) tells its brand, then those that it can also be read as.
STARTS = {
    "JPG": rb"\xff\xd8\xff",
    "PNG": rb"\x89PNG\r\n\x1a\n",
    "WEBP": rb"RIFF.{4}WEBP",
    "GIF": rb"GIF8[79]a",
    "TIFF": rb"II\*\0|MM\0\*",
    "BMP": rb"BM",
    "AVIF": rb".{4}ftyp(?:avi[fs]|mif1.{4}(?:.{4}){0,9}avif)",
    "HEIC": rb".{4}ftyp(?:hei[csxm]|mif1.{4}(?:.{4}){0,9}hei[csxm])",
}
PLUGINS = {"JPG": "JPEG", "HEIC": "HEIF"}  # what Pillow calls them
PNG_END = b"IEND\xaeB`\x82"

MOVING = {"GIF", "PNG", "WEBP", "AVIF"}  # the others may hold several pictures, but not to be played
SHRINKABLE = {"L", "RGB", "RGBA", "CMYK", "YCbCr"}  # modes in which neighbouring pixels can be mixed

ORIENTATION = 0x0112
# By the number in that tag; from 5 on, width and height change places.
UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
LYING = range(5, 9)
# Tags that tell more than how to show the picture: words, device, dates, author, XMP, IPTC, Photoshop, EXIF, place.
TELLING = {0x010E, 0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x8298, 0x02BC, 0x83BB, 0x8649, 0x8769, 0x8825}
NOTES = {"comment", "xmp", "photoshop"}  # the same, where Pillow keeps it aside

# What is raised for files that are not what they say. One that lies about a length asks for more memory than there is.
DECODE_ERRORS = (OSError, EOFError, SyntaxError, ValueError, LookupError, RuntimeError, MemoryError, struct.error)

Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # Pillow warns above it, and `decode` makes an error of the warning
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """`pixels` are plain RGB, upright and bounded; the rest tells what the file was like."""

    pixels: Image.Image
    size: Size  # of what came, upright
    was_turned: bool
    is_moving: bool
    told_more: bool  # there was metadata, such as a place


def kind_of(path: Path) -> str:
    """Which of the kinds that we read a file is, by its first bytes; else ""."""
    with path.open("rb") as file:
        start = file.read(64)
    return next((kind for kind, pattern in STARTS.items() if re.match(pattern, start, re.DOTALL)), "")


def decode(path: Path, kind: str) -> Picture | Problem:
    """The first picture in a file of that kind, or what stops us. Nothing is decoded before its pixels are counted."""
    limit = MAX_PIXELS_OF.get(kind, MAX_PIXELS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(path, formats=(PLUGINS.get(kind, kind),))
        with opened:
            if opened.width * opened.height > limit:
                return Problem(Code.TOO_MANY_PIXELS, {"limit": limit})
            return _decoded(opened) if kind != "PNG" or _has_end(path) else Problem(Code.BROKEN)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return Problem(Code.TOO_MANY_PIXELS, {"limit": limit})
    except DECODE_ERRORS:
        return Problem(Code.BROKEN)


def _has_end(path: Path) -> bool:
    """Pillow refuses a JPEG without its end, but lets a PNG pass."""
    return PNG_END in path.read_bytes()


def _decoded(opened: Image.Image) -> Picture:
    is_moving = opened.format in MOVING and getattr(opened, "is_animated", False)
    turns = {_turn(opened), opened.info.get("original_orientation")}  # what pi-heif and a TIFF see to themselves
    came = opened.size
    opened.draft("RGB", _scaled(came, ENOUGH))  # of a half, a quarter and an eighth the smallest that is not less
    opened.load()
    turn = _turn(opened)
    told_more = _tells_more(opened)
    pixels = _plain(opened, _scaled(came, LONGEST))
    return Picture(
        pixels=pixels.transpose(UPRIGHT[turn]) if turn in UPRIGHT else pixels,
        size=(came[1], came[0]) if turn in LYING else came,
        was_turned=bool(UPRIGHT.keys() & {turn, *turns}),
        is_moving=is_moving,
        told_more=told_more,
    )


def _tells_more(opened: Image.Image) -> bool:
    """Whether there is more in the file than is needed to show it."""
    texts = opened.format == "PNG" and any(isinstance(value, str) for value in opened.info.values())
    return bool(texts or NOTES.intersection(opened.info) or TELLING.intersection(opened.getexif()))


def _turn(opened: Image.Image) -> int:
    turn: int = opened.getexif().get(ORIENTATION, 1)
    return turn


def _scaled(size: Size, longer: int) -> Size:
    """That size, brought down to `longer` on the longer side or to SHORTEST on the other, whichever is more."""
    scale = min(1.0, max(longer / max(size), SHORTEST / min(size)))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _plain(picture: Image.Image, size: Size) -> Image.Image:
    """The same picture in sRGB, on white, within that size; made small first, because big ones fill the memory."""
    if picture.mode.startswith("I"):  # 16-bit grey: Pillow would cut the values off instead of scaling them
        picture = picture.point(lambda value: value / 256).convert("L")
    if picture.has_transparency_data and picture.mode != "RGBA":  # `convert` would copy
        picture = picture.convert("RGBA")
    elif picture.mode not in SHRINKABLE:
        picture = picture.convert("RGB")
    if picture.width > size[0] or picture.height > size[1]:
        picture = picture.resize(size, Image.Resampling.HAMMING)  # made for this, and half the time of LANCZOS
    picture = _in_srgb(_on_white(picture))
    picture.info = {}
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    white.info = dict(picture.info)
    return white


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Colours as they were meant: phones and printers attach a profile of their own."""
    icc = picture.info.get("icc_profile")
    if picture.mode == "RGB" and not icc:
        return picture
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc or b""))
        converted = ImageCms.profileToProfile(picture, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture.convert("RGB")
    return converted or picture
