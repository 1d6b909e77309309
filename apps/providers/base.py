"""The words that cross the line between the studio and a paid service.

Nothing Django-shaped passes here: frozen dataclasses go in; dataclasses or one of three exceptions come out.
A service is one module beside this one; `registry.py` lists them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol


class Mode(StrEnum):
    """How good the film should be. The words are those of Kling's API."""

    STANDARD = "std"
    PRO = "pro"


class Stage(StrEnum):
    """What a service says about a task, in our words. An unknown word of theirs means RUNNING."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How to reach one account at a service."""

    base_url: str
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a service can do, declared and not discovered. A connection may narrow the limits.

    Seconds bound the speech; bytes bound one file as it is sent (before base64).
    `lookup_is_authoritative`: "not found by our own id" proves that a task was never made.
    `look_seconds`: how long after sending a first look makes sense; later looks come slower.
    """

    min_seconds: int
    max_seconds: int
    max_audio_bytes: int
    max_image_bytes: int
    max_prompt: int
    modes: tuple[Mode, ...] = (Mode.STANDARD, Mode.PRO)
    can_look_up: bool = False
    lookup_is_authoritative: bool = False
    look_seconds: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Everything a service needs to make one film.

    `external_id` is our own id for the take, the same for its whole life. `seconds` is the exact decoded
    length of `audio`. `image` and `audio` are the files' bytes (JPEG or PNG; MP3, WAV, M4A or AAC).
    """

    external_id: str
    image: bytes = field(repr=False)
    audio: bytes = field(repr=False)
    seconds: Decimal
    prompt: str
    mode: Mode
    callback_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a service tells about a task. `raw` is its answer as it came, kept for staff.

    `video_url` is set only when `stage` is DONE and only if it is an http(s) address. `reason` says why a FAILED
    one failed, as far as the service's `message` tells. `units` is what the service says it deducted, in its own
    units, where it says so.
    """

    task_id: str
    stage: Stage
    external_id: str = ""
    video_url: str = ""
    message: str = ""
    reason: "Reason | None" = None
    units: Decimal | None = None
    request_id: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def as_text(self) -> str:
        """The answer as it came, for the timeline that staff reads; at most 10,000 characters."""
        return json.dumps(dict(self.raw), default=str, ensure_ascii=False)[:10_000]


class Reason(StrEnum):
    """Why a service said no, as far as a person is concerned; the sentence for each stands in `renders/words.py`."""

    IMAGE = "image"
    AUDIO = "audio"
    PROMPT = "prompt"
    POLICY = "policy"
    INPUT = "input"
    KEY = "key"
    CREDIT = "credit"
    PLAN = "plan"
    SETUP = "setup"
    BUSY = "busy"
    DOWN = "down"
    UNCLEAR = "unclear"


class ProviderError(Exception):
    """Base of the three ways a call can end badly. `raw` is the service's own answer, for staff."""

    def __init__(self, reason: Reason, message: str, *, raw: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.raw = raw


class RefusedInput(ProviderError):
    """The service looked at what we sent and will not make it. Nothing was made or charged."""


class RefusedAccount(ProviderError):
    """Key, credit, plan or set-up: somebody must look after the account. Nothing was made or charged."""


class Unavailable(ProviderError):
    """No usable answer. `sent` tells whether the request may have reached the service.

    `sent=False` (connection refused, DNS, TLS, "too fast", "no free place"): certainly nothing was made.
    `sent=True`: a task may exist; only a look-up by our own id can tell.
    """

    def __init__(
        self, reason: Reason, message: str, *, sent: bool, retry_after: float | None = None, raw: str = ""
    ) -> None:
        super().__init__(reason, message, raw=raw)
        self.sent = sent
        self.retry_after = retry_after


class Provider(Protocol):
    """One service. Every method may raise the three errors above."""

    slug: str
    name: str
    default_base_url: str
    capabilities: Capabilities

    def submit(self, account: Account, job: Job) -> Task:
        """Send one take; exactly one POST. The answer carries the service's task id."""
        ...

    def query(self, account: Account, task_id: str) -> Task:
        """Look at one task."""
        ...

    def find(self, account: Account, external_id: str) -> Task | None:
        """The task with our own id, or None where the service says that it has none."""
        ...

    def download(self, account: Account, url: str, target: Path, *, max_bytes: int) -> int:
        """Save a finished film as `target` (by way of `target` + ".part") and return its size in bytes.

        The key is never sent with it. Raises Unavailable when it does not arrive whole.
        """
        ...
