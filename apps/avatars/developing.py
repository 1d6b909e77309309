"""From a photo to a portrait: the whole photo is kept as our own clean JPEG, and the portrait is made from it.

The functions answer with columns of a face, whose files are stored already. The files of a face that does not come
to be, or has other ones by now, are named by no row and go with the janitor.
"""

import tempfile
from pathlib import Path
from typing import Any

from apps.avatars.models import Avatar
from apps.media import sandbox, store
from apps.media.backdrops import backdrop
from apps.media.edits import Edit
from apps.media.problems import Report
from apps.media.proofs import PROOF, THUMB, small_copy
from apps.teams.models import Team

# That is said about one picture, not about the next.
NOT_USED_ANYWAY: dict[str, Any] = {
    "used_anyway_at": None,
    "used_anyway_by": None,
}


class PhotoRefused(Exception):
    """The photo cannot be used; `report.problems` says why."""

    def __init__(self, report: Report, name: str) -> None:
        super().__init__(", ".join(problem.code for problem in report.problems))
        self.report = report
        self.name = name


def take_in(team: Team, photo: Path, file_name: str) -> dict[str, Any]:
    """The columns of a face for a photo that was sent. Raises PhotoRefused for what nobody can mend."""
    with tempfile.TemporaryDirectory(prefix="face-") as folder:
        source = Path(folder, "source.jpg")
        report = sandbox.inspect_photo(photo, source)
        if report.problems:
            raise PhotoRefused(report, file_name)
        portrait = _portrait(team, source, Edit(), file_name)
        kept = store.keep(source, team=team.uuid, kind="faces", ext="jpg")
        return {
            "source_key": kept.key,
            "source_width": report.width,
            "source_height": report.height,
            "source_bytes": kept.size,
            "proof_key": _small(team, source, PROOF),
            "mended": list(report.mended),
            "edits": [],
            "original_name": file_name[:200],
            "original_format": report.format,
            "original_bytes": report.size_bytes,
            **portrait,
        }


def develop(face: Avatar, edits: list[dict[str, Any]]) -> dict[str, Any]:
    """The columns of a face whose portrait is made from its source by the last of `edits`; without any, as it came.

    Raises PhotoRefused, and FileNotFoundError when the source is gone.
    """
    edit = Edit.from_json(edits[-1]) if edits else Edit()
    with store.as_path(face.source_key) as source:
        return {"edits": edits, **_portrait(face.team, source, edit, face.original_name)}


def _portrait(team: Team, source: Path, edit: Edit, file_name: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="face-") as folder:
        portrait, behind = Path(folder, "portrait.jpg"), Path(folder, "backdrop.jpg")
        report = sandbox.develop_portrait(source, portrait, edit)
        if report.problems:
            raise PhotoRefused(report, file_name)
        backdrop(portrait, behind)
        kept = store.keep(portrait, team=team.uuid, kind="faces", ext="jpg")
        return {
            "portrait_key": kept.key,
            "portrait_sha256": kept.sha256,
            "portrait_bytes": kept.size,
            "thumb_key": _small(team, portrait, THUMB),
            "backdrop_key": store.keep(behind, team=team.uuid, kind="faces", ext="jpg").key,
            "width": report.width,
            "height": report.height,
            "checks": report.as_json(),
            **NOT_USED_ANYWAY,
        }


def _small(team: Team, picture: Path, side: int) -> str:
    with tempfile.TemporaryDirectory(prefix="face-") as folder:
        small = Path(folder, "small.jpg")
        small_copy(picture, small, side)
        return store.keep(small, team=team.uuid, kind="faces", ext="jpg").key
