"""What somebody drew on the picture of a film: untrusted JSON in, numbers that are known to be good out.

A point is two fractions of the picture, from its left and from its top, so that a drawing fits every screen. Where
somebody says in words which part they mean, `region` is one of nine.

    {"ratio": 1.7778, "strokes": [{"tool": "pen", "colour": "red", "points": [[0.25, 0.5], [0.3, 0.5]]}],
     "region": "top-left"}
"""

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Point = tuple[float, float]

PEN, ARROW, BOX = "pen", "arrow", "box"
MOST_STROKES, MOST_POINTS = 40, 1000
POINTS = {PEN: (1, MOST_POINTS), ARROW: (2, 2), BOX: (2, 2)}  # of each tool: at least and at most
COLOURS = ("red", "yellow", "blue")  # as in drawing.css
REGIONS: dict[str, Promise] = {  # in the order in which one reads
    "top-left": pgettext_lazy("part of a picture", "top left"),
    "top": pgettext_lazy("part of a picture", "top"),
    "top-right": pgettext_lazy("part of a picture", "top right"),
    "left": pgettext_lazy("part of a picture", "left"),
    "middle": pgettext_lazy("part of a picture", "middle"),
    "right": pgettext_lazy("part of a picture", "right"),
    "bottom-left": pgettext_lazy("part of a picture", "bottom left"),
    "bottom": pgettext_lazy("part of a picture", "bottom"),
    "bottom-right": pgettext_lazy("part of a picture", "bottom right"),
}

LONGEST = 64 * 1024  # characters of the JSON
WIDEST = 5  # times as wide as high, or as high as wide
DIGITS = 4

HIGH = 1000  # units of the picture's height in an SVG
HEAD, HEAD_ANGLE = 60, 0.5  # of an arrow: units, and radians from its line to either side (as in drawing.js)
INSET = 8  # between a region and its edge, so that all of the edge is on the picture


class Unreadable(ValidationError):
    """It is no drawing of ours."""

    def __init__(self) -> None:
        super().__init__(_("We cannot read this drawing. Remove it, and draw it again."))


class TooMuch(ValidationError):
    """It would make a page slow."""

    def __init__(self) -> None:
        super().__init__(_("There is too much in this drawing. Take some of its lines away."))


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line of the pen, an arrow from its first point to its second, or a box between two corners."""

    tool: str
    colour: str
    points: tuple[Point, ...]

    def path(self, width: float) -> str:
        """The `d` of an SVG path, in a picture `width` units wide."""
        points = [(x * width, y * HIGH) for x, y in self.points]
        if self.tool == BOX:
            return _box(*points)
        line = _line(points)
        if self.tool == ARROW:
            return line + _head(*points)
        return line if len(points) > 1 else f"{line}h0"  # a dot, since the ends of lines are round


@dataclass(frozen=True, slots=True)
class Drawing:
    """At least a stroke, or a region. `ratio`: how many times as wide as high the picture is."""

    ratio: float = 1.0
    strokes: tuple[Stroke, ...] = ()
    region: str = ""

    @property
    def place(self) -> str | Promise:
        """The region in words; empty where there is none."""
        return REGIONS.get(self.region, "")

    @property
    def view_box(self) -> str:
        return f"0 0 {_units(self._width)} {HIGH}"

    def paths(self) -> Iterator[tuple[str, str]]:
        """The colour of each path of an SVG, or "region", with its `d`."""
        if self.region:
            row, column = divmod(list(REGIONS).index(self.region), 3)
            right, down = self._width / 3, HIGH / 3
            left, top = column * right + INSET, row * down + INSET
            yield "region", _box((left, top), (left + right - 2 * INSET, top + down - 2 * INSET))
        for stroke in self.strokes:
            yield stroke.colour, stroke.path(self._width)

    def as_json(self) -> dict[str, Any]:
        """What is stored, and what `stored` makes a drawing of again."""
        return json.loads(json.dumps(asdict(self)))  # lists for tuples, as the database gives them back

    @property
    def _width(self) -> float:
        return self.ratio * HIGH


def parse(text: str, region: str = "") -> Drawing | None:
    """The drawing that a browser sent; None where it is empty. Raises ValidationError with a sentence for people.

    `region`, where one was chosen beside it, takes the place of the drawing's own.
    """
    if len(text) > LONGEST:
        raise TooMuch
    try:
        raw = json.loads(text or "{}")
    except (ValueError, RecursionError):
        raise Unreadable from None
    if not isinstance(raw, dict):
        raise Unreadable
    drawing = _drawing(raw | {"region": region} if region else raw)
    return drawing if drawing.strokes or drawing.region else None


def stored(data: dict[str, Any] | None) -> Drawing | None:
    """The drawing of a comment."""
    return None if data is None else _drawing(data)


def _drawing(raw: dict[str, Any]) -> Drawing:
    _only(raw, {"ratio", "strokes", "region"})
    strokes = _list(raw.get("strokes", []))
    if len(strokes) > MOST_STROKES:
        raise TooMuch
    drawn = tuple(_stroke(stroke) for stroke in strokes)
    if sum(len(stroke.points) for stroke in drawn) > MOST_POINTS:
        raise TooMuch
    return Drawing(
        ratio=_number(raw.get("ratio", 1), 1 / WIDEST, WIDEST),
        strokes=drawn,
        region=_one_of(raw.get("region", ""), ("", *REGIONS)),
    )


def _stroke(raw: Any) -> Stroke:
    if not isinstance(raw, dict):
        raise Unreadable
    _only(raw, {"tool", "colour", "points"})
    tool = _one_of(raw.get("tool"), POINTS)
    points = _list(raw.get("points"))
    least, most = POINTS[tool]
    if len(points) > MOST_POINTS:
        raise TooMuch
    if not least <= len(points) <= most:
        raise Unreadable
    return Stroke(tool, _one_of(raw.get("colour"), COLOURS), tuple(_point(point) for point in points))


def _point(raw: Any) -> Point:
    pair = _list(raw)
    if len(pair) != 2:
        raise Unreadable
    return _number(pair[0], 0, 1), _number(pair[1], 0, 1)


def _number(raw: Any, least: float, most: float) -> float:
    if type(raw) not in (int, float) or not least <= raw <= most:  # true and NaN are neither
        raise Unreadable
    return round(float(raw), DIGITS) + 0.0  # no -0.0


def _list(raw: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise Unreadable
    return raw


def _one_of(raw: Any, known: Any) -> str:
    if not isinstance(raw, str) or raw not in known:
        raise Unreadable
    return raw


def _only(raw: dict[str, Any], known: set[str]) -> None:
    if not raw.keys() <= known:
        raise Unreadable


# --- SVG


def _line(points: list[Point]) -> str:
    return "M" + "L".join(f"{_units(x)} {_units(y)}" for x, y in points)


def _box(corner: Point, other: Point) -> str:
    right, bottom = other
    return f"{_line([corner])}H{_units(right)}V{_units(bottom)}H{_units(corner[0])}Z"


def _head(start: Point, end: Point) -> str:
    """The two short lines at the end of an arrow."""
    (x, y), (to_x, to_y) = start, end
    size = min(HEAD, math.dist(start, end) / 2)
    angle = math.atan2(to_y - y, to_x - x)
    sides = (angle - HEAD_ANGLE, angle + HEAD_ANGLE)
    left, right = ((to_x - size * math.cos(side), to_y - size * math.sin(side)) for side in sides)
    return _line([left, end, right])


def _units(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
