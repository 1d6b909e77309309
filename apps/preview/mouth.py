"""The mouth of a portrait, as it looks while a sound is spoken.

The picture is cut along the edge of the lower lip and pulled apart there: the jaw goes down, everything above stays.
Teeth that a smile shows are those of the upper jaw, so they stay, too. `cavity.py` paints what comes to be seen.
Lengths are in half widths of the mouth, as in `MouthFrame`.
"""

from dataclasses import dataclass

import numpy as np

from apps.preview.cavity import Opening, Tone, paint
from apps.preview.curves import polynomial, ramp
from apps.preview.landmarks import MouthFrame
from apps.preview.planes import Planes, Region, fetch
from apps.vision.networks import Floats

OPEN_LEVELS, WIDTH_LEVELS = 16, 2  # a patch for each pair of levels looks no coarser than one for each frame

WIDEST = 0.066  # of the face's height, between the lips of an open mouth: a tenth looked like a caricature
WIDEST_OF_SMALL = 0.52  # of half the mouth's width: a small mouth opens less
LESS_OF_OPEN, LEAST_OF_OPEN = 0.5, 0.4  # a mouth that is open in the portrait opens less, by so much for each unit
LOWER_LIP, UPPER_LIP, JAW = 0.92, 0.16, 0.58  # of the widest opening, how far each of them moves
SPREAD, ROUNDED = 0.07, 0.13  # how far the corners go apart, and towards each other
NARROWED = 0.03  # how far an open mouth pulls them in
REACH = 2.2  # from the middle to where nothing moves any more, to each side
ABOVE = 0.5  # from the nose to there, upwards
NECK = 0.22  # of the face's height, from the chin to there, downwards


@dataclass(frozen=True, slots=True)
class Viseme:
    """How a mouth looks for one sound: `openness` from 0 to OPEN_LEVELS, `width` from -WIDTH_LEVELS to WIDTH_LEVELS."""

    openness: int
    width: int

    @classmethod
    def nearest(cls, openness: float, width: float) -> "Viseme":
        """For an openness from 0 to 1 and a width from -1 (rounded) to 1 (spread); a closed mouth is at rest."""
        level = round(min(1.0, max(0.0, openness)) * OPEN_LEVELS)
        return cls(level, round(min(1.0, max(-1.0, width)) * WIDTH_LEVELS) if level else 0)

    def looks_like(self, other: "Viseme") -> bool:
        """Whether nobody sees which of both it is. A closed mouth looks like nothing else."""
        if not (self.openness and other.openness):
            return self == other
        return abs(self.openness - other.openness) <= 1 and abs(self.width - other.width) <= 1


REST = Viseme(0, 0)


class Mouth:
    """The mouth of one picture. `region` holds all that ever moves with it."""

    def __init__(self, picture: Planes, frame: MouthFrame, tone: Tone) -> None:
        self._picture, self._frame, self._tone = picture, frame, tone
        self._widest = min(WIDEST * frame.face, WIDEST_OF_SMALL) * max(LEAST_OF_OPEN, 1 - LESS_OF_OPEN * frame.gap)
        self._top, self._bottom = frame.nose - ABOVE, frame.chin + NECK * frame.face
        corners = np.array([[x, y] for x in (-REACH, REACH) for y in (self._top, self._bottom)], np.float32)
        self.region = Region.around(frame.axes.pixels(corners), picture.size)
        self._x, self._y = frame.axes.grid(self.region)
        self._edges = self._fading_to_the_edges()
        self._corner_pull = self._x * np.exp((1 - self._x**2) * 0.8 - ((self._y - 0.1) / 0.75) ** 2) * self._edges
        self._jaw = np.exp(-((self._x / 1.6) ** 2))
        self._below = (1 - ramp((self._y - frame.chin) / (self._bottom - frame.chin))) * self._edges

    def patch(self, viseme: Viseme) -> Planes:
        """The region while that is spoken."""
        openness, width = viseme.openness / OPEN_LEVELS, viseme.width / WIDTH_LEVELS
        x = self._x - self._pull(openness, width) * self._corner_pull
        opening = self._opening(x, openness)
        y = self._sources(opening, openness)
        patch = fetch(self._picture, self.region, *self._frame.axes.shifts(x - self._x, y - self._y))
        if openness:
            paint(patch, opening, self._tone, self._frame)
        return patch

    def _fading_to_the_edges(self) -> Floats:
        """1 where things may move freely, 0 at the edge of the region: otherwise a seam would be seen there."""
        sides = ramp((REACH - np.abs(self._x)) / 0.8)
        return ramp((self._y - self._top) / 0.35) * ramp((self._bottom - self._y) / 0.35) * sides

    def _pull(self, openness: float, width: float) -> np.float32:
        return np.float32(width * (SPREAD if width > 0 else ROUNDED) - openness * NARROWED)

    def _opening(self, x: Floats, openness: float) -> Opening:
        frame = self._frame
        place = np.minimum(frame.place(x), 1)
        bell = (1 - place**2.3) ** 0.85 * np.float32(self._widest * openness)
        seam = polynomial(frame.seam, np.clip(x, frame.left, frame.right))
        return Opening(self._x, self._y, place, seam, bell * UPPER_LIP, bell * LOWER_LIP)

    def _sources(self, opening: Opening, openness: float) -> Floats:
        """From how far down each pixel is taken."""
        frame, y, seam = self._frame, self._y, opening.seam
        jaw = self._jaw * np.float32(self._widest * openness * JAW)
        below = ramp((y - opening.down - seam) / (1.1 * frame.lip + 0.25))
        lowered = y - (opening.down + (jaw - opening.down) * below) * self._below
        to_nose = max(0.05, abs(frame.nose - float(polynomial(frame.seam, np.zeros(1, np.float32))[0])))
        raised = y + opening.up * (1 - ramp((seam - y) / (0.95 * to_nose))) * self._edges
        return np.where(y < seam - opening.up, raised, np.where(y >= seam + opening.down, lowered, seam))
