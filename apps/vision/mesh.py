"""The face mesh: 468 points of one face with their depth, and how sure it is that this is a face at all."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from apps.vision.detector import LEFT_EYE, RIGHT_EYE, Detection
from apps.vision.networks import Floats, Network, Pixels

SIDE = 192  # of the square that the network looks at
MARGIN = 1.5  # the square by the box of the face, as in MediaPipe
PASSES = 2  # the second one starts from the points of the first, which lie better than the detector's

# Points by their number in MediaPipe's map; right and left are the person's own.
RIGHT_EYE_CORNER, LEFT_EYE_CORNER = 33, 263
FOREHEAD, CHIN = 10, 152


@dataclass(frozen=True)
class Mesh:
    """`points` float32[468, 2] in pixels, `depth` float32[468] in pixels (smaller: nearer), `confidence` 0 to 1."""

    points: Floats
    depth: Floats
    confidence: float


def trace(pixels: Pixels, detection: Detection) -> Mesh:
    """The mesh of the face that the detector saw. A low confidence says that it was none."""
    low, high = detection.box[:2], detection.box[2:]
    square = _Square.around(low, high, detection.points[RIGHT_EYE], detection.points[LEFT_EYE])
    for _ in range(PASSES):
        mesh = _look(pixels, square)
        points = mesh.points
        low, high = points.min(axis=0), points.max(axis=0)
        square = _Square.around(low, high, points[RIGHT_EYE_CORNER], points[LEFT_EYE_CORNER])
    return mesh


@dataclass(frozen=True)
class _Square:
    """A part of the picture, turned so that the eyes in it are level."""

    middle: Floats
    side: float
    angle: float  # radians

    @classmethod
    def around(cls, low: Floats, high: Floats, right_eye: Floats, left_eye: Floats) -> "_Square":
        across, down = left_eye - right_eye
        side = max(1.0, MARGIN * float((high - low).max()))
        return cls((low + high) / 2, side, float(np.arctan2(down, across)))

    def into_input(self) -> Floats:
        """The affine map from the picture to the network's input."""
        across = np.array([np.cos(self.angle), np.sin(self.angle)]) * self.side / 2
        down = np.array([-across[1], across[0]])
        corners = np.stack([self.middle - across - down, self.middle + across - down, self.middle - across + down])
        wanted = np.array([[0, 0], [SIDE, 0], [0, SIDE]], np.float32)
        return np.asarray(cv2.getAffineTransform(corners.astype(np.float32), wanted))


def _look(pixels: Pixels, square: _Square) -> Mesh:
    matrix = square.into_input()
    part = cv2.warpAffine(pixels, matrix, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE)
    places, answer = _network().run(part.astype(np.float32) / 255)
    places = places.reshape(468, 3)
    back = np.asarray(cv2.invertAffineTransform(matrix))
    points = places[:, :2] @ back[:, :2].T + back[:, 2]
    confidence = float(1 / (1 + np.exp(-answer.ravel()[0])))
    return Mesh(points.astype(np.float32), places[:, 2] * np.float32(square.side / SIDE), confidence)


@cache
def _network() -> Network:
    return Network("face_landmark", ("conv2d_20", "conv2d_30"))
