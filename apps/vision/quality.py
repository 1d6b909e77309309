"""How well a face can be seen: its light and its sharpness, measured inside the outline of its mesh."""

from dataclasses import dataclass

import cv2
import numpy as np

from apps.vision.faces import Face
from apps.vision.mesh import CHIN, FOREHEAD
from apps.vision.networks import Bools, Floats, Pixels

WIDTH, HEIGHT = 160, 200  # pixels: every face is brought to this size, so that the measures can be compared
FLAT = 4.0  # grey levels; less contrast than this says nothing about sharpness
BLOWN = 250  # grey level; from here on there is nothing to see
ROUNDING = 20 / 12  # what whole grey levels alone add to the variance of the Laplacian


@dataclass(frozen=True)
class Quality:
    """Light in grey levels, 0 to 255.

    `highlights` is the level that 90 % of the face stay below, so that dark skin in good light is not called dark;
    `blown` the part of the face, 0 to 1, that is so bright that it shows nothing; `left` and `right` are the means of
    the two halves as they are on the picture. `sharpness` is the variance of the Laplacian by the contrast squared.
    """

    highlights: float
    blown: float
    left: float
    right: float
    sharpness: float


def measure(pixels: Pixels, face: Face) -> Quality | None:
    """The quality of a face found in these pixels; None when nothing of it lies on the picture."""
    height, width = pixels.shape[:2]
    left, top = max(0, int(face.box[0])), max(0, int(face.box[1]))
    right, bottom = min(width, round(face.box[2])), min(height, round(face.box[3]))
    if right - left < 2 or bottom - top < 2:
        return None
    part = pixels[top:bottom, left:right]
    how = cv2.INTER_AREA if bottom - top > HEIGHT else cv2.INTER_LINEAR
    small = cv2.resize(part, (WIDTH, HEIGHT), interpolation=how)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)
    scale = np.array([WIDTH / (right - left), HEIGHT / (bottom - top)], np.float32)
    return _measured(grey, (face.points - np.array([left, top], np.float32)) * scale)


def _measured(grey: Pixels, points: Floats) -> Quality | None:
    outline = np.zeros_like(grey)
    cv2.fillConvexPoly(outline, cv2.convexHull(points.round().astype(np.int32)), 255)
    is_face = outline > 0
    is_left = is_face & _left_of(points[FOREHEAD], points[CHIN])
    is_right = is_face & ~is_left
    if not (is_left.any() and is_right.any()):
        return None
    levels = grey[is_face]
    edges = np.asarray(cv2.Laplacian(grey, cv2.CV_64F))
    contrast = max(float(levels.std()), FLAT)
    return Quality(
        highlights=float(np.percentile(levels, 90)),
        blown=float((levels >= BLOWN).mean()),
        left=float(grey[is_left].mean()),
        right=float(grey[is_right].mean()),
        sharpness=max(0.0, float(edges[is_face].var()) - ROUNDING) / contrast**2,
    )


def _left_of(above: Floats, below: Floats) -> Bools:
    """Which pixels lie to the left of the line between two points."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    down, across = below[1] - above[1], below[0] - above[0]
    return (columns - above[0]) * down - (rows - above[1]) * across < 0
