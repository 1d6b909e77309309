import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from apps.connections.models import Connection
from apps.teams.models import Team, User
from apps.voices import speaking
from apps.voices.actions import speak
from apps.voices.models import Speech, Voice
from tests.media_files import mp3
from tests.voices.speech_service import SpeechService, connect, speech_service

TEXT = "Welcome to our spring tasting. Come in and have a cup of tea."


@pytest.fixture(autouse=True)
def _voices(voices: None) -> None:
    """Everything here is about voices."""


@pytest.fixture
def speaker(tmp_path: Path) -> Iterator[SpeechService]:
    with speech_service(mp3(tmp_path / "spoken.mp3", 3).read_bytes()) as service:
        yield service


@pytest.fixture
def kling(speaker: SpeechService, db: None) -> Connection:
    return connect(speaker.url)


@pytest.fixture
def ask(team: Team, alice: User, kling: Connection) -> Callable[..., Speech]:
    """Ask for a text to be spoken by an English voice at normal speed, unless told otherwise."""

    def asked(text: str = TEXT, **given: Any) -> Speech:
        voice = Voice.objects.get(language="en", voice_id="oversea_male1")
        usual = {"voice": voice, "speed": Decimal("1.0"), "form_token": uuid.uuid4()}
        connection = given.pop("connection", kling)
        return speak(team, alice, connection, text=text, **{**usual, **given})

    return asked


@pytest.fixture
def step() -> Callable[[Speech], str]:
    """Do the next thing that a worker would do for a text, as if its time had come; answers with its new status."""

    def run(speech: Speech) -> str:
        Speech.objects.filter(pk=speech.pk).update(next_check_at=timezone.now() - timedelta(seconds=1))
        speaking.work(speech.pk)
        speech.refresh_from_db()
        return speech.status

    return run
