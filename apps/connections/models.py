"""Accounts at video services, what they cost, and which one a team uses."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.connections.fields import EncryptedTextField
from apps.providers.base import Account, Mode, Provider
from apps.providers.kling import Practice
from apps.providers.registry import PROVIDERS, provider
from apps.teams.models import Team


def provider_choices() -> list[tuple[str, str]]:
    return [(slug, found.name) for slug, found in PROVIDERS.items()]


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def usable(self) -> "ConnectionQuerySet":
        """Switched on, and with a price for at least one quality. Its key is not read before it is needed."""
        return self.filter(is_on=True, prices__isnull=False).distinct().defer("key")


class Connection(models.Model):
    """An account at a service. Made by staff in the admin site; the practice one by "Try it free"."""

    name = models.CharField(
        _("name"), max_length=60, unique=True, help_text=_("People choose the service by this name.")
    )
    provider = models.CharField(_("service"), max_length=20, choices=provider_choices)
    base_url = models.URLField(
        _("address"),
        blank=True,
        help_text=_("Where the service answers. Left empty, its usual address is used."),
    )
    key = EncryptedTextField(_("key"), blank=True)
    is_on = models.BooleanField(_("switched on"), default=False)
    min_seconds = models.PositiveSmallIntegerField(
        _("shortest voice"), default=2, help_text=_("In seconds."), validators=[MinValueValidator(2)]
    )
    max_seconds = models.PositiveSmallIntegerField(
        _("longest voice"),
        default=300,
        help_text=_("In seconds. Some gateways take 60, Kling itself takes 300."),
        validators=[MaxValueValidator(300)],
    )
    places = models.PositiveSmallIntegerField(
        _("parallel places"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("How many videos this account may have in the making at the same time."),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(min_seconds__lt=F("max_seconds")), name="connection_seconds_make_sense"),
            models.UniqueConstraint(
                fields=["provider"], condition=Q(provider=Practice.slug), name="one_practice_connection"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def seconds(self) -> tuple[int, int]:
        """The shortest and the longest voice that it takes, in both qualities."""
        return self.min_seconds, self.max_seconds

    @property
    def adapter(self) -> Provider:
        return provider(self.provider)

    @property
    def is_practice(self) -> bool:
        """Its money is play money and never mixes with real spending."""
        return self.provider == Practice.slug

    @property
    def account(self) -> Account:
        """Address and key as the adapter wants them. The practice service's are computed, never stored."""
        if self.is_practice:
            return Account(base_url=f"{settings.PRACTICE_ORIGIN}/practice", key=settings.PRACTICE_KEY)
        return Account(base_url=self.base_url or self.adapter.default_base_url, key=self.key)

    def price_at(self, mode: Mode, when: datetime) -> "Price | None":
        """The price of a second in this quality at a moment, or None where staff has confirmed none."""
        return self.prices.filter(mode=mode, valid_from__lte=when).order_by("-valid_from").first()


class Price(models.Model):
    """What one second of film costs at a connection from a date on. A change is a new row: old receipts stay true."""

    MODES = ((Mode.STANDARD.value, _("Standard")), (Mode.PRO.value, _("Pro")))

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="prices")
    mode = models.CharField(_("quality"), max_length=3, choices=MODES)
    micros_per_second = models.BigIntegerField(
        _("millionths per second"), validators=[MinValueValidator(0), MaxValueValidator(10**12)]
    )
    valid_from = models.DateTimeField(_("valid from"), default=timezone.now)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        ordering: ClassVar = ["mode", "-valid_from"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(micros_per_second__gte=0), name="price_is_not_negative"),
            models.UniqueConstraint(fields=["connection", "mode", "valid_from"], name="one_price_per_quality_and_time"),
        ]

    def __str__(self) -> str:
        return f"{self.connection}, {self.get_mode_display()}"


class DefaultConnectionQuerySet(models.QuerySet["DefaultConnection"]):
    def connection_of(self, team: Team) -> Connection | None:
        """What a team's new videos use, or None before anybody has chosen."""
        theirs = self.filter(team=team, connection__is_on=True).select_related("connection")
        chosen = theirs.defer("connection__key").first()
        return chosen.connection if chosen else None


class DefaultConnection(models.Model):
    """The service that a team's new videos use until somebody chooses another one."""

    team = models.OneToOneField(Team, models.CASCADE, related_name="default_connection")
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="+")

    objects = DefaultConnectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("service of a team")
        verbose_name_plural = _("services of teams")

    def __str__(self) -> str:
        return f"{self.team}: {self.connection}"
