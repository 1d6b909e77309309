import pytest

from apps.core.numbers import LARGEST, whole_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("007", 7), (str(LARGEST), LARGEST)])
def test_digits_are_a_number(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "text", ["", " 7", "-7", "+7", "7.0", "1e3", "1_000", "٧", "²", "x", str(LARGEST + 1), "9" * 5000]
)
def test_everything_else_is_none(text: str) -> None:
    assert whole_number(text) == 0
