"""Tables in workbooks (XLSX): the first sheet's rows as texts. Nothing is calculated; a formula is what it came to."""

import datetime
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from apps.media.problems import Code, Problem, Report

MAX_BYTES = 10 * 1024 * 1024  # of the file that comes in
MAX_UNPACKED_BYTES = 64 * 1024 * 1024  # of all that is in it
MAX_PARTS = 500
MAX_ROWS, MAX_COLUMNS = 2_000, 40  # beyond these nothing is read
MAX_CELL = 6_000  # characters

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    CalamineError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, kw_only=True)
class WorkbookReport(Report):
    """`rows` are the cells of the first sheet that is shown, each row as long as it is written."""

    rows: list[list[str]] = field(default_factory=list)


class _TooMuch(Exception):
    """More is in the file than anybody writes into a table: so many bytes."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


def read_workbook(path: Path) -> WorkbookReport:
    """The rows of a workbook. What it claims to hold is counted before anything is unpacked, and again meanwhile."""
    came = path.stat().st_size
    if came > MAX_BYTES:
        return WorkbookReport(problems=(Problem(Code.TOO_BIG, {"size": came, "limit": MAX_BYTES}),))
    try:
        return WorkbookReport(rows=list(_rows(_unpacked(path))))
    except _TooMuch as found:
        return WorkbookReport(problems=(Problem(Code.TOO_BIG, {"size": found.count, "limit": MAX_UNPACKED_BYTES}),))
    except BROKEN:
        return WorkbookReport(problems=(Problem(Code.BROKEN),))


def _unpacked(path: Path) -> io.BytesIO:
    """The same parts, none of them packed: who reads them further cannot be made to unpack more than was counted."""
    plain = io.BytesIO()
    with zipfile.ZipFile(path) as packed, zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as target:
        parts = packed.infolist()
        if (count := sum(part.file_size for part in parts)) > MAX_UNPACKED_BYTES:
            raise _TooMuch(count)
        if len(parts) > MAX_PARTS:
            raise ValueError("No table has so many parts.")
        for part in parts:
            with packed.open(part) as opened:  # gives no more than the part says that it holds, and checks its sum
                target.writestr(part.filename, opened.read())
    plain.seek(0)
    return plain


def _rows(plain: io.BytesIO) -> Iterator[list[str]]:
    book = CalamineWorkbook.from_filelike(plain)
    sheet = book.get_sheet_by_index(0)
    for row in sheet.to_python(skip_empty_area=True, nrows=MAX_ROWS):
        yield [_text(cell)[:MAX_CELL] for cell in row[:MAX_COLUMNS]]


def _text(cell: object) -> str:
    """As somebody typed it: whole numbers without a point, days without a midnight."""
    match cell:
        case bool():
            return str(cell).upper()
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime.datetime() if cell.time() == datetime.time():
            return cell.date().isoformat()
        case _:
            return str(cell)
