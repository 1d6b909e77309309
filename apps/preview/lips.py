"""The line along which a mouth opens. The mesh knows it to a few pixels, the picture itself shows the rest.

The mesh was trained on photos: on drawings it lies beside the lines. Lengths are in half widths of the mouth.
"""

from dataclasses import replace
from itertools import product

import numpy as np

from apps.preview.cavity import SHOWS_TEETH
from apps.preview.curves import fitted, polynomial
from apps.preview.landmarks import MouthFrame
from apps.preview.planes import Planes
from apps.preview.sampling import PLACES, brightness_at, colours_at
from apps.vision.networks import Bools, Floats

Way = tuple[float, float]  # a line: its share and its bend

# Lines that are tried: so much of the way from the upper lip's edge to the lower one's, bent down so far.
BESIDE, BENDS = np.linspace(0.3, 1.15, 18), np.linspace(-0.06, 0.24, 16)
BETWEEN, SLIGHT_BENDS = np.linspace(0.3, 1.1, 17), np.linspace(-0.08, 0.08, 9)
DARK = 0.5  # of the skin's brightness; where teeth may be seen, only what is darker is taken for the inside
BESIDE_EDGE = np.float32(0.06)  # that an edge is judged by
TEETH_TO_LIP = np.array([1, 0, -2], np.float32)  # how much Y, U and V say
BELOW_TEETH = 0.07  # that no tooth goes down with the lip
COST_OF_HEIGHT, COST_OF_BEND = 0.25, 0.5  # of the skin's brightness: what a darker line must save


def fit_mouth(picture: Planes, frame: MouthFrame) -> MouthFrame:
    """The same mouth, opening along the darkest line between its lips. Teeth above that line stay when it opens.

    In a smile that shows the upper teeth alone there is no such line: it opens where these meet the lower lip.
    """
    lines = _Lines(picture, frame)
    if frame.gap < SHOWS_TEETH:
        return lines.opening_along(min(product(BESIDE, BENDS), key=lines.cost))
    way = min(product(BETWEEN, SLIGHT_BENDS), key=lines.cost)
    if lines.darkness(way) < DARK:
        return lines.opening_inside(way)
    share, bend = min(product(BETWEEN, SLIGHT_BENDS), key=lines.cost_between_teeth_and_lip)
    return lines.opening_along((share + lines.share_of(BELOW_TEETH), bend))


class _Lines:
    """Lines from one corner of a mouth to the other, and how dark they are."""

    def __init__(self, picture: Planes, frame: MouthFrame) -> None:
        half = np.where(PLACES < 0, frame.middle - frame.left, frame.right - frame.middle).astype(np.float32)
        self.x = frame.middle + PLACES * half
        self._picture, self._frame = picture, frame
        self._seam, self._roof = polynomial(frame.seam, self.x), polynomial(frame.upper, self.x)
        self._room = max(0.0, float((self._seam - self._roof).max()))
        above = np.full_like(self.x, (frame.nose + self._roof.min()) / 2)
        self._skin = max(1.0, float(np.median(brightness_at(picture, frame.axes, self.x, above))))

    def opening_along(self, way: Way) -> MouthFrame:
        return replace(self._frame, seam=fitted(self.x, self.line(way), 3))

    def opening_inside(self, way: Way) -> MouthFrame:
        """A mouth that is open already grows where it is dark, and only there; what comes to be seen looks the same."""
        frame = self.opening_along(way)
        x = np.linspace(frame.left, frame.right, 41, dtype=np.float32)
        colours = colours_at(self._picture, frame.axes, x, polynomial(frame.seam, x))
        dark = _around_the_middle(colours[:, 0] < (1 + self.darkness(way)) / 2 * self._skin)
        return replace(frame, left=float(x[dark][0]), right=float(x[dark][-1]), inside=np.median(colours[dark], axis=0))

    def share_of(self, height: float) -> float:
        return height / max(0.05, self._room)

    def line(self, way: Way) -> Floats:
        share, bend = (np.float32(each) for each in way)
        return self._roof + (self._seam - self._roof) * share + (1 - PLACES**2) * bend

    def darkness(self, way: Way) -> float:
        """Its mean brightness by that of the skin."""
        return float(brightness_at(self._picture, self._frame.axes, self.x, self.line(way)).mean()) / self._skin

    def cost(self, way: Way) -> float:
        return self.darkness(way) + COST_OF_HEIGHT * self._room * abs(1 - way[0]) + COST_OF_BEND * abs(way[1])

    def cost_between_teeth_and_lip(self, way: Way) -> float:
        """Teeth are bright and have no colour, lips are darker and red."""
        edges = (self.line(way) + beside for beside in (-BESIDE_EDGE, BESIDE_EDGE))
        above, below = (colours_at(self._picture, self._frame.axes, self.x, edge).mean(axis=0) for edge in edges)
        return float((below - above) @ TEETH_TO_LIP) / self._skin + COST_OF_BEND * abs(way[1])


def _around_the_middle(there: Bools) -> Bools:
    """Of a row, the part that reaches to both sides of its middle without a break, and the middle at any rate."""
    kept, middle = np.zeros_like(there), len(there) // 2
    for way in (1, -1):
        missing = np.flatnonzero(~there[middle::way])
        reach = max(1, int(missing[0]) if missing.size else len(there))
        kept[middle::way][:reach] = True
    return kept
