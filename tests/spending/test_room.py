from datetime import UTC, date, datetime

import pytest

from apps.spending.models import Budget
from apps.spending.room import Room, room_for

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def budget(team, user=None, limit=None, month=date(2026, 11, 1), held=0, spent=0, is_play_money=False) -> Budget:
    return Budget.objects.create(
        team=team,
        user=user,
        month=month,
        limit_micros=limit,
        held_micros=held,
        spent_micros=spent,
        is_play_money=is_play_money,
    )


def room(team, user=None) -> Room:
    return room_for(team, user, NOW, is_play_money=False)


class TestRoomFor:
    def test_without_a_limit_there_is_always_room_and_no_row_is_made(self, team, alice):
        assert room(team, alice).holds(10**15)
        assert Budget.objects.count() == 0

    def test_is_what_the_limit_leaves(self, team, alice):
        budget(team, limit=1_000_000, held=200_000, spent=300_000)
        assert room(team, alice) == Room(500_000, is_own=False)

    def test_of_two_limits_the_tighter_one_counts(self, team, alice):
        budget(team, limit=1_000_000, spent=300_000)
        budget(team, alice, limit=400_000, spent=300_000)
        assert room(team, alice) == Room(100_000, is_own=True)
        assert room(team) == Room(700_000, is_own=False)

    def test_nobody_elses_limit_counts(self, team, alice, bob):
        budget(team, bob, limit=0)
        assert room(team, alice).micros is None

    def test_a_new_month_begins_with_the_whole_limit_of_the_last_one(self, team, alice):
        budget(team, limit=1_000_000, spent=900_000, month=date(2026, 9, 1))
        assert room(team, alice).micros == 1_000_000

    def test_a_limit_that_was_lifted_stays_lifted(self, team, alice):
        budget(team, limit=0, month=date(2026, 9, 1))
        budget(team, limit=None, month=date(2026, 10, 1))
        assert room(team, alice).micros is None

    def test_play_money_has_a_limit_of_its_own(self, team, alice):
        budget(team, limit=0, is_play_money=True)
        assert room(team, alice).micros is None
        assert room_for(team, alice, NOW, is_play_money=True).micros == 0


class TestRoom:
    @pytest.mark.parametrize(("micros", "fits"), [(99, True), (100, True), (101, False)])
    def test_holds_as_much_as_it_leaves(self, micros, fits):
        assert Room(100, is_own=False).holds(micros) is fits

    def test_holds_nothing_once_more_was_spent_than_the_limit(self):
        assert not Room(-5, is_own=False).holds(1)
