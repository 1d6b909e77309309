"""What is seen inside an open mouth: the dark, the tongue, and the upper teeth if the portrait does not show them."""

from dataclasses import dataclass

import numpy as np

from apps.preview.curves import ramp
from apps.preview.landmarks import MouthFrame
from apps.preview.planes import Planes, blend, in_yuv
from apps.vision.networks import Bools, Floats, Pixels

DARK, TONGUE, TEETH = (np.array(rgb, np.float32) for rgb in ((58, 20, 22), (158, 78, 76), (226, 214, 198)))
GREY = np.array([0.299, 0.587, 0.114], np.float32)
USUAL_LIGHT, USUAL_COLOUR = 0.62, 0.3  # brightness and saturation of skin for which these colours were chosen
SHOWS_TEETH = 0.2  # half widths between the lips of the portrait


@dataclass(frozen=True)
class Tone:
    """How bright a face is, and how much colour it has, beside a usual photo: what is painted must go with it."""

    light: float
    colour: float

    @classmethod
    def of(cls, pixels: Pixels, frame: MouthFrame) -> "Tone":
        """From the skin around the mouth, RGB."""
        (x, y), unit = frame.axes.middle, frame.axes.unit
        rows, columns = slice(max(0, int(y - unit)), int(y + 1.5 * unit)), slice(max(0, int(x - unit)), int(x + unit))
        skin = pixels[rows, columns].reshape(-1, 3).mean(axis=0)
        saturation = float(skin.max() - skin.min()) / max(1.0, float(skin.max()))
        light = float(np.clip(skin @ GREY / 255 / USUAL_LIGHT, 0.25, 1.15))
        return cls(light, float(np.clip(saturation / USUAL_COLOUR, 0, 1)))

    def on(self, colour: Floats) -> Floats:
        """RGB [..., 3] as it would look in that light."""
        lit = colour * np.float32(self.light)
        grey = (lit @ GREY)[..., None]
        return np.asarray(grey + (lit - grey) * np.float32(self.colour), np.float32)


@dataclass(frozen=True)
class Opening:
    """Where a mouth is open; all float32[height, width], in half widths of the mouth.

    `x` and `y` are where each pixel lies, `place` is 0 in the middle of the mouth and 1 at its corners and beyond,
    `seam` where the lips met; the upper one went `up` from there, the lower one went `down`.
    """

    x: Floats
    y: Floats
    place: Floats
    seam: Floats
    up: Floats
    down: Floats

    @property
    def height(self) -> Floats:
        return self.up + self.down

    @property
    def depth(self) -> Floats:
        """How far below the upper lip each pixel lies."""
        return self.y - self.seam + self.up

    def part(self, box: tuple[slice, slice]) -> "Opening":
        return Opening(*(each[box] for each in (self.x, self.y, self.place, self.seam, self.up, self.down)))


def paint(patch: Planes, opening: Opening, tone: Tone, frame: MouthFrame) -> None:
    """Fill the opening of a mouth whose lips were already moved apart."""
    pixel = 1 / frame.axes.unit
    inside = (opening.depth > -2 * pixel) & (opening.depth < opening.height + 2 * pixel) & (opening.place < 1)
    box = _box(inside)
    if box is None:
        return
    opening = opening.part(box)
    soft = np.float32(max(1.2 * pixel, 0.02))
    cover = np.clip(opening.depth / soft + 0.15, 0, 1) * np.clip((opening.height - opening.depth) / soft + 0.15, 0, 1)
    cover *= np.clip(opening.height / (2 * pixel) - 0.2, 0, 1) * (opening.place < 1)
    if frame.inside is None:
        colour = in_yuv(tone.on(_colours(opening, with_teeth=frame.gap < SHOWS_TEETH)))
    else:
        colour = np.broadcast_to(frame.inside.astype(np.float32), (*cover.shape, 3))
    rows, columns = box
    half = slice(rows.start // 2, rows.stop // 2), slice(columns.start // 2, columns.stop // 2)
    view = Planes(patch.y[box], patch.u[half], patch.v[half])
    blend(view, colour, cover.astype(np.float32))


def _box(inside: Bools) -> tuple[slice, slice] | None:
    """The rows and columns that hold it, even at both ends."""
    rows, columns = (np.flatnonzero(inside.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return None
    top, bottom, left, right = (int(each) for each in (rows[0], rows[-1] + 2, columns[0], columns[-1] + 2))
    return slice(top // 2 * 2, bottom // 2 * 2), slice(left // 2 * 2, right // 2 * 2)


def _colours(opening: Opening, *, with_teeth: bool) -> Floats:
    """RGB float32[height, width, 3]."""
    depth = np.clip(opening.depth / np.maximum(opening.height, 1e-3), 0, 1)
    tongue = ramp((depth - 0.45) / 0.5) * (1 - opening.place**2) * np.clip((opening.height - 0.1) / 0.3, 0, 1) * 0.8
    colour = _mix(np.broadcast_to(DARK, (*depth.shape, 3)), TONGUE, tongue)
    colour = colour * (0.72 + 0.28 * ramp(depth * 1.6))[..., None]
    if with_teeth:
        colour = _mix(colour, *_teeth(opening))
    return colour.astype(np.float32)


def _teeth(opening: Opening) -> tuple[Floats, Floats]:
    """The colour of the upper teeth, and where they are."""
    long = np.minimum(0.3 * opening.height, 0.17) * (1 - 0.6 * opening.place**2)
    there = ramp((long - opening.depth) / (0.25 * long + 0.01) + 0.5)
    there *= np.clip((opening.height - 0.06) / 0.14, 0, 1) * (1 - ramp((opening.place - 0.55) / 0.3)) * 0.88
    shade = (1 - 0.3 * opening.place**2) * (0.6 + 0.4 * ramp(opening.depth / (0.5 * long + 0.01)))
    return TEETH * shade[..., None], there


def _mix(below: Floats, above: Floats, cover: Floats) -> Floats:
    return below * (1 - cover[..., None]) + above * cover[..., None]
