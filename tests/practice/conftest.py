"""A practice service with a folder of its own, and the files it is given."""

from base64 import b64encode
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from apps.practice import arrivals, folders, store
from apps.practice.intake import Order
from apps.practice.store import Line
from apps.providers.base import Mode
from tests import media_files

Send = Callable[..., HttpResponse]
TASKS = "/practice/kling/v1/videos/avatar/image2video"


def accept(external_task_id: str, mode: Mode = Mode.STANDARD, seconds: str = "5.000", **fields: Any) -> Line:
    """Bill a film whose folder is empty."""
    given = {"external_task_id": external_task_id, "mode": mode, "seconds": Decimal(seconds), **fields}
    return store.accept(folders.new_folder(), **given)


def spoken(seconds: Decimal, dialect: str = "kling") -> Line:
    """Bill a sound of that length whose folder is empty."""
    return store.accept_speech(folders.new_folder(), dialect=dialect, seconds=seconds, script=[])


@pytest.fixture(autouse=True)
def _service(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.PRACTICE_ENABLED = True
    settings.PRACTICE_FAULTS = True
    settings.PRACTICE_SECONDS = 6.0
    settings.PRACTICE_MAX_SIDE = 320


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One good portrait and one good voice of 2.5 seconds, as bytes."""
    folder = tmp_path_factory.mktemp("made")
    return {
        "image": media_files.jpeg(folder / "a.jpg", (400, 500)).read_bytes(),
        "sound_file": media_files.mp3(folder / "a.mp3", 2.5).read_bytes(),
    }


@pytest.fixture
def order(made: dict[str, bytes]) -> dict[str, Any]:
    """The fields of a good request."""
    files = {name: b64encode(content).decode() for name, content in made.items()}
    return {**files, "mode": "std", "external_task_id": "ours"}


@pytest.fixture
def send(client: Client, settings) -> Send:
    """A request with the right key; `body` is sent as JSON, by POST unless told otherwise."""

    def send(path: str = TASKS, body: Any = None, method: str = "", **options: Any) -> HttpResponse:
        headers = {"Authorization": f"Bearer {settings.PRACTICE_KEY}"}
        call = getattr(client, method or ("get" if body is None else "post"))
        return call(path, body, content_type="application/json", headers=headers, **options)

    return send


@pytest.fixture
def accepted(order: dict[str, Any]) -> Line:
    """A task that was just accepted, with its files."""
    folder = folders.new_folder()
    seconds = arrivals.keep_files(Order(image=order["image"], sound=order["sound_file"]), folder)
    return store.accept(folder, external_task_id="ours", mode=Mode.STANDARD, seconds=seconds)
