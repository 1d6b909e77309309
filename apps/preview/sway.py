"""The head of a portrait in another pose, while the picture around it stays where it is.

The picture is moved like rubber: fully inside the head, less and less around it, and not at all from a certain way on.
"""

import cv2
import numpy as np

from apps.preview.curves import ramp
from apps.preview.landmarks import CHIN, FOREHEAD
from apps.preview.motion import Pose
from apps.preview.planes import Plane, Planes, Region
from apps.vision.faces import Face
from apps.vision.networks import Floats

# Halves of an ellipse around the head, in face heights, across and down: it moves as a whole in the inner part.
SIZE = (1.0, 1.2)
INNER = 0.55
ABOVE = 0.1  # of a face's height that the middle of the head lies above that of the face
NECK = 0.35  # below the chin, where the head turns
EDGE = 0.12  # face heights from the edge of the picture within which it comes to rest, too
VISIBLE = (0.3, 0.0015)  # pixels, or face heights if these are more; a smaller step is not made: nobody would see it
STEP = 2  # pictures from one step to the next at least


class Sway:
    """Moves what lies in `region`."""

    def __init__(self, face: Face, size: tuple[int, int]) -> None:
        chin, forehead = face.points[CHIN], face.points[FOREHEAD]
        self._height = float(np.hypot(*(chin - forehead)))
        up = (forehead - chin) / max(1.0, self._height)
        middle = (chin + forehead) / 2 + up * ABOVE * self._height
        self._neck = chin - up * NECK * self._height
        reach = np.array(SIZE, np.float32) * self._height
        self.region = Region.around(np.stack([middle - reach, middle + reach]), size)
        x, y = self.region.grid()
        away = np.hypot((x - middle[0]) / reach[0], (y - middle[1]) / reach[1])
        weight = 1 - ramp((away - INNER) / (1 - INNER))
        weight *= ramp(np.minimum.reduce([x, y, size[0] - 1 - x, size[1] - 1 - y]) / (EDGE * self._height))
        self._luma = _Field(weight, x, y, self._neck, 1)
        self._chroma = _Field(weight[::2, ::2], x[::2, ::2], y[::2, ::2], self._neck, 2)
        self.pose, self.is_upright = Pose(), True
        self._since = 0
        self._take(self.pose)

    def follow(self, pose: Pose) -> bool:
        """Go to that pose if the way there can be seen; whether it was gone."""
        self._since += 1
        old = self.pose
        far = np.hypot(pose.across - old.across, pose.down - old.down) * self._height
        far += abs(pose.turn - old.turn) * self._height * 1.3
        if self._since < STEP or far < max(VISIBLE[0], VISIBLE[1] * self._height):
            return False
        self._take(pose)
        return True

    def _take(self, pose: Pose) -> None:
        self.pose, self._since, self.is_upright = pose, 0, pose == Pose()
        for field in (self._luma, self._chroma):
            field.bend(pose.turn, pose.across * self._height, pose.down * self._height)

    def show(self, head: Planes, screen: Planes, region: Region) -> None:
        """Copy what of a region lies in this one from the head to where it is seen in this pose."""
        region = region.shared(self.region)
        if region.is_empty:
            return
        if self.is_upright:
            screen.paste(head.part(region), region)
            return
        source, target, place = head.part(self.region), screen.part(region), region.within(self.region)
        self._luma.fetch(source.y, target.y, place.luma)
        self._chroma.fetch(source.u, target.u, place.chroma)
        self._chroma.fetch(source.v, target.v, place.chroma)


class _Field:
    """Where each pixel of one plane comes from: float32[height, width], across and down, from the region's corner."""

    def __init__(self, weight: Floats, x: Floats, y: Floats, neck: Floats, pixel: int) -> None:
        """`pixel` is how many pixels of the picture one of this plane is wide."""
        self._x, self._y = (np.ascontiguousarray(each / pixel) for each in (x - x[0, 0], y - y[0, 0]))
        self._weight = np.ascontiguousarray(weight / pixel)
        self._lever_x = self._weight * (x - np.float32(neck[0]))
        self._lever_y = self._weight * (y - np.float32(neck[1]))
        self._from_x, self._from_y = np.empty_like(self._x), np.empty_like(self._y)

    def bend(self, turn: float, across: float, down: float) -> None:
        """Radians clockwise about the neck, and pixels of the picture."""
        cv2.scaleAdd(self._lever_y, turn, self._x, dst=self._from_x)
        cv2.scaleAdd(self._weight, -across, self._from_x, dst=self._from_x)
        cv2.scaleAdd(self._lever_x, -turn, self._y, dst=self._from_y)
        cv2.scaleAdd(self._weight, -down, self._from_y, dst=self._from_y)

    def fetch(self, source: Plane, target: Plane, place: tuple[slice, slice]) -> None:
        x, y = self._from_x[place], self._from_y[place]
        cv2.remap(source, x, y, cv2.INTER_LINEAR, dst=target, borderMode=cv2.BORDER_REPLICATE)
