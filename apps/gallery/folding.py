"""How text is compared when people look for something: the same in every writing of it."""

import re
import unicodedata

# Chinese and Japanese are written without spaces, so that a line of captions may end within a word.
_BETWEEN = re.compile(r"(?<=[\u2e80-\u9fff\uf900-\ufaff])\s+(?=[\u2e80-\u9fff\uf900-\ufaff])")
# What stands around the words of a sentence that somebody copied, and says nothing about what was said.
_AROUND = "\"'`“”‘’„‚«»‹›.,;:!?…()[]{}¡¿。，、！？：；（）《》「」『』【】–—-"


def words_of(text: str) -> list[str]:
    """The words that somebody looks for, as `folded` text has them."""
    return [word for part in folded(text).split() if (word := part.strip(_AROUND))]


def in_one_case(text: str) -> str:
    """`text` in one case and one width, with single spaces: what two names have in common that are the same."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def folded(text: str) -> str:
    """The same without spaces between signs that are written without, to look for words in it."""
    return _BETWEEN.sub("", in_one_case(text))
