"""Which recording is good, and its repair: one MP3 of our own making, level, trimmed, with its exact length."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from apps.media.hearing import Hearing
from apps.media.levelling import bars
from apps.media.listening import Recording, listen
from apps.media.mastering import copy_to_listen, master
from apps.media.pauses import Span
from apps.media.problems import Check, Code, Problem, Report
from apps.media.sound import RATE, to_milliseconds

MAX_BYTES = 200 * 1024 * 1024  # of a file that comes in
LONGEST_MINUTES = 30  # of a file that comes in
MAX_SENT_BYTES = 5 * 1024 * 1024  # no service takes more; MAX_SECONDS come to 3.6 MB
MIN_SECONDS, MAX_SECONDS = SECONDS = 2, 300  # no service takes less or more

BARS, SOURCE_BARS = 160, 240


@dataclass(frozen=True, kw_only=True)
class RecordingReport(Report):
    """`seconds`, `peaks` (160 bars, 0 to 100) and `checks` describe the MP3 that was written.

    The rest describes the whole recording that came in, also where a part of it was asked for: `format` ("MP3",
    "WAV", ...), `size_bytes`, `source_seconds`, `source_peaks` (240 bars), `loudness` and `noise_floor` (LUFS),
    `speech` (from the first to the last word, a proposal) and `pauses` (0.4 s and more) in between, in seconds.
    """

    seconds: Decimal = Decimal(0)
    peaks: list[int] = field(default_factory=list)
    checks: tuple[Check, ...] = ()
    format: str = ""
    size_bytes: int = 0
    source_seconds: Decimal = Decimal(0)
    source_peaks: list[int] = field(default_factory=list)
    loudness: float = 0.0
    noise_floor: float = 0.0
    speech: Span = (0.0, 0.0)
    pauses: tuple[Span, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `as_json`."""
        spans = {"speech": tuple(data["speech"]), "pauses": tuple(tuple(pause) for pause in data["pauses"])}
        checks = tuple(Check.from_json(check) for check in data["checks"])
        return super().from_json({**data, **spans, "checks": checks})


def inspect_recording(
    path: Path, target: Path, *, start: Decimal | None = None, end: Decimal | None = None
) -> RecordingReport:
    """Listen to a file to its end and write what lies between `start` and `end` (seconds; None: all) as level MP3.

    `target` is written unless there are problems; less than 2 seconds are a problem and written all the same, since
    a text that a service has spoken may be as short as "Yes." A service's own limits are not applied here, see
    `length_problems`.
    """
    size = path.stat().st_size
    if not 0 < size <= MAX_BYTES:
        too_big = Problem(Code.TOO_BIG, {"size": size, "limit": MAX_BYTES})
        return RecordingReport(problems=(too_big if size else Problem(Code.EMPTY),), size_bytes=size)
    recording = listen(path, LONGEST_MINUTES * 60)
    if isinstance(recording, Problem):
        return RecordingReport(problems=(recording,), size_bytes=size)
    return _report(recording, size, target, start, end)


def length_problems(seconds: Decimal, minimum: int, maximum: int) -> list[Problem]:
    """Why a connection that takes `minimum` to `maximum` seconds would refuse a good clip of that length."""
    if seconds < minimum:
        return [Problem(Code.TOO_SHORT, {"seconds": float(seconds), "minimum": minimum})]
    if seconds > maximum:
        return [Problem(Code.TOO_LONG, {"seconds": float(seconds), "maximum": maximum})]
    return []


def _report(
    recording: Recording, size: int, target: Path, start: Decimal | None, end: Decimal | None
) -> RecordingReport:
    samples = recording.sound.samples
    first, last = _samples_of(start, end, len(samples))
    whole = Hearing.of(samples)
    part = whole if last - first == len(samples) else Hearing.of(samples[first:last])
    about_source: dict[str, Any] = {
        "format": recording.format,
        "size_bytes": size,
        "source_seconds": to_milliseconds(recording.sound.seconds),
        "source_peaks": bars(whole.peaks, SOURCE_BARS),
        "loudness": round(whole.loudness, 1),
        "noise_floor": round(whole.noise_floor, 1),
        "speech": whole.speech,
        "pauses": whole.pauses,
    }
    if not part.is_audible:
        return RecordingReport(problems=(Problem(Code.SILENT),), **about_source)
    write = master if last - first <= MAX_SECONDS * RATE else copy_to_listen
    seconds, levelling = write(part, target, fade_in=first > 0, fade_out=last < len(samples))
    too_short = length_problems(seconds, MIN_SECONDS, LONGEST_MINUTES * 60)
    peaks = bars(part.peaks * levelling.kept, BARS)
    return RecordingReport(
        problems=tuple(too_short), seconds=seconds, peaks=peaks, checks=part.checks(), **about_source
    )


def _samples_of(start: Decimal | None, end: Decimal | None, count: int) -> tuple[int, int]:
    """From which sample to which, of `count`."""
    first = min(max(0, round((start or 0) * RATE)), count)
    return first, count if end is None else max(first, min(round(end * RATE), count))
