"""How text is compared when people look for something: the same in every writing of it."""

import re
import unicodedata

# Chinese and Japanese are written without spaces, so that a line of captions may end within a word.
_BETWEEN = re.compile(r"(?<=[\u2e80-\u9fff\uf900-\ufaff])\s+(?=[\u2e80-\u9fff\uf900-\ufaff])")


def in_one_case(text: str) -> str:
    """`text` in one case and one width, with single spaces: what two names have in common that are the same."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def folded(text: str) -> str:
    """The same without spaces between signs that are written without, to look for words in it."""
    return _BETWEEN.sub("", in_one_case(text))
