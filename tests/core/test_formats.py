"""Money, lengths and sizes in words."""

from decimal import Decimal

import pytest
from django.utils import translation

from apps.core.formats import clock, duration, money, money_left, price, size


class TestMoney:
    def test_has_two_decimals(self) -> None:
        assert money(1_000_000) == "$1.00"

    @pytest.mark.parametrize(("micros", "text"), [(1_076_001, "$1.08"), (728_000, "$0.73"), (-728_000, "−$0.73")])
    def test_part_of_a_cent_counts_as_a_whole_one(self, micros: int, text: str) -> None:
        assert money(micros) == text

    @pytest.mark.parametrize(("micros", "text"), [(722_000, "$0.72"), (730_000, "$0.73"), (-1, "−$0.01")])
    def test_that_is_left_is_never_less_than_it_reads(self, micros: int, text: str) -> None:
        assert money_left(micros) == text

    def test_thousands_are_grouped(self) -> None:
        assert money(12_345_670_000) == "$12,345.67"

    def test_money_that_comes_back_has_a_minus(self) -> None:
        assert money(-500_000) == "−$0.50"

    def test_is_written_in_the_language_and_currency_of_the_reader(self, settings) -> None:
        settings.CURRENCY = "EUR"
        with translation.override("nl"):
            assert money(1_080_000).startswith("€")
            assert money(1_080_000).endswith("1,08")

    def test_a_currency_without_a_sign_of_its_own_shows_its_code(self, settings) -> None:
        settings.CURRENCY = "SEK"
        assert money(1_000_000) == "SEK\N{NO-BREAK SPACE}1.00"


class TestPrice:
    @pytest.mark.parametrize(("micros", "text"), [(56_000, "$0.056"), (112_000, "$0.112"), (60_000, "$0.06")])
    def test_is_exact(self, micros: int, text: str) -> None:
        assert price(micros) == text

    def test_has_at_least_two_decimals(self) -> None:
        assert price(100_000) == "$0.10"
        assert price(20_000_000) == "$20.00"
        assert price(0) == "$0.00"

    def test_that_comes_back_is_exact_too(self) -> None:
        assert price(-728_000) == "−$0.728"


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (18.9, "0:18"), (62, "1:02"), (3725, "1:02:05")])
def test_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text


class TestDuration:
    @pytest.mark.parametrize(
        ("seconds", "text"),
        [(0, "0 seconds"), (1, "1 second"), (60, "1 minute"), (61, "1 minute 1 second"), (605, "10 minutes 5 seconds")],
    )
    def test_says_minutes_and_seconds(self, seconds: int, text: str) -> None:
        assert duration(seconds) == text

    @pytest.mark.parametrize(
        ("seconds", "text"),
        [("0.4", "1 second"), ("59.5", "1 minute"), ("60.2", "1 minute 1 second"), ("84", "1 minute 24 seconds")],
    )
    def test_counts_a_second_that_has_begun(self, seconds: str, text: str) -> None:
        assert duration(Decimal(seconds)) == duration(float(seconds)) == text


class TestSize:
    @pytest.mark.parametrize(
        ("count", "text"), [(0, "0 KB"), (98_000, "96 KB"), (1_850_000, "1.8 MB"), (10 * 1024**2, "10 MB")]
    )
    def test_is_short(self, count: int, text: str) -> None:
        assert size(count) == text

    def test_follows_the_language(self) -> None:
        with translation.override("nl"):
            assert size(5_300_000) == "5,1 MB"

    def test_one_byte_over_a_limit_does_not_read_as_the_limit(self) -> None:
        assert size(10 * 1024**2 + 1) == "10.1 MB"
