"""The files of an order: unpacked or fetched, checked, and put where the film is made from."""

import shutil
from base64 import b64decode
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from apps.media.audio import MAX_SENT_BYTES, RecordingReport, length_problems
from apps.media.images import MAX_BYTES as MAX_IMAGE_BYTES
from apps.media.problems import Code, Problem
from apps.media.sandbox import inspect_portrait, inspect_recording
from apps.practice import folders, speech, store
from apps.practice.intake import Order, Utterance, is_address
from apps.practice.refusal import BAD_VALUE, OUT_OF_ORDER, Refusal
from apps.providers import http
from apps.providers.base import Account
from apps.providers.errors import ProviderError

FETCH_SECONDS = 20.0
FORMATS = ("MP3", "WAV", "M4A", "AAC")

SAYINGS = {
    Code.TOO_BIG: "size is invalid",
    Code.TOO_SMALL: "pixel is invalid",
    Code.TOO_MANY_PIXELS: "pixel is invalid",
    Code.TOO_NARROW: "ratio is invalid",
    Code.TOO_SHORT: "duration is invalid",
    Code.TOO_LONG: "duration is invalid",
    Code.FAR_TOO_LONG: "duration is invalid",
}


def studio() -> Account:
    """The one place in a private network that the service fetches from and calls back: the studio's own."""
    return Account(base_url=settings.PRACTICE_ORIGIN, key="", may_be_private=True)


def keep_files(order: Order, folder: Path, *, dialect: str = "kling", limits: tuple[int, int] = (2, 300)) -> Decimal:
    """Check the files and put portrait and voice into `folder`; returns the seconds of speech. Raises Refusal."""
    arrived = folder / "arrived"
    _receive("image", order.image, arrived, MAX_IMAGE_BYTES)
    _refuse("Image", inspect_portrait(arrived, folders.portrait(folder)).problems)
    arrived.unlink()
    seconds = _voice(order, folder, dialect)
    _refuse("Audio", length_problems(seconds, *limits))
    return seconds


def _voice(order: Order, folder: Path, dialect: str) -> Decimal:
    """The voice, whichever way it was ordered; returns its seconds."""
    target = folders.voice(folder)
    if order.audio_id:
        line = store.find(order.audio_id, dialect)
        if line is None or line.get("audio_id") != order.audio_id or folders.age(line) > folders.KEEP_SECONDS:
            raise Refusal(BAD_VALUE, "audio_id not found")
        shutil.copyfile(folders.sound(line), target)
        return Decimal(line["seconds"])
    if order.text:
        return speech.speak(Utterance(text=order.text, voice_id=order.voice_id), target)
    arrived = folder / "arrived"
    _receive("sound_file", order.sound, arrived, MAX_SENT_BYTES)
    report = inspect_recording(arrived, target)
    _refuse("Audio", [*_narrower(report), *report.problems])
    arrived.unlink()
    return report.seconds


def _narrower(report: RecordingReport) -> list[Problem]:
    """The studio takes more than services do."""
    if report.size_bytes > MAX_SENT_BYTES:
        return [Problem(Code.TOO_BIG)]
    return [Problem(Code.NOT_SOUND)] if report.format not in ("", *FORMATS) else []


def _receive(name: str, value: str, target: Path, max_bytes: int) -> None:
    """Write out what was sent in base64, or fetch what lies at an address."""
    if is_address(value):
        try:
            http.download(value, target, account=studio(), max_bytes=max_bytes, deadline=FETCH_SECONDS)
        except ProviderError:
            raise Refusal(BAD_VALUE, f"{name}: the file at this address could not be fetched") from None
    else:
        try:
            target.write_bytes(b64decode(value, validate=True))
        except ValueError:
            raise Refusal(BAD_VALUE, f"{name} is not in a valid base64 format, please check") from None


def _refuse(what: str, problems: Sequence[Problem]) -> None:
    """Say the first problem as Kling would. A check that did not come to an end is our own trouble, not the file's."""
    if not problems:
        return
    if problems[0].code == Code.UNREADABLE:
        raise Refusal(OUT_OF_ORDER, "The service is temporarily unavailable")
    raise Refusal(BAD_VALUE, f"{what} {SAYINGS.get(Code(problems[0].code), 'format is invalid')}")
