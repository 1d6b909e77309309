"""How text is compared when people look for something: the same in every writing of it."""

import re
import unicodedata

# Chinese and Japanese are written without spaces, so that a line of captions may end within a word.
_BETWEEN = re.compile(r"(?<=[\u2e80-\u9fff\uf900-\ufaff])\s+(?=[\u2e80-\u9fff\uf900-\ufaff])")


def folded(text: str) -> str:
    """`text` in one case and one width, with single spaces."""
    one_case = unicodedata.normalize("NFKC", text).casefold()
    return _BETWEEN.sub("", " ".join(one_case.split()))
