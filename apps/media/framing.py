"""Where to cut a photo: around one face, without the others, in a shape that services take."""

from collections.abc import Sequence
from typing import NamedTuple

from apps.media.edits import Crop
from apps.media.images import MAX_RATIO, MIN_SIDE

# Head and shoulders, in heights of the face, which goes from the hair to the chin.
ABOVE, BELOW = 0.8, 1.4
TALL = ABOVE + 1 + BELOW
SHAPE = 4 / 5  # width by height
LONGEST = 1.6  # the longer side by the shorter one, where neighbours or edges leave no room for that shape


class Area(NamedTuple):
    """A part of a picture in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def of(cls, crop: Crop) -> "Area":
        left, top, width, height = crop
        return cls(left, top, left + width, top + height)

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def moved(self, across: float, down: float) -> "Area":
        return Area(self.left + across, self.top + down, self.right + across, self.bottom + down)

    def meets(self, other: "Area") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def head_and_shoulders(frame: Crop, faces: Sequence[Area], number: int) -> Crop:
    """The part of the frame around the face of that number; the others stay outside where a straight cut parts them."""
    face = faces[number]
    height = max(face.height, MIN_SIDE / SHAPE / TALL)  # a small one gets more around it, so that there is enough
    width = SHAPE * TALL * height
    left, top = face.middle[0] - width / 2, face.top - ABOVE * height
    wanted = Area(left, top, left + width, top + TALL * height)
    room = Area.of(frame)
    for other in faces:
        if other is not face and wanted.meets(other):
            room = _without(room, face, other)
    width, height = min(wanted.width, room.width), min(wanted.height, room.height)
    width, height = min(width, LONGEST * height), min(height, LONGEST * width)
    top = max(face.top - height * ABOVE / TALL, face.bottom - height)  # the chin matters more than the hair
    return _inside(room, (face.middle[0] - width / 2, top), (width, height))


def shortened(frame: Crop, face: Area | None) -> Crop:
    """The frame, cut to the longest shape that services take; the face is in its middle as far as the edges allow."""
    whole = Area.of(frame)
    across, down = (face or whole).middle
    width, height = min(frame[2], int(MAX_RATIO * frame[3])), min(frame[3], int(MAX_RATIO * frame[2]))
    return _inside(whole, (across - width / 2, down - height / 2), (width, height))


def _without(room: Area, face: Area, other: Area) -> Area:
    """The room, ended half way between two faces on the side where they are furthest apart."""
    gaps = (face.left - other.right, face.top - other.bottom, other.left - face.right, other.top - face.bottom)
    side = gaps.index(max(gaps))
    if gaps[side] <= 0:
        return room  # they overlap
    half_way = (face[side] + other[(side + 2) % 4]) / 2
    edges = list(room)
    edges[side] = max(edges[side], half_way) if side < 2 else min(edges[side], half_way)
    return Area(*edges)


def _inside(room: Area, corner: tuple[float, float], size: tuple[float, float]) -> Crop:
    """Whole pixels of that size, moved into the room if they reach out of it."""
    width, height = int(size[0]), int(size[1])
    left = max(room.left, min(corner[0], room.right - width))
    top = max(room.top, min(corner[1], room.bottom - height))
    return round(left), round(top), width, height
