"""Texts that are spoken for a team, each by one call that may be paid."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.connections.models import Connection
from apps.core.due import Leased, LeasedQuerySet
from apps.spending.models import Hold
from apps.teams.models import Team, User
from apps.voices.models.clip import VoiceClip
from apps.voices.models.voice import LANGUAGES

MAX_TEXT = 1000  # characters of one text
SLOWEST, FASTEST = Decimal("0.8"), Decimal("2.0")


class SpeechQuerySet(LeasedQuerySet["Speech"]):
    def visible_to(self, user: User) -> "SpeechQuerySet":
        return self.filter(team__memberships__user=user)

    def due(self, now: datetime) -> "SpeechQuerySet":
        """Texts that want work and that nobody is working on."""
        return self.free(now).filter(status__in=Speech.OPEN)


class Speech(Leased):
    """One text that a service speaks: a paid call, sent once, which yields a voice clip (`speaking.py`).

    A text that is WRITTEN costs nothing by itself: it goes along with the film, at services that speak along. One
    without a connection is spoken by the draft voice, which costs nothing at all (`drafting.py`).
    """

    class Status(models.TextChoices):
        WRITTEN = "written", _("Goes along with the video")
        QUEUED = "queued", _("In line")
        SENDING = "sending", _("Being sent")
        SPEAKING = "speaking", _("Being spoken")
        FETCHING = "fetching", _("Being saved")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Needs a fix")
        UNKNOWN = "unknown", _("Unclear")

    OPEN = (Status.QUEUED, Status.SENDING, Status.SPEAKING, Status.FETCHING)
    FINAL = (Status.READY, Status.FAILED)  # nothing is set aside for these any more

    team = models.ForeignKey(Team, models.CASCADE, related_name="speeches")
    connection = models.ForeignKey(Connection, models.PROTECT, null=True, related_name="+", verbose_name=_("service"))
    form_token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    text = models.TextField(_("text"), max_length=MAX_TEXT)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    voice_id = models.CharField(_("voice"), max_length=60)
    voice_name = models.CharField(_("voice"), max_length=60)
    speed = models.DecimalField(
        _("speed"),
        max_digits=2,
        decimal_places=1,
        default=Decimal("1.0"),
        validators=[MinValueValidator(SLOWEST), MaxValueValidator(FASTEST)],
    )
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.QUEUED, editable=False)
    reason = models.CharField(max_length=20, blank=True, editable=False)  # why it failed or waits

    # What it costs, in millionths of the installation's currency; how long it will be, as far as a text tells. Nothing
    # is set aside for a text that goes along with a film.
    hold = models.OneToOneField(
        Hold, models.PROTECT, null=True, related_name="speech", editable=False, verbose_name=_("receipt")
    )
    estimate_micros = models.BigIntegerField(_("estimate"), default=0, editable=False)
    charged_micros = models.BigIntegerField(_("charged"), null=True, editable=False)
    micros_per_unit = models.BigIntegerField(null=True, editable=False)
    is_play_money = models.BooleanField(_("play money"), default=False, editable=False)
    low_seconds = models.PositiveIntegerField(editable=False)
    high_seconds = models.PositiveIntegerField(editable=False)

    # Its life.
    task_id = models.CharField(_("task number"), max_length=500, blank=True, editable=False)
    request_id = models.CharField(_("request number"), max_length=500, blank=True, editable=False)
    audio_id = models.CharField(max_length=500, blank=True, editable=False)
    audio_url = models.TextField(blank=True, editable=False)
    answer = models.TextField(_("answer of the service"), blank=True, editable=False)
    attempts = models.PositiveIntegerField(default=0, editable=False)
    sending_at = models.DateTimeField(_("sending"), null=True, editable=False)
    spoken_at = models.DateTimeField(_("spoken"), null=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)
    clip = models.OneToOneField(
        VoiceClip, models.SET_NULL, null=True, related_name="speech", editable=False, verbose_name=_("voice clip")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)

    objects = SpeechQuerySet.as_manager()

    class Meta:
        verbose_name = _("spoken text")
        verbose_name_plural = _("spoken texts")
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "written",
                        "queued",
                        "sending",
                        "speaking",
                        "fetching",
                        "ready",
                        "failed",
                        "unknown",
                    ]
                ),
                name="speech_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(connection__isnull=False) | Q(hold__isnull=True), name="draft_voice_costs_nothing"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["status", "next_check_at"], name="speech_due")]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def is_draft(self) -> bool:
        """Whether the draft voice speaks it, and no service."""
        return self.connection_id is None

    @property
    def service(self) -> Connection:
        """The connection of a text that a service speaks."""
        assert self.connection is not None  # noqa: S101 - the draft voice has steps of its own
        return self.connection
