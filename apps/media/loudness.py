"""How loud a sound is to people: loudness after EBU R 128 (ITU-R BS.1770), from powers of 20 milliseconds each.

Each power is weighed by frequency as the ear does, in a Fourier transform. That is the filter of the standard but for
what crosses from one stretch into the next: 0.02 LU for speech, up to 0.7 LU for a lone tone below 100 Hz.
"""

import numpy as np
import numpy.typing as npt

RATE = 44_100  # samples a second
STRETCH = 882  # samples in 20 ms
SILENCE = -100.0  # dB; stands for no sound at all
ABSOLUTE_GATE, RELATIVE_GATE = -70.0, 10.0  # LUFS, LU: what is quieter does not count
OFFSET = -0.691  # dB; so that a full-scale tone of 997 Hz is -3.01
TOGETHER = 20  # stretches in one transform; more would leave the processor's cache

Samples = npt.NDArray[np.int16]
Powers = npt.NDArray[np.float32]


def powers(samples: Samples) -> Powers:
    """The weighed power of each whole 20 ms of mono sound; 1.0 is full scale."""
    count = len(samples) // STRETCH
    found = np.zeros(count, np.float32)
    for first in range(0, count, TOGETHER):
        last = min(first + TOGETHER, count)
        piece = samples[first * STRETCH : last * STRETCH].reshape(-1, STRETCH).astype(np.float32)
        spectrum = np.fft.rfft(piece)
        found[first:last] = (spectrum.real**2 + spectrum.imag**2) @ WEIGHTS
    return found


def decibels(values: Powers | np.floating) -> npt.NDArray[np.float64]:
    """Powers as LUFS."""
    return 10 * np.log10(np.maximum(values, 1e-10, dtype=np.float64)) + OFFSET


def loudness(values: Powers) -> float:
    """The loudness of the whole in LUFS, pauses left out; SILENCE where there is nothing to hear."""
    blocks = _blocks(values)
    blocks = blocks[decibels(blocks) > ABSOLUTE_GATE]
    if not blocks.size:
        return SILENCE
    return float(decibels(blocks[decibels(blocks) > decibels(blocks.mean()) - RELATIVE_GATE].mean()))


def _blocks(values: Powers) -> Powers:
    """Mean powers of 400 ms, one every 100 ms; a shorter sound is one block."""
    if len(values) < 20:
        return values.mean(keepdims=True) if values.size else values
    sums = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    return ((sums[20:] - sums[:-20]) / 20)[::5].astype(np.float32)


def _weights() -> Powers:
    """What each frequency of a transformed stretch counts: the two filters of BS.1770, squared."""
    delays = np.exp(-2j * np.pi * np.fft.rfftfreq(STRETCH))
    shelf = _shelf(delays, frequency=1681.974450955533, gain=3.999843853973347, quality=0.7071752369554196)
    high_pass = _high_pass(delays, frequency=38.13547087602444, quality=0.5003270373238773)
    weights = np.abs(shelf * high_pass) ** 2 * 2  # each frequency but the first and last stands for two
    weights[-1] /= 2
    return (weights / (STRETCH * 32768.0) ** 2).astype(np.float32)


def _shelf(delays: npt.NDArray[np.complex128], frequency: float, gain: float, quality: float) -> npt.NDArray:
    k = np.tan(np.pi * frequency / RATE)
    high = 10 ** (gain / 20)
    middle = high**0.4996667741545416
    above = (high + middle * k / quality + k * k) + 2 * (k * k - high) * delays
    above = above + (high - middle * k / quality + k * k) * delays**2
    return above / _poles(delays, k, quality)


def _high_pass(delays: npt.NDArray[np.complex128], frequency: float, quality: float) -> npt.NDArray:
    k = np.tan(np.pi * frequency / RATE)
    # The standard's own numerator, 1 - 2z + zz, is not divided by the first pole coefficient.
    return (1 - delays) ** 2 / _poles(delays, k, quality) * (1 + k / quality + k * k)


def _poles(delays: npt.NDArray[np.complex128], k: float, quality: float) -> npt.NDArray:
    return (1 + k / quality + k * k) + 2 * (k * k - 1) * delays + (1 - k / quality + k * k) * delays**2


WEIGHTS = _weights()
