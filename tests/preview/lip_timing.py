"""How well mouths follow what is said: `python -m tests.preview.lip_timing` prints a table, voice by voice.

r is the correlation of the mouth's openness with the phonemes that a synthesiser says it speaks (`phonetics.py`), at 25
pictures a second and without any shift; beside it stands what the square root of the loudness alone would give.
"""

import sys
from dataclasses import dataclass

import numpy as np

from apps.preview.speech import RATE, Floats, read_lips
from tests.preview.espeak import Spoken, speak
from tests.preview.phonetics import openness

FPS = 25
TEXTS = {
    "en": "She sells beautiful sea shells by the shore. My father bought five of them, honestly! The quick brown fox "
    "jumps over the lazy dog, while thirty-three thieves thought about water and pure joy. We opened a small tea house "
    "last spring, and people come from all over the city to taste what we found in the mountains.",
    "es": "El veloz murciélago hindú comía feliz cardillo y kiwi. La cigüeña tocaba el saxofón detrás del palenque de "
    "paja. Abrimos una pequeña casa de té la primavera pasada, y la gente viene de toda la ciudad para probar lo que "
    "encontramos en las montañas.",
    "nl": "Pa's wijze lynx bezag vroom het fikse aquaduct. De koning vierde in de nieuwe tuin een groot feest met "
    "haring en kaas, heel mooi en leuk, zeurde de oude vrouw. Wij openden vorig voorjaar een klein theehuis, en mensen "
    "komen uit de hele stad om te proeven wat we in de bergen hebben gevonden.",
    "de": "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich. Heute schöne Mädchen essen ihre Brötchen "
    "auch gerne früh. Im letzten Frühling haben wir ein kleines Teehaus eröffnet, und die Leute kommen aus der ganzen "
    "Stadt, um zu kosten, was wir in den Bergen gefunden haben.",
    "cmn": "欢迎来到我们的频道。今天我们来聊聊中国的茶叶和绿色的山。去年春天我们开了一家小茶馆，"
    "人们从全城各地赶来品尝我们在山里找到的东西。",
}
VOICES = ("en-us", "en-us+f2", "en-us+m3", "en-gb-scotland", "es", "es+f5", "nl", "nl+f2", "de+m7", "cmn", "cmn+f3")


@dataclass(frozen=True)
class Timing:
    """r of ours by shift in pictures (0: as it is; above: our mouth shown later), and r of the loudness at no shift."""

    voice: str
    ours: dict[int, float]
    loudness: float

    @property
    def best_shift(self) -> int:
        return max(self.ours, key=self.ours.__getitem__)

    def __str__(self) -> str:
        return f"{self.voice:20}{self.ours[0]:8.2f}{self.loudness:12.2f}{self.best_shift:14d}"


def timing(voice: str) -> Timing:
    """One voice, with the text of its language."""
    spoken = speak(voice, TEXTS[voice.split("+")[0].split("-")[0]])
    ours = read_lips(spoken.samples, FPS).openness
    truth = openness(spoken.phones, (np.arange(len(ours)) + 0.5) / FPS)
    shifted = {shift: _r(np.roll(ours, shift), truth) for shift in range(-3, 4)}
    return Timing(voice, shifted, _r(loudness(spoken, len(ours)), truth))


def loudness(spoken: Spoken, pictures: int) -> Floats:
    """The square root of the root mean square of each picture's time."""
    padded = np.zeros(pictures * RATE // FPS)
    padded[: len(spoken.samples)] = spoken.samples
    return np.asarray((padded.reshape(pictures, -1) ** 2).mean(axis=1) ** 0.25)


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _r(one: Floats, other: Floats) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def main() -> None:
    """Print the table, and what lies in the middle of it."""
    sys.stdout.write(f"{'voice':20}{'r':>8}{'loudness':>12}{'best shift':>14}\n")
    timings = [timing(voice) for voice in VOICES]
    for one in timings:
        sys.stdout.write(f"{one}\n")
    ours, plain = mean([one.ours[0] for one in timings]), mean([one.loudness for one in timings])
    sys.stdout.write(f"{'mean':20}{ours:8.2f}{plain:12.2f}    (aim: 0.75)\n")


if __name__ == "__main__":
    main()
