"""Whether a text is English, as far as that matters to a voice that reads everything as if it were."""

import re
import unicodedata

WORD = re.compile(r"[^\W\d_]+")
FEW = 0.2  # of all letters; so much of another script is a name or two

# Words that one meets in every text of a language, and hardly in one of the other.
ENGLISH = frozenset(
    "the and of to a you it that for with are this have our your be at from i not will can what by as was".split()  # noqa: SIM905
)
DUTCH = frozenset(
    "de het een en van ik je jij wij zij hij niet voor met zijn dat die ook maar naar deze dit wordt heeft hebben "  # noqa: SIM905
    "geen onze jullie op aan bij uw u dan wat kunt kan veel".split()
)


def has_other_letters(text: str) -> bool:
    """Whether there are letters that no English word has, such as Chinese ones."""
    return any(letter.isalpha() and not is_latin(letter) for letter in text)


def is_in_other_letters(text: str) -> bool:
    """Whether so much of it is written in such letters that nothing sensible would be heard."""
    letters = [letter for letter in text if letter.isalpha()]
    others = sum(not is_latin(letter) for letter in letters)
    return others > FEW * len(letters)


def looks_dutch(text: str) -> bool:
    """Whether it has more of the small words of Dutch than of those of English."""
    words = [word.lower() for word in WORD.findall(text)]
    dutch, english = (sum(word in small for word in words) for small in (DUTCH, ENGLISH))
    return dutch >= 2 and dutch > english


def is_latin(letter: str) -> bool:
    """Whether an English reader knows the letter."""
    return unicodedata.name(letter, "").startswith(("LATIN", "FULLWIDTH LATIN", "FEMININE", "MASCULINE"))
