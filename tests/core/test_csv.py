import csv
import io
from decimal import Decimal

import pytest

from apps.core.csv import BYTE_ORDER_MARK, as_meant, harmless, table


@pytest.mark.parametrize("text", ["=1+1", "+31 6", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "－1"])
def test_a_text_that_begins_as_a_formula_does_is_made_harmless(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('a;=HYPERLINK("http://x")', 'a;\'=HYPERLINK("http://x")'),
        ('a;"=1+1"', 'a;"\'=1+1"'),
        ("a; @x", "a; '@x"),
        ("a\t+1", "a\t'+1"),
        ("\t=1", "'\t'=1"),
        ("a\r\n-1;=2", "a\r\n'-1;'=2"),
    ],
)
def test_a_formula_after_what_may_begin_another_cell_is_made_harmless(text, written):
    assert harmless(text) == written


@pytest.mark.parametrize("blanks", ["\t", "\n", ";", ' "\t'])
def test_a_long_row_of_blanks_takes_no_longer_than_other_text(blanks):
    text = "a" + blanks * 100_000 + "b"  # from each of them to the end would take an hour
    assert harmless(text) == as_meant(text) == text
    assert as_meant(str(harmless(f"{text[:-1]}=1"))) == f"{text[:-1]}=1"


def test_a_number_that_a_spreadsheet_would_round_is_a_text():
    assert harmless("8472" * 4) == f"'{'8472' * 4}"


@pytest.mark.parametrize("cell", ["Spring = offer", "a+b", "a; b-c", "1" * 15, "", "你好", Decimal("-1.50"), -3, None])
def test_everything_else_stays_as_it_is(cell):
    assert harmless(cell) == cell


def test_what_is_written_can_be_read_again():
    rows = [["Who", "Title"], ["Mei, Lin", 'A "great"\nday'], ["林", "灯笼"]]
    first, *lines = table(rows)
    assert first == BYTE_ORDER_MARK
    assert len(lines) == 3
    assert list(csv.reader(io.StringIO("".join(lines), newline=""))) == rows


def test_rows_are_taken_one_by_one():
    taken = []

    def rows():
        for number in range(3):
            taken.append(number)
            yield [number]

    lines = table(rows())
    next(lines)
    next(lines)
    assert taken == [0]
