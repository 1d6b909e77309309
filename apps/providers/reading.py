"""Looking into answers that nobody promised anything about: whatever is in them, a plain value comes out."""

import json
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from apps.providers.http import Answer, is_web_address

RAW_CHARACTERS = 4000
TEXT_CHARACTERS = 500
DEEPEST = 40  # levels of an answer that are kept
MOST = 1_000_000  # a larger amount is no amount


def object_in(text: bytes | str) -> dict[str, Any] | None:
    """The JSON object in `text`, storable; None for anything else."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return storable(value) if isinstance(value, dict) else None


def page_text(answer: Answer) -> str:
    """An answer that is no JSON object, for staff to read."""
    return answer.body[:RAW_CHARACTERS].decode(errors="replace").replace("\0", "")


def raw_text(raw: Mapping[str, Any]) -> str:
    """An answer for staff to read."""
    return json.dumps(raw, ensure_ascii=False)[:RAW_CHARACTERS]


def text(value: Any) -> str:
    """A string, or a number as a string (ids and amounts come as both), within bounds; else nothing."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return str(value).strip()[:TEXT_CHARACTERS]


def word(value: Any) -> str:
    """A string in small letters, or nothing."""
    return text(value).lower() if isinstance(value, str) else ""


def number(value: Any) -> int | None:
    """A whole number from zero on, written as a number or as a string; None for anything else."""
    digits = text(value)
    return int(digits) if digits.isascii() and digits.isdecimal() else None


def amount(value: Any) -> Decimal | None:
    """An amount that may be written as a number or a string; None for anything that is no plausible amount."""
    try:
        found = Decimal(text(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 <= found < MOST else None


def address(value: Any) -> str:
    """A whole http(s) address, or nothing: no address is ever cut."""
    return value.strip() if isinstance(value, str) and is_web_address(value.strip()) else ""


def obj(value: Any) -> dict[str, Any]:
    """An object; an empty one in the place of anything else."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """A list; a list of one in the place of a single value, an empty one in the place of nothing."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def at(layer: Mapping[str, Any], path: str) -> Sequence[Any]:
    """What stands at "a.b.c"; a list on the way stands for each of its items."""
    name, _, rest = path.partition(".")
    found = items(layer.get(name))
    return [deep for each in found if isinstance(each, dict) for deep in at(each, rest)] if rest else found


def storable(value: Any, depth: int = 0) -> Any:
    """`value` without what PostgreSQL refuses: NUL, halves of surrogate pairs, endless numbers, bottomless depth."""
    if depth > DEEPEST:
        return None
    match value:
        case str():
            return value.replace("\0", "").encode(errors="replace").decode()
        case dict():
            return {storable(name): storable(item, depth + 1) for name, item in value.items()}
        case list():
            return [storable(item, depth + 1) for item in value]
        case float() if not math.isfinite(value):
            return None
    return value
