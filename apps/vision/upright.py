"""Which way up a picture belongs, by the faces in it."""

from dataclasses import dataclass

import cv2
import numpy as np

from apps.vision.faces import Face, find_faces
from apps.vision.networks import Pixels

LYING = 45.0  # degrees of roll; a face that lies more than this stands better on another side
# Faces that stand upright score 0.79 to 0.96. Upside down, the networks still see one in the chin and the forehead of
# every second face, but it scores 0.55 to 0.73. So a weak one is looked at from all sides, and to be beaten clearly.
SURE = 0.78
CLEARLY = 0.08
TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
SIDE = 640  # pixels of the longer side; enough to see which way up


@dataclass(frozen=True)
class Sighting:
    """`faces` as `find_faces` gives them, found after turning the picture by `turn` degrees clockwise."""

    faces: list[Face]
    turn: int = 0


def find_upright(pixels: Pixels) -> Sighting:
    """The faces in uint8[height, width, 3] RGB, the largest first, and how the picture must be turned for them."""
    faces = find_faces(pixels)
    score = _score(faces)
    if score >= SURE:
        return Sighting(faces)
    small = _small(pixels)
    others = {turn: _score(find_faces(_turned(small, how))) for turn, how in TURNS.items()}
    best = max(others, key=lambda turn: others[turn])
    if others[best] < score + CLEARLY:
        return Sighting(faces)
    return Sighting(find_faces(_turned(pixels, TURNS[best])), best)


def _score(faces: list[Face]) -> float:
    """How much the best face that stands looks like one; 0 for none."""
    return max((face.score for face in faces if abs(face.roll) <= LYING), default=0.0)


def _turned(pixels: Pixels, how: int) -> Pixels:
    return np.asarray(cv2.rotate(pixels, how), np.uint8)


def _small(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
