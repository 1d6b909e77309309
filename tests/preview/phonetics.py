"""How far a mouth is open for the sounds of a language, by the chart of the International Phonetic Association.

A vowel's row of the chart says how far the jaw is down; rounded lips leave a quarter less open. Consonants go by where
they are said: both lips, lip and teeth, behind the teeth, further back. A jaw does not jump: it takes 100 ms.
"""

from collections.abc import Sequence

import numpy as np

from apps.preview.speech import Floats
from tests.preview.espeak import Phone

VOWELS = {
    **dict.fromkeys("iyɨʉɯu", 0.3),  # close
    **dict.fromkeys("ɪʏʊ", 0.4),
    **dict.fromkeys("eøɘɵɤo", 0.5),  # close-mid
    **dict.fromkeys("əɚ", 0.55),
    **dict.fromkeys("ɛœɜɞʌɔ", 0.75),  # open-mid
    **dict.fromkeys("æɐ", 0.9),
    **dict.fromkeys("aɶɑɒ", 1.0),  # open
}
ROUND, LESS = "yʉuʏʊøɵoœɞɔɒ", 0.75
CONSONANTS = {
    **dict.fromkeys("pbmβ", 0.0),
    **dict.fromkeys("fvʋɱ", 0.1),
    **dict.fromkeys("szʃʒɕʑw", 0.15),
    **dict.fromkeys("tdnlrɾθðɲʎ", 0.2),
    **dict.fromkeys("kɡŋxɣʁχhçjɹ", 0.3),
}
STEP, JAW = 0.001, 0.1  # seconds


def openness(phones: Sequence[Phone], times: Floats) -> Floats:
    """At float[n] seconds, 0 closed to 1 open; a pause is closed."""
    steps = np.zeros(round(phones[-1].end / STEP) + 1)
    for phone in phones:
        ways = _ways(phone.ipa)
        places = np.linspace(phone.start, phone.end, len(ways) + 1) / STEP
        for way, start, end in zip(ways, places, places[1:], strict=False):
            steps[round(start) : round(end)] = way
    weights = np.hanning(round(JAW / STEP) + 1)
    return np.interp(times, np.arange(len(steps)) * STEP, np.convolve(steps, weights / weights.sum(), "same"))


def _ways(ipa: str) -> list[float]:
    """One after the other for a diphthong, one for all else; a remark about the language in brackets is no sound."""
    letters = "" if ipa.startswith("(") else ipa
    vowels = [VOWELS[letter] * (LESS if letter in ROUND else 1) for letter in letters if letter in VOWELS]
    consonants = [CONSONANTS[letter] for letter in letters if letter in CONSONANTS]
    return vowels or consonants[:1] or [0.0]
