"""What a team may spend in a month, what is set aside for it, and a ledger of every change.

Amounts are integer millionths of the installation's currency. Play money has budgets of its own and never meets real
money. The ledger is the truth and is only ever added to; the sums on budgets and holds are kept beside it and can be
counted again from it.
"""

import uuid
from datetime import date
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.teams.models import Team, User

GIVEN_UP = "given_up"  # the reason of a call of which nobody knows whether the service took it
FLAGGED_PERCENT = 10  # how far a charge may be from its estimate before somebody should look


class BudgetQuerySet(models.QuerySet["Budget"]):
    def both(self, team: Team, user: User, month: date, *, is_play_money: bool) -> list["Budget"]:
        """The team's budget of a month and the person's own part in it, in the order in which rows are locked.

        A new month begins with the limits of the month before.
        """
        found = [self.of(team, owner, month, is_play_money=is_play_money) for owner in (None, user)]
        return sorted(found, key=lambda budget: budget.pk)

    def of(self, team: Team, user: User | None, month: date, *, is_play_money: bool) -> "Budget":
        """The budget of one person, or with None of the whole team; it is made if the month has none yet."""
        mine = self.filter(team=team, user=user, is_play_money=is_play_money)
        found = mine.filter(month=month).first()
        if found:
            return found
        before = mine.filter(month__lt=month).order_by("-month").values_list("limit_micros", flat=True).first()
        made, _is_new = self.get_or_create(
            team=team, user=user, month=month, is_play_money=is_play_money, defaults={"limit_micros": before}
        )
        return made

    def with_room_for(self, micros: int) -> "BudgetQuerySet":
        """Those whose limit leaves at least so much."""
        fits = Q(limit_micros__gte=F("held_micros") + F("spent_micros") + micros)
        return self.filter(Q(limit_micros=None) | fits)


