"""From a stranger's file to its sound: what it is, by its content; then decoded, and compared with what it claims."""

import re
import struct
from dataclasses import dataclass
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
from apps.media.problems import Code, Problem

BOXES = "mov,mp4,m4a,3gp,3g2,mj2"
# How a file begins, and the demuxers that may then look at it: nothing else ever reaches FFmpeg, whatever its name is.
STARTS = (
    (re.compile(rb".{4}(?:ftyp|moov|mdat|wide|free|skip)", re.DOTALL), BOXES),
    (re.compile(rb"(?:RIFF|RF64).{4}WAVE", re.DOTALL), "wav"),
    (re.compile(rb"OggS"), "ogg"),
    (re.compile(rb"fLaC"), "flac"),
    (re.compile(rb"\x1aE\xdf\xa3"), "matroska,webm"),
    # An ID3 tag, a frame of MPEG layer III or II, or of bare AAC, after any padding.
    (re.compile(rb"\0*(?:ID3|\xff[\xe2-\xe5\xf0-\xf5\xf8-\xfd])"), "mp3,aac,flac"),
)
NAMES = {"mp3": "MP3", "wav": "WAV", "aac": "AAC", "ogg": "OGG", "flac": "FLAC", "matroska,webm": "WebM"}  # else boxes
HEADERS = {"MP3": MP3, "WAV": WAVE}  # formats of which mutagen knows better than FFmpeg what the header states


@dataclass(frozen=True)
class Recording:
    """What listening to a file told: its format, and the sound itself."""

    format: str
    sound: sound.Sound


def listen(path: Path, longest: int) -> Recording | Problem:
    """The first sound of a file, decoded to its end, or why there is none to be had. `longest`: seconds."""
    demuxers = _demuxers(path)
    if not demuxers:
        return Problem(Code.NOT_SOUND)
    try:
        with open_media(path, demuxers) as container:
            sounds = [stream for stream in container.streams.audio if stream.codec_context]
            return _decode(path, container, sounds[0], longest) if sounds else Problem(Code.NOT_SOUND)
    except (SpoiltFile, MemoryError):  # we need little, and so much is only wanted by headers that were spoilt
        return Problem(Code.BROKEN)


def _demuxers(path: Path) -> str:
    """FFmpeg's words for what a file looks like, or "" for what we do not take."""
    with path.open("rb") as file:
        start = file.read(4096)
    return next((demuxers for pattern, demuxers in STARTS if pattern.match(start)), "")


def _decode(path: Path, container: InputContainer, stream: AudioStream, longest: int) -> Recording | Problem:
    kind = _kind(container)
    claimed = _in_header(path, kind) if kind in HEADERS else _in_container(container, stream, kind)
    heard = sound.decode(container, stream, longest)
    if heard.was_cut:
        return Problem(Code.FAR_TOO_LONG, {"minutes": longest // 60})
    if kind in ("M4A", "MP4"):  # the last frame is padded, and only the container knows where the sound ends
        heard = heard.without_padding(claimed)
    return Problem(Code.BROKEN) if _is_broken(kind, heard, claimed) else Recording(kind, heard)


def _kind(container: InputContainer) -> str:
    """What people call the format."""
    return NAMES.get(container.format.name) or ("MP4" if _has_pictures(container) else "M4A")


def _has_pictures(container: InputContainer) -> bool:
    """A cover does not count."""
    return any(not video.disposition & Disposition.attached_pic for video in container.streams.video)


def _in_header(path: Path, kind: str) -> float:
    """The seconds that a header states, 0 without; FFmpeg's own figure for a cut file is already the shorter one."""
    try:
        info: Any = HEADERS[kind](path).info
    except (MutagenError, ValueError, LookupError, ArithmeticError, struct.error):
        return 0.0  # what mutagen cannot read may still sound well
    counts_frames = getattr(info, "bitrate_mode", None) is not BitrateMode.UNKNOWN  # an MP3 without does not say
    return float(info.length) if counts_frames else 0.0


def _in_container(container: InputContainer, stream: AudioStream, kind: str) -> float:
    """The seconds that a container states for its sound, 0 where it does not: recorders in a browser never do."""
    if kind == "AAC":  # FFmpeg would guess
        return 0.0
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    pictures_may_be_longer = _has_pictures(container)
    return 0.0 if pictures_may_be_longer else (container.duration or 0) / 1_000_000  # FFmpeg counts in microseconds


def _is_broken(kind: str, heard: sound.Sound, claimed: float) -> bool:
    """An MP3 may have tags and junk around its frames; in the other formats every packet counts."""
    spoilt_allowed = heard.good_packets if kind == "MP3" else 0
    is_short = heard.seconds < claimed - max(0.5, claimed * 0.05)
    return is_short or heard.spoilt_packets > spoilt_allowed or not heard.samples.size
