"""espeak-ng, a speech synthesiser that tells when it says what: `speak(voice, text)`.

It comes with the package espeakng-loader and is loaded here alone. It is under the GPL and no part of the studio.
"""

import ctypes
from dataclasses import dataclass
from functools import cache

import espeakng_loader
import numpy as np
from av import AudioFrame, AudioResampler

from apps.preview.speech import RATE, Floats

SYNCHRONOUS, UTF_8 = 2, 1
PHONEME_EVENTS, AS_IPA, NEVER_EXIT = 1, 2, 0x8000
PHONEME = 7  # the type of an event


class _Name(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("letters", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("message", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("milliseconds", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Name),
    ]


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(frozen=True)
class Phone:
    """One sound of a language in IPA (empty: a pause), and from when to when it is heard, in seconds."""

    ipa: str
    start: float
    end: float


@dataclass(frozen=True)
class Spoken:
    """`samples` float32[n], mono at `speech.RATE`, and what is said in them, in order and without gaps."""

    samples: Floats
    phones: list[Phone]


def speak(voice: str, text: str) -> Spoken:
    """A text in a voice of espeak-ng, such as "nl+f2": a language, and one of its speakers."""
    library, rate = _library()
    pieces: list[Floats] = []
    begins: list[tuple[int, str]] = []

    @_Callback
    def take(wave, count, events) -> int:
        if wave and count:
            pieces.append(np.ctypeslib.as_array(wave, (count,)).astype(np.float32) / 32768)
        for event in _until_the_last(events):
            if event.type == PHONEME:
                begins.append((event.sample, event.id.letters.decode(errors="ignore")))
        return 0

    assert library.espeak_SetVoiceByName(voice.encode()) == 0, f"{voice} is not there"
    library.espeak_SetSynthCallback(take)
    assert library.espeak_Synth(text.encode(), len(text.encode()) + 1, 0, 1, 0, UTF_8, None, None) == 0
    samples = np.concatenate(pieces)
    ends = [sample for sample, _ in begins[1:]] + [len(samples)]
    phones = [Phone(ipa, start / rate, end / rate) for (start, ipa), end in zip(begins, ends, strict=True)]
    return Spoken(_resampled(samples, rate), phones)


@cache
def _library() -> tuple[ctypes.CDLL, int]:
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    options = PHONEME_EVENTS | AS_IPA | NEVER_EXIT
    rate = library.espeak_Initialize(SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), options)
    assert rate > 0, "espeak-ng did not start"
    return library, rate


def _until_the_last(events):
    number = 0
    while events[number].type:
        yield events[number]
        number += 1


def _resampled(samples: Floats, rate: int) -> Floats:
    frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="fltp", layout="mono")
    frame.sample_rate = rate
    resampler = AudioResampler(format="fltp", layout="mono", rate=RATE)
    pieces = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([piece.to_ndarray().reshape(-1) for piece in pieces])
