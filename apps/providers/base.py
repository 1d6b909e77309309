"""The words that cross the line between the studio and a paid service.

Nothing Django-shaped passes here: frozen dataclasses go in; dataclasses or one of three exceptions come out.
A service is one module beside this one; `registry.py` lists them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from apps.providers.errors import Reason


def gettext_noop(text: str) -> str:
    """`text` itself, marked for translation: this side of the line knows no language but the strings' own."""
    return text


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
class Option:
    """Something about a service that its documents leave open, or that accounts differ in: staff chooses.

    `label`, `help` and the labels of `choices` ((value, label), empty: any text) are marked with `gettext_noop`.
    """

    name: str
    label: str
    help: str
    default: str
    choices: tuple[tuple[str, str], ...] = ()

    def chosen(self, options: Mapping[str, str]) -> str:
        """The answer in `options`, or the default where there is none (or one that is no longer offered)."""
        answer = options.get(self.name) or self.default
        return answer if not self.choices or answer in dict(self.choices) else self.default


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How to reach one account at a service.

    `key` is a bearer key; or, where `secret` is given, an access key whose calls are signed with that secret.
    `options` are the answers to the adapter's own questions, by name. `may_be_private`: staff said that the origin of
    `base_url` (scheme, host and port, nothing else) may lie in a private network.
    """

    base_url: str
    key: str = field(repr=False)
    secret: str = field(default="", repr=False)
    options: Mapping[str, str] = field(default_factory=dict)
    may_be_private: bool = False

    def option(self, option: Option) -> str:
        """What was chosen, or the default."""
        return option.chosen(self.options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a service can do, declared and not discovered. A connection may narrow the limits.

    Seconds bound the speech; bytes bound one file as it is sent (before base64); `max_script` characters bound a text.
    `takes_files`: files may travel in the request; otherwise the service fetches them from public addresses.
    `can_look_up`: a task is found by our own id. `lookup_is_authoritative`: "not found" proves that it was never made.
    `can_list`: it shows all tasks of the account, newest first, up to `list_size` on a page.
    `signs_keys`: an account may have an access key with a secret key instead of one key.
    `can_speak`: text to speech is a call of its own. `speaks_along`: a film can be ordered with a text instead.
    `look_seconds`: how long after sending a first look makes sense; later looks come slower.
    """

    min_seconds: int
    max_seconds: int
    max_audio_bytes: int
    max_image_bytes: int
    max_prompt: int
    max_script: int = 0
    modes: tuple[Mode, ...] = (Mode.STANDARD, Mode.PRO)
    takes_files: bool = True
    can_look_up: bool = False
    lookup_is_authoritative: bool = False
    can_list: bool = False
    list_size: int = 0
    can_call_back: bool = False
    signs_callbacks: bool = False
    signs_keys: bool = False
    can_speak: bool = False
    speaks_along: bool = False
    look_seconds: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Everything a service needs to make one film.

    `external_id` is our own id for the take, the same for its whole life. `seconds` is the exact decoded length of
    `audio`. `image` and `audio` are the files' bytes (JPEG or PNG; MP3, WAV, M4A or AAC); where an address is given,
    it goes instead of the bytes. The speech is exactly one of: `audio_id` (text to speech of the same account),
    `script` with `voice_id` (the service speaks along), or the file.
    """

    external_id: str
    image: bytes = field(repr=False)
    audio: bytes = field(repr=False)
    seconds: Decimal
    prompt: str
    mode: Mode
    callback_url: str = ""
    image_url: str = ""
    audio_url: str = ""
    audio_id: str = ""
    script: str = ""
    voice_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A text to be spoken. `language` is "en" or "zh" and must fit the voice; `speed` is 0.8 to 2.0, 1 is normal."""

    text: str
    voice_id: str
    language: str
    speed: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a service tells about a film. `raw` is its answer as it came, kept for staff.

    `video_url` is set only when `stage` is DONE and only if it is an http(s) address. `reason` says why a FAILED
    one failed, as far as the service's `message` tells. What it says it took stands in `units` (its own units) and
    `balance` (money of the account), each where it says so. `is_known` is False for a status word not in our table.
    """

    task_id: str
    stage: Stage
    external_id: str = ""
    video_url: str = ""
    message: str = ""
    reason: Reason | None = None
    units: Decimal | None = None
    balance: Decimal | None = None
    request_id: str = ""
    is_known: bool = True
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def as_text(self) -> str:
        """The answer as it came, for the timeline that staff reads; at most 10,000 characters."""
        return as_text(self.raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What a service tells about a text it speaks: `audio_id` and `audio_url` are there when `stage` is DONE."""

    task_id: str
    stage: Stage
    audio_id: str = ""
    audio_url: str = ""
    message: str = ""
    reason: Reason | None = None
    units: Decimal | None = None
    balance: Decimal | None = None
    request_id: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def as_text(self) -> str:
        return as_text(self.raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """A connection was tried without spending, and address and key work. `units` are left, where the service says."""

    units: Decimal | None = None


def as_text(raw: Mapping[str, Any]) -> str:
    """An answer for staff to read; at most 10,000 characters."""
    return json.dumps(dict(raw), default=str, ensure_ascii=False)[:10_000]


class Provider(Protocol):
    """One service. Every method may raise the three errors above; what a service cannot do is never asked of it.

    `hosts` are its known addresses with a sentence each; the first is filled in. `options` are its open questions.
    `list_prices` are what it asks itself, where that is known: millionths of a US dollar for a second of each mode, for
    a text that is spoken ("speech"), and for one of its units ("unit").
    """

    slug: str
    name: str
    hosts: tuple[tuple[str, str], ...]
    options: tuple[Option, ...]
    list_prices: Mapping[str, int]

    def capabilities(self, options: Mapping[str, str]) -> Capabilities:
        """What the service can do when the questions are answered like this."""

    def submit(self, account: Account, job: Job) -> Task:
        """Send one take; exactly one POST. The answer carries the service's task id."""

    def query(self, account: Account, task_id: str, external_id: str = "") -> Task:
        """Look at one task. An answer about another number counts only if it names `external_id`, our own id."""

    def find(self, account: Account, external_id: str) -> Task | None:
        """The task with our own id, or None where the service says that it has none. `can_look_up`."""

    def list_page(self, account: Account, page: int, size: int) -> Sequence[Task]:
        """One page of the account's tasks, newest first: `page` 1 to 1000, `size` up to `list_size`. `can_list`."""

    def speak(self, account: Account, script: Script) -> Spoken:
        """Have a text spoken; exactly one POST, which costs money. Usually finished in its answer. `can_speak`."""

    def query_speech(self, account: Account, task_id: str) -> Spoken:
        """Look at a text that was not finished in the answer of `speak`. `can_speak`."""

    def check(self, account: Account) -> Checkup:
        """Try address and key without spending anything."""

    def download(self, account: Account, url: str, target: Path, *, max_bytes: int) -> int:
        """Save a finished film or sound as `target` (by way of `target` + ".part"); returns its size in bytes.

        The key goes along only to the account's own origin, and only when that asks for it. Raises Unavailable when
        it does not arrive whole.
        """
