"""What can be wrong with a file, as data: `words.py` says it to people, JSON carries it between processes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self


class Code(StrEnum):
    """Every problem there is, and what checks say. The values that go with it stand beside it."""

    EMPTY = "empty"
    TOO_BIG = "too_big"  # size, limit: bytes
    BROKEN = "broken"  # does not decode to the end, or is shorter than it says
    UNREADABLE = "unreadable"  # the check itself ran out of time or memory

    NOT_A_PHOTO = "not_a_photo"
    TOO_SMALL = "too_small"  # width, height, minimum: pixels
    TOO_NARROW = "too_narrow"  # width, height: pixels
    TOO_MANY_PIXELS = "too_many_pixels"  # limit: pixels

    NOT_SOUND = "not_sound"
    TOO_SHORT = "too_short"  # seconds, minimum
    TOO_LONG = "too_long"  # seconds, maximum
    FAR_TOO_LONG = "far_too_long"  # minutes: the most that we listen to
    SILENT = "silent"

    NOT_PLAYABLE = "not_playable"  # not what browsers play
    WRONG_LENGTH = "wrong_length"  # seconds, expected

    # What is said about a voice that can be used.
    CLEAR = "clear"
    TOO_QUIET = "too_quiet"
    CLIPPED = "clipped"
    NOISY = "noisy"
    LONG_PAUSES = "long_pauses"  # count

    # How a face stands in its portrait. A photo can also be TOO_SMALL or TOO_NARROW there.
    GOOD_SIZE = "good_size"  # width, height: pixels
    ONE_FACE = "one_face"
    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"  # count
    BACKGROUND_FACE = "background_face"
    FACE_TOO_SMALL = "face_too_small"  # height: pixels of the face
    FACE_SMALL = "face_small"  # height
    TURNED_AWAY = "turned_away"
    TILTED = "tilted"
    SIDEWAYS = "sideways"
    CUT_OFF = "cut_off"
    DARK = "dark"
    BRIGHT = "bright"
    UNEVEN_LIGHT = "uneven_light"  # side: "left" or "right" of the picture, where it is darker
    BLURRED = "blurred"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a file, and the numbers that a sentence about it needs."""

    code: str
    values: dict[str, int | float | str] = field(default_factory=dict, hash=False)

    def as_json(self) -> dict[str, Any]:
        """The problem as JSON types, for a column or a pipe."""
        return {"code": str(self.code), "values": self.values}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `as_json`."""
        return cls(data["code"], dict(data["values"]))


class Level(StrEnum):
    """How much a check matters: good, worth a word, or in the way."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, how good it is, and the numbers that a sentence about it needs."""

    code: str
    level: str
    values: dict[str, int | float | str] = field(default_factory=dict, hash=False)

    def as_json(self) -> dict[str, Any]:
        """The check as JSON types, for a column or a pipe."""
        return {"code": str(self.code), "level": str(self.level), "values": self.values}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `as_json`."""
        return cls(data["code"], data["level"], dict(data["values"]))


@dataclass(frozen=True, kw_only=True)
class Report:
    """What an inspection found. Without problems the file is good; with problems the other fields may be empty."""

    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The report as JSON types; lengths become text, so that no digit is lost."""
        data = {name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(self).items()}
        return {**data, "problems": [problem.as_json() for problem in self.problems]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `as_json`."""
        lengths = {item.name for item in fields(cls) if item.type is Decimal}
        values: dict[str, Any] = {name: Decimal(value) if name in lengths else value for name, value in data.items()}
        return cls(**{**values, "problems": tuple(Problem.from_json(problem) for problem in data["problems"])})
