"""Accounts at video services, what they cost, and which one a team uses."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from apps.connections.fields import EncryptedTextField
from apps.providers.base import Account, Capabilities, Mode, Provider
from apps.providers.registry import PROVIDERS, provider
from apps.teams.models import Team

SECRETS = ("key", "secret", "webhook_secret")  # read only where they are needed: a page must open without them
SECRETS_OF_RELATED = tuple(f"connection__{secret}" for secret in SECRETS)
PRACTICE_LOOK_SECONDS = 2.0  # a practice film takes seconds, not minutes


class Item(StrEnum):
    """What has a price beside a second of film."""

    SPEECH = "speech"
    UNIT = "unit"


def provider_choices() -> list[tuple[str, str]]:
    return [(slug, found.name) for slug, found in PROVIDERS.items()]


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def usable(self) -> "ConnectionQuerySet":
        """Switched on, and with a price for at least one quality. Its secrets are not read before they are needed."""
        usable = self.filter(is_on=True, prices__what__in=list(Mode)).distinct().without_secrets()
        return usable if settings.PRACTICE_ENABLED else usable.filter(is_practice=False)

    def usable_by(self, team: Team) -> "ConnectionQuerySet":
        """Those that this team may use: staff can keep one for some teams."""
        return self.usable().filter(Q(teams=None) | Q(teams=team))

    def without_secrets(self) -> "ConnectionQuerySet":
        return self.defer(*SECRETS)


class Connection(models.Model):
    """An account at a service. Made by staff in the admin site; those of the practice service make themselves."""

    name = models.CharField(
        _("name"), max_length=60, unique=True, help_text=_("People choose the service by this name.")
    )
    provider = models.CharField(_("service"), max_length=20, choices=provider_choices)
    is_practice = models.BooleanField(_("practice"), default=False, editable=False)
    base_url = models.URLField(
        _("address"),
        blank=True,
        help_text=_("Where the service answers. Left empty, its usual address is used."),
    )
    may_be_private = models.BooleanField(
        _("this address is in our own network"),
        default=False,
        help_text=_("Tick it for a gateway on your own network only: otherwise private addresses are refused."),
    )
    key = EncryptedTextField(_("key"), blank=True)
    secret = EncryptedTextField(_("secret key"), blank=True)
    webhook_secret = EncryptedTextField(_("webhook secret"), blank=True)
    options = models.JSONField(default=dict, blank=True, editable=False)  # answers to the adapter's own questions
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
    allows_standard = models.BooleanField(_("Standard may be chosen"), default=True)
    allows_pro = models.BooleanField(_("Pro may be chosen"), default=True)
    trusts_look_up = models.BooleanField(
        _("“not found” is believed"),
        default=False,
        help_text=_(
            "Tick it only if you know that this service finds every video by our own number at once. "
            "A video that it does not know is then sent again by itself."
        ),
    )
    teams = models.ManyToManyField(
        Team,
        blank=True,
        related_name="+",
        verbose_name=_("teams"),
        help_text=_("Who may use it. Left empty, all teams may."),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(min_seconds__lt=F("max_seconds")), name="connection_seconds_make_sense"),
            models.UniqueConstraint(
                fields=["provider"], condition=Q(is_practice=True), name="one_practice_connection_a_service"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def adapter(self) -> Provider:
        return provider(self.provider)

    @property
    def capabilities(self) -> Capabilities:
        """What the service can do, within the limits that staff set for this account."""
        can = self.adapter.capabilities(self.options)
        return replace(
            can,
            min_seconds=max(self.min_seconds, can.min_seconds),
            max_seconds=min(self.max_seconds, can.max_seconds),
            modes=tuple(mode for mode in can.modes if self._allows[mode]),
            lookup_is_authoritative=can.can_look_up and (self.is_practice or self.trusts_look_up),
            look_seconds=PRACTICE_LOOK_SECONDS if self.is_practice else can.look_seconds,
        )

    @property
    def seconds(self) -> tuple[int, int]:
        """The shortest and the longest voice that it takes, in both qualities."""
        can = self.capabilities
        return can.min_seconds, can.max_seconds

    @property
    def account(self) -> Account:
        """Address and key as the adapter wants them. The practice service's are computed, never stored."""
        if self.is_practice:
            base_url = f"{settings.PRACTICE_ORIGIN}/practice/{self.provider}"
            return Account(base_url=base_url, key=settings.PRACTICE_KEY, options=self.options, may_be_private=True)
        return Account(
            base_url=self.base_url or self.usual_address,
            key=self.key,
            secret=self.secret,
            options=self.options,
            may_be_private=self.may_be_private,
        )

    @property
    def usual_address(self) -> str:
        """Where the service answers unless staff says otherwise; empty for one that has no known address."""
        return next((address for address, _sentence in self.adapter.hosts), "")

    @property
    def fingerprint(self) -> str:
        """Tells one way to reach an account from another; reveals nothing about it."""
        account = self.account
        ways = [account.base_url, account.key, account.secret, sorted(account.options.items())]
        return salted_hmac("connections.fingerprint", repr(ways), algorithm="sha256").hexdigest()

    @property
    def public_origin(self) -> str:
        """Where the service reaches this studio (no slash at the end); empty where nobody outside can."""
        return settings.PRACTICE_ORIGIN if self.is_practice else settings.PUBLIC_BASE_URL

    @property
    def callback_secret(self) -> str:
        """What the service signs its calls with; empty where it does not."""
        return settings.PRACTICE_WEBHOOK_SECRET if self.is_practice else self.webhook_secret

    def price_at(self, what: Mode | Item, when: datetime) -> "Price | None":
        """What something costs at a moment, or None where staff has confirmed no price."""
        return self.prices.filter(what=what, valid_from__lte=when).order_by("-valid_from").first()

    @property
    def _allows(self) -> dict[Mode, bool]:
        return {Mode.STANDARD: self.allows_standard, Mode.PRO: self.allows_pro}


