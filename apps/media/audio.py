"""Which recording is good, and its repair: one MP3 of our own making, with its exact length."""

import re
import struct
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from mutagen import MutagenError
from mutagen.mp3 import MP3, BitrateMode
from mutagen.wave import WAVE

from apps.media import sound
from apps.media.containers import SpoiltFile, open_media
from apps.media.problems import Code, Problem, Report

MAX_BYTES = 5 * 1024 * 1024
MIN_SECONDS, MAX_SECONDS = SECONDS = 2, 300  # no service takes less or more
CAP_SECONDS = 310  # decoding stops here
QUIETEST = -50.0  # dB below full scale, over the whole length; speech is around -25

DEMUXERS = "mov,mp4,m4a,3gp,3g2,mj2,mp3,wav,aac"
FORMATS = {"mp3": "MP3", "wav": "WAV", "aac": "AAC"}  # by FFmpeg's name; whatever else we open is an M4A
HEADERS = {"MP3": MP3, "WAV": WAVE}  # formats whose header states a length that can be relied upon
# An MP4 box; or an ID3 tag, a WAV, a frame of MPEG layer III or of bare AAC, after any padding.
STARTS = re.compile(rb".{4}ftyp|\0*(?:ID3|RIFF.{4}WAVE|\xff[\xe2\xe3\xf2\xf3\xfa\xfb\xf0\xf1\xf8\xf9])", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class AudioReport(Report):
    """`seconds`, `peaks` (160 bars, 0 to 100) and `size_bytes` describe the MP3 that was written.

    `format` ("MP3", "WAV", "M4A" or "AAC") and `original_seconds` describe the file that came in.
    """

    seconds: Decimal = Decimal(0)
    peaks: list[int] = field(default_factory=list)
    size_bytes: int = 0
    format: str = ""
    original_seconds: Decimal = Decimal(0)


@dataclass(frozen=True)
class Recording:
    """What listening to a file told: the sound itself, and what the file claims about it (None: not reliably)."""

    format: str
    sound: sound.Sound
    claimed_seconds: float | None
    estimated_seconds: float


def inspect_voice(path: Path, target: Path) -> AudioReport:
    """Listen to a recording to its end and report what is wrong; a good one is written to `target` as MP3.

    A service's own limits are not applied here, see `length_problems`; only what no service takes is too long.
    """
    size = path.stat().st_size
    too_big = [Problem(Code.TOO_BIG, {"size": size, "limit": MAX_BYTES})] if size > MAX_BYTES else []
    recording = _listen(path) if size else Problem(Code.EMPTY)
    if isinstance(recording, Problem):
        return AudioReport(problems=(*too_big, recording))
    length = sound.to_milliseconds(recording.sound.seconds)
    if problems := (*too_big, *_problems(recording)):
        return AudioReport(problems=problems, format=recording.format, original_seconds=length)
    sound.write_mp3(recording.sound.samples, target)
    return AudioReport(
        seconds=sound.mp3_seconds(target),
        peaks=sound.peaks(recording.sound.samples),
        size_bytes=target.stat().st_size,
        format=recording.format,
        original_seconds=length,
    )


def length_problems(seconds: Decimal, minimum: int, maximum: int) -> list[Problem]:
    """Why a connection that takes `minimum` to `maximum` seconds would refuse a good clip of that length."""
    if seconds < minimum:
        return [Problem(Code.TOO_SHORT, {"seconds": float(seconds), "minimum": minimum})]
    if seconds > maximum:
        return [Problem(Code.TOO_LONG, {"seconds": float(seconds), "maximum": maximum})]
    return []


def _listen(path: Path) -> Recording | Problem:
    if not _starts_like_sound(path):
        return Problem(Code.NOT_SOUND)
    try:
        with open_media(path, DEMUXERS) as container:
            stream = _only_sound(container)
            return _decode(path, container, stream) if stream else Problem(Code.NOT_SOUND)
    except SpoiltFile:
        return Problem(Code.BROKEN)


def _starts_like_sound(path: Path) -> bool:
    """By content, so that nothing else ever reaches FFmpeg, whatever its name is."""
    with path.open("rb") as file:
        return STARTS.match(file.read(4096)) is not None


def _only_sound(container: InputContainer) -> AudioStream | None:
    """The first sound of a file that is no film; a cover picture is no film."""
    films = [video for video in container.streams.video if not video.disposition & Disposition.attached_pic]
    sounds = [audio for audio in container.streams.audio if audio.codec_context]
    return sounds[0] if sounds and not films else None


def _decode(path: Path, container: InputContainer, stream: AudioStream) -> Recording:
    kind = FORMATS.get(container.format.name, "M4A")
    estimated = (container.duration or 0) / 1_000_000  # FFmpeg counts in microseconds
    heard = sound.decode(container, stream, CAP_SECONDS)
    if kind == "M4A":  # its last frame is padded, and only the container knows where the sound ends
        return Recording(kind, heard.without_padding(estimated), estimated, estimated)
    return Recording(kind, heard, _claimed_seconds(path, kind) if kind in HEADERS else None, estimated)


def _claimed_seconds(path: Path, kind: str) -> float | None:
    """The length that a header states; FFmpeg's own figure for a cut file is already the shorter one."""
    try:
        info: Any = HEADERS[kind](path).info
    except (MutagenError, ValueError, LookupError, ArithmeticError, struct.error):
        return None  # what mutagen cannot read may still sound well
    counts_frames = getattr(info, "bitrate_mode", None) is not BitrateMode.UNKNOWN  # an MP3 without does not say
    return float(info.length) if counts_frames else None


def _problems(recording: Recording) -> list[Problem]:
    heard = recording.sound
    if heard.was_cut:
        seconds = max(recording.estimated_seconds, float(heard.seconds))
        return [Problem(Code.TOO_LONG, {"seconds": round(seconds, 3), "maximum": MAX_SECONDS})]
    if _is_broken(recording):
        return [Problem(Code.BROKEN)]
    return [Problem(Code.SILENT)] if sound.decibels(heard.samples) < QUIETEST else []


def _is_broken(recording: Recording) -> bool:
    """An MP3 may have tags and junk around its frames; in the other formats every packet counts."""
    heard, claimed = recording.sound, recording.claimed_seconds or 0.0
    spoilt_allowed = heard.good_packets if recording.format == "MP3" else 0
    is_short = heard.seconds < claimed - max(0.5, claimed * 0.05)
    return is_short or heard.spoilt_packets > spoilt_allowed or not heard.samples.size
