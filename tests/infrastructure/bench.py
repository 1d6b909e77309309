"""One studio of its own for one scenario: servers, processes, people, takes, and what is measured about them."""

import json
import re
import shutil
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from django.conf import settings
from django.db import DatabaseError, connection
from django.test import Client

from apps.practice import calls
from apps.renders.models import Render, RenderQuerySet
from avatarstudio.celery import app
from tests.faults import referee
from tests.infrastructure.crowd import Crowd, stages
from tests.infrastructure.programs import Programs
from tests.infrastructure.watch import Watch
from tests.processes import wait_for
from tests.servers import PostgreSQL, Redis

MOVING_SECONDS = 60.0
FINISH_SECONDS = 180.0
PAGE_SECONDS = 15.0  # nobody waits longer
TRACEBACK = re.compile(r"^(?:[\w.]+\.)?(\w*(?:Error|Exception|Refused|Timeout)\w*)(?::|$)", re.MULTILINE)
HONEST = "Something went wrong here"


@dataclass
class Result:
    """What a scenario came to."""

    stages: dict[str, int] = field(default_factory=dict)
    moving: float = 0.0
    finished: float = 0.0
    end: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def written(self) -> str:
        return json.dumps(asdict(self))


class Bench:
    """`database` and `broker` are None on the embedded stack. A context manager: left when nothing of it runs."""

    def __init__(self, database: PostgreSQL | None, broker: Redis | None) -> None:
        self._database = database
        self._broker = broker
        self.programs = Programs()
        self.watch = Watch()
        self.wait = self.watch.wait
        self.crowd = Crowd()
        self.result = Result()
        self._back_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, _: TracebackType | None) -> None:
        self.programs.stop()

    @property
    def database(self) -> PostgreSQL:
        assert self._database is not None
        return self._database

    @property
    def broker(self) -> Redis:
        assert self._broker is not None
        return self._broker

    def begin(self, *names: str) -> None:
        """Start the practice service, and these programs."""
        self.programs.start("service", *names)

    def happens(self) -> None:
        """From here on something is wrong."""
        self.result.stages = stages()

    def back(self) -> None:
        """From here on everything is there again."""
        self._back_at = time.monotonic()

    def finish_takes(self) -> None:
        """Wait until all takes have ended; the second time it does nothing."""
        while not self._all_settled() and time.monotonic() < self._back_at + FINISH_SECONDS:
            self.wait(0.5)
        self.result.finished = self.result.finished or time.monotonic() - self._back_at

    def finish(self) -> Result:
        """See whether everything is as it must be, once all takes have ended."""
        self.finish_takes()
        result = self.result
        result.moving = self.watch.moving_after(self._back_at)
        result.end = stages()
        if result.moving > MOVING_SECONDS:
            late = {row[0] for row in self.watch.late_after(self._back_at + MOVING_SECONDS)}
            result.broken.append(f"not moving for {result.moving:.0f} s: takes {sorted(late)}")
        result.broken += [*referee.complaints(_asked_for(), self.programs.logs), *_ordered_twice()]
        result.broken += [f"the {name} has ended" for name in self.programs.ended()]
        result.notes += [
            *self._errors(),
            *([f"{len(left)} files that no row names"] if (left := referee.orphans()) else []),
        ]
        return result

    def note(self, sentence: str) -> None:
        self.result.notes.append(sentence)

    def lose_messages(self) -> None:
        """Empty the broker while everything runs."""
        if self._broker:
            self._broker.client.flushall()
        else:
            lost = (settings.DATA_DIR / "queue").rename(settings.DATA_DIR / "lost")  # messages go on coming meanwhile
            shutil.rmtree(lost, ignore_errors=True)

    def messages(self) -> int:
        """How many wait in the broker."""
        if self._broker:
            return int(self._broker.client.llen("celery"))
        return sum(1 for _ in (settings.DATA_DIR / "queue").glob("queue-celery/*"))

    def send(self, task: str, argument: object = None, times: int = 1, expires: float | None = None) -> None:
        """Send the same message many times."""
        given = () if argument is None else (argument,)
        with app.producer_pool.acquire(block=True) as producer:
            for _ in range(times):
                app.send_task(task, given, expires=expires, producer=producer)

    def _all_settled(self) -> bool:
        try:
            return all(referee.is_settled(take) for take in _asked_for())
        except DatabaseError:
            connection.close()
            return False

    def wait_until(self, condition: Callable[[], object], seconds: float, what: str) -> float:
        """Watch until `condition` holds; answers how long that took."""
        begun = time.monotonic()

        def looked() -> bool:
            self.watch.look()
            return bool(condition())

        wait_for(looked, seconds, what)
        return time.monotonic() - begun

    def _errors(self) -> list[str]:
        """The kinds of errors in the logs, and how often: for people to read."""
        said = []
        for log in sorted(self.programs.logs.iterdir()):
            found = TRACEBACK.findall(log.read_text(errors="replace"))
            kinds = ", ".join(f"{kind} ×{found.count(kind)}" for kind in sorted(set(found)))
            said += [f"{log.stem}: {kinds}"] if kinds else []
        return said


class Visitor:
    """Somebody's browser, signed in, that asks the web server itself."""

    def __init__(self, bench: Bench) -> None:
        client = Client()
        client.force_login(bench.crowd.user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self._cookies = f"{settings.SESSION_COOKIE_NAME}={session}"

    def get(self, path: str) -> tuple[int, float, str]:
        """The status (0 without an answer), how many seconds it took, and the page."""
        return _asked(urllib.request.Request(_url(path), headers={"Cookie": self._cookies}))

    def ready(self) -> tuple[int, float, str]:
        """What a machine is told that looks after the studio, and that is not signed in."""
        return _asked(urllib.request.Request(_url("/readyz")))

    def sign_in(self) -> tuple[int, float, str]:
        """Somebody else tries to sign in, with a wrong password."""
        token = "c" * 32
        fields = {"login": "nobody@example.com", "password": "a-guess-in-the-dark", "csrfmiddlewaretoken": token}
        headers = {"Cookie": f"{settings.CSRF_COOKIE_NAME}={token}"}
        return _asked(urllib.request.Request(_url("/account/login/"), urlencode(fields).encode(), headers))


def _url(path: str) -> str:
    return f"http://127.0.0.1:{settings.PORT}{path}"


def _asked(request: urllib.request.Request) -> tuple[int, float, str]:
    begun = time.monotonic()
    try:
        with urllib.request.urlopen(request, timeout=PAGE_SECONDS) as got:
            status, page = got.status, got.read().decode()
    except urllib.error.HTTPError as error:
        status, page = error.code, error.read().decode()
    except OSError as error:
        status, page = 0, str(error)
    return status, time.monotonic() - begun, page


def _asked_for() -> RenderQuerySet:
    """Takes that may be made: somebody may spend money on them."""
    return Render.objects.exclude(status=Render.Status.WAITING_FOR_OK)


def _ordered_twice() -> list[str]:
    """Orders that went to the service again, whatever it said to that."""
    orders = Counter(call["about"] for call in calls.entries() if call["operation"] == "submit")
    return [f"{number} was ordered {times} times" for number, times in orders.items() if times > 1]


def looks_of(task_id: str) -> list[float]:
    """When the service was asked about a task, in seconds."""
    return [call["at"] / 1000 for call in calls.entries() if call["operation"] == "query" and call["about"] == task_id]


def sent(render: Render) -> int:
    """How often the service got the order of a take."""
    number = str(render.external_id)
    return sum(1 for call in calls.entries() if call["operation"] == "submit" and call["about"] == number)
