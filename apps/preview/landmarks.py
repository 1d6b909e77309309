"""The geometry of a face, from the 468 points of its mesh: where its mouth and its eyes are, and what shape they have.

Points are known by their number in MediaPipe's map. Left and right are those of the picture.
"""

from dataclasses import dataclass

import numpy as np

from apps.preview.curves import fitted, polynomial
from apps.preview.planes import Region
from apps.vision.faces import Face
from apps.vision.mesh import CHIN, FOREHEAD
from apps.vision.networks import Floats

LEAST_MOUTH = 8.0  # pixels from corner to corner
LEAST_HALF = 0.1  # of the mouth's half width; a face that is turned far shows little of one half
LEFT_CORNER, RIGHT_CORNER = 61, 291  # of the mouth
NOSE = 2  # where it meets the lip
LOWER_LIP = 17  # its lower edge, in the middle
UPPER_INSIDE = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)  # where the lips meet: the upper one's edge
LOWER_INSIDE = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)  # and the lower one's, from left to right
MIDDLE_INSIDE = 14
# The upper and the lower lid, each from one corner of the eye to the other.
LEFT_EYE = ((33, 246, 161, 160, 159, 158, 157, 173, 133), (33, 7, 163, 144, 145, 153, 154, 155, 133))
RIGHT_EYE = ((362, 398, 384, 385, 386, 387, 388, 466, 263), (362, 382, 381, 380, 374, 373, 390, 249, 263))


def can_talk(face: Face, size: tuple[int, int]) -> bool:
    """Whether its mouth lies on a picture of that size (width, height), and is large enough to be seen moving."""
    left, right = face.points[LEFT_CORNER], face.points[RIGHT_CORNER]
    is_inside = bool((np.minimum(left, right) >= 0).all() and (np.maximum(left, right) < size).all())
    return is_inside and float(np.hypot(*(right - left))) >= LEAST_MOUTH


@dataclass(frozen=True)
class Axes:
    """A place on the picture with its own right and down, and its own unit of so many pixels."""

    middle: Floats
    right: Floats  # one unit to the right, in pixels
    unit: float

    @classmethod
    def between(cls, left: Floats, right: Floats) -> "Axes":
        """From one point to the other; half of the way is the unit."""
        half = (right - left) / 2
        return cls((left + right) / 2, half, max(1.0, float(np.hypot(*half))))

    @property
    def down(self) -> Floats:
        return np.array([-self.right[1], self.right[0]], np.float32)

    def local(self, points: Floats) -> Floats:
        """Points [n, 2] of the picture in units from the middle."""
        away = (points - self.middle) / self.unit**2
        return np.stack([away @ self.right, away @ self.down], axis=-1).astype(np.float32)

    def pixels(self, points: Floats) -> Floats:
        """Local points [n, 2] where they lie on the picture."""
        return np.asarray(points[:, :1] * self.right + points[:, 1:] * self.down + self.middle, np.float32)

    def grid(self, region: Region) -> tuple[Floats, Floats]:
        """How far right and how far down each pixel of a region lies, in units: float32[height, width] each."""
        x, y = region.grid()
        x, y = x - np.float32(self.middle[0]), y - np.float32(self.middle[1])
        right, down = ((axis / self.unit**2).astype(np.float32) for axis in (self.right, self.down))
        return x * right[0] + y * right[1], x * down[0] + y * down[1]

    def shifts(self, right: Floats, down: Floats) -> tuple[Floats, Floats]:
        """Local shifts float32[height, width] in pixels of the picture, across and down."""
        x, y = self.right.astype(np.float32), self.down.astype(np.float32)
        return right * x[0] + down * y[0], right * x[1] + down * y[1]


@dataclass(frozen=True)
class MouthFrame:
    """A mouth in units of half its width, from the middle between its corners.

    `seam` and `upper` are where the lower and the upper lip end inside: polynomials of the place between the corners,
    the highest power first. `left`, `middle` and `right` are places on that line. `gap` is how far the lips are apart
    in the picture, `lip` how thick the lower one is, `nose` and `chin` how far down these lie, `face` how high the
    face is. `inside` is the colour (Y, U, V) of the dark in an open mouth, if there is any.
    """

    axes: Axes
    seam: Floats
    upper: Floats
    left: float
    middle: float
    right: float
    gap: float
    lip: float
    nose: float
    chin: float
    face: float
    inside: Floats | None = None

    def place(self, x: Floats) -> Floats:
        """How far places on that line are from the middle: 1 at the corners, more beyond."""
        to_left, to_right = (max(LEAST_HALF, abs(end - self.middle)) for end in (self.left, self.right))
        return np.where(x < self.middle, (self.middle - x) / to_left, (x - self.middle) / to_right).astype(np.float32)

    @classmethod
    def of(cls, face: Face) -> "MouthFrame":
        axes = Axes.between(face.points[LEFT_CORNER], face.points[RIGHT_CORNER])
        points = axes.local(face.points)
        lower, upper = points[list(LOWER_INSIDE)], points[list(UPPER_INSIDE)]
        seam, roof = (fitted(edge[:, 0], edge[:, 1], 3) for edge in (lower, upper))
        between = lower[2:-2, 0]
        return cls(
            axes=axes,
            seam=seam,
            upper=roof,
            left=float(lower[0, 0]),
            middle=float(points[MIDDLE_INSIDE, 0]),
            right=float(lower[-1, 0]),
            gap=float((polynomial(seam, between) - polynomial(roof, between)).max()),
            lip=max(0.05, float(points[LOWER_LIP, 1] - points[MIDDLE_INSIDE, 1])),
            nose=float(points[NOSE, 1]),
            chin=float(points[CHIN, 1]),
            face=float(np.hypot(*(points[CHIN] - points[FOREHEAD]))),
        )


@dataclass(frozen=True)
class EyeFrame:
    """An eye in units of half its width, from the middle between its corners.

    `upper` and `lower` are the edges of the lids: polynomials of the place between the corners, the highest power
    first. `opening` is how far they are apart in the middle. `shade` is what is to be added to the colour (Y, U, V) of
    the skin below for that of the lid.
    """

    axes: Axes
    upper: Floats
    lower: Floats
    opening: float
    shade: Floats

    @classmethod
    def both(cls, face: Face) -> tuple["EyeFrame", "EyeFrame"]:
        return cls._of(face, LEFT_EYE), cls._of(face, RIGHT_EYE)

    @classmethod
    def _of(cls, face: Face, lids: tuple[tuple[int, ...], tuple[int, ...]]) -> "EyeFrame":
        axes = Axes.between(face.points[lids[0][0]], face.points[lids[0][-1]])
        edges = [axes.local(face.points[list(lid)]) for lid in lids]
        upper, lower = (fitted(edge[:, 0], edge[:, 1], 4) for edge in edges)
        return cls(axes, upper, lower, float(lower[-1] - upper[-1]), np.zeros(3, np.float32))
