"""Budget months. A month begins at midnight in the team's own time zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from apps.teams.models import Team


def month_of(team: Team, when: datetime) -> date:
    """The first day of the month in which a moment lies for the team."""
    return when.astimezone(ZoneInfo(team.time_zone)).date().replace(day=1)


def month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def month_after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
