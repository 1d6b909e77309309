"""How a photo becomes a face of the team's library."""

import tempfile
from pathlib import Path

from apps.avatars.models import Avatar
from apps.media import sandbox, store
from apps.media.backdrops import backdrop
from apps.media.edits import Edit
from apps.media.photos import PhotoReport
from apps.media.portraits import PortraitReport
from apps.teams.models import Team, User


class PhotoRefused(Exception):
    """The photo cannot be used; `report.problems` says why."""

    def __init__(self, report: PhotoReport | PortraitReport, name: str) -> None:
        super().__init__(", ".join(problem.code for problem in report.problems))
        self.report = report
        self.name = name


def add_face(team: Team, by: User, photo: Path, file_name: str) -> Avatar:
    """Check a photo, keep our own clean JPEG of it and nothing else. Raises PhotoRefused."""
    with tempfile.TemporaryDirectory(prefix="face-") as folder:
        source, portrait = Path(folder) / "source.jpg", Path(folder) / "portrait.jpg"
        came = sandbox.inspect_photo(photo, source)
        if came.problems:
            raise PhotoRefused(came, file_name)
        made = sandbox.develop_portrait(source, portrait, Edit())
        if made.problems:
            raise PhotoRefused(made, file_name)
        behind = Path(folder) / "backdrop.jpg"
        backdrop(portrait, behind)
        kept_backdrop = store.keep(behind, team=team.uuid, kind="faces", ext="jpg")
        kept = store.keep(portrait, team=team.uuid, kind="faces", ext="jpg")
    return Avatar.objects.create(
        team=team,
        name=Path(file_name).stem[:80],
        portrait_key=kept.key,
        portrait_sha256=kept.sha256,
        portrait_bytes=kept.size,
        backdrop_key=kept_backdrop.key,
        width=made.width,
        height=made.height,
        original_name=file_name[:200],
        original_format=came.format,
        original_bytes=came.size_bytes,
        created_by=by,
    )
