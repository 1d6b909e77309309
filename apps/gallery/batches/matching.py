"""Which dropped file, or which face or voice of the library, a line means by the names that stand in it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from apps.avatars.models import Avatar
from apps.gallery.batches.headings import SOUND
from apps.gallery.folding import in_one_case
from apps.gallery.models import Batch, BatchFile, BatchLine
from apps.voices.models import VoiceClip

PHOTO = re.compile(r"\.(jpe?g|png|webp|hei[cf]|gif|tiff?|bmp|avif)$")
FOLDERS = re.compile(r"^.*[/\\]")


class Names:
    """Things by what they may be called: as they are named, or without the ending of a file."""

    def __init__(self) -> None:
        self._whole: defaultdict[str, set[int]] = defaultdict(set)
        self._bare: defaultdict[str, set[int]] = defaultdict(set)

    def add(self, pk: int, *names: str) -> None:
        for name in names:
            self._whole[plain(name)].add(pk)
            self._bare[bare(name)].add(pk)

    def found(self, name: str) -> set[int]:
        """All that somebody may mean; several where the name does not tell them apart."""
        return self._whole.get(plain(name)) or self._bare.get(bare(name)) or set()


def plain(name: str) -> str:
    """A name without folders, in one case."""
    return in_one_case(FOLDERS.sub("", name))


def bare(name: str) -> str:
    """A name without the ending of a photo or recording, too; other points belong to names, as in "anna.smith"."""
    return SOUND.sub("", PHOTO.sub("", plain(name)))


def of_files(files: Iterable[BatchFile]) -> tuple[Names, Names]:
    """The dropped photos and recordings, by the pks of their rows."""
    photos, recordings = Names(), Names()
    for file in files:
        (photos if file.is_photo else recordings).add(file.pk, file.name)
    return photos, recordings


def match(batch: Batch, lines: Iterable[BatchLine], *, with_library: bool = True) -> list[BatchLine]:
    """Give lines the face and voice that they mean, on the objects alone; returns those that changed.

    A file that was dropped for the batch comes before the library.
    """
    files = list(batch.files.all())
    by_pk, (photos, recordings) = {file.pk: file for file in files}, of_files(files)
    faces, voices = _library(batch) if with_library else (Names(), Names())
    changed = []
    for line in lines:
        before = line.avatar_id, line.clip_id
        line.avatar_id = _one(line.face, photos, by_pk, "avatar_id", faces, line.avatar_id, with_library)
        line.clip_id = _one(line.voice, recordings, by_pk, "clip_id", voices, line.clip_id, with_library)
        if (line.avatar_id, line.clip_id) != before:
            changed.append(line)
    return changed


def _one(
    name: str, dropped: Names, files: dict[int, BatchFile], what: str, library: Names, known: int | None, anew: bool
) -> int | None:
    if not name:
        return None
    if rows := dropped.found(name):
        found: set[Any] = {getattr(files[pk], what) for pk in rows} if len(rows) == 1 else set()
    else:
        found = set(library.found(name)) if anew else {known}
    return found.pop() if len(found) == 1 else None


def _library(batch: Batch) -> tuple[Names, Names]:
    faces, voices = Names(), Names()
    offered = Avatar.objects.offered().filter(team=batch.team_id)
    for pk, name, came_as in offered.values_list("pk", "name", "original_name"):
        faces.add(pk, name, came_as)
    for pk, name, came_as in VoiceClip.objects.filter(team=batch.team_id).values_list("pk", "name", "original_name"):
        voices.add(pk, name, came_as)
    return faces, voices
