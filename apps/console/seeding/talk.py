"""What is said in the videos of a made-up studio, with its captions; and what the videos are called."""

import re
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

from apps.console.seeding.words import LANGUAGES, SENTENCES, TITLES, WORDS
from apps.media.captions import cues_for

PACE = {"en": 14.0, "nl": 14.0, "zh": 4.5}  # characters that are spoken in a second
PLACE = re.compile(r"{(\w+)}")
SHARES = (5, 3, 2)  # of the languages


@dataclass(frozen=True, slots=True)
class Talk:
    """A text of about that many seconds; `sound` is the number of the recording that lasts so long."""

    language: str
    text: str
    sound: int
    captions: list[dict[str, Any]]


def talks(rng: Random, count: int, seconds: list[float]) -> list[Talk]:
    """So many different texts, spread over the languages and over recordings of these lengths."""
    found: dict[str, Talk] = {}
    while len(found) < count:
        language = rng.choices(LANGUAGES, SHARES)[0]
        sound = rng.randrange(len(seconds))
        text = _text(rng, language, seconds[sound])
        if text not in found:
            captions = [cue.as_json() for cue in cues_for(text, seconds[sound])]
            found[text] = Talk(language, text, sound, captions)
    return list(found.values())


def title(rng: Random, language: str) -> str:
    """The name of a video; some are a number of a row."""
    name = _filled(rng, rng.choice(TITLES[language]), language)
    return f"{name} {rng.randint(2, 40)}" if rng.random() < 0.3 else name


def _text(rng: Random, language: str, seconds: float) -> str:
    blank = "" if language == "zh" else " "
    text = _filled(rng, rng.choice(SENTENCES[language]), language)
    while True:
        more = _filled(rng, rng.choice(SENTENCES[language]), language)
        if len(text) + len(more) > seconds * PACE[language]:
            return text
        text += blank + more


def _filled(rng: Random, pattern: str, language: str) -> str:
    filled = PLACE.sub(partial(_word, rng, WORDS[language]), pattern)
    return filled[0].upper() + filled[1:]


def _word(rng: Random, words: dict[str, tuple[str, ...]], place: re.Match[str]) -> str:
    return rng.choice(words[place[1]])
