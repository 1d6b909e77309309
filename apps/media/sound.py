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
MP3_GAIN = 0.95  # what the encoder makes of every sample, so that its own errors do not go over full scale
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


def write_mp3(pieces: Iterable[Samples], target: Path, *, bit_rate: int = BIT_RATE, in_haste: bool = False) -> None:
    """Write samples as MP3, with the header that tells players where the sound begins and ends.

    In haste it takes two thirds of the time, and the encoder does not ask itself what the ear would miss.
    """
    with av.open(str(target), "w", format="mp3") as container:
        options = {"compression_level": "7"} if in_haste else {}
        stream = container.add_stream("libmp3lame", rate=RATE, layout="mono", format="s16p", options=options)
        stream.bit_rate = bit_rate
        for piece in pieces:
            frame = AudioFrame.from_ndarray(piece.reshape(1, -1), format="s16p", layout="mono")
            frame.sample_rate = RATE
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def mp3_seconds(path: Path) -> Decimal:
    """The exact decoded length of an MP3 of ours, to the millisecond: what a service is told and bills."""
    with open_media(path, "mp3") as container:
        samples = sum(frame.samples for frame in container.decode(audio=0))
    return to_milliseconds(Fraction(samples, RATE))


def decode_mp3(path: Path) -> npt.NDArray[np.float32]:
    """The samples of an MP3 of ours as a player hears them, 1.0 being full scale; they may go beyond."""
    with open_media(path, "mp3") as container:
        frames = [frame.to_ndarray().reshape(-1) for frame in container.decode(audio=0)]
    return np.concatenate(frames) if frames else np.zeros(0, np.float32)


def to_milliseconds(seconds: Fraction) -> Decimal:
    """Round an exact length to three decimals."""
    return Decimal(round(seconds * 1000)) / 1000


class _Tape:
    """Takes frames of any kind, keeps our samples, and knows how long all of it is before resampling."""

    def __init__(self, longest: int) -> None:
        self._longest = longest  # seconds
        self._room = np.empty(longest * RATE, np.int16)  # costs no memory before it is written to
        self._used = 0  # samples of the room
        self._before = Fraction(0)  # seconds of the kinds of frames that came before this one
        self._rate, self._channels = 1, 0  # of this kind
        self._most = 0  # samples of this kind that there may be
        self._taken, self._held = 0, 0  # samples of this kind: all, and those that are not resampled yet
        self._waiting = AudioFifo()
        self._resampler = AudioResampler(format="s16", layout="mono", rate=RATE)

    @property
    def samples(self) -> Samples:
        return self._room[: self._used]

    @property
    def seconds(self) -> Fraction:
        return self._before + Fraction(self._taken, self._rate)

    def record(self, frame: AudioFrame) -> bool:
        """Whether it still fits; if not, the frame is counted and not kept."""
        if not self._hold(frame):
            self._start_anew(frame.sample_rate, frame.layout.nb_channels)
            self._waiting.write(frame)
        self._taken += frame.samples
        self._held += frame.samples
        if self._taken > self._most:
            return False
        while self._held >= self._rate:  # a step costs as much for a little; very much costs memory
            self._keep(self._waiting.read(self._rate))
            self._held -= self._rate
        return True

    def finish(self) -> None:
        """Resample what is left."""
        if rest := self._waiting.read():
            self._keep(rest)
        self._keep(None)

    def _hold(self, frame: AudioFrame) -> bool:
        """Whether it is of the kind of those before."""
        frame.pts = None
        if frame.sample_rate != self._rate or frame.layout.nb_channels != self._channels:
            return False
        try:
            self._waiting.write(frame)  # does not count channels, and would read beyond those that are there
        except ValueError:  # samples of another kind
            return False
        return True

    def _start_anew(self, rate: int, channels: int) -> None:
        """A file may change its rate or channels on the way."""
        self.finish()
        self._before = self.seconds
        self._rate, self._channels = rate, channels
        self._most = int((self._longest - self._before) * rate)
        self._taken, self._held = 0, 0
        self._waiting = AudioFifo()
        self._resampler = AudioResampler(format="s16", layout="mono", rate=RATE)

    def _keep(self, frame: AudioFrame | None) -> None:
        for piece in self._resampler.resample(frame):
            new = piece.to_ndarray().reshape(-1)[: len(self._room) - self._used]
            self._room[self._used : self._used + len(new)] = new
            self._used += len(new)
