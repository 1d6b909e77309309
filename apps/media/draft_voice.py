"""The draft voice: an English text spoken on this computer, by hibari-tts and the one voice in its package.

A program of its own (`python -m apps.media.draft_voice`, started by `drafts.py`): one request as JSON comes in, one
answer goes out, and the memory that the voice takes is free again.
"""

import json
import re
import sys
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from hibari import SAMPLE_RATE, Hibari

from apps.core.limits import allow_processor_time, limit_this_process, take_standard_output
from apps.media.english import is_latin

MEMORY = 943_718_400  # bytes of address space, 900 MiB; speaking needs up to 400
WRITTEN_FILE = 64 * 1024 * 1024  # bytes; as much sound as would last 23 minutes
VOICE = "heart"  # the others would be downloaded
SEED = 0  # the same text always sounds the same
LOUDEST = 0.9  # of full scale
HEARD = 0.01  # of full scale: below it is silence
NUMBER, WORD = 12, 40  # digits and letters in a row that it can read in one go
BREATH = 400  # sounds in one go: what more take grows with their square
STUMBLES = (LookupError, ValueError, ArithmeticError, TypeError, AttributeError)  # what its reading rules raise

Samples = npt.NDArray[np.float32]


def main() -> None:
    """Speak one text: {"text", "speed", "target", "cpu_seconds"} in, {"sentences": [[from, to], ...]} out, in seconds.

    The sound goes to `target` as WAV; a text in which there is nothing to say has no sentences and makes no file.
    """
    answers = take_standard_output()
    request: dict[str, Any] = json.load(sys.stdin)
    limit_this_process(memory=MEMORY, written_file=WRITTEN_FILE)
    allow_processor_time(request["cpu_seconds"])
    sentences = speak(Hibari(voice=VOICE), request["text"], float(request["speed"]), Path(request["target"]))
    answers.write(json.dumps({"sentences": sentences}) + "\n")
    answers.flush()


def speak(voice: Hibari, text: str, speed: float, target: Path) -> list[tuple[float, float]]:
    """Write the spoken text to `target`; returns from when to when each sentence is heard, in seconds."""
    parts = [part for sentence in voice.split_sentences(readable(text)) for part in _spoken(voice, sentence, speed)]
    if parts:
        _write(np.concatenate(parts), target)
    return list(_heard(parts))


def readable(text: str) -> str:
    """The text as the voice can read it: it loses its way in very long numbers and words, and in brackets.

    Words in letters that no English word has are left out.
    """
    text = "".join(" " if letter.isalpha() and not is_latin(letter) else letter for letter in text)
    apart = re.sub(rf"[\d,]{{{NUMBER + 1},}}", lambda number: " ".join(number[0].replace(",", "")), text)
    cut = re.sub(rf"[^\W\d_]{{{WORD + 1},}}", lambda word: " ".join(_pieces(word[0])), apart)
    return re.sub(r"[\[\]\\|_~^*<>{}\0]+", " ", cut)


def _pieces(word: str) -> Iterator[str]:
    return (word[start : start + WORD] for start in range(0, len(word), WORD))


def _spoken(voice: Hibari, sentence: str, speed: float) -> list[Samples]:
    """The sound of a sentence, if there is anything to hear in it; where it makes the voice stumble, word by word."""
    try:
        sound = _sound(voice, sentence, speed)
    except STUMBLES:
        sounds = (_word(voice, word, speed) for word in sentence.split())
        return [sound for sound in sounds if sound.size]
    return [sound] if sound.size else []


def _word(voice: Hibari, word: str, speed: float) -> Samples:
    try:
        return _sound(voice, word, speed)
    except STUMBLES:
        return np.zeros(0, np.float32)


def _sound(voice: Hibari, text: str, speed: float) -> Samples:
    silence = np.zeros(0, np.float32)
    if not any(letter.isalnum() for letter in text):
        return silence
    breaths = [breath for sounds in voice.phonemize(text) for breath in _breaths(sounds)]
    sound = np.concatenate([silence, *(voice.from_phonemes(breath, speed, SEED) for breath in breaths)])
    return sound if _loudest(sound) > HEARD else silence


def _breaths(sounds: str) -> Iterator[str]:
    """A row of sounds cut between words, so that each part can be spoken in one go."""
    breath = ""
    for word in sounds.split():
        if breath and len(breath) + 1 + len(word) > BREATH:
            yield breath
            breath = ""
        breath = f"{breath} {word}" if breath else word
    yield from (breath[start : start + BREATH] for start in range(0, len(breath), BREATH))


def _heard(parts: list[Samples]) -> Iterator[tuple[float, float]]:
    """Each sentence without the silence around it."""
    begins = 0
    for part in parts:
        loud = np.flatnonzero(np.abs(part) > HEARD)
        yield round((begins + int(loud[0])) / SAMPLE_RATE, 3), round((begins + int(loud[-1]) + 1) / SAMPLE_RATE, 3)
        begins += part.size


def _loudest(sound: Samples) -> float:
    return float(np.abs(sound).max(initial=0.0))


def _write(sound: Samples, target: Path) -> None:
    level = LOUDEST / _loudest(sound) * np.iinfo(np.int16).max
    with wave.open(str(target), "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes((sound * level).astype("<i2").tobytes())


if __name__ == "__main__":
    main()
