"""Sound as numbers: decode to samples, write them as MP3. Mono, 16 bit, 44.1 kHz throughout."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Self

import av
import numpy as np
import numpy.typing as npt
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

from apps.media.containers import decode_packet, open_media

RATE = 44_100  # samples a second
LOWEST_RATE = 4_000  # of a file that comes in; nobody is understood below it
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
    good, spoilt = 0, 0
    tape = _Tape(longest)
    for packet in container.demux(stream):
        frames = decode_packet(packet)
        good, spoilt = good + (frames is not None), spoilt + (frames is None)
        for frame in frames or ():
            if frame.sample_rate < LOWEST_RATE:
                spoilt += 1
            elif not tape.record(frame):
                return Sound(tape.samples, tape.seconds, good, spoilt, was_cut=True)
    tape.finish()
    return Sound(tape.samples, tape.seconds, good, spoilt, was_cut=False)


def write_mp3(pieces: Iterable[Samples], target: Path, bit_rate: int = BIT_RATE) -> None:
    """Write samples as MP3, with the header that tells players where the sound begins and ends."""
    with av.open(str(target), "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=RATE, layout="mono", format="s16p")
        stream.bit_rate = bit_rate
        for piece in pieces:
            frame = AudioFrame.from_ndarray(np.ascontiguousarray(piece).reshape(1, -1), format="s16p", layout="mono")
            frame.sample_rate = RATE
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def mp3_seconds(path: Path) -> Decimal:
    """The exact decoded length of an MP3 of ours, to the millisecond: what a service is told and bills."""
    with open_media(path, "mp3") as container:
        samples = sum(frame.samples for frame in container.decode(audio=0))
    return to_milliseconds(Fraction(samples, RATE))


def to_milliseconds(seconds: Fraction) -> Decimal:
    """Round an exact length to three decimals."""
    return Decimal(round(seconds * 1000)) / 1000


class _Tape:
    """Takes frames of any kind, keeps our samples, and knows how long all of it is before resampling."""

    def __init__(self, longest: int) -> None:
        self._longest = longest  # seconds
        self._room = np.empty(longest * RATE, np.int16)  # costs no memory before it is written to
        self._used = 0  # samples of the room
        self._kind: tuple[str, str, int] = ("", "", RATE)
        self._before = Fraction(0)  # seconds in the kinds that came before this one
        self._taken = 0  # samples of this kind
        self._waiting = AudioFifo()
        self._resampler = AudioResampler(format="s16", layout="mono", rate=RATE)

    @property
    def samples(self) -> Samples:
        return self._room[: self._used]

    @property
    def seconds(self) -> Fraction:
        return self._before + Fraction(self._taken, self._kind[2])

    def record(self, frame: AudioFrame) -> bool:
        """Whether it still fits; if not, the frame is counted and not kept."""
        rate = frame.sample_rate
        kind = (frame.format.name, frame.layout.name, rate)
        if kind != self._kind:
            self._start_anew(kind)
        self._taken += frame.samples
        if self._taken > (self._longest - self._before) * rate:
            return False
        frame.pts = None
        self._waiting.write(frame)
        while self._waiting.samples >= rate:  # a step costs as much for a small piece; a big one costs memory
            self._keep(self._waiting.read(rate))
        return True

    def finish(self) -> None:
        if rest := self._waiting.read():
            self._keep(rest)
        self._keep(None)

    def _start_anew(self, kind: tuple[str, str, int]) -> None:
        """A file may change its rate or channels on the way."""
        self.finish()
        self._before, self._taken, self._kind = self.seconds, 0, kind
        self._waiting = AudioFifo()
        self._resampler = AudioResampler(format="s16", layout="mono", rate=RATE)

    def _keep(self, frame: AudioFrame | None) -> None:
        for piece in self._resampler.resample(frame):
            new = piece.to_ndarray().reshape(-1)[: len(self._room) - self._used]
            self._room[self._used : self._used + len(new)] = new
            self._used += len(new)
