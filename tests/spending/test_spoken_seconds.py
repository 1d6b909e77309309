from decimal import Decimal

import pytest

from apps.spending.estimates import estimate_range, spoken_seconds, units_price

NORMAL = Decimal("1.0")


class TestSpokenSeconds:
    def test_a_thousand_characters_take_minutes_and_more_in_chinese(self):
        assert spoken_seconds("x" * 1000, "en", NORMAL) == (58, 91)
        assert spoken_seconds("字" * 1000, "zh", NORMAL) == (178, 250)

    def test_twice_as_fast_takes_half_as_long(self):
        assert spoken_seconds("x" * 1000, "en", Decimal("2.0")) == (29, 46)

    def test_chinese_takes_as_long_under_an_english_voice(self):
        assert spoken_seconds("字" * 1000, "en", NORMAL) == (178, 250)
        assert spoken_seconds("ことば" * 100 + "말씀" * 50, "en", NORMAL) == spoken_seconds("字" * 400, "zh", NORMAL)

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_digits_take_longer_than_letters(self, language):
        assert spoken_seconds("1234567890" * 10, language, NORMAL) == (25, 40)

    def test_a_mixed_text_takes_as_long_as_its_parts(self):
        assert spoken_seconds("x" * 170 + "字" * 56 + "7" * 40, "en", NORMAL) == (30, 46)

    @pytest.mark.parametrize("text", ["", "  ", "Hi"])
    def test_is_never_nothing(self, text):
        assert spoken_seconds(text, "en", NORMAL) == (1, 1)


class TestMoney:
    def test_a_film_of_a_text_costs_between_its_least_and_its_most(self):
        assert estimate_range((58, 91), 56_000) == (58 * 56_000, 91 * 56_000)

    def test_units_are_rounded_up_once(self):
        assert units_price(Decimal("0.05"), 140_000) == 7_000
        assert units_price(Decimal("0.050001"), 140_000) == 7_001
