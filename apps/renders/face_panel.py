"""The face panel of an unfinished video, prepared for its templates."""

from typing import Any

from django.urls import reverse

from apps.avatars.desk import PHOTO_RULES, desk
from apps.avatars.developing import PhotoRefused
from apps.avatars.models import Avatar
from apps.media.words import explain
from apps.renders.models import Video

SAVED, LOOKED_AT = 6, 30  # faces of the library that are offered, of so many newest ones


def face_step(
    video: Video,
    refused: PhotoRefused | None = None,
    *,
    trouble: str = "",
    was_pressed: bool = False,
    was_chosen: bool = False,
) -> dict[str, Any]:
    """Context of `videos/_face.html`.

    `trouble`: why a button of the desk did nothing; `was_pressed`: one did something; `was_chosen`: the face is new.
    """
    face, address = video.avatar, reverse("videos:mend", args=[video.pk])
    is_there = face is not None and face.deleted_at is None
    return {
        "video": video,
        "face": face,
        "desk": desk(face, address, is_live=True, was_pressed=was_pressed) if face and is_there else None,
        "desk_trouble": trouble,
        "face_is_news": was_chosen or (was_pressed and face is not None and not face.edits),
        "saved_faces": _saved(video),
        "face_problems": [explain(problem) for problem in refused.report.problems] if refused else [],
        "face_refused": refused,
        "photo_rules": PHOTO_RULES,
    }


def _saved(video: Video) -> list[Avatar]:
    """Faces that can be used as they are, the newest ones first; the chosen one is always among them."""
    newest = Avatar.objects.offered().filter(team=video.project.team)[:LOOKED_AT]
    usable = [face for face in newest if face.is_usable][:SAVED]
    if video.avatar is None or video.avatar in usable or not video.avatar.is_usable:
        return usable
    return [video.avatar, *usable[: SAVED - 1]]
