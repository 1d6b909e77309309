"""Checking a photo beside decoding it with Pillow alone."""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np
import pillow_heif
from PIL import Image

from apps.media import photos, portraits, sandbox
from apps.media.edits import Edit
from tests.bench.beside import Row
from tests.vision.labelled import FACES, opened

SIZE = (3000, 4000)  # 12 million pixels, as phones take them
GRAIN = 4  # grey levels; a picture without any noise is decoded faster than a photo


def rows(folder: Path) -> list[Row]:
    """The photo half of the table. Writes what it needs into the folder."""
    photo = photograph()
    kinds = {name: folder / f"photo.{name.lower()}" for name in ("JPG", "PNG", "HEIC")}
    photo.save(kinds["JPG"], "JPEG", quality=90)
    photo.save(kinds["PNG"], compress_level=1)
    pillow_heif.from_pillow(photo).save(kinds["HEIC"], quality=60, enc_params={"preset": "ultrafast"})
    jpeg = kinds["JPG"]
    return [
        Row("12 MP JPG, checked", decode(jpeg), check(jpeg, folder), aim=2),
        Row("the same in the sandbox, on the clock", decode(jpeg), check_in_sandbox(jpeg, folder), clock=perf_counter),
        Row("12 MP JPG, cropped anew from its source", decode(jpeg), crop(folder)),
        *(Row(f"12 MP {kind}, checked", decode(kinds[kind]), check(kinds[kind], folder)) for kind in ("PNG", "HEIC")),
    ]


def photograph() -> Image.Image:
    """A face of 0.8 megapixels in 12."""
    large = np.asarray(opened(FACES["astronaut"]).resize(SIZE, Image.Resampling.BICUBIC)).astype(np.int16)
    grain = np.random.default_rng(1).normal(0, GRAIN, (*large.shape[:2], 1)).astype(np.int16)
    return Image.fromarray((large + grain).clip(0, 255).astype(np.uint8))


def decode(path: Path) -> Callable[[], object]:
    def alone() -> None:
        with Image.open(path) as picture:
            picture.load()

    return alone


def check(path: Path, folder: Path) -> Callable[[], object]:
    def all_of_it() -> None:
        assert not photos.inspect_photo(path, folder / "source.jpg").problems
        assert portraits.develop_portrait(folder / "source.jpg", folder / "portrait.jpg", Edit()).faces

    return all_of_it


def check_in_sandbox(path: Path, folder: Path) -> Callable[[], object]:
    def all_of_it() -> None:
        assert not sandbox.inspect_photo(path, folder / "source.jpg").problems
        assert sandbox.develop_portrait(folder / "source.jpg", folder / "portrait.jpg", Edit()).faces

    return all_of_it


def crop(folder: Path) -> Callable[[], object]:
    edit = Edit(crop=(200, 50, 1000, 1250))
    return lambda: portraits.develop_portrait(folder / "source.jpg", folder / "portrait.jpg", edit)