class Price(models.Model):
    """What something costs at a connection from a date on. A change is a new row: old receipts stay true."""

    MODES = ((Mode.STANDARD.value, _("Standard")), (Mode.PRO.value, _("Pro")))
    WHAT = (
        (Mode.STANDARD.value, _("a second of video, Standard")),
        (Mode.PRO.value, _("a second of video, Pro")),
        (Item.SPEECH.value, _("a text spoken")),
        (Item.UNIT.value, _("a unit of the service")),
    )

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="prices")
    what = models.CharField(_("price of"), max_length=6, choices=WHAT)
    micros = models.BigIntegerField(_("millionths"), validators=[MinValueValidator(0), MaxValueValidator(10**12)])
    valid_from = models.DateTimeField(_("valid from"), default=timezone.now)
    confirmed_by = models.ForeignKey(  # nobody for play money
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("confirmed by"),
    )

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        ordering: ClassVar = ["what", "-valid_from"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(micros__gte=0), name="price_is_not_negative"),
            models.UniqueConstraint(fields=["connection", "what", "valid_from"], name="one_price_per_thing_and_time"),
        ]

    def __str__(self) -> str:
        return str(self.get_what_display())


class DefaultConnectionManager(models.Manager["DefaultConnection"]):
    def connection_of(self, team: Team) -> Connection | None:
        """What a team's new videos use, or None before anybody has chosen."""
        return Connection.objects.usable_by(team).filter(default_of__team=team).first()


class DefaultConnection(models.Model):
    """The service that a team's new videos use until somebody chooses another one."""

    team = models.OneToOneField(Team, models.CASCADE, related_name="default_connection")
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="default_of")

    objects = DefaultConnectionManager()

    class Meta:
        verbose_name = _("service of a team")
        verbose_name_plural = _("services of teams")

    def __str__(self) -> str:
        return str(self.team)
