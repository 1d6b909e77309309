import csv
import io
from decimal import Decimal

import pytest

from apps.core.csv import BYTE_ORDER_MARK, harmless, table


@pytest.mark.parametrize("text", ["=1+1", "+31 6", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "－1"])
def test_a_text_that_begins_as_a_formula_does_is_made_harmless(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["Spring = offer", "a+b", "", "你好", Decimal("-1.50"), -3, None])
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
