"""Writing a film: pictures and a voice become an MP4 (H.264 and AAC, moov first) that plays everywhere."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream

FPS = 25
KEY_FRAMES = 50  # pictures from one key frame to the next: a player can jump to every second second
RATE = 44_100  # samples a second
SOUND_BITS = 96_000  # a second
ENCODER = {"preset": "veryfast", "crf": "23"}
THREADS = 2  # of the encoder; a fixed number, because the bytes that it writes depend on it
READING = {"format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,mp3,wav,aac", "protocol_whitelist": "file"}

Show = Callable[[int], VideoFrame]  # the picture of that number, from 0; it may be changed once the next one is wanted


def write_film(target: Path, size: tuple[int, int], show: Show, voice: Path) -> float:
    """Write `target`, exactly as long as `voice`; returns its seconds.

    `size` (width, height) is that of the pictures, which are yuv420p in BT.709 and limited range. `target` appears when
    it is complete, not before. Raises OSError or av.FFmpegError when the voice cannot be read.
    """
    part = target.with_name(target.name + ".part")
    try:
        seconds = _write(part, size, show, voice)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return seconds


def _write(part: Path, size: tuple[int, int], show: Show, voice: Path) -> float:
    """Pictures follow the sound as it comes, so that both lie side by side in the file."""
    with av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        video = _video_stream(film, size)
        audio = film.add_stream("aac", rate=RATE, layout="mono")
        audio.bit_rate = SOUND_BITS
        shown = heard = 0
        for frame in _sound(voice, audio.frame_size or 1024):
            frame.pts, frame.time_base = heard, Fraction(1, RATE)  # counted anew: the source may start anywhere
            film.mux(audio.encode(frame))
            heard += frame.samples
            while Fraction(shown, FPS) < Fraction(heard, RATE):
                picture = show(shown)
                picture.pts, picture.time_base = shown, Fraction(1, FPS)
                film.mux(video.encode(picture))
                shown += 1
        film.mux(audio.encode(None))
        film.mux(video.encode(None))
    return heard / RATE


def _video_stream(film: OutputContainer, size: tuple[int, int]) -> VideoStream:
    video = film.add_stream("libx264", rate=FPS, options=ENCODER)
    video.width, video.height = size
    video.pix_fmt = "yuv420p"
    context = video.codec_context
    context.gop_size, context.thread_count = KEY_FRAMES, THREADS
    context.colorspace, context.color_range = Colorspace.ITU709, ColorRange.MPEG
    context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
    return video


def _sound(voice: Path, frame_size: int) -> Iterator[AudioFrame]:
    """The voice in frames as the encoder wants them."""
    resampler = AudioResampler(format="fltp", layout="mono", rate=RATE, frame_size=frame_size)
    with av.open(str(voice.absolute()), options=READING, metadata_errors="replace") as container:
        for frame in container.decode(audio=0):
            yield from resampler.resample(frame)
    yield from resampler.resample(None)
