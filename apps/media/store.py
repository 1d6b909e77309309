"""Where finished files live: `<team>/<kind>/<a new uuid>.<ext>` in Django's default storage.

A name is never used twice, so whoever holds a key holds those bytes or nothing.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from uuid import UUID, uuid4

from django.core.files import File
from django.core.files.storage import default_storage


@dataclass(frozen=True)
class StoredFile:
    """A file in the storage: its name there, its bytes, and their SHA-256 in hex."""

    key: str
    size: int
    sha256: str


def keep(path: Path, *, team: UUID, kind: str, ext: str) -> StoredFile:
    """Copy a finished file into the storage; `ext` is without a dot. The file at `path` stays where it is."""
    with path.open("rb") as file:
        return _save(File(file), team, kind, ext)


def copy(key: str, *, team: UUID, kind: str) -> StoredFile:
    """A second file with the same bytes, which lives and dies on its own."""
    with default_storage.open(key, "rb") as file:
        return _save(file, team, kind, PurePosixPath(key).suffix.removeprefix("."))


def read(key: str) -> bytes:
    """All bytes of a file that is known to be small. Raises FileNotFoundError."""
    with default_storage.open(key, "rb") as file:
        content: bytes = file.read()
    return content


def sha256(key: str) -> str:
    """The SHA-256 of a file as it lies there now, in hex. Raises FileNotFoundError."""
    with default_storage.open(key, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def as_path(key: str) -> Iterator[Path]:
    """A local path for tools that need one: the file itself where it lies on a disk of ours, else a copy for a while.

    The path is for reading only. Raises FileNotFoundError.
    """
    try:
        path = Path(default_storage.path(key))
    except NotImplementedError:  # the storage is elsewhere
        with tempfile.TemporaryDirectory() as folder:
            yield _fetched(key, Path(folder) / PurePosixPath(key).name)
        return
    if not path.is_file():
        raise FileNotFoundError(key)
    yield path


def delete(key: str) -> None:
    """Remove a file; one that is gone already is fine."""
    default_storage.delete(key)


def _save(file: File, team: UUID, kind: str, ext: str) -> StoredFile:
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = file.tell()
    file.seek(0)
    key = default_storage.save(f"{team}/{kind}/{uuid4()}.{ext}", file)
    return StoredFile(key, size, digest)


def _fetched(key: str, path: Path) -> Path:
    with default_storage.open(key, "rb") as source, path.open("wb") as target:
        shutil.copyfileobj(source, target)
    return path
