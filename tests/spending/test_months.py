"""A month begins at midnight where the team is."""

from datetime import UTC, date, datetime

import pytest

from apps.spending.ledger import settle
from apps.spending.models import Budget
from apps.spending.months import month_after, month_before, month_of
from apps.teams.models import Team
from tests.spending.purchases import DOLLAR, buy


@pytest.mark.parametrize(
    ("zone", "moment", "month"),
    [
        ("UTC", "2026-10-31T23:59:59.999999", "2026-10-01"),
        ("UTC", "2026-11-01T00:00:00", "2026-11-01"),
        ("UTC", "2026-12-31T23:59:59.999999", "2026-12-01"),
        ("UTC", "2027-01-01T00:00:00", "2027-01-01"),
        ("Asia/Shanghai", "2026-12-31T15:59:59", "2026-12-01"),
        ("Asia/Shanghai", "2026-12-31T16:00:00", "2027-01-01"),
        ("America/Los_Angeles", "2027-01-01T07:59:59", "2026-12-01"),
        ("America/Los_Angeles", "2027-01-01T08:00:00", "2027-01-01"),
        ("Pacific/Kiritimati", "2026-10-31T10:00:00", "2026-11-01"),  # 14 hours ahead
        # Amsterdam is two hours ahead in summer and one in winter; the clock goes back on 25 October.
        ("Europe/Amsterdam", "2026-09-30T21:59:59", "2026-09-01"),
        ("Europe/Amsterdam", "2026-09-30T22:00:00", "2026-10-01"),
        ("Europe/Amsterdam", "2026-10-31T22:59:59", "2026-10-01"),
        ("Europe/Amsterdam", "2026-10-31T23:00:00", "2026-11-01"),
        # In New York the first hour of November 2026 comes twice, and in Havana its midnight does.
        ("America/New_York", "2026-11-01T03:59:59", "2026-10-01"),
        ("America/New_York", "2026-11-01T04:00:00", "2026-11-01"),
        ("America/New_York", "2026-11-01T06:30:00", "2026-11-01"),
        ("America/Havana", "2026-11-01T04:30:00", "2026-11-01"),
        ("America/Havana", "2026-11-01T05:30:00", "2026-11-01"),
        ("Africa/Cairo", "2024-02-29T21:59:59", "2024-02-01"),
    ],
)
def test_a_moment_lies_in_the_month_that_the_clock_of_the_team_shows(zone, moment, month):
    when = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert month_of(Team(time_zone=zone), when) == date.fromisoformat(month)


@pytest.mark.parametrize(
    ("month", "following"),
    [("2026-11", "2026-12"), ("2026-12", "2027-01"), ("2028-01", "2028-02"), ("2028-02", "2028-03")],
)
def test_months_follow_each_other(month, following):
    one, other = (date.fromisoformat(f"{text}-01") for text in (month, following))
    assert (month_after(one), month_before(other)) == (other, one)


@pytest.mark.django_db
class TestMonthEnd:
    BEFORE = datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC)
    AFTER = datetime(2026, 11, 30, 23, 0, 0, tzinfo=UTC)

    @pytest.fixture(autouse=True)
    def _amsterdam(self, team):
        team.time_zone = "Europe/Amsterdam"
        team.save()

    def test_what_is_bought_a_second_later_belongs_to_the_next_month(self, team, alice):
        months = [buy(team, alice, now=now).budget.month for now in (self.BEFORE, self.AFTER)]
        assert months == [date(2026, 11, 1), date(2026, 12, 1)]

    def test_a_charge_in_december_is_booked_to_november_where_it_was_set_aside(self, team, alice):
        november = buy(team, alice, DOLLAR, now=self.BEFORE)
        december = buy(team, alice, 3 * DOLLAR, now=self.AFTER)
        settle(november.pk, 2 * DOLLAR, why="made")
        sums = Budget.objects.order_by("month", "pk").values_list("month", "held_micros", "spent_micros")
        assert list(sums) == [
            *[(november.budget.month, 0, 2 * DOLLAR)] * 2,
            *[(december.budget.month, 3 * DOLLAR, 0)] * 2,
        ]

    def test_a_new_month_takes_over_the_limits_and_nothing_else(self, team, alice):
        budget = buy(team, alice, DOLLAR, now=datetime(2026, 9, 5, tzinfo=UTC)).budget
        Budget.objects.filter(pk=budget.pk).update(limit_micros=2 * DOLLAR)
        following = buy(team, alice, 2 * DOLLAR, now=self.AFTER)
        assert (following.budget.limit_micros, following.budget.spent_micros) == (2 * DOLLAR, 0)
        assert following.personal_budget.limit_micros is None

    def test_moving_the_team_to_another_zone_moves_no_receipt(self, team, alice):
        receipt = buy(team, alice, now=self.AFTER)
        team.time_zone = "America/Los_Angeles"
        team.save()
        receipt.refresh_from_db()
        assert receipt.budget.month == date(2026, 12, 1)
        assert buy(team, alice, now=self.AFTER).budget.month == date(2026, 11, 1)
