"""Closed eyes. The lid is painted with the skin just below the eye, which has the same light.

Pulling the skin from above down would bend the frames of glasses.
"""

import numpy as np

from apps.preview.curves import polynomial, ramp
from apps.preview.landmarks import EyeFrame
from apps.preview.planes import Planes, Region, blend, fetch
from apps.vision.networks import Floats

CLOSED = 4  # levels of a lid, from 0 (open)
REACH = 1.5  # half widths of the eye, from its middle to where nothing changes
LEAST_WIDTH, LEAST_OPENING = 8.0, 1.5  # pixels; a smaller eye is a dot
OVERLAP = 0.04  # half widths that the lid covers of the skin around
SOFT = 0.12  # half widths over which it begins below the brow
STRETCHED = 0.24  # how much of the skin below becomes the whole lid
LASHES, LASH = 0.45, 0.05  # how dark their line is, and half as thick as that many half widths


class Eye:
    """One eye of one picture. `region` holds all that changes when it blinks."""

    def __init__(self, picture: Planes, frame: EyeFrame) -> None:
        self._picture, self._frame = picture, frame
        reach = np.array([[x, y] for x in (-REACH, REACH) for y in (-REACH, REACH)], np.float32)
        self.region = Region.around(frame.axes.pixels(reach), picture.size)
        self._x, self._y = frame.axes.grid(self.region)
        self._upper, self._lower = (polynomial(edge, np.clip(self._x, -1, 1)) for edge in (frame.upper, frame.lower))
        self._pixel = 1 / frame.axes.unit
        self._ends = (1 - ramp((np.abs(self._x) - 0.9) / 0.2)).astype(np.float32)

    @property
    def can_close(self) -> bool:
        """Whether it is large enough, and all of it is on the picture."""
        frame, (width, height) = self._frame, self._picture.size
        (left, top), (right, bottom) = frame.axes.middle - frame.axes.unit, frame.axes.middle + frame.axes.unit
        is_inside = left >= 0 and top >= 0 and right < width and bottom < height
        return is_inside and 2 * frame.axes.unit >= LEAST_WIDTH and frame.opening * frame.axes.unit >= LEAST_OPENING

    def patch(self, level: int) -> Planes:
        """The region with the lid closed by so many of the CLOSED levels."""
        patch = self._picture.part(self.region).copy()
        if not level:
            return patch
        shut = level / CLOSED
        lid = self._upper + (self._lower - self._upper) * np.float32(shut)
        below = self._lower + OVERLAP + self._pixel
        source = below + np.clip(below - self._y, 0, None) * np.float32(STRETCHED)
        down = np.where(self._y < below, source - self._y, 0)
        skin = fetch(self._picture, self.region, *self._frame.axes.shifts(np.zeros_like(down), down))
        top = ramp((self._y - self._upper + 2 * OVERLAP) / (2 * self._pixel + SOFT))
        bottom = ramp((lid + OVERLAP - self._y) / (1.5 * self._pixel + 0.02))
        blend(patch, self._colours(skin, lid), (top * bottom * self._ends).astype(np.float32))
        self._draw_lashes(patch, lid, shut)
        return patch

    def _colours(self, skin: Planes, lid: Floats) -> Floats:
        """Y, U and V of a lid in that light: float32[height, width, 3]."""
        u, v = (plane.repeat(2, axis=0).repeat(2, axis=1) for plane in (skin.u, skin.v))
        colours = np.stack([skin.y, u, v], axis=-1).astype(np.float32)
        up = np.clip((lid - self._y) / np.maximum(self._lower - self._upper, 0.1), 0, 1)
        return np.asarray(colours + up[..., None] * self._frame.shade, np.float32)

    def _draw_lashes(self, patch: Planes, lid: Floats, shut: float) -> None:
        away = (self._y - lid) / (LASH + 0.5 * self._pixel)
        dark = np.exp(-(away**2)) * self._ends * np.clip(1 - self._x**6, 0, 1) * LASHES * shut
        patch.y[:] = 16 + (patch.y - 16.0) * (1 - dark)
