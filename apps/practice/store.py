"""The bill of the practice service: one line per accepted order, beside a folder of files for each (`folders.py`).

The line in `bill.jsonl` is the acceptance. An order without a line does not exist, whatever files lie around; one with
a line is made and answered for from that line and its folder, and there is no third record that could disagree.

A request goes: write the files into a new folder; then, holding a lock on the bill, make sure that no line has the same
`external_task_id` and append one; then answer. What `kill -9` leaves behind

- while the files are written: a folder without a line. Nothing is billed, a look-up finds nothing, and the same order
  may come again. `folders.tidy` removes the folder.
- while the line is written: nothing, or half a line, which does not count (`journal.py`): as above.
- before the answer: a task like any other. Sent again, the order is refused as a double; a look-up finds the task.

So an `external_task_id` is never billed twice. When a film costs another amount than its line says, because it could
not be made or a script wants it so, one more line of the kind "settled" carries the difference, below zero where units
are given back. The sum of `units` over all lines is what was taken, for one task as for all.
"""

import secrets
from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from json import dumps, loads
from pathlib import Path
from typing import Literal, NotRequired, TypedDict, cast

from apps.practice.journal import Journal, now
from apps.practice.refusal import BAD_VALUE, Refusal
from apps.providers.base import Mode

UNITS_PER_SECOND = {Mode.STANDARD: Decimal("0.4"), Mode.PRO: Decimal("0.8")}
UNITS_PER_SPEECH = Decimal("0.05")
OLD_LINE = {"dialect": "kling", "kind": "film"}  # what lines did not say when there was nothing else

_bill = Journal("bill.jsonl")


class Line(TypedDict):
    """One line of the bill. `seconds` and `units` are decimal numbers as text; `at` is in milliseconds since 1970.

    `mode` is empty for a speech. `origin` is where the service was called, for the addresses in its callbacks;
    `script` is what shall go wrong (`faults.py`).
    """

    task_id: str
    external_task_id: str
    dialect: str
    kind: Literal["film", "speech", "settled"]
    mode: str
    seconds: str
    units: str
    at: int
    audio_id: NotRequired[str]
    callback_url: NotRequired[str]
    origin: NotRequired[str]
    script: NotRequired[list[str]]


class Notes(TypedDict, total=False):
    """What a line carries besides, where there is any."""

    callback_url: str
    origin: str
    script: list[str]


def bill() -> list[Line]:
    """Every line, oldest first."""
    return [_line(line) for line in _bill.lines()]


def films(dialect: str = "") -> list[Line]:
    """Every accepted film (of one dialect), oldest first."""
    return [line for line in bill() if line["kind"] == "film" and dialect in {"", line["dialect"]}]


def find(number: str, dialect: str = "") -> Line | None:
    """The acceptance with this `task_id`, `external_task_id` or `audio_id`. An account ends with its dialect."""
    lines = _mentioning(number)
    return next((line for line in lines if number in _names(line) and dialect in {"", line["dialect"]}), None)


def charged(task_id: str) -> Decimal:
    """Units taken for a task, all in all."""
    return sum((Decimal(line["units"]) for line in _mentioning(task_id) if line["task_id"] == task_id), Decimal(0))


def accept(
    folder: Path,
    *,
    external_task_id: str,
    mode: Mode,
    seconds: Decimal,
    dialect: str = "kling",
    notes: Notes | None = None,
) -> Line:
    """Bill the film whose files lie in `folder`. Raises Refusal when the external id has been used before."""
    line = Line(
        task_id=folder.name,
        external_task_id=external_task_id,
        dialect=dialect,
        kind="film",
        mode=mode.value,
        seconds=str(seconds),
        units=str(seconds.to_integral_value(ROUND_CEILING) * UNITS_PER_SECOND[mode]),
        at=now(),
        **(notes or {}),
    )
    with _bill.held() as append:
        if external_task_id and find(external_task_id, dialect):
            raise Refusal(BAD_VALUE, "external_task_id already exists")
        append(line)
    return line


def accept_speech(folder: Path, *, dialect: str, seconds: Decimal, script: list[str]) -> Line:
    """Bill the text whose sound lies in `folder`. It costs the same whatever its length."""
    line = Line(
        task_id=folder.name,
        external_task_id="",
        dialect=dialect,
        kind="speech",
        mode="",
        seconds=str(seconds),
        units=str(UNITS_PER_SPEECH),
        at=now(),
        audio_id=str(secrets.randbits(64)),
        script=script,
    )
    _bill.append(line)
    return line


def settle(line: Line, units: Decimal) -> None:
    """Make `units` what a film costs in the end. Only the first time counts, so that it may be said again."""
    with _bill.held() as append:
        if any(one["kind"] == "settled" and one["task_id"] == line["task_id"] for one in bill()):
            return
        difference = units - Decimal(line["units"])
        append({**line, "kind": "settled", "units": str(difference), "at": now()})


def _mentioning(number: str) -> Iterator[Line]:
    """The lines in which `number` stands, as whatever: of a long bill the others need not be parsed."""
    needle = dumps(number).encode()
    return (_line(line) for line in _bill.lines() if needle in line)


def _line(written: bytes) -> Line:
    return cast(Line, {**OLD_LINE, **loads(written)})


def _names(line: Line) -> set[str]:
    return {line["task_id"], line["external_task_id"], line.get("audio_id", "")} - {""}
