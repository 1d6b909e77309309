"""What people do with the faces of their library."""

from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.avatars.developing import NOT_USED_ANYWAY, develop, take_in
from apps.avatars.models import Avatar, Consent
from apps.core.due import LostRace
from apps.media import store
from apps.media.edits import Edit
from apps.teams.models import Team, User

MOST_EDITS = 50  # steps that can be undone


def add_face(team: Team, by: User, photo: Path, file_name: str) -> Avatar:
    """Check a photo and keep our own clean JPEGs of it, also when something about it must be mended first.

    Raises PhotoRefused for what nobody can mend.
    """
    columns = take_in(team, photo, file_name)
    return Avatar.objects.create(team=team, name=Path(file_name).stem[:80], created_by=by, **columns)


def replace_photo(face: Avatar, photo: Path, file_name: str) -> None:
    """Another photo of the same person: name and consents stay, and unfinished videos use it from now on.

    Takes keep their own copies of the photo they were made from. Raises PhotoRefused.
    """
    _change(face, take_in(face.team, photo, file_name), is_sample=False)


def mend(face: Avatar, edit: Edit) -> None:
    """Make the portrait anew, as `edit` says. Raises PhotoRefused, and LostRace when somebody else changed it."""
    edits = [*face.edits, edit.as_json()][-MOST_EDITS:]
    _change(face, develop(face, edits))


def undo(face: Avatar) -> None:
    """Take the last edit back. Raises PhotoRefused and LostRace like `mend`."""
    if face.edits:
        _change(face, develop(face, face.edits[:-1]))


def use_anyway(face: Avatar, by: User) -> None:
    """Somebody says that the photo is good, whatever the checks found. Raises ValueError where nobody may say so."""
    if not face.may_pass:
        raise ValueError("This cannot be overruled.")
    _change(face, {"used_anyway_at": timezone.now(), "used_anyway_by": by})


def take_back(face: Avatar) -> None:
    """The photo is not to be used anyway after all."""
    _change(face, NOT_USED_ANYWAY)


def delete(face: Avatar, by: User) -> None:
    """It is offered no more and nothing new is made with it; for a while it can be brought back."""
    Avatar.objects.filter(pk=face.pk, deleted_at=None).update(deleted_at=timezone.now(), deleted_by=by)


def bring_back(face: Avatar) -> None:
    """A deleted face is as it was."""
    Avatar.objects.filter(pk=face.pk).update(deleted_at=None, deleted_by=None)


def forget_deleted() -> int:
    """Remove the faces that nobody can bring back any more, with their consents and files; returns how many.

    Takes keep what they were made from.
    """
    with transaction.atomic():
        gone = list(Avatar.objects.to_forget(timezone.now()).select_for_update())
        papers = Consent.objects.filter(avatar__in=gone).exclude(file_key="").values_list("file_key", flat=True)
        for key in set(papers).union(*(face.keys for face in gone)):
            transaction.on_commit(partial(store.delete, key))
        Avatar.objects.filter(pk__in=[face.pk for face in gone]).delete()
    return len(gone)


def _change(face: Avatar, columns: dict[str, Any], **more: Any) -> None:
    """Set columns while the portrait is the one that `face` was read with. Raises LostRace else."""
    columns = {**columns, **more}
    seen = Avatar.objects.filter(pk=face.pk, portrait_key=face.portrait_key, deleted_at=None)
    if seen.update(**columns) != 1:
        raise LostRace
    for name, value in columns.items():
        setattr(face, name, value)
