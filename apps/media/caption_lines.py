"""A text as captions: what stands on the screen at a time, at most two lines of it.

A line holds 42 Latin letters or 16 Chinese signs. Captions end where a sentence ends, else where a clause does, else
between two words.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise, zip_longest

LINE = 42.0  # widths of a Latin letter
WIDE = 2.5  # an East Asian sign takes the room of so many
LINES = 2

# Signs that stand alone as words do, and marks that must not begin or end a line.
SIGNS = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
OPENING = r"（［｛「『《〈【〔“"
CLOSING = r"、。，．！？；：）］｝」』》〉】〕”…％"
PIECES = re.compile(
    rf"[{OPENING}]*[{SIGNS}][{CLOSING},.!?;:%)\]}}'\"’]*"
    rf"|[{OPENING}]*[^\s{SIGNS}{OPENING}{CLOSING}]+[{CLOSING}]*"
    rf"|[{OPENING}{CLOSING}]+"
)
AFTER_ALL = "\"'”’」』》〉】〕）)]}*_"  # what may follow the mark that ends a sentence
SENTENCE_MARKS, CLAUSE_MARKS = ".!?…。！？．", ",;:，；：、—–"
SHORTENED = frozenset(("mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "vs", "approx", "dhr", "mevr", "bijv"))


class Ending(IntEnum):
    """What a piece is the end of."""

    WORD = 0
    CLAUSE = 1
    SENTENCE = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """What cannot be broken: a word, or an East Asian sign, with the marks around it."""

    text: str
    width: float  # of Latin letters
    is_apart: bool  # whether a blank stands before it
    ending: Ending


Caption = Sequence[Piece]


def captions_of(text: str) -> list[Caption]:
    """The text cut into captions, in order; nothing of it is lost but the blanks between them."""
    parts = [part for sentence in _sentences(_pieces(text)) for part in _parts(sentence)]
    return _joined(parts)


def written(caption: Caption) -> str:
    """A caption as it stands on the screen: one line, or two of about the same length."""
    if _run(caption) <= LINE or len(caption) < 2:
        return as_line(caption)
    cut = best_cut(caption)
    return f"{as_line(caption[:cut])}\n{as_line(caption[cut:])}"


def best_cut(caption: Caption) -> int:
    """After how many of its pieces, two or more, it falls into two parts of about the same length."""
    return min(range(1, len(caption)), key=lambda at: _raggedness(caption, at))


def as_line(caption: Caption) -> str:
    """All of it in one line."""
    return "".join(f" {piece.text}" if piece.is_apart else piece.text for piece in caption).strip()


# --- Words ------------------------------------------------------------------------------------------------------------


def _pieces(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    for line in text.splitlines():
        for number, token in enumerate(line.split()):
            is_apart = number > 0 or bool(pieces)
            for part in _narrow(PIECES.findall(token)):
                pieces.append(Piece(part, _width(part), is_apart, _ending(part)))
                is_apart = False
        if pieces:  # people end a line where they stop
            pieces[-1] = replace(pieces[-1], ending=Ending.SENTENCE)
    return [_in_its_place(piece, after) for piece, after in zip_longest(pieces, pieces[1:])]


def _narrow(parts: list[str]) -> Iterator[str]:
    """The parts, with those that fill more than a line cut to fit."""
    for part in parts:
        step = int(LINE if _width(part) <= len(part) else LINE / WIDE)
        yield from (part[at : at + step] for at in range(0, len(part), step))


def _ending(part: str) -> Ending:
    bare = part.rstrip(AFTER_ALL)
    if bare.endswith(tuple(SENTENCE_MARKS)):
        return Ending.WORD if _is_shortened(bare) else Ending.SENTENCE
    return Ending.CLAUSE if bare.endswith(tuple(CLAUSE_MARKS)) else Ending.WORD


def _is_shortened(word: str) -> bool:
    """ "Dr.", "e.g." or an initial: no sentence ends there."""
    if not word.endswith("."):
        return False
    letters = word.lstrip("(\"'“‘").removesuffix(".")
    return letters.lower() in SHORTENED or (len(letters) == 1 and letters.isupper()) or bool(re.search(r"\w\.\w", word))


def _in_its_place(piece: Piece, after: Piece | None) -> Piece:
    """A sentence does not go on with a small letter: "3.30 p.m. sharp"."""
    if piece.ending is Ending.SENTENCE and piece.text.endswith(".") and after and after.text[0].islower():
        return replace(piece, ending=Ending.CLAUSE)
    return piece


# --- Captions ---------------------------------------------------------------------------------------------------------


def _sentences(pieces: list[Piece]) -> Iterator[list[Piece]]:
    sentence: list[Piece] = []
    for piece in pieces:
        sentence.append(piece)
        if piece.ending is Ending.SENTENCE:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _parts(sentence: list[Piece]) -> list[Caption]:
    """A sentence as one caption, or as few as it takes, cut at clauses where that leaves none too short."""
    best: list[tuple[float, int]] = [(0.0, 0)]  # for each count of pieces: what it costs to show them, and the last cut
    for end in range(1, len(sentence) + 1):
        is_clause = end == len(sentence) or sentence[end - 1].ending is not Ending.WORD
        costs = [(best[start][0] + _cost(run, is_clause), start) for start, run in _beginnings(sentence, end)]
        best.append(min(costs))
    cuts = [len(sentence)]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    return [sentence[start:end] for end, start in reversed(list(pairwise(cuts)))]


def _beginnings(sentence: list[Piece], end: int) -> Iterator[tuple[int, float]]:
    """Where a caption that ends there may begin, and how wide it then is: it has two lines at most."""
    lines, width, run, blank = 1, 0.0, 0.0, False
    for start in range(end - 1, -1, -1):
        piece = sentence[start]
        run += piece.width + blank
        width += piece.width + blank
        if width > LINE:
            lines, width = lines + 1, piece.width
        if lines > LINES:
            return
        yield start, run
        blank = piece.is_apart


def _cost(run: float, is_clause: bool) -> float:
    """Few captions, that end with a clause, and none with a word or two."""
    emptiness = max(0.0, 1 - run / (LINES * LINE))
    return 40 + (0 if is_clause else 60) + 40 * emptiness**2


def _joined(parts: list[Caption]) -> list[Caption]:
    """Short sentences that fit together in one line are read together."""
    joined: list[Caption] = []
    for part in parts:
        if joined and _run([*joined[-1], *part]) <= LINE:
            joined[-1] = [*joined[-1], *part]
        else:
            joined.append(part)
    return joined


def _raggedness(caption: Caption, cut: int) -> float:
    above, below = _run(caption[:cut]), _run(caption[cut:])
    too_long = 100 * (max(0, above - LINE) + max(0, below - LINE))
    return too_long + max(above, below) + (0 if caption[cut - 1].ending is not Ending.WORD else 8)


def _run(caption: Caption) -> float:
    """How wide it is in one line."""
    return sum(piece.width for piece in caption) + sum(piece.is_apart for piece in caption[1:])


def _width(text: str) -> float:
    return sum(WIDE if unicodedata.east_asian_width(letter) in "WF" else 1.0 for letter in text)
