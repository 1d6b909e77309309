"""What one click can mend in a portrait. Each repair carries the whole edit that is in force after the click."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

from apps.media import framing
from apps.media.edits import LEAST_SIDE, Crop, Edit, Size
from apps.media.framing import Area
from apps.media.images import MAX_RATIO, MIN_SIDE

Box = tuple[float, float, float, float]  # left, top, width, height in parts of a picture

FAR = 0.2  # of the shorter side: a face that is smaller gains by coming closer
WORTH_IT = 0.8  # of the present picture: what leaves more of it changes too little


class RepairCode(StrEnum):
    """Every repair there is."""

    TURN = "turn"
    CHOOSE_FACE = "choose_face"  # one for each face
    HEAD_AND_SHOULDERS = "head_and_shoulders"
    SHAPE = "shape"
    ENLARGE = "enlarge"


@dataclass(frozen=True)
class Repair:
    """`edit` is in force after the click; `face` is the number, in the report, of the one that CHOOSE_FACE chooses."""

    code: str
    edit: Edit
    face: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The repair as JSON types, for a column or a pipe."""
        return {"code": str(self.code), "edit": self.edit.as_json(), "face": self.face}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `as_json`."""
        return cls(data["code"], Edit.from_json(data["edit"]), data["face"])


def repairs(edit: Edit, source: Size, faces: Sequence[Area], rivals: int) -> Iterator[Repair]:
    """What can be mended in a picture that stands upright.

    `faces` are all faces in pixels of the turned source, the largest first; so many of them are rivals for the picture.
    """
    frame = edit.frame(source)
    if rivals > 1:
        for number in range(rivals):
            if _lasts(crop := framing.head_and_shoulders(frame, faces, number)):
                yield _cut(RepairCode.CHOOSE_FACE, edit, crop, number)
    elif closer := _closer(frame, faces):
        yield _cut(RepairCode.HEAD_AND_SHOULDERS, edit, closer)
    if rivals < 2 and max(frame[2:]) > MAX_RATIO * min(frame[2:]):
        yield _cut(RepairCode.SHAPE, edit, framing.shortened(frame, faces[0] if faces else None))
    larger = replace(edit, enlarge=True)
    if not edit.enlarge and larger.scale(source) > 1:
        yield Repair(RepairCode.ENLARGE, larger)


def _closer(frame: Crop, faces: Sequence[Area]) -> Crop | None:
    """Head and shoulders of the first face, where that leaves out somebody else or brings a small face closer."""
    if not faces or (len(faces) == 1 and faces[0].height >= FAR * min(frame[2:])):
        return None
    crop = framing.head_and_shoulders(frame, faces, 0)
    return crop if _lasts(crop) and crop[2] * crop[3] < WORTH_IT * frame[2] * frame[3] else None


def _lasts(crop: Crop) -> bool:
    """Whether enough is left, if need be after it was enlarged."""
    return min(crop[2:]) >= LEAST_SIDE


def _cut(code: RepairCode, edit: Edit, crop: Crop, face: int | None = None) -> Repair:
    """A repair by cutting; what then is a little too small is enlarged with the same click."""
    return Repair(code, replace(edit, crop=crop, enlarge=edit.enlarge or min(crop[2:]) < MIN_SIDE), face)
