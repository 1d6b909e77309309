"""A service that speaks texts, played by a test: it counts what it is asked to speak."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from apps.connections.models import Connection, Item, Price
from apps.providers.base import Mode
from tests.providers.scripted import Handler, Script, reply, scripted

TTS = "/v1/audio/tts"


@dataclass
class SpeechService:
    """`speak` answers the paid call, `look` a question about it, `sound` the download; each may be replaced."""

    url: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    looks: int = 0
    downloads: int = 0
    speak: Script | None = None
    look: Script | None = None
    sound: Script | None = None

    def __call__(self, handler: Handler) -> None:
        if handler.command == "POST":
            self.bodies.append(handler.server.scripted.seen[-1].json)
            self._answer(self.speak, handler)
        elif handler.path.startswith(TTS):
            self.looks += 1
            self._answer(self.look, handler)
        else:
            self.downloads += 1
            self._answer(self.sound, handler)

    @staticmethod
    def _answer(script: Script | None, handler: Handler) -> None:
        assert script is not None, f"nobody expected {handler.command} {handler.path}"
        script(handler)

    def done(self, **data: Any) -> dict[str, Any]:
        """Kling's answer to a text that was spoken; `data` changes what it says."""
        sound = {"id": "sound-77", "url": f"{self.url}/sounds/77.mp3", "duration": "3.0"}
        task = {"task_id": "speech-1", "task_status": "succeed", "task_result": {"audios": [sound]}}
        return {"code": 0, "message": "SUCCEED", "request_id": "req-9", "data": {**task, **data}}

    def running(self) -> dict[str, Any]:
        return self.done(task_status="processing", task_result={})


@contextmanager
def speech_service(sound: bytes) -> Iterator[SpeechService]:
    """Serve on a free port; until a test changes it, every text is spoken at once as `sound`."""
    service = SpeechService()
    with scripted(service) as server:
        service.url = server.url
        service.speak = service.look = reply(200, service.done(final_unit_deduction="0.05"))
        service.sound = reply(200, sound)
        yield service


def connect(url: str, **fields: Any) -> Connection:
    """A connection to that address as staff makes it, with all prices."""
    given = {"name": "Kling", "provider": "kling", "base_url": url, "key": "k-1", "may_be_private": True, "is_on": True}
    connection = Connection.objects.create(**{**given, **fields})
    prices = {Mode.STANDARD: 56_000, Mode.PRO: 112_000, Item.SPEECH: 7_000, Item.UNIT: 140_000}
    for what, micros in prices.items():
        Price.objects.create(connection=connection, what=what, micros=micros)
    return connection


def then(*scripts: Script) -> Script:
    """One script after the other; the last one again and again."""
    left: list[Script] = list(scripts)

    def script(handler: Handler) -> None:
        current: Callable[[Handler], None] = left.pop(0) if len(left) > 1 else left[0]
        current(handler)

    return script
