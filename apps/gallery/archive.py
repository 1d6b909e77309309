"""Many films as one file, written while they are read.

The very files that people download one by one, with the mark that they carry, their captions beside them, and a table
of what is inside. Films do not become smaller, so that they are stored as they are.
"""

import io
import threading
import unicodedata
import zipfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage

from apps.core.csv import table
from apps.media.captions import Cue
from apps.media.serve import PIECE
from apps.media.webvtt import write_vtt

AT_ONCE = 4  # archives that one process writes at a time: each holds a thread for as long as somebody downloads
CONTENTS = "contents.csv"

_places = threading.BoundedSemaphore(AT_ONCE)


class Busy(Exception):
    """So many archives are being written that this one has to wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A video: its film and captions, as far as there are any, and its line in the table without the files' names.

    `name` is what its files are called, without an ending; `missing` why there is no film.
    """

    line: list[object]
    name: str = ""
    film_key: str = ""
    cues: list[Cue]
    made_at: datetime | None = None
    missing: str = ""


class Archive:
    """The bytes of the file, in pieces. It has one of the `AT_ONCE` places until it is closed; raises Busy."""

    def __init__(self, entries: list[Entry], header: list[object], gone: str) -> None:
        """`header`: of the table; `gone`: why a film is missing whose file cannot be found."""
        if not _places.acquire(blocking=False):
            raise Busy
        self._has_place = True
        self._pieces = _Writer(header, gone).write(entries)

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        """Django closes it when the answer ends, also when nobody listened to the end."""
        try:
            self._pieces.close()
        finally:  # what cannot be ended well must not hold a place for ever
            if self._has_place:
                self._has_place = False
                _places.release()


class _Outbox(io.RawIOBase):
    """What the archive has written and nobody has sent yet."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


class _Writer:
    """Writes the archive, a piece of a film at a time."""

    def __init__(self, header: list[object], gone: str) -> None:
        self._lines, self._gone = [header], gone
        self._outbox, self._names = _Outbox(), _Names()
        self._archive = zipfile.ZipFile(self._outbox, "w")

    def write(self, entries: list[Entry]) -> Generator[bytes, None, None]:
        with self._archive:
            for entry in entries:
                yield from self._entry(entry)
            self._archive.writestr(_info(CONTENTS, None), "".join(table(self._lines)))
        yield self._outbox.take()

    def _entry(self, entry: Entry) -> Iterator[bytes]:
        name, missing, files = self._names.free(entry.name or "video"), entry.missing, ["", ""]
        if entry.film_key:
            try:
                film = default_storage.open(entry.film_key, "rb")
            except FileNotFoundError:
                missing = self._gone
            else:
                files = [f"{name}.mp4", f"{name}.vtt" if entry.cues else ""]
                yield from self._film(files[0], entry, film)
        if files[1]:
            self._archive.writestr(_info(files[1], entry.made_at), write_vtt(entry.cues))
        self._lines.append([*entry.line, *files, missing])
        yield self._outbox.take()

    def _film(self, name: str, entry: Entry, film: File) -> Iterator[bytes]:
        with film, self._archive.open(_info(name, entry.made_at, film.size), "w") as inside:
            while piece := film.read(PIECE):
                inside.write(piece)
                yield self._outbox.take()


def _info(name: str, made_at: datetime | None, size: int = 0) -> zipfile.ZipInfo:
    at = made_at or datetime(1980, 1, 1)  # noqa: DTZ001 - a place in the archive, in nobody's zone
    info = zipfile.ZipInfo(name, at.timetuple()[:6])
    info.external_attr = 0o644 << 16
    info.file_size = size  # from 2 GB on a file is written in another form, which has to be known before
    return info


class _Names:
    """Names that were given. No two are the same, whatever the capitals: on many disks those would be one file."""

    def __init__(self) -> None:
        self._given = {CONTENTS.rpartition(".")[0]}

    def free(self, name: str) -> str:
        number, found = 1, name
        while unicodedata.normalize("NFC", found).casefold() in self._given:
            number += 1
            found = f"{name}-{number}"
        self._given.add(unicodedata.normalize("NFC", found).casefold())
        return found
