"""The 54 files that come as a photo sooner or later, and how each has to end.

`python -m tests.media.photo_cases FOLDER` writes them all; nothing is downloaded.
"""

import io
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import pillow_heif
from PIL import Image

from apps.media.problems import Code
from tests.media_files import cut, jpeg, png, portrait

Make = Callable[[Path], object]

SENTENCES = {
    Code.EMPTY: "This file is empty.",
    Code.BROKEN: "This file is damaged, or its end is missing.",
    Code.NOT_A_PHOTO: "This file is not a photo that we can open.",
    Code.TOO_MANY_PIXELS: "This photo has more than 40 million pixels.",
    Code.TOO_SMALL: "This photo is too small.",
}


@dataclass(frozen=True)
class Case:
    """`make` writes the file. Then it is refused with `code`, or taken, with what was `mended` on the way."""

    name: str
    make: Make
    code: str = ""
    mended: tuple[str, ...] = ()
    size: tuple[int, int] = field(default=(640, 800))  # of the source

    @property
    def sentence(self) -> str:
        """What a person reads first; nothing about a photo that was taken."""
        return SENTENCES[Code(self.code)] if self.code else ""


def one_bit_png(path: Path, width: int, height: int) -> Path:
    """A white PNG of any size in a few kilobytes."""
    row = b"\0" + b"\xff" * -(-width // 8)
    packer = zlib.compressobj(9)
    rows = b"".join([*(packer.compress(row) for _ in range(height)), packer.flush()])
    return png_of(path, header(width, height), (b"IDAT", rows))


def png_header(path: Path, width: int, height: int) -> Path:
    """A PNG that says how large it is, and then shows nothing."""
    return png_of(path, header(width, height), (b"IDAT", b""))


def header(width: int, height: int) -> tuple[bytes, bytes]:
    return b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)


def png_of(path: Path, *chunks: tuple[bytes, bytes]) -> Path:
    packed = [
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in (*chunks, (b"IEND", b""))
    ]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(packed))
    return path


def grey_16_bit(path: Path) -> Path:
    ramp = np.linspace(0, 65535, 640 * 800).reshape(800, 640).astype(np.uint16)
    Image.fromarray(ramp).save(path, "PNG")
    return path


def two_in_one(path: Path) -> Path:
    """As an iPhone keeps a portrait with its depth."""
    portrait().save(path, "MPO", save_all=True, append_images=[portrait((320, 400))])
    return path


def heic(path: Path, size: tuple[int, int] = (640, 800), **options: object) -> Path:
    """As an iPhone keeps every photo."""
    pillow_heif.from_pillow(portrait(size)).save(path, quality=80, **options)
    return path


def moving(path: Path, kind: str, frames: int = 5) -> Path:
    """An animation whose first picture is the portrait."""
    first = portrait().convert("P") if kind == "GIF" else portrait()
    others = [Image.new(first.mode, first.size, number % 200) for number in range(1, frames)]
    first.save(path, kind, save_all=True, append_images=others, duration=40)
    return path


def sideways(path: Path) -> Path:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned
    return jpeg(path, (800, 640), exif=exif.tobytes())


def with_place(path: Path) -> Path:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 22.0, 0.0)})
    return jpeg(path, exif=exif.tobytes())


def followed_by(path: Path, junk: bytes) -> Path:
    path.write_bytes(jpeg(path).read_bytes() + junk)
    return path


def bad_crc(path: Path) -> Path:
    content = bytearray(png(path).read_bytes())
    content[content.index(b"IDAT") + 40] ^= 0xFF
    path.write_bytes(content)
    return path


def gif_with_script(path: Path) -> Path:
    """A GIF whose width reads as `/*` to whoever takes it for JavaScript."""
    portrait((0x2A2F, 450)).convert("P").save(path, "GIF")
    path.write_bytes(path.read_bytes() + b"*/=1;alert(1)")
    return path


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("photo.txt", "no photo")
    return file.getvalue()


@cache
def packed_zeros() -> bytes:
    """200 MB of nothing."""
    packer = zlib.compressobj(9)
    return b"".join([*(packer.compress(bytes(10_000_000)) for _ in range(20)), packer.flush()])


def with_bomb(path: Path, name: bytes) -> Path:
    """A PNG with a chunk that unpacks to 200 MB."""
    content = png(path, (64, 64)).read_bytes()
    bomb = b"x\0\0" + packed_zeros()
    chunk = struct.pack(">I", len(bomb)) + name + bomb + struct.pack(">I", zlib.crc32(name + bomb))
    path.write_bytes(content[:33] + chunk + content[33:])
    return path


def content(data: bytes) -> Make:
    return lambda path: path.write_bytes(data)


def saved(kind: str, mode: str = "RGB", **options: object) -> Make:
    return lambda path: portrait(mode=mode).save(path, kind, **options)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="800"><circle cx="9" cy="9" r="9"/></svg>'
HTML = b"<!doctype html><title>photo</title><script>alert(1)</script>"
CONVERTED = ("converted",)

