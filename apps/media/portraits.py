"""From a source to a portrait: edited, judged, and what one click could better."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from PIL import Image

from apps.media.edits import Edit, Size, apply
from apps.media.face_checks import face_checks, of_same_rank, size_checks
from apps.media.framing import Area
from apps.media.images import save_within_limit
from apps.media.pictures import DECODE_ERRORS
from apps.media.problems import Check, Code, Problem, Report
from apps.media.repairs import Box, Repair, RepairCode, repairs
from apps.vision.upright import Sighting, find_upright


@dataclass(frozen=True, kw_only=True)
class PortraitReport(Report):
    """`width` and `height` are pixels of the portrait that was written; `checks` say how good it is.

    `faces` are all faces in it as parts of the picture (left, top, width, height), the main one first.
    """

    width: int = 0
    height: int = 0
    checks: tuple[Check, ...] = ()
    repairs: tuple[Repair, ...] = ()
    faces: tuple[Box, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The report as JSON types."""
        return {
            **super().as_json(),
            "checks": [check.as_json() for check in self.checks],
            "repairs": [repair.as_json() for repair in self.repairs],
            "faces": [[*box] for box in self.faces],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `as_json`."""
        values = {
            "checks": tuple(Check.from_json(check) for check in data["checks"]),
            "repairs": tuple(Repair.from_json(repair) for repair in data["repairs"]),
            "faces": tuple(tuple(box) for box in data["faces"]),
        }
        return super().from_json({**data, **values})


def develop_portrait(source: Path, target: Path, edit: Edit) -> PortraitReport:
    """Apply the edit to a source of `inspect_photo`, write the portrait to `target` and judge it.

    The target is a JPEG of at most 10 MB. Raises WeightsMissing when nobody can look for faces.
    """
    try:
        with Image.open(source, formats=("JPEG",)) as whole:
            whole.load()
    except DECODE_ERRORS:
        return PortraitReport(problems=(Problem(Code.BROKEN),))
    portrait = apply(edit, whole)
    if portrait is whole:
        shutil.copyfile(source, target)  # written anew it would only lose
    else:
        portrait = save_within_limit(portrait, target)
    return _judged(portrait, edit, whole.size)


def _judged(portrait: Image.Image, edit: Edit, source: Size) -> PortraitReport:
    pixels = np.asarray(portrait)
    sighting = find_upright(pixels)
    scale = portrait.width / edit.frame(source)[2]
    return PortraitReport(
        width=portrait.width,
        height=portrait.height,
        checks=(*size_checks(*portrait.size), *face_checks(pixels, sighting, scale)),
        repairs=tuple(_repairs(edit, source, sighting, scale)),
        faces=tuple(_boxes(sighting, portrait.size)),
    )


def _repairs(edit: Edit, source: Size, sighting: Sighting, scale: float) -> Iterable[Repair]:
    if sighting.turn:  # first things first: the others are found once it stands
        return [Repair(RepairCode.TURN, edit.turned(sighting.turn, source))]
    left, top, *_ = edit.frame(source)
    faces = [Area(*(at / scale for at in face.box)).moved(left, top) for face in sighting.faces]
    return repairs(edit, source, faces, len(of_same_rank(sighting.faces)))


def _boxes(sighting: Sighting, size: Size) -> Iterator[Box]:
    """Where the faces are in the portrait as it is, also when they were found only after turning it."""
    width, height = size if sighting.turn in (0, 180) else (size[1], size[0])
    for face in sighting.faces:
        left, top, right, bottom = (
            min(max(at / side, 0.0), 1.0) for at, side in zip(face.box, (width, height) * 2, strict=True)
        )
        for _ in range(sighting.turn // 90):  # back, anticlockwise
            left, top, right, bottom = top, 1 - right, bottom, 1 - left
        yield round(left, 4), round(top, 4), round(right - left, 4), round(bottom - top, 4)
