"""Sound as numbers: decode to samples, measure them, write them as MP3. Mono, 16 bit, 44.1 kHz throughout."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Self

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

from apps.media.containers import decode_packet, open_media

RATE = 44_100  # samples a second
BIT_RATE = 96_000  # bits a second of the MP3: 300 seconds come to 3.6 MB
FRAME = 1152  # samples in an MP3 frame
PADDING = 0.13  # seconds; an AAC frame at its lowest rates

Samples = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Sound:
    """What came out of a file: its samples, the length before resampling, and how its packets fared."""

    samples: Samples
    seconds: Fraction
    good_packets: int
    spoilt_packets: int
    was_cut: bool  # there was more than we wanted to hear

    def without_padding(self, seconds: float) -> Self:
        """Cut to `seconds` if that takes off no more than the last frame's padding."""
        if not 0 < self.seconds - seconds < PADDING:
            return self
        samples = round(seconds * RATE)
        return replace(self, samples=self.samples[:samples], seconds=Fraction(samples, RATE))


def decode(container: InputContainer, stream: AudioStream, longest: int) -> Sound:
    """Decode to the end, but stop once `longest` seconds have come out. A spoilt packet is counted and left out."""
    pieces: list[Samples] = []
    seconds, good, spoilt = Fraction(0), 0, 0
    converter = _Converter()
    for packet in container.demux(stream):
        frames = decode_packet(packet)
        good, spoilt = good + (frames is not None), spoilt + (frames is None)
        for frame in frames or ():
            seconds += Fraction(frame.samples, frame.sample_rate)
            if seconds > longest:  # before resampling: one frame of a 1 Hz file would fill the memory
                return Sound(_joined(pieces), seconds, good, spoilt, was_cut=True)
            pieces += converter.convert(frame)
    return Sound(_joined([*pieces, *converter.rest()]), seconds, good, spoilt, was_cut=False)


def write_mp3(samples: Samples, target: Path) -> None:
    """Write the samples as MP3, with the header that tells players where the sound begins and ends."""
    with av.open(str(target), "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=RATE, layout="mono", format="s16p")
        stream.bit_rate = BIT_RATE
        for start in range(0, len(samples), FRAME):
            piece = np.ascontiguousarray(samples[start : start + FRAME]).reshape(1, -1)
            frame = AudioFrame.from_ndarray(piece, format="s16p", layout="mono")
            frame.sample_rate, frame.pts = RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def mp3_seconds(path: Path) -> Decimal:
    """The exact decoded length of an MP3 of ours, to the millisecond: what a service is told and bills."""
    with open_media(path, "mp3") as container:
        seconds = sum(Fraction(frame.samples, frame.sample_rate) for frame in container.decode(audio=0))
    return to_milliseconds(Fraction(seconds))


def to_milliseconds(seconds: Fraction) -> Decimal:
    """Round an exact length to three decimals."""
    return Decimal(round(seconds * 1000)) / 1000


def decibels(samples: Samples) -> float:
    """Loudness over the whole length, in dB below full scale (RMS without its constant part)."""
    rms = float(samples.std(dtype=np.float64)) if samples.size else 0.0
    return 20 * float(np.log10(max(rms, 1e-3) / 32768))


def peaks(samples: Samples, bars: int = 160) -> list[int]:
    """The waveform as bars from 0 to 100, the loudest being 100."""
    if not samples.size:
        return [0] * bars
    loud = [int(np.abs(piece.astype(np.int32)).max(initial=0)) for piece in np.array_split(samples, bars)]
    return [round(100 * value / max(*loud, 1)) for value in loud]


class _Converter:
    """Turns frames into our samples; starts anew where a file changes its rate or channels on the way."""

    def __init__(self) -> None:
        self._kind: tuple[str, str, int] | None = None
        self._resampler: AudioResampler | None = None

    def convert(self, frame: AudioFrame) -> list[Samples]:
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        before: list[Samples] = []
        if kind != self._kind:
            before, self._kind = self.rest(), kind
            self._resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
        return before + self._resample(frame)

    def rest(self) -> list[Samples]:
        return self._resample(None)

    def _resample(self, frame: AudioFrame | None) -> list[Samples]:
        if self._resampler is None:
            return []
        return [
            piece.to_ndarray().reshape(-1).astype(np.int16, copy=False) for piece in self._resampler.resample(frame)
        ]


def _joined(pieces: list[Samples]) -> Samples:
    return np.concatenate(pieces) if pieces else np.zeros(0, np.int16)