CASES = [
    Case("good.jpg", jpeg),
    Case("good.png", png, mended=CONVERTED),
    Case("good.webp", saved("WEBP"), mended=CONVERTED),
    Case("good.avif", saved("AVIF"), mended=CONVERTED),
    Case("progressive.jpg", lambda path: jpeg(path, progressive=True)),
    Case("cmyk.jpg", lambda path: jpeg(path, mode="CMYK")),
    Case("grey.jpg", lambda path: jpeg(path, mode="L")),
    Case("palette.png", lambda path: png(path, mode="P"), mended=CONVERTED),
    Case("transparent.png", lambda path: png(path, mode="RGBA"), mended=CONVERTED),
    Case("sixteen-bit.png", grey_16_bit, mended=CONVERTED),
    Case("turned-camera.jpg", sideways, mended=("turned",)),
    Case("with-a-place.jpg", with_place, mended=("cleaned",)),
    Case("exif-of-junk.jpg", lambda path: jpeg(path, exif=b"Exif\0\0junk" * 9)),
    Case("empty.jpg", content(b""), Code.EMPTY),
    Case("one-byte.jpg", content(b"\xff"), Code.NOT_A_PHOTO),
    Case("text.jpg", content(b"just some words"), Code.NOT_A_PHOTO),
    Case("page.jpg", content(HTML), Code.NOT_A_PHOTO),
    Case("drawing.png", content(SVG), Code.NOT_A_PHOTO),
    Case("drawing.svg", content(SVG), Code.NOT_A_PHOTO),
    Case("half.jpg", lambda path: cut(jpeg(path), keep=0.5), Code.BROKEN),
    Case("end-missing.jpg", lambda path: cut(jpeg(path), drop=20), Code.BROKEN),
    Case("end-missing.png", lambda path: cut(png(path), keep=0.7), Code.BROKEN),
    Case("bad-crc.png", bad_crc, Code.BROKEN),
    Case("jpg-called.png", jpeg),
    Case("png-called.jpg", png, mended=CONVERTED),
    Case("archive.zip", content(zipped()), Code.NOT_A_PHOTO),
    Case("program.exe", content(b"MZ\x90\0" + bytes(500)), Code.NOT_A_PHOTO),
    Case("thousand-starts.jpg", content(b"\xff\xd8" * 1000), Code.BROKEN),
    Case("20000-squared.png", lambda path: one_bit_png(path, 20_000, 20_000), Code.TOO_MANY_PIXELS),
    Case("60000-squared.png", lambda path: png_header(path, 60_000, 60_000), Code.TOO_MANY_PIXELS),
    Case("two-billion-wide.png", lambda path: png_header(path, 2**31 - 1, 2**31 - 1), Code.TOO_MANY_PIXELS),
    Case("13000-squared.png", lambda path: one_bit_png(path, 13_000, 13_000), Code.TOO_MANY_PIXELS),
    Case("8000-by-6000.png", lambda path: one_bit_png(path, 8_000, 6_000), Code.TOO_MANY_PIXELS),
    Case("1-by-100000.png", lambda path: one_bit_png(path, 1, 100_000), Code.TOO_SMALL),
    Case("100000-by-1.png", lambda path: one_bit_png(path, 100_000, 1), Code.TOO_SMALL),
    Case("1-by-1.png", lambda path: png(path, (1, 1)), Code.TOO_SMALL),
    Case("0-by-0.png", lambda path: png_header(path, 0, 0), Code.BROKEN),
    Case("text-of-200-mb.png", lambda path: with_bomb(path, b"zTXt"), Code.BROKEN),
    Case("profile-of-200-mb.png", lambda path: with_bomb(path, b"iCCP"), Code.BROKEN),
    Case("300-pictures.gif", lambda path: moving(path, "GIF", 300), mended=("converted", "still")),
    Case("moving.png", lambda path: moving(path, "PNG"), mended=("converted", "still")),
    Case("moving.webp", lambda path: moving(path, "WEBP"), mended=("converted", "still")),
    Case("two-in-one.jpg", two_in_one),
    Case("jpg-and-page.jpg", lambda path: followed_by(path, HTML)),
    Case("jpg-and-archive.jpg", lambda path: followed_by(path, zipped())),
    Case("gif-and-script.gif", gif_with_script, mended=CONVERTED, size=(0x2A2F, 450)),
    Case("drawing.eps", saved("EPS"), Code.NOT_A_PHOTO),
    Case("page.pdf", saved("PDF"), Code.NOT_A_PHOTO),
    Case("good.tiff", saved("TIFF"), mended=CONVERTED),
    Case("good.bmp", saved("BMP"), mended=CONVERTED),
    Case("layers.psd", content(b"8BPS\0\1" + bytes(500)), Code.NOT_A_PHOTO),
    Case("icon.ico", saved("ICO"), Code.NOT_A_PHOTO),
    Case("good.jp2", saved("JPEG2000"), Code.NOT_A_PHOTO),
    Case("good.heic", heic, mended=CONVERTED),
]


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for case in CASES:
        case.make(folder / case.name)


if __name__ == "__main__":
    main()
