from datetime import timedelta

import pytest
from django.utils import timezone

from apps.renders.history import ENOUGH, usual
from apps.renders.models import Render
from apps.renders.words import usually
from tests.takes import make_take

pytestmark = pytest.mark.django_db


def took(take: Render, seconds: int) -> None:
    now = timezone.now()
    Render.objects.filter(pk=take.pk).update(created_at=now - timedelta(seconds=seconds), finished_at=now)


class TestUsual:
    def test_says_nothing_before_there_is_enough_history(self, team, alice):
        takes = [make_take(team, alice) for _ in range(ENOUGH - 1)]
        assert usual(takes[0].connection_id, "std") is None
        assert usually(None) == ""

    def test_is_the_middle_half_of_what_really_happened(self, team, alice):
        takes = [make_take(team, alice) for _ in range(5)]
        for take, seconds in zip(takes, (5, 130, 170, 230, 900), strict=True):
            took(take, seconds)
        found = usual(takes[0].connection_id, "std")
        assert (found.low, found.high) == (130, 230)
        assert usually(found) == "Usually 3 minutes to 4 minutes."

    def test_another_quality_has_its_own(self, team, alice):
        takes = [make_take(team, alice) for _ in range(ENOUGH)]
        assert usual(takes[0].connection_id, "pro") is None
