"""Finished files in the storage: new names, right sums, and the same with a storage that has no paths."""

import hashlib
import re
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, default_storage

from apps.media import store

TEAM = uuid4()


class Elsewhere(Storage):
    """A storage whose files have no path here, such as S3."""

    files: ClassVar[dict[str, bytes]] = {}

    def _open(self, name: str, mode: str = "rb") -> ContentFile:
        if name not in self.files:
            raise FileNotFoundError(name)
        return ContentFile(self.files[name], name)

    def _save(self, name: str, content: File) -> str:
        self.files[name] = content.read()
        return name

    def delete(self, name: str) -> None:
        self.files.pop(name, None)

    def exists(self, name: str) -> bool:
        return name in self.files


@pytest.fixture(autouse=True, params=["django.core.files.storage.FileSystemStorage", f"{__name__}.Elsewhere"])
def _storage(request, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": request.param}}


@pytest.fixture
def finished(tmp_path) -> Path:
    path = tmp_path / "finished.mp3"
    path.write_bytes(b"sound" * 50_000)
    return path


class TestKeep:
    def test_says_where_how_big_and_what(self, finished):
        kept = store.keep(finished, team=TEAM, kind="voices", ext="mp3")
        assert re.fullmatch(rf"{TEAM}/voices/[0-9a-f-]{{36}}\.mp3", kept.key)
        assert (kept.size, kept.sha256) == (250_000, hashlib.sha256(finished.read_bytes()).hexdigest())
        assert store.read(kept.key) == finished.read_bytes()

    def test_never_uses_a_name_twice(self, finished):
        keys = {store.keep(finished, team=TEAM, kind="voices", ext="mp3").key for _ in range(5)}
        assert len(keys) == 5


class TestCopy:
    def test_lives_on_when_the_first_is_deleted(self, finished):
        first = store.keep(finished, team=TEAM, kind="voices", ext="mp3")
        second = store.copy(first.key, team=TEAM, kind="renders")
        store.delete(first.key)
        assert second.key.startswith(f"{TEAM}/renders/")
        assert second.key.endswith(".mp3")
        assert (second.size, second.sha256) == (first.size, first.sha256)
        assert store.read(second.key) == finished.read_bytes()


class TestSha256:
    def test_is_that_of_the_bytes_that_lie_there(self, finished):
        kept = store.keep(finished, team=TEAM, kind="voices", ext="mp3")
        assert store.sha256(kept.key) == kept.sha256

    def test_a_file_that_is_gone_has_none(self):
        with pytest.raises(FileNotFoundError):
            store.sha256(f"{TEAM}/voices/{uuid4()}.mp3")


class TestAsPath:
    def test_gives_a_file_for_tools_that_need_one(self, finished):
        kept = store.keep(finished, team=TEAM, kind="voices", ext="mp3")
        with store.as_path(kept.key) as path:
            assert path.read_bytes() == finished.read_bytes()
        assert default_storage.exists(kept.key)

    def test_does_not_make_files_up(self):
        with pytest.raises(FileNotFoundError), store.as_path(f"{TEAM}/voices/{uuid4()}.mp3"):
            pass


class TestDelete:
    def test_may_come_twice(self, finished):
        kept = store.keep(finished, team=TEAM, kind="voices", ext="mp3")
        store.delete(kept.key)
        store.delete(kept.key)
        with pytest.raises(FileNotFoundError):
            store.read(kept.key)
