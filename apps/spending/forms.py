"""The form in which owners set limits."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.formats import price
from apps.spending.fields import MoneyField
from apps.spending.limits import Limit
from apps.spending.statement import limits, used
from apps.teams.models import Team, User
from apps.teams.policy import MAY_PREPARE

# Names that begin otherwise ("US/Pacific", "Etc/GMT+5") are those of long ago, or no place.
REGIONS = (
    *("Africa/", "America/", "Antarctica/", "Arctic/", "Asia/"),
    *("Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/"),
)


class LimitsForm(forms.Form):
    """Limits of a month for the team and for each person who can ask for something that costs money.

    Only what was changed on the page is taken over, so that two owners do not undo each other's work.
    """

    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        show_hidden_initial=True,
        help_text=gettext_lazy("A month begins at midnight in this time zone."),
    )

    def __init__(self, team: Team, month: date, data: Any = None) -> None:
        super().__init__(data, initial={"time_zone": team.time_zone})
        zones = self.fields["time_zone"]
        assert isinstance(zones, forms.ChoiceField)  # noqa: S101 - declared above
        zones.choices = [(name, name.replace("_", " ")) for name in sorted({*time_zones(), team.time_zone})]
        self._limits: dict[str, tuple[User | None, bool]] = {}
        people = User.objects.filter(memberships__team=team, memberships__role__in=MAY_PREPARE).order_by("name", "pk")
        for is_play_money in (False, True):
            stored, so_far = limits(team, month, is_play_money), used(team, month, is_play_money)
            for user in (None, *people):
                key = user.pk if user else None
                self._add(user, is_play_money, stored.get(key), so_far.get(key, 0))

    def _add(self, user: User | None, is_play_money: bool, micros: int | None, so_far: int) -> None:
        name = f"{'play' if is_play_money else 'real'}_{user.pk if user else 'team'}"
        self.fields[name] = MoneyField(
            label=_label(user, is_play_money),
            initial=micros,
            show_hidden_initial=True,
            help_text=_("Spent and set aside so far this month: %(amount)s") % {"amount": price(so_far)},
            template_name="spending/_limit.html",
        )
        self._limits[name] = (user, is_play_money)

    @property
    def real(self) -> list[BoundField]:
        return list(self._of(is_play_money=False))

    @property
    def play(self) -> list[BoundField]:
        return list(self._of(is_play_money=True))

    @property
    def currency(self) -> str:
        return settings.CURRENCY

    @property
    def play_is_open(self) -> bool:
        """Whether the page shows the limits of play money at once: there are some, or some to put right."""
        return any(field.errors or field.value() for field in self.play)

    @property
    def wanted(self) -> list[Limit]:
        """The limits that were changed on the page."""
        return [
            Limit(user=user, is_play_money=is_play_money, micros=self.cleaned_data[name])
            for name, (user, is_play_money) in self._limits.items()
            if name in self.changed_data
        ]

    def _of(self, *, is_play_money: bool) -> Iterator[BoundField]:
        return (self[name] for name, (_user, is_play) in self._limits.items() if is_play == is_play_money)


def _label(user: User | None, is_play_money: bool) -> str:
    """As it can be told from all others, also where a list of what to fix names it."""
    if is_play_money:
        return _("Play money, %(person)s") % {"person": user} if user else _("Play money, whole team")
    return str(user or _("Whole team"))


@cache
def time_zones() -> frozenset[str]:
    """The names that are in use: a place of the world, or UTC."""
    return frozenset({"UTC", *(name for name in available_timezones() if name.startswith(REGIONS))})
