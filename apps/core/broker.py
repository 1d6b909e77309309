"""A message broker in a folder, so that one machine needs no server: a kombu transport for Celery.

Every message is a file. It is written aside and moved into its queue's folder in one step, so nobody reads half of it
(kombu's own ``filesystem://`` shows a file before it is written, which loses the message and ends the worker).
A message belongs to the process whose ``unlink`` succeeds; the file system lets only one succeed. What a killed worker
had taken is gone: messages are hints here, and the database knows what is due.

Transport options: ``folder``, where the queues live, and ``polling_interval`` in seconds.
"""

import logging
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

from kombu.transport import virtual
from kombu.utils.json import dumps, loads

logger = logging.getLogger(__name__)

STALE_SECONDS = 60  # whoever has not moved its file into a queue by then died while writing it
NEVER = 10**19  # nanoseconds since 1970: 20 digits, as every moment in a file name

Message = dict[str, Any]


class Channel(virtual.Channel):
    """Queues as folders: ``<folder>/queue-<name>/<sent>-<expires>-<random>``."""

    def __init__(self, connection: Any, **options: Any) -> None:
        super().__init__(connection, **options)
        self._root = Path(connection.client.transport_options["folder"])
        self._listed: defaultdict[str, deque[Path]] = defaultdict(deque)

    def _new_queue(self, queue: str, **options: Any) -> None:
        for path in self._folder("aside").iterdir():
            _remove_when_stale(path)

    def _put(self, queue: str, message: Message, **options: Any) -> None:
        aside = self._folder("aside") / uuid4().hex
        aside.write_text(dumps(message), encoding="utf-8")
        aside.replace(self._queue(queue) / _file_name(message))

    def _get(self, queue: str, timeout: float | None = None) -> Message:
        """Take the oldest message that has not expired; raises ``queue.Empty``."""
        listed = self._listed[queue]  # what the last look at the folder found: one look serves many messages
        if not listed:
            listed.extend(sorted(self._waiting(queue)))
        while listed:
            message = _take(listed.popleft())
            if message is not None:
                return message
        raise Empty

    def _size(self, queue: str) -> int:
        return sum(1 for _ in self._waiting(queue))

    def _purge(self, queue: str) -> int:
        return sum(_removed(path) for path in self._waiting(queue))

    def _waiting(self, queue: str) -> Iterator[Path]:
        return self._queue(queue).glob("[0-9]*-[0-9]*-*")  # a desktop may leave files of its own in any folder

    def _queue(self, name: str) -> Path:
        return self._folder(f"queue-{name}")

    def _folder(self, name: str) -> Path:
        folder = self._root / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


class Transport(virtual.Transport):
    Channel = Channel
    driver_type = driver_name = "folder"
    default_connection_params: dict[str, Any] = {}  # no host, no port; kombu would warn about a missing one
    connection_errors = (*virtual.Transport.connection_errors, OSError)  # a full disk is waited out, not died of


def _file_name(message: Message) -> str:
    """When the message was sent and when it expires, so that sorting and dropping need not open the file."""
    now = time.time_ns()
    expiration = message["properties"].get("expiration")  # milliseconds from now, in digits
    expires = now + int(expiration) * 1_000_000 if expiration is not None else NEVER
    return f"{now:020}-{expires:020}-{uuid4().hex}"


def _take(path: Path) -> Message | None:
    """The message in `path`, which is now ours alone; None when it expired or another process was faster."""
    if int(path.name.split("-")[1]) < time.time_ns():
        path.unlink(missing_ok=True)
        return None
    try:
        content = path.read_bytes()
        path.unlink()
        message: Message = loads(content)
    except FileNotFoundError:
        return None
    except ValueError:
        logger.warning("Dropped the message %s: a power cut left it unreadable.", path)
        return None
    return message


def _removed(path: Path) -> bool:
    with suppress(FileNotFoundError):
        path.unlink()
        return True
    return False


def _remove_when_stale(path: Path) -> None:
    with suppress(FileNotFoundError):  # moved into its queue meanwhile, or removed by another process
        if path.stat().st_mtime < time.time() - STALE_SECONDS:
            path.unlink()
