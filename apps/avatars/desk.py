"""The face desk: what is right and wrong with a photo, and the buttons that mend it.

It stands on the page of an unfinished video and on that of a face. Both show what `desk` makes and hand what was
pressed to `press`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.avatars import actions, words
from apps.avatars.developing import PhotoRefused
from apps.avatars.forms import DeskForm
from apps.avatars.models import Avatar
from apps.avatars.shots import Shot, around, corners, shot, with_margin
from apps.core.due import LostRace
from apps.core.formats import size
from apps.media.edits import LEAST_SIDE, Edit
from apps.media.face_words import REPAIRS
from apps.media.images import MAX_RATIO, MIN_SIDE
from apps.media.photos import MAX_BYTES
from apps.media.portraits import PortraitReport
from apps.media.problems import Level
from apps.media.repairs import Repair, RepairCode
from apps.media.words import explain
from apps.teams.models import User

PHOTO_RULES = {"max_bytes": MAX_BYTES, "least_side": LEAST_SIDE, "side": MIN_SIDE}  # for `faces/_zone.html`


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the checklist."""

    level: str
    headline: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """One click that mends something: its number among the repairs, its words, and the picture after it."""

    number: int
    label: str
    good_for: str
    after: Shot


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What `faces/_desk.html` and `faces/_look.html` show."""

    face: Avatar
    address: str  # takes its buttons
    is_live: bool  # whether htmx puts the answer in the place of the panel
    was_pressed: bool  # whether this is such an answer
    lines: list[Line]
    frames: list[str]  # paths around the faces in the portrait
    before: Shot | None  # what "Undo" leads back to
    now: Shot
    done: str
    people: list[Offer]  # whom it can be about
    offers: list[Offer]
    cropper: dict[str, Any]


def desk(face: Avatar, address: str, *, is_live: bool = False, was_pressed: bool = False) -> Desk:
    """The desk for a face that is not deleted."""
    return Desk(
        face=face,
        address=address,
        is_live=is_live,
        was_pressed=was_pressed,
        lines=list(_lines(face)),
        frames=[corners(*box) for box in _boxes(face)],
        before=_shot(face, _edit(face.edits[:-1])) if face.edits else None,
        now=_shot(face, _edit(face.edits)),
        done=words.done(_edit(face.edits[:-1]), _edit(face.edits)) if face.edits else "",
        people=_people(face),
        offers=_offers(face),
        cropper=_cropper(face),
    )


def press(face: Avatar, by: User, data: Mapping[str, Any]) -> str:
    """Do what a button of the desk asks for; answers with a sentence when that could not be done, else with ""."""
    form = DeskForm(data)
    if not form.is_valid():
        return _("That could not be done. Look at the photo and try again.")
    if form.cleaned_data["seen"] != face.version:
        return changed()
    try:
        _act(face, by, form)
    except LostRace:
        return changed()
    except PhotoRefused as refused:
        return " ".join(explain(refused.report.problems[0]))
    except (FileNotFoundError, ValueError):
        return _("That could not be done. Look at the photo and try again.")
    return ""


def changed() -> str:
    """Somebody else was quicker."""
    return _("Somebody changed this photo in the meantime. Look at it as it is now.")


def _act(face: Avatar, by: User, form: DeskForm) -> None:
    """Raises ValueError for what the desk does not offer, and like the actions it asks for."""
    match form.cleaned_data["do"]:
        case "undo":
            actions.undo(face)
        case "anyway":
            actions.use_anyway(face, by)
        case "not_anyway":
            actions.take_back(face)
        case "turn":
            actions.mend(face, _edit(face.edits).turned(90, _source(face)))
        case "crop":
            actions.mend(face, form.crop_of(_edit(face.edits)))
        case _:
            actions.mend(face, _repair(face, form.cleaned_data["repair"]).edit)


def _repair(face: Avatar, number: int | None) -> Repair:
    repairs = _report(face).repairs
    if number is None or number >= len(repairs):
        raise ValueError("There is no such repair.")
    return repairs[number]


def _offers(face: Avatar) -> list[Offer]:
    """The repairs as buttons, without the choice of a person."""
    return [
        Offer(number, str(REPAIRS[repair.code]), str(words.GOOD_FOR[repair.code]), _shot(face, repair.edit))
        for number, repair in enumerate(_report(face).repairs)
        if repair.code != RepairCode.CHOOSE_FACE
    ]


def _people(face: Avatar) -> list[Offer]:
    """Whom the video can be about, from the left to the right."""
    report = _report(face)
    found = [(number, repair) for number, repair in enumerate(report.repairs) if repair.face is not None]
    found.sort(key=lambda person: report.faces[person[1].face or 0])
    return [
        Offer(number, _("Person %(number)d from the left") % {"number": place}, "", _shot(face, repair.edit))
        for place, (number, repair) in enumerate(found, start=1)
    ]


def _lines(face: Avatar) -> Iterator[Line]:
    yield Line(Level.OK, f"{face.original_format}, {size(face.original_bytes)}")
    for text in words.mended(face):
        yield Line(Level.OK, text)
    for check in _report(face).checks:
        headline, advice = explain(check)
        yield Line(check.level, headline.rstrip(".。"), advice)
    if face.used_anyway_at and face.troubles:
        said = {"name": face.used_anyway_by, "day": date_format(face.used_anyway_at)}
        yield Line(Level.WARN, _("%(name)s said on %(day)s to use it anyway.") % said)


def _boxes(face: Avatar) -> Iterator[tuple[float, float, float, float]]:
    """The faces in the portrait, in its pixels."""
    for left, top, width, height in _report(face).faces:
        yield around(left * face.width, top * face.height, width * face.width, height * face.height)


def _cropper(face: Avatar) -> dict[str, Any]:
    """What the crop box starts from: the turned photo, and the part of it that is in force."""
    edit, source = _edit(face.edits), _source(face)
    width, height = edit.turned_size(source)
    left, top, across, down = edit.frame(source)
    return {
        "whole": shot(_proof(face), source, edit, whole=True),
        "view_box": with_margin(width, height),
        "width": width,
        "height": height,
        "box": {"left": left, "top": top, "width": across, "height": down},
        "least": min(MIN_SIDE, width, height),
        "ratio": f"{MAX_RATIO:g}",
    }


def _shot(face: Avatar, edit: Edit) -> Shot:
    return shot(_proof(face), _source(face), edit)


def _proof(face: Avatar) -> str:
    """The address of the whole photo; another photo has another one."""
    return f"{reverse('avatars:proof', args=[face.pk])}?{face.source_key[-12:-4]}"


def _source(face: Avatar) -> tuple[int, int]:
    return face.source_width, face.source_height


def _edit(edits: list[dict[str, Any]]) -> Edit:
    return Edit.from_json(edits[-1]) if edits else Edit()


def _report(face: Avatar) -> PortraitReport:
    """What was seen in the portrait; nothing for a face of before."""
    return PortraitReport.from_json(face.checks) if face.checks else PortraitReport()
