"""The sentences about a line of a batch: what is wrong with it, and where that is mended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.avatars.models import Avatar
from apps.gallery.models import BatchFile, BatchLine
from apps.media.problems import Level, Problem
from apps.media.words import explain


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that keeps a line from being made; `address` is the page on which it is mended, if it has one."""

    text: str
    address: str = ""
    label: str = ""


def too_long(said: str, text: str, most: int) -> Trouble:
    return Trouble(said % {"count": len(text), "most": most})


def about_face(face: Avatar) -> Iterator[Trouble]:
    """What keeps a face from being used: what the checks of its photo found, and a permission that ended."""
    address = reverse("gallery:face", args=[face.pk])
    if not face.is_usable:
        bad = [check for check in face.checks.get("checks", []) if check["level"] == Level.BAD]
        said = " ".join(explain(Problem.from_json(bad[0]))) if bad else _("This photo cannot be used as it is.")
        yield Trouble(said, f"{address}#face", _("Mend the photo"))
    if face.consent is not None and not face.has_consent:
        said = _("The permission for this face has ended or was withdrawn.")
        yield Trouble(said, reverse("avatars:consent", args=[face.pk]), _("Record a new permission"))


def missing_photo(name: str, files: Sequence[BatchFile]) -> Trouble:
    """Why there is no face for what a line says."""
    if not name:
        return Trouble(_("There is no photo. Write the name of one, or of a face in your library."))
    if len(files) > 1:
        said = _("Several photos are called “%(name)s”. Write the ending as well, as in “%(whole)s”.")
        return Trouble(said % {"name": name, "whole": files[0].name})
    if files:
        return _refused(files[0], _("The photo “%(name)s” was deleted. Drop it once more."))
    said = _("There is no photo “%(name)s” yet. Drop it on this page, or write the name of one face of your library.")
    return Trouble(said % {"name": name})


def missing_recording(name: str, files: Sequence[BatchFile]) -> Trouble:
    """Why there is no voice for what a line says."""
    if len(files) > 1:
        said = _("Several recordings are called “%(name)s”. Write the ending as well, as in “%(whole)s”.")
        return Trouble(said % {"name": name, "whole": files[0].name})
    if files:
        return _refused(files[0], _("The recording “%(name)s” was deleted. Drop it once more."))
    said = _(
        "There is no recording “%(name)s” yet. Drop it on this page, or write the name of one voice of your library."
    )
    return Trouble(said % {"name": name})


def _refused(file: BatchFile, gone: str) -> Trouble:
    if not file.problems:
        return Trouble(gone % {"name": file.name})
    # Translators: `problem` is one or two whole sentences about the file, as "This file is damaged."
    said = _("“%(name)s”: %(problem)s")
    return Trouble(said % {"name": file.name, "problem": why_refused(file)})


def why_refused(file: BatchFile) -> str:
    """Why a dropped file cannot be used; empty for one that can."""
    problems = [Problem.from_json(problem) for problem in file.problems]
    return " ".join(explain(problems[0])) if problems else ""


def without_face(line: BatchLine) -> Trouble:
    return Trouble(_("This video has no face."), _edit(line), _("Choose a photo"))


def without_voice(line: BatchLine) -> Trouble:
    return Trouble(_("This video has no voice."), _edit(line), _("Add a voice"))


def is_a_draft(line: BatchLine) -> Trouble:
    return Trouble(_("For this video a draft is chosen."), _edit(line), _("Choose Standard or Pro"))


def _edit(line: BatchLine) -> str:
    return reverse("videos:edit", args=[line.video_id]) if line.video_id else ""
