"""BlazeFace: where faces are, roughly. It knows upright and somewhat tilted ones; `mesh.py` looks closer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from apps.vision.networks import Floats, Network, Pixels

OVERLAP = 0.3  # boxes that share more than this are of one face, as in MediaPipe
RIGHT_EYE, LEFT_EYE = 0, 1  # of the person, in `points`


@dataclass(frozen=True)
class Detection:
    """A face as BlazeFace sees it: `box` (left, top, right, bottom) and `points` [6, 2] in pixels; `score` 0 to 1.

    The points are the eyes, the nose, the mouth and the ears.
    """

    box: Floats
    points: Floats
    score: float


class Detector:
    """One of the two networks: `side` is that of its square input, `grids` are (pixels a cell, boxes a cell)."""

    def __init__(
        self, name: str, outputs: tuple[str, str], *, side: int, grids: Sequence[tuple[int, int]], least: float
    ) -> None:
        self._network = Network(name, outputs)
        self._side = side
        self._anchors = np.concatenate([_anchors(side // cell, boxes) for cell, boxes in grids])
        self._least = least

    def detect(self, pixels: Pixels) -> list[Detection]:
        """Faces with at least the score that this network needs, the surest first."""
        square, scale, corner = _letterbox(pixels, self._side)
        places, answers = self._network.run(square.astype(np.float32) / 127.5 - 1)
        scores = 1 / (1 + np.exp(-np.clip(answers.reshape(-1), -80, 80)))
        sure = np.flatnonzero(scores > self._least)
        shifts = places.reshape(-1, 16)[sure] / self._side  # middle, width and height, then six points
        points = shifts.reshape(-1, 8, 2)
        points[:, [0, *range(2, 8)]] += self._anchors[sure, None]
        middles, halves = points[:, 0], points[:, 1] / 2
        corners = np.stack([middles - halves, middles + halves], axis=1)
        found = np.concatenate([corners, points[:, 2:]], axis=1)  # [n, 8, 2]
        return [
            Detection((place[:2] - corner).reshape(4) / scale, (place[2:] - corner) / scale, score)
            for place, score in _merged(found * self._side, scores[sure])
        ]


@cache
def full_range() -> Detector:
    """Faces up to five metres away, several at once. Less sure ones are passed on, too: the mesh has the last word."""
    outputs = ("reshaped_regressor_face_4", "reshaped_classifier_face_4")
    return Detector("face_detection_full_range", outputs, side=192, grids=[(4, 1)], least=0.4)


@cache
def short_range() -> Detector:
    """Faces that fill the picture."""
    outputs = ("regressors", "classificators")
    return Detector("face_detection_short_range", outputs, side=128, grids=[(8, 2), (16, 6)], least=0.6)


def _anchors(cells: int, boxes: int) -> Floats:
    """The middles of all cells, row by row, each as often as it has boxes; in parts of the side."""
    middles = (np.arange(cells, dtype=np.float32) + 0.5) / cells
    across, down = np.meshgrid(middles, middles)
    return np.repeat(np.stack([across, down], axis=-1).reshape(-1, 2), boxes, axis=0)


def _letterbox(pixels: Pixels, side: int) -> tuple[Pixels, float, Floats]:
    """The picture within a black square of that side, its scale, and where its left upper corner lies."""
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    while max(pixels.shape[:2]) > 4 * side:  # halves are quick to make, and take half the time of one step
        half = max(1, pixels.shape[1] // 2), max(1, pixels.shape[0] // 2)
        pixels = np.asarray(cv2.resize(pixels, half, interpolation=cv2.INTER_AREA), np.uint8)
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    square = np.zeros((side, side, 3), np.uint8)
    square[top : top + size[1], left : left + size[0]] = small
    return square, scale, np.array([left, top], np.float32)


def _merged(found: Floats, scores: Floats) -> Iterator[tuple[Floats, float]]:
    """One place for each face: neighbouring boxes are averaged, weighted by their scores."""
    left = np.argsort(-scores)
    while left.size:
        same = left[_overlaps(found[left[0], :2], found[left, :2]) > OVERLAP]
        same = same if same.size else left[:1]  # a box without any area does not even overlap itself
        yield np.average(found[same], axis=0, weights=scores[same]).astype(np.float32), float(scores[same[0]])
        left = np.setdiff1d(left, same, assume_unique=True)
        left = left[np.argsort(-scores[left])]


def _overlaps(box: Floats, boxes: Floats) -> Floats:
    """How much of their union the box [2, 2] and each of the boxes [n, 2, 2] share."""
    inner = np.clip(np.minimum(box[1], boxes[:, 1]) - np.maximum(box[0], boxes[:, 0]), 0, None).prod(axis=1)
    areas = np.clip(boxes[:, 1] - boxes[:, 0], 0, None).prod(axis=1)
    area = np.clip(box[1] - box[0], 0, None).prod()
    return inner / (areas + area - inner + 1e-9)
