"""Tables for spreadsheets, written while they are read, so that a long one takes no memory."""

import csv
import re
from collections.abc import Iterable, Iterator

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else
SIGNS = "=+\\-@＝＋－＠"  # Excel in Japan takes the wide ones as well
BEGINS_A_FORMULA = re.compile(f"^(?=[{SIGNS}\t\r\n])")
# A spreadsheet may be told, or may guess, that a semicolon, a tab or a line end begins another cell, quotes or not.
# What comes after the blanks may be missing, so that a long row of them is gone through once, not once from each.
BEGINS_ONE_LATER = re.compile(f'([;\t\r\n]["\\s]*)(?=([{SIGNS}])?)')
MADE_HARMLESS = re.compile(f"^'(?=[{SIGNS}\t\r\n]|\\d{{16}})")
MADE_HARMLESS_LATER = re.compile(f"([;\t\r\n][\"\\s]*)(?:'(?=[{SIGNS}]))?")
EXACT_DIGITS = 15  # a spreadsheet takes more digits for a number as well, and forgets the last ones


class _Passed:
    """Gives a written line back instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def table(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The lines of a file. Texts that a spreadsheet would take for a formula get a harmless beginning."""
    writer = csv.writer(_Passed())
    yield BYTE_ORDER_MARK
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def harmless(cell: object) -> object:
    """A text gets an apostrophe before whatever a spreadsheet would take for a formula or for a very long number.

    Numbers stay what they are.
    """
    if not isinstance(cell, str):
        return cell
    if cell.isdecimal() and len(cell) > EXACT_DIGITS:
        return f"'{cell}"
    return BEGINS_A_FORMULA.sub("'", BEGINS_ONE_LATER.sub(lambda found: f"{found[1]}'" if found[2] else found[1], cell))


def as_meant(cell: str) -> str:
    """The inverse of `harmless`: what a text was before, where a table of ours comes back."""
    return MADE_HARMLESS_LATER.sub(r"\1", MADE_HARMLESS.sub("", cell))
