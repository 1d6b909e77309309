from decimal import Decimal

import pytest

from apps.spending.estimates import billed_seconds, charge, estimate


class TestEstimate:
    @pytest.mark.parametrize(("seconds", "billed"), [("17", 17), ("17.001", 18), ("17.999", 18), ("0.4", 1)])
    def test_counts_every_begun_second(self, seconds, billed):
        assert billed_seconds(Decimal(seconds)) == billed
        assert estimate(Decimal(seconds), 56_000) == billed * 56_000


class TestCharge:
    def test_a_frame_more_than_the_voice_is_not_another_second(self):
        assert charge(Decimal("12.04"), 56_000) == 12 * 56_000

    def test_a_film_that_is_longer_costs_more(self):
        assert charge(Decimal("12.5"), 56_000) == 13 * 56_000

    def test_is_never_negative(self):
        assert charge(Decimal(0), 56_000) == 0
