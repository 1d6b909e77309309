"""Tables for spreadsheets, written while they are read, so that a long one takes no memory."""

import csv
from collections.abc import Iterable, Iterator
from typing import Protocol

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # Excel in Japan takes the wide ones as well


class _Line(Protocol):
    def write(self, text: str) -> str: ...


class _Passed:
    """Gives a written line back instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def table(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The lines of a file. Texts that a spreadsheet would take for a formula get a harmless beginning."""
    line: _Line = _Passed()
    writer = csv.writer(line)
    yield BYTE_ORDER_MARK
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def harmless(cell: object) -> object:
    """A text that begins as a formula does gets a leading apostrophe. Numbers stay what they are."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else cell
