"""What a film will cost. Money is integer millionths of the installation's currency; floats are never used."""

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from apps.core.formats import MICRO

# Characters that are spoken in a second at normal speed: by the fastest of voices, and by the slowest.
PACE = {"en": (Decimal(17), Decimal(11)), "zh": (Decimal("5.6"), Decimal(4))}
DIGIT_PACE = (Decimal(4), Decimal("2.5"))  # each is a word
DIGITS = re.compile(r"\d")
SYLLABLES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]")  # signs of East Asia


def billed_seconds(seconds: Decimal) -> int:
    """Services bill whole seconds of output; nobody says how they round, so we round up."""
    return int(seconds.to_integral_value(rounding=ROUND_CEILING))


def estimate(seconds: Decimal, micros_per_second: int) -> int:
    """Price in millionths of a film that lasts as long as its voice."""
    return billed_seconds(seconds) * micros_per_second


CONTAINER_SECONDS = Decimal("0.08")  # two frames: how far a film may outlast its voice without being a longer film


def charge(film_seconds: Decimal, micros_per_second: int) -> int:
    """Price in millionths of a film that was delivered, where the service names no figure of its own."""
    return estimate(max(film_seconds - CONTAINER_SECONDS, Decimal(0)), micros_per_second)


def spoken_seconds(text: str, language: str, speed: Decimal) -> tuple[int, int]:
    """How long a text will last when it is spoken: whole seconds, the least and the most, each at least 1.

    `language` is "en" or "zh"; `speed` is 0.8 to 2.0. Nobody knows it exactly before the text is spoken. Chinese and
    digits take their time whatever the language of the voice.
    """
    syllables, digits = len(SYLLABLES.findall(text)), len(DIGITS.findall(text))
    letters = len(text.strip()) - syllables - digits
    parts = ((syllables, PACE["zh"]), (digits, DIGIT_PACE), (letters, PACE[language]))
    fastest, slowest = (sum((count / pace[end] for count, pace in parts), Decimal(0)) / speed for end in (0, 1))
    least = int(fastest.to_integral_value(rounding=ROUND_FLOOR))
    return max(least, 1), max(billed_seconds(slowest), 1)


def estimate_range(seconds: tuple[int, int], micros_per_second: int) -> tuple[int, int]:
    """Price in millionths of a film whose voice lasts between so many whole seconds: the least and the most."""
    least, most = (estimate(Decimal(each), micros_per_second) for each in seconds)
    return least, most


def units_price(units: Decimal, micros_per_unit: int) -> int:
    """Price in millionths of what a service counted in its own units, rounded up once."""
    return int((units * micros_per_unit).to_integral_value(rounding=ROUND_CEILING))


def as_told(
    *, billed_units: Decimal | None, billed_balance: Decimal | None, micros_per_unit: int | None, estimate_micros: int
) -> int:
    """What a service says that it took, in millionths.

    The estimate where it names no figure, or none that has a price. Units come before money. Nothing counts as no
    figure: gateways fill in a nought where they do not know.
    """
    if billed_units and micros_per_unit is not None:
        return units_price(billed_units, micros_per_unit)
    return units_price(billed_balance, MICRO) if billed_balance else estimate_micros
