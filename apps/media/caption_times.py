"""When each part of a text is spoken, as far as its letters and the pauses of the speaker tell.

Letters alone tell it roughly: nobody speaks at one pace. But people pause where a sentence or a clause ends. So the
ends and the pauses that go together best are matched, and the text between two of them is spread evenly.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from apps.media.caption_lines import SIGNS, Ending
from apps.media.pauses import Span

SYLLABLE = re.compile(rf"[{SIGNS}\uac00-\ud7a3]")
MARKS_AHEAD, PAUSES_AHEAD = 12, 6  # so many in a row may stay alone
UNHEARD = {Ending.SENTENCE: 1.2, Ending.CLAUSE: 0.0}  # what it costs that nobody pauses there
UNLIKELY = {Ending.SENTENCE: 0.0, Ending.CLAUSE: 0.3}  # what it costs that somebody does


@dataclass(frozen=True, slots=True)
class Mark:
    """A place where a speaker may pause: so much of the text (`weight`) comes before it."""

    before: float
    ending: Ending


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A mark and the pause that it was matched with: so much text, and so many seconds of speech, come before it."""

    text: float
    speech: float
    pause: Span | None = None


class Talk:
    """The time in which something is said: `speech` without `pauses`. Seconds of speech run on; pauses stop them."""

    def __init__(self, speech: Span, pauses: Iterable[Span]) -> None:
        self.start, end = speech
        self.pauses = list(_inside(speech, pauses))
        self.paused = list(accumulate((end - start for start, end in self.pauses), initial=0.0))
        self.before = [start - self.start - gone for (start, _), gone in zip(self.pauses, self.paused, strict=False)]
        self.seconds = end - self.start - self.paused[-1]

    def clock(self, speech: float) -> float:
        """The moment at which so many seconds of speech are over."""
        return self.start + speech + self.paused[bisect_left(self.before, speech)]


def weight(text: str) -> float:
    """How long it takes to say, in Latin letters: marks take no time, and digits are said as words."""
    syllables = len(SYLLABLE.findall(text))
    digits = sum(letter.isdigit() for letter in text)
    letters = sum(letter.isalpha() for letter in text) - syllables
    return 3.0 * syllables + 3.5 * digits + letters


def moments(ends: Sequence[float], marks: Sequence[Mark], talk: Talk) -> list[Span]:
    """For each amount of text in `ends` (rising; the last is the whole) when it is over, and when the rest goes on.

    These are two moments where a pause lies between them, else one.
    """
    whole = ends[-1]
    anchors = [_Anchor(0.0, 0.0), *_matched(marks, talk, whole), _Anchor(whole, talk.seconds)]
    return [_moment(end, anchors, talk) for end in ends]


def _inside(speech: Span, pauses: Iterable[Span]) -> Iterator[Span]:
    """The pauses in order, those parts that lie within the speech and not in one before; none where it is all pause."""
    first, last = speech
    reached, found = first, []
    for start, end in sorted(pauses):
        start, end = max(start, reached), min(end, last)
        if first < start < end < last:
            found.append((start, end))
            reached = end
    if sum(end - start for start, end in found) < 0.9 * (last - first):
        yield from found


def _moment(end: float, anchors: Sequence[_Anchor], talk: Talk) -> Span:
    after = bisect_left(anchors, end, key=lambda anchor: anchor.text)
    if (pause := anchors[after].pause) and anchors[after].text == end:
        return pause
    left, right = anchors[after - 1] if after else anchors[after], anchors[after]
    share = (end - left.text) / (right.text - left.text) if right.text > left.text else 1.0
    clock = talk.clock(left.speech + share * (right.speech - left.speech))
    return clock, clock


# --- Matching ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Match:
    """Mark and pause by their numbers, the cheapest way that leads there, and what that way costs."""

    mark: int
    pause: int
    cost: float
    before: "_Match | None"


def _matched(marks: Sequence[Mark], talk: Talk, whole: float) -> list[_Anchor]:
    """The marks that fall into pauses: the cheapest way from the beginning of the text to its end."""
    if not marks or not talk.pauses or not whole:
        return []
    matcher = _Matcher(marks, talk, whole)
    last = matcher.last()
    way: list[_Anchor] = []
    while last is not None and last.before is not None:
        last = last.before
        if last.before is not None:
            way.append(matcher.anchor(last))
    return way[::-1]


class _Matcher:
    def __init__(self, marks: Sequence[Mark], talk: Talk, whole: float) -> None:
        self._marks, self._talk, self._pace = marks, talk, talk.seconds / whole
        self._texts = [0.0, *(mark.before for mark in marks), whole]
        self._speeches = [0.0, *talk.before, talk.seconds]
        lengths = (0.8 * min(1.0, end - start) for start, end in talk.pauses)
        self._lonely_marks = list(accumulate((UNHEARD[mark.ending] for mark in marks), initial=0.0))
        self._lonely_pauses = list(accumulate(lengths, initial=0.0))
        self._first = _Match(0, 0, 0.0, None)

    def anchor(self, match: _Match) -> _Anchor:
        pause = self._talk.pauses[match.pause - 1]
        return _Anchor(self._texts[match.mark], self._speeches[match.pause], pause)

    def last(self) -> _Match:
        """The end of the text, with the cheapest way to it. Marks and pauses count from 1; 0 is the beginning."""
        rows: list[list[_Match]] = []
        for mark in range(1, len(self._marks) + 1):
            near = [match for row in rows[-MARKS_AHEAD:] for match in row]
            rows.append([self._best(mark, pause, near) for pause in self._pauses_near(mark)])
        ways = [match for row in rows for match in row]
        return self._best(len(self._marks) + 1, len(self._talk.pauses) + 1, ways, reach=len(self._talk.pauses))

    def _pauses_near(self, mark: int) -> range:
        """Those that come about when the text says that they should."""
        about, room = self._texts[mark] * self._pace, 3 + 0.15 * self._talk.seconds
        first, last = bisect_left(self._talk.before, about - room), bisect_right(self._talk.before, about + room)
        return range(first + 1, last + 1)

    def _best(self, mark: int, pause: int, ways: Iterable[_Match], reach: int = PAUSES_AHEAD) -> _Match:
        near = (way for way in ways if pause - reach - 1 <= way.pause < pause)
        cost, way = min(((self._cost(way, mark, pause), way) for way in (self._first, *near)), key=lambda each: each[0])
        return _Match(mark, pause, cost, way)

    def _cost(self, way: _Match, mark: int, pause: int) -> float:
        """What it costs to go on from there to this mark and pause, and to leave alone all that lies between."""
        expected = (self._texts[mark] - self._texts[way.mark]) * self._pace
        heard = self._speeches[pause] - self._speeches[way.pause]
        lonely = self._lonely_marks[mark - 1] - self._lonely_marks[way.mark]
        lonely += self._lonely_pauses[pause - 1] - self._lonely_pauses[way.pause]
        own = UNLIKELY[self._marks[mark - 1].ending] if mark <= len(self._marks) else 0.0
        return way.cost + lonely + own + ((heard - expected) / (0.4 + 0.25 * expected)) ** 2
