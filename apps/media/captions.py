"""Captions: what is said when, as lines to read under a film."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import accumulate, pairwise
from typing import Any, Self

from apps.media.caption_lines import Caption, Ending, as_line, best_cut, captions_of, written
from apps.media.caption_times import Mark, Span, Talk, moments, weight

LINGERS = 0.5  # seconds that a caption stays after it was said, if the next one leaves it so long
ROUNDING = 1e-6  # of a millisecond: as far as a float is off
SHORTEST = 0.2  # seconds; what is left of a caption after a cut is worth showing


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption, from `start` to `end` in seconds; `text` is one or two lines."""

    start: float
    end: float
    text: str

    def as_json(self) -> dict[str, Any]:
        """The cue as JSON types, for a column."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `as_json`."""
        return cls(float(data["start"]), float(data["end"]), str(data["text"]))


def cues_for(text: str, seconds: float, *, speech: Span | None = None, pauses: Iterable[Span] = ()) -> list[Cue]:
    """A text as captions for a recording in which it is said.

    `speech` is where the talking begins and ends (the whole, if that is not known), `pauses` are known silences within;
    all in seconds. A sentence ends in a pause where there is one that fits. Order and text are kept; no caption
    overlaps the next; all lie within the recording.
    """
    captions = captions_of(text)
    if not captions or seconds <= 0:
        return []
    first, last = speech or (0.0, seconds)
    first, last = max(0.0, first), min(seconds, last)
    talk = Talk((first, last) if first < last else (0.0, seconds), pauses)
    ends, marks = _text_of(captions)
    times = moments(ends, marks, talk)
    starts = [talk.start, *(goes_on for _, goes_on in times[:-1])]
    cues = [
        Cue(start, end + LINGERS, written(caption))
        for start, (end, _), caption in zip(starts, times, captions, strict=True)
    ]
    return mended(cues, seconds)


def cues_of_words(words: Sequence[tuple[float, float, str]], seconds: float) -> list[Cue]:
    """Captions of words of which it is known from when to when each is heard, in seconds."""
    captions = captions_of("".join(text for _, _, text in words))
    letters = [(start, end) for start, end, text in words for letter in text if not letter.isspace()]
    reached = list(accumulate((len("".join(as_line(caption).split())) for caption in captions), initial=0))
    return mended(
        (
            Cue(letters[first][0], letters[after - 1][1] + LINGERS, written(caption))
            for caption, (first, after) in zip(captions, pairwise(reached), strict=True)
        ),
        seconds,
    )


def mended(cues: Iterable[Cue], seconds: float) -> list[Cue]:
    """The cues in order, without empty ones, each within the recording and over when the next one begins.

    Times are whole milliseconds, and every cue has one at least.
    """
    told = [replace(cue, text=_tidy(cue.text)) for cue in sorted(cues, key=lambda cue: cue.start)]
    told = [cue for cue in told if cue.text]
    room = int(seconds * 1000 + ROUNDING)
    if not told or len(told) > room:
        return []
    starts = _apart([round(cue.start * 1000) for cue in told], room)
    ends = [*starts[1:], room]
    return [
        Cue(start / 1000, max(start + 1, min(round(cue.end * 1000), latest)) / 1000, cue.text)
        for cue, start, latest in zip(told, starts, ends, strict=True)
    ]


def shifted(cues: Iterable[Cue], start: float, end: float) -> list[Cue]:
    """The cues of the part of a recording from `start` to `end` (seconds), as that part counts them.

    One that is cut keeps its text, if enough of its time is left to read it.
    """
    cut = (
        replace(cue, start=max(start, cue.start), end=min(end, cue.end)) for cue in cues if _is_seen(cue, start, end)
    )
    return mended((replace(cue, start=cue.start - start, end=cue.end - start) for cue in cut), end - start)


def with_part(whole: Iterable[Cue], cues: Iterable[Cue], start: float, end: float, seconds: float) -> list[Cue]:
    """The cues of a whole recording of that many seconds, where those of the part from `start` to `end` are `cues`.

    The inverse of `shifted`: what lies outside of the part stays as it was.
    """
    outside = [cue for cue in whole if not _is_seen(cue, start, end)]
    inside = [replace(cue, start=cue.start + start, end=cue.end + start) for cue in cues]
    return mended([*outside, *inside], seconds)


def parted(cue: Cue) -> list[Cue]:
    """Two cues of one, cut where its lines part, else where it does least harm; a single word stays whole."""
    pieces = [piece for caption in captions_of(cue.text) for piece in caption]
    if len(pieces) < 2:
        return [cue]
    cut = best_cut(pieces)
    first, second = weight(as_line(pieces[:cut])), weight(as_line(pieces[cut:]))
    middle = round(cue.start + (cue.end - cue.start) * (first + 1) / (first + second + 2), 3)
    return [Cue(cue.start, middle, written(pieces[:cut])), Cue(middle, cue.end, written(pieces[cut:]))]


def joined(one: Cue, other: Cue) -> Cue:
    """One cue of two that follow each other."""
    captions = captions_of(f"{one.text.strip()} {other.text.strip()}")
    text = written(captions[0]) if len(captions) == 1 else f"{one.text}\n{other.text}"
    return Cue(one.start, other.end, text)


def whole_text(cues: Iterable[Cue]) -> str:
    """All that is said, a caption to a line."""
    return "\n".join(" ".join(cue.text.split()) for cue in cues)


def _text_of(captions: Sequence[Caption]) -> tuple[list[float], list[Mark]]:
    """How much text is over at the end of each caption; and where in it a speaker may pause."""
    pieces = [piece for caption in captions for piece in caption]
    reached = list(accumulate(weight(piece.text) for piece in pieces))
    marks: dict[float, Ending] = {}
    for piece, before in zip(pieces, reached, strict=True):
        if piece.ending is not Ending.WORD and 0 < before < reached[-1]:
            marks[before] = max(piece.ending, marks.get(before, Ending.CLAUSE))
    lasts = list(accumulate(len(caption) for caption in captions))
    return [reached[last - 1] for last in lasts], [Mark(before, ending) for before, ending in marks.items()]


def _is_seen(cue: Cue, start: float, end: float) -> bool:
    return min(end, cue.end) - max(start, cue.start) >= SHORTEST - ROUNDING


def _apart(starts: list[int], room: int) -> list[int]:
    """The moments, each moved by as little as it takes to lie after the one before, and all before `room`."""
    latest = [room - after for after in range(len(starts), 0, -1)]
    moved = [min(max(start, number), last) for number, (start, last) in enumerate(zip(starts, latest, strict=True))]
    return [at + number for number, at in enumerate(accumulate((at - n for n, at in enumerate(moved)), max))]


def _tidy(text: str) -> str:
    """Without blanks around its lines, and without empty lines."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
