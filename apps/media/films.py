"""Is a film that came back whole, long enough, and what browsers play? Its poster and backdrop come with the answer."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from apps.media.backdrops import backdrop as write_backdrop
from apps.media.containers import SpoiltFile, decode_packet, open_media
from apps.media.problems import Code, Problem, Report
from apps.media.sound import to_milliseconds

DEMUXERS = "mov,mp4"
PIXELS = ("yuv420p", "yuvj420p")  # other kinds of H.264 stay black in most browsers
MISSING_SECONDS = 0.5  # a stream that ends earlier than it claims, by more than this, was cut off
POSTER_SIDE = 960  # pixels


@dataclass(frozen=True, kw_only=True)
class FilmReport(Report):
    """`seconds` is the decoded length of the pictures; `width` and `height` are pixels; `fps` pictures a second."""

    seconds: Decimal = Decimal(0)
    width: int = 0
    height: int = 0
    fps: float = 0.0


def inspect_film(path: Path, *, poster: Path, backdrop: Path, expected_seconds: Decimal | None = None) -> FilmReport:
    """Watch a film to its end and report what is wrong with it. Nobody knows how long a film from a text will be: None.

    `poster` (JPEG, at most 960 pixels a side) and `backdrop` (JPEG, 32 x 18) are written whenever a picture was seen.
    """
    if not path.stat().st_size:
        return FilmReport(problems=(Problem(Code.EMPTY),))
    try:
        with open_media(path, DEMUXERS) as container:
            streams = _streams(container)
            if streams is None:
                return FilmReport(problems=(Problem(Code.NOT_PLAYABLE),))
            if _indexed_bytes(streams) > path.stat().st_size:
                return FilmReport(problems=(Problem(Code.BROKEN),))
            viewing = _watch(container, *streams, poster_at=min(0.5, float(expected_seconds or 5) / 10))
    except SpoiltFile:
        return FilmReport(problems=(Problem(Code.BROKEN),))
    return _report(viewing, expected_seconds, poster, backdrop)


class _Track:
    """How long one stream says it is, and how far it has been decoded. Read after the container is closed."""

    def __init__(self, stream: VideoStream | AudioStream) -> None:
        self.claimed = (stream.duration or 0) * (stream.time_base or Fraction(0))  # seconds
        self.is_spoilt = False
        self.end = Fraction(0)  # seconds

    def decode(self, packet: Packet) -> list:
        """The frames in a packet; remembers where the last one ends."""
        frames = decode_packet(packet)
        self.is_spoilt |= frames is None or packet.is_corrupt
        for frame in frames or []:
            if frame.pts is not None and frame.time_base is not None:
                self.end = max(self.end, Fraction(frame.pts + frame.duration) * frame.time_base)
        return frames or []

    @property
    def is_whole(self) -> bool:
        return not self.is_spoilt and self.end > 0 and self.end >= self.claimed - MISSING_SECONDS


@dataclass(frozen=True)
class _Viewing:
    pictures: _Track
    sound: _Track
    poster: VideoFrame | None
    codecs: tuple[str, str, str | None]
    fps: float


def _streams(container: InputContainer) -> tuple[VideoStream, AudioStream] | None:
    """The first pictures and the first sound that there is a decoder for."""
    videos = [stream for stream in container.streams.video if stream.codec_context]
    audios = [stream for stream in container.streams.audio if stream.codec_context]
    return (videos[0], audios[0]) if videos and audios else None


def _indexed_bytes(streams: tuple[VideoStream, AudioStream]) -> int:
    """How long the file must at least be by its own index. A cut between two packets shows nowhere else."""
    return max((entry.pos + entry.size for stream in streams for entry in stream.index_entries), default=0)


def _watch(container: InputContainer, video: VideoStream, audio: AudioStream, *, poster_at: float) -> _Viewing:
    """Decode everything; the poster is the first picture at or after `poster_at` seconds, else the last."""
    tracks = {stream.index: _Track(stream) for stream in (video, audio)}
    poster: VideoFrame | None = None
    for packet in container.demux(video, audio):
        for frame in tracks[packet.stream.index].decode(packet):
            if isinstance(frame, VideoFrame) and (poster is None or (poster.time or 0) < poster_at):
                poster = frame
    codecs = (video.codec_context.name, audio.codec_context.name, video.codec_context.pix_fmt)
    return _Viewing(tracks[video.index], tracks[audio.index], poster, codecs, float(video.average_rate or 0))


def _report(viewing: _Viewing, expected_seconds: Decimal | None, poster: Path, backdrop: Path) -> FilmReport:
    seconds = to_milliseconds(viewing.pictures.end)
    if viewing.poster is None:
        return FilmReport(problems=(Problem(Code.BROKEN),), seconds=seconds)
    _write_pictures(viewing.poster, poster, backdrop)
    return FilmReport(
        problems=tuple(_problems(viewing, seconds, expected_seconds)),
        seconds=seconds,
        width=viewing.poster.width,
        height=viewing.poster.height,
        fps=round(viewing.fps, 3),
    )


def _write_pictures(frame: VideoFrame, poster: Path, backdrop: Path) -> None:
    picture = frame.to_image()
    picture.thumbnail((POSTER_SIDE, POSTER_SIDE))
    picture.save(poster, "JPEG", quality=82, optimize=True)
    write_backdrop(poster, backdrop)


def _problems(viewing: _Viewing, seconds: Decimal, expected: Decimal | None) -> list[Problem]:
    problems = []
    if not (viewing.pictures.is_whole and viewing.sound.is_whole):
        problems.append(Problem(Code.BROKEN))
    if viewing.codecs[:2] != ("h264", "aac") or viewing.codecs[2] not in PIXELS:
        problems.append(Problem(Code.NOT_PLAYABLE))
    if expected is not None and abs(seconds - expected) > max(Decimal(1), expected / 10):
        problems.append(Problem(Code.WRONG_LENGTH, {"seconds": float(seconds), "expected": float(expected)}))
    return problems
