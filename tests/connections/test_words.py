from decimal import Decimal

import pytest

from apps.connections import words
from apps.providers.errors import Reason


class TestWorks:
    @pytest.mark.parametrize(
        ("units", "sentence"),
        [
            (None, "The service answers and accepts the key. Nothing was spent."),
            (Decimal(1), "The service answers and accepts the key. 1 unit is left. Nothing was spent."),
            (Decimal("812.50"), "The service answers and accepts the key. 812.5 units are left. Nothing was spent."),
            (Decimal(0), "The service answers and accepts the key. 0 units are left. Nothing was spent."),
        ],
    )
    def test_says_what_is_left_where_that_is_known(self, units, sentence):
        assert words.works(units) == sentence


class TestTrouble:
    @pytest.mark.parametrize("reason", Reason)
    def test_always_says_that_nothing_was_spent(self, reason):
        assert words.trouble(reason).endswith("Nothing was spent.")

    def test_each_thing_that_staff_can_mend_has_its_own_words(self):
        reasons = (Reason.KEY, Reason.CREDIT, Reason.PLAN, Reason.SETUP, Reason.BUSY, Reason.DOWN, Reason.UNCLEAR)
        assert len({words.trouble(reason) for reason in reasons}) == len(reasons)
