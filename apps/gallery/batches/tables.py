"""From what somebody uploads or pastes to rows of cells: CSV in whatever way it was saved, XLSX, or tabs."""

import codecs
import csv
import io
import re
import zipfile
from itertools import islice
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.core.csv import as_meant
from apps.core.formats import size
from apps.media import sandbox
from apps.media.words import explain
from apps.media.workbooks import MAX_CELL, MAX_COLUMNS, MAX_ROWS

MAX_TEXT_BYTES = 5 * 1024 * 1024
SEPARATORS = "\t;,|"
LOOKED_AT = 30  # lines, to find out what separates the cells
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
SAID_BY_EXCEL = re.compile(r"^\ufeff?sep=(.)\r?\n")
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")

Rows = list[list[str]]


class TableRefused(Exception):
    """Nothing can be read from it; the text says what to do."""


def read_file(path: Path) -> Rows:
    """The rows of a CSV or XLSX file, known by how it begins. Raises TableRefused."""
    if zipfile.is_zipfile(path):
        return _bounded(_workbook(path))
    if (count := path.stat().st_size) > MAX_TEXT_BYTES:
        said = _("This table is %(size)s. The limit is %(limit)s. Split it into several.")
        raise TableRefused(said % {"size": size(count), "limit": size(MAX_TEXT_BYTES)})
    return read_text(decoded(path.read_bytes()))


def read_text(text: str) -> Rows:
    """The rows of a text: pasted from a spreadsheet, or of a CSV file. Raises TableRefused."""
    separator = None
    if said := SAID_BY_EXCEL.match(text):
        separator, text = said[1], text[said.end() :]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator or _separator(text))
        rows = list(islice(lines, MAX_ROWS + 1))  # five million empty lines are a small file, and much memory
    except csv.Error as error:
        raise TableRefused(
            _("This table cannot be read: a quotation mark may be missing. Save it once more as CSV or XLSX.")
        ) from error
    return _bounded([[as_meant(cell) for cell in row[:MAX_COLUMNS]] for row in rows])


def decoded(content: bytes) -> str:
    """A text in any of the ways in which spreadsheets save one."""
    for mark, coding in MARKS.items():
        if content.startswith(mark):
            return content.decode(coding, "replace")
    if content[1:2] == b"\0" or content[:1] == b"\0":  # UTF-16 without its mark: every other byte of a heading is 0
        return content.decode("utf-16-be" if content[:1] == b"\0" else "utf-16-le", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:  # Excel's old ways: another one in China
        return content.decode("gb18030" if (get_language() or "").startswith("zh") else "cp1252", "replace")


def _workbook(path: Path) -> Rows:
    report = sandbox.read_workbook(path)
    if report.problems:
        raise TableRefused(" ".join(explain(report.problems[0])))
    return report.rows


def _separator(text: str) -> str:
    """What gives the first lines the most cells, and each of them as many as the others."""
    first = text.split("\n", LOOKED_AT)[:LOOKED_AT]

    def score(separator: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(first, delimiter=separator) if row]
        usual = max(set(counts), key=counts.count, default=1)
        return (counts.count(usual) if usual > 1 else 0, usual)

    found = max(SEPARATORS, key=score)
    return found if score(found)[0] else ","


def _bounded(rows: Rows) -> Rows:
    """Without lines in which nothing stands, signs that nobody sees, and blanks around cells."""
    cells = ([UNSEEN.sub("", cell).strip()[:MAX_CELL] for cell in row[:MAX_COLUMNS]] for row in rows[: MAX_ROWS + 1])
    return [row for row in cells if any(row)]