class Budget(models.Model):
    """What a team, or one person in it, may spend in a month. Without a limit it only counts.

    limit = free + held + spent. A truth that arrives late is booked even where it goes over the limit.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="budgets", verbose_name=_("team"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    month = models.DateField(_("month"))
    is_play_money = models.BooleanField(_("play money"), default=False)
    limit_micros = models.BigIntegerField(_("limit"), null=True, blank=True, validators=[MinValueValidator(0)])
    held_micros = models.BigIntegerField(_("set aside"), default=0, editable=False)
    spent_micros = models.BigIntegerField(_("spent"), default=0, editable=False)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        ordering: ClassVar = ["-month", "team", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "month", "is_play_money"], condition=Q(user=None), name="one_budget_per_team_and_month"
            ),
            models.UniqueConstraint(
                fields=["team", "user", "month", "is_play_money"],
                condition=~Q(user=None),
                name="one_budget_per_person_and_month",
            ),
            models.CheckConstraint(
                condition=Q(held_micros__gte=0) & Q(spent_micros__gte=0), name="budget_sums_are_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.team}, {self.month:%Y-%m}"

    @property
    def free_micros(self) -> int | None:
        """What may still be set aside; below nought where more was spent than the limit. None without a limit."""
        return None if self.limit_micros is None else self.limit_micros - self.held_micros - self.spent_micros

    @property
    def over_micros(self) -> int:
        """By how much more than the limit is spent and set aside."""
        return max(-(self.free_micros or 0), 0)

    @property
    def shares(self) -> tuple[int, int]:
        """Which parts of the limit, in hundredths, are spent and set aside: all of it together once nothing is left."""
        used = self.spent_micros + self.held_micros
        whole = max(self.limit_micros or 0, used, 1)
        spent = self.spent_micros * 100 // whole
        return spent, used * 100 // whole - spent


class Hold(models.Model):
    """Money set aside for one paid call, and then what became of it: the receipt.

    It carries the words of what was bought, so that it stays true whatever happens to that. `key` is our own number for
    the call: of a video the one that the service is told.
    """

    class What(models.TextChoices):
        FILM = "film", _("Video")
        SPEECH = "speech", _("Text spoken")

    key = models.UUIDField(_("our number"), unique=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="holds", editable=False, verbose_name=_("team"))
    budget = models.ForeignKey(Budget, models.PROTECT, related_name="holds", editable=False)
    personal_budget = models.ForeignKey(Budget, models.PROTECT, related_name="personal_holds", editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("person")
    )
    what = models.CharField(_("what"), max_length=6, choices=What, editable=False)
    title = models.CharField(_("title"), max_length=160, editable=False)
    service = models.CharField(_("service"), max_length=60, editable=False)
    quality = models.CharField(_("quality"), max_length=20, blank=True, editable=False)
    seconds = models.DecimalField(_("seconds"), max_digits=8, decimal_places=3, editable=False)
    is_play_money = models.BooleanField(_("play money"), editable=False)
    low_micros = models.BigIntegerField(editable=False)  # the least it was said to cost, where that was a range
    estimate_micros = models.BigIntegerField(_("estimate"), editable=False)
    held_micros = models.BigIntegerField(_("set aside"), editable=False)
    spent_micros = models.BigIntegerField(_("charged"), default=0, editable=False)
    task_id = models.CharField(_("task number"), max_length=500, blank=True, editable=False)
    request_id = models.CharField(_("request number"), max_length=500, blank=True, editable=False)
    reason = models.CharField(max_length=20, blank=True, editable=False)  # why nothing came of the call
    created_at = models.DateTimeField(_("set aside on"), default=timezone.now, editable=False)
    closed_at = models.DateTimeField(_("settled on"), null=True, editable=False)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["budget", "-created_at"], name="receipts_of_a_month")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(held_micros__gte=0) & Q(spent_micros__gte=0), name="hold_sums_are_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether the money is still set aside, because nobody knows yet what the call will cost."""
        return self.closed_at is None

    @property
    def outcome(self) -> str:
        """What became of the money: "open", "charged", "wasted" (charged for nothing), "returned" or "given_up"."""
        if self.is_open:
            return "open"
        if self.spent_micros:
            return "wasted" if self.reason else "charged"
        return "given_up" if self.reason == GIVEN_UP else "returned"

    @property
    def above_micros(self) -> int:
        """By how much more was charged than the most that it was said to cost."""
        return max(self.spent_micros - self.estimate_micros, 0)

    @property
    def below_micros(self) -> int:
        """By how much less was charged than the least that it was said to cost."""
        return max(self.low_micros - self.spent_micros, 0)

    @property
    def is_unexpected(self) -> bool:
        """Whether something was charged, and it is further from what was said than it should be."""
        above = self.spent_micros * 100 > self.estimate_micros * (100 + FLAGGED_PERCENT)
        below = self.spent_micros * 100 < self.low_micros * (100 - FLAGGED_PERCENT)
        return bool(self.spent_micros) and (above or below)


class GrowingQuerySet(models.QuerySet[Any]):
    """Rows that are only ever added; the database refuses the rest as well (`migrations/0002` and `0003`)."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Rows of a ledger are only ever added.")

    def delete(self) -> NoReturn:
        raise TypeError("Rows of a ledger are only ever added.")


class Entry(models.Model):
    """One line of the ledger: by how much what is set aside, and what is spent, changed, and why."""

    class Kind(models.TextChoices):
        HELD = "held", _("Set aside")
        CHARGED = "charged", _("Charged")
        RETURNED = "returned", _("Returned")
        CORRECTED = "corrected", _("Corrected")

    hold = models.ForeignKey(Hold, models.PROTECT, related_name="entries", verbose_name=_("receipt"))
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    held_micros = models.BigIntegerField(_("set aside"))
    spent_micros = models.BigIntegerField(_("charged"))
    why = models.TextField(_("why"), blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = GrowingQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the ledger")
        verbose_name_plural = _("ledger")
        ordering: ClassVar = ["hold", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["hold", "number"], name="one_entry_per_number")]

    def __str__(self) -> str:
        return f"{self.hold_id}/{self.number}"


class LimitChange(models.Model):
    """Who changed which limit, and when. A limit of None is no limit."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="changes", verbose_name=_("budget"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("changed by"))
    before_micros = models.BigIntegerField(_("before"), null=True)
    after_micros = models.BigIntegerField(_("after"), null=True)
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = GrowingQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a limit")
        verbose_name_plural = _("changes of limits")
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return str(self.budget)
