"""Files that are dropped for a batch: each goes through the checks of its kind, and what can be mended is mended."""

from pathlib import Path
from typing import Any

from apps.avatars import actions as faces
from apps.avatars.developing import PhotoRefused
from apps.avatars.models import Avatar
from apps.core.due import LostRace
from apps.gallery.batches import actions
from apps.gallery.batches.matching import FOLDERS, PHOTO, plain
from apps.gallery.models import Batch, BatchFile
from apps.media.pictures import kind_of
from apps.media.portraits import PortraitReport
from apps.media.repairs import RepairCode
from apps.teams.models import User
from apps.voices.actions import add_clip
from apps.voices.parts import RecordingRefused

MOST_REPAIRS = 3  # one after the other, where a photo is not good yet


def add_file(batch: Batch, by: User, path: Path, name: str) -> BatchFile:
    """Check a photo or recording, keep it, and give it to the lines that name it. Raises NotOpen of `actions`.

    One with the name of another takes its place.
    """
    name = FOLDERS.sub("", name)[:200]
    is_photo = bool(kind_of(path) or PHOTO.search(plain(name)))
    became = _as_face(batch, by, path, name) if is_photo else _as_voice(batch, by, path, name)
    before = [file.pk for file in batch.files.all() if plain(file.name) == plain(name)]
    BatchFile.objects.filter(pk__in=before).delete()
    file, _made = BatchFile.objects.update_or_create(
        batch=batch, name=name, defaults={"is_photo": is_photo, "avatar": None, "clip": None, "problems": [], **became}
    )
    actions.match_files(batch)
    return file


def _as_face(batch: Batch, by: User, path: Path, name: str) -> dict[str, Any]:
    try:
        face = faces.add_face(batch.team, by, path, name)
    except PhotoRefused as refused:
        return {"problems": [problem.as_json() for problem in refused.report.problems]}
    _mend(face)
    return {"avatar": face}


def _mend(face: Avatar) -> None:
    """Press the buttons that the face desk would offer. Which of several people is meant, nobody but a person knows."""
    for _turn in range(MOST_REPAIRS):
        repairs = PortraitReport.from_json(face.checks).repairs
        useful = [repair for repair in repairs if repair.code != RepairCode.CHOOSE_FACE]
        if face.is_usable or not useful:
            return
        try:
            faces.mend(face, useful[0].edit)
        except (PhotoRefused, LostRace):
            return


def _as_voice(batch: Batch, by: User, path: Path, name: str) -> dict[str, Any]:
    try:
        return {"clip": add_clip(batch.team, by, path, name)}
    except RecordingRefused as refused:
        return {"problems": [problem.as_json() for problem in refused.problems]}
