"""A word that is written on every picture of a film, so that nobody takes it for a finished one."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from apps.preview.planes import Planes, Region, blend, in_yuv
from apps.vision.networks import Floats

SIZE = 0.065  # height of the letters by the shorter side of the picture
LEAST = 9  # pixels; smaller letters cannot be read
INK, PLATE = np.array([255, 255, 255], np.float32), np.array([22, 24, 29], np.float32)  # RGB
THICKNESS = 0.82  # how much of the picture the plate hides


class Label:
    """White letters on a dark plate, in the upper right corner. `region` holds all of it; empty for an empty text."""

    def __init__(self, text: str, size: tuple[int, int]) -> None:
        letters = max(LEAST, round(SIZE * min(size)))
        gap = letters if min(size) > 4 * letters else 0
        plate, ink = _drawn(text, letters) if text else (np.zeros((0, 0), np.float32),) * 2
        top, right = gap // 2 * 2, (size[0] - gap) // 2 * 2
        left = max(0, right - plate.shape[1]) // 2 * 2
        bottom = min(size[1], top + plate.shape[0]) // 2 * 2
        self.region = Region(left, top, right, bottom)
        plate, ink = (each[: bottom - top, : right - left] for each in (plate, ink))
        self._cover = np.maximum(plate * np.float32(THICKNESS), ink)
        self._colour = in_yuv(PLATE + (INK - PLATE) * ink[..., None])

    def write(self, screen: Planes) -> None:
        if not self.region.is_empty:
            blend(screen.part(self.region), self._colour, self._cover)


def _drawn(text: str, letters: int) -> tuple[Floats, Floats]:
    """How much of each pixel the plate covers, and how much the letters: float32[height, width], 0 to 1."""
    font = ImageFont.load_default(letters)
    left, top, right, bottom = font.getbbox(text)
    pad = round(0.55 * letters)
    size = (-(-round(right - left + 2 * pad) // 2) * 2, -(-round(bottom - top + 2 * pad) // 2) * 2)
    plate, ink = Image.new("L", size), Image.new("L", size)
    ImageDraw.Draw(plate).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), pad * 0.8, fill=255)
    ImageDraw.Draw(ink).text((pad - left, pad - top), text, font=font, fill=255)
    return _part(plate), _part(ink)


def _part(picture: Image.Image) -> Floats:
    return np.asarray(picture, np.float32) / 255
