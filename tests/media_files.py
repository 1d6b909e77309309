"""Photos, voices and films for tests, all made here: `jpeg(path)`, `mp3(path, seconds)`, `film(path, seconds)`...

Every function writes one good file and returns its path. Spoil the bytes afterwards for a bad one (`cut`).
"""

import wave
from functools import cache
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageOps

RATE = 44_100  # samples a second


SAMPLE = Path(__file__).parents[1] / "static/samples/mei-45.jpg"


@cache
def _sample() -> Image.Image:
    with Image.open(SAMPLE) as opened:
        return opened.convert("RGB")


def portrait(size: tuple[int, int] = (640, 800), mode: str = "RGB") -> Image.Image:
    """Our drawn sample in that size: one clear face, which is found in any shape that a service takes."""
    return ImageOps.fit(_sample(), size, centering=(0.5, 0.4)).convert(mode)


def jpeg(path: Path, size: tuple[int, int] = (640, 800), mode: str = "RGB", **options: object) -> Path:
    """A JPEG portrait; `options` go to Pillow (quality, progressive, exif, ...)."""
    portrait(size, mode).save(path, "JPEG", **{"quality": 90, **options})
    return path


def sideways(path: Path) -> Path:
    """A photo that lies on its side and says nothing about that."""
    portrait().rotate(90, expand=True).save(path, "JPEG", quality=90)
    return path


def couple(path: Path, size: tuple[int, int] = (640, 800)) -> Path:
    """Two people side by side, each in a half of that size."""
    both = Image.new("RGB", (2 * size[0], size[1]))
    both.paste(portrait(size), (0, 0))
    both.paste(ImageOps.mirror(portrait(size)), (size[0], 0))
    both.save(path, "JPEG", quality=90)
    return path


def nobody(path: Path, size: tuple[int, int] = (640, 800)) -> Path:
    """A photo of nothing at all."""
    Image.new("RGB", size, (60, 90, 140)).save(path, "JPEG", quality=90)
    return path


def png(path: Path, size: tuple[int, int] = (640, 800), mode: str = "RGB", **options: object) -> Path:
    """A PNG portrait; `options` go to Pillow."""
    portrait(size, mode).save(path, "PNG", **options)
    return path


def speech(seconds: float, rate: int = RATE, level: float = 0.5) -> np.ndarray:
    """Mono int16 samples that go up and down like syllables: about three a second, with a few harmonics."""
    time = np.arange(round(seconds * rate)) / rate
    pitch = 2 * np.pi * (140 * time + 2 * np.sin(2 * np.pi * 0.7 * time))
    tone = sum(np.sin(pitch * harmonic) / harmonic for harmonic in (1, 2, 3, 5, 8)) / 2.5
    syllables = np.clip(np.sin(2 * np.pi * 1.5 * time), -1, 1) ** 2
    return (tone * (0.05 + 0.95 * syllables) * level * 32767).astype(np.int16)


def silence(seconds: float, rate: int = RATE) -> np.ndarray:
    """Mono int16 samples of nothing at all."""
    return np.zeros(round(seconds * rate), np.int16)


def wav(path: Path, seconds: float = 3.0, *, samples: np.ndarray | None = None, rate: int = RATE) -> Path:
    """A 16-bit mono WAV of speech-like sound, or of the given samples."""
    sound = speech(seconds, rate) if samples is None else samples
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(sound.tobytes())
    return path


def mp3(path: Path, seconds: float = 3.0, **sound: object) -> Path:
    """An MP3 with the header that counts its frames; `sound`: samples, rate, bit_rate, options."""
    return _audio_file(path, "mp3", "libmp3lame", seconds, **sound)


def m4a(path: Path, seconds: float = 3.0, **sound: object) -> Path:
    """AAC in an M4A box file, as phones record it."""
    return _audio_file(path, "ipod", "aac", seconds, **sound)


def aac(path: Path, seconds: float = 3.0, **sound: object) -> Path:
    """Bare AAC frames (ADTS), which do not say how long they are."""
    return _audio_file(path, "adts", "aac", seconds, **sound)


def webm(path: Path, seconds: float = 3.0, **sound: object) -> Path:
    """Opus in WebM, as a browser records it."""
    return _audio_file(path, "webm", "libopus", seconds, rate=48_000, **sound)


def coded(path: Path, format: str, codec: str, seconds: float = 3.0, **sound: object) -> Path:  # noqa: A002
    """Speech-like sound in any of FFmpeg's formats; `sound`: samples, rate, bit_rate, layout, options."""
    return _audio_file(path, format, codec, seconds, **sound)


def film(
    path: Path,
    seconds: float = 3.0,
    size: tuple[int, int] = (320, 400),
    *,
    fps: int = 25,
    codec: str = "libx264",
    audio_codec: str | None = "aac",
    sound_seconds: float | None = None,
    format: str = "mp4",  # noqa: A002 (PyAV's own word)
) -> Path:
    """A film of a portrait that drifts, with speech-like sound unless `audio_codec` is None; moov comes first."""
    options = {"movflags": "+faststart"} if format == "mp4" else {}
    with av.open(str(path), "w", format=format, options=options) as container:
        video = container.add_stream(codec, rate=fps, width=size[0], height=size[1], pix_fmt="yuv420p")
        sound = _add_sound(container, audio_codec, RATE, None) if audio_codec else None
        still = np.asarray(portrait(size))
        for number in range(round(seconds * fps)):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(np.roll(still, number, axis=1)), format="rgb24")
            frame.pts = number
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if sound is not None:
            _write_sound(container, sound, speech(sound_seconds or seconds), RATE)
    return path


def cut(path: Path, *, keep: float = 1.0, drop: int = 0) -> Path:
    """Throw away the end of a file: keep that part of its bytes, less `drop` bytes."""
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep) - drop])
    return path


def _audio_file(
    path: Path,
    format: str,  # noqa: A002
    codec: str,
    seconds: float,
    *,
    samples: np.ndarray | None = None,
    rate: int = RATE,
    bit_rate: int | None = 96_000,
    layout: str = "mono",
    options: dict[str, str] | None = None,
) -> Path:
    with av.open(str(path), "w", format=format, options=options or {}) as container:
        stream = _add_sound(container, codec, rate, bit_rate, layout)
        _write_sound(container, stream, speech(seconds, rate) if samples is None else samples, rate)
    return path


def _add_sound(container, codec: str, rate: int, bit_rate: int | None, layout: str = "mono"):
    stream = container.add_stream(codec, rate=rate, layout=layout, options={"strict": "experimental"})
    if bit_rate:
        stream.bit_rate = bit_rate
    return stream


def _write_sound(container, stream, samples: np.ndarray, rate: int) -> None:
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate, frame.pts = rate, 0
    frame_size = stream.frame_size or 1024
    resampler = av.AudioResampler(format=stream.format, layout=stream.layout, rate=rate, frame_size=frame_size)
    for piece in [*resampler.resample(frame), *resampler.resample(None)]:
        container.mux(stream.encode(piece))
    container.mux(stream.encode(None))
