"""A film of a photo that does not move, with the voice under it: the cheapest film there is. It plays everywhere."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream
from PIL import Image, ImageOps

FPS = 25
KEY_FRAMES = 50  # pictures from one key frame to the next: a player can jump to every second second
RATE = 44_100  # samples a second
SOUND_BITS = 96_000  # a second
ENCODER = {"preset": "veryfast", "crf": "23"}
READING = {"format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,mp3,wav,aac", "protocol_whitelist": "file"}


def make_still_film(portrait: Path, voice: Path, target: Path, *, max_side: int = 1280) -> None:
    """Write `target`, an MP4 (H.264 and AAC, moov first) of `portrait` in its own shape, exactly as long as `voice`.

    Neither side is longer than `max_side` pixels; both are even. `target` appears when it is complete, not before.
    Raises OSError or av.FFmpegError when the files cannot be read.
    """
    part = target.with_name(target.name + ".part")
    try:
        _write(_picture(portrait, max_side), voice, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _picture(portrait: Path, max_side: int) -> VideoFrame:
    """The one frame of the film, in the colours of H.264: BT.709, half size colour, limited range."""
    with Image.open(portrait, formats=("JPEG", "PNG")) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    scale = min(1.0, max_side / max(upright.size))
    width, height = (max(2, int(side * scale) // 2 * 2) for side in upright.size)
    pixels = np.asarray(upright.resize((width, height), Image.Resampling.LANCZOS))
    return VideoFrame.from_ndarray(pixels, format="rgb24").reformat(
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
    )


def _write(picture: VideoFrame, voice: Path, part: Path) -> None:
    """Pictures follow the sound as it comes, so that both lie side by side in the file."""
    with av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        video = _video_stream(film, picture)
        audio = film.add_stream("aac", rate=RATE, layout="mono")
        audio.bit_rate = SOUND_BITS
        shown = heard = 0
        for frame in _sound(voice, audio.frame_size or 1024):
            frame.pts, frame.time_base = heard, Fraction(1, RATE)  # counted anew: the source may start anywhere
            film.mux(audio.encode(frame))
            heard += frame.samples
            shown = _show(film, video, picture, shown, until=Fraction(heard, RATE))
        film.mux(audio.encode(None))
        film.mux(video.encode(None))


def _video_stream(film: OutputContainer, picture: VideoFrame) -> VideoStream:
    video = film.add_stream("libx264", rate=FPS, options=ENCODER)
    video.width, video.height, video.pix_fmt = picture.width, picture.height, "yuv420p"
    context = video.codec_context
    context.gop_size = KEY_FRAMES
    context.colorspace, context.color_range = Colorspace.ITU709, ColorRange.MPEG
    context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
    return video


def _show(film: OutputContainer, video: VideoStream, picture: VideoFrame, shown: int, until: Fraction) -> int:
    """Encode the same frame again and again up to that time; returns how many pictures there are now."""
    while Fraction(shown, FPS) < until:
        picture.pts, picture.time_base = shown, Fraction(1, FPS)
        film.mux(video.encode(picture))
        shown += 1
    return shown


def _sound(voice: Path, frame_size: int) -> Iterator[AudioFrame]:
    """The voice in frames as the encoder wants them."""
    resampler = AudioResampler(format="fltp", layout="mono", rate=RATE, frame_size=frame_size)
    with av.open(str(voice.absolute()), options=READING, metadata_errors="replace") as container:
        for frame in container.decode(audio=0):
            yield from resampler.resample(frame)
    yield from resampler.resample(None)
