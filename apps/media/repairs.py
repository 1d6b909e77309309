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
            crop = framing.head_and_shoulders(frame, faces, number)
            yield from _cropped(RepairCode.CHOOSE_FACE, edit, crop, number)
    elif faces and (len(faces) > 1 or faces[0].height < FAR * min(frame[2:])):
        yield from _cropped(RepairCode.HEAD_AND_SHOULDERS, edit, framing.head_and_shoulders(frame, faces, 0))
    if rivals < 2 and max(frame[2:]) > MAX_RATIO * min(frame[2:]):
        yield from _cropped(RepairCode.SHAPE, edit, framing.shortened(frame, faces[0] if faces else None))
    if edit.scale(source) == 1 < replace(edit, enlarge=True).scale(source):
        yield Repair(RepairCode.ENLARGE, replace(edit, enlarge=True))


def _cropped(code: RepairCode, edit: Edit, crop: Crop, face: int | None = None) -> Iterator[Repair]:
    """A repair by cutting, unless too little would be left; a little too little is enlarged at once."""
    if min(crop[2:]) >= LEAST_SIDE and crop != edit.crop:
        yield Repair(code, replace(edit, crop=crop, enlarge=edit.enlarge or min(crop[2:]) < MIN_SIDE), face)
