"""The takes of videos, and what happened to each."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.avatars.models import Avatar
from apps.connections.models import Connection
from apps.core.due import Leased
from apps.media.captions import Cue
from apps.renders.models.queryset import RenderQuerySet
from apps.renders.models.video import Video
from apps.renders.states import AT_SERVICE, AT_WORK, DRAFT, FINAL, NOT_SENT, OPEN, QUALITIES, Status
from apps.spending.models import Hold


class Render(Leased):
    """One take of a video: a frozen copy of what went in, with a life of its own (`lifecycle.py`).

    On screen it is a "version", which a service makes, or a "draft", which is made here: it has no service, no hold
    and no price. A take owns copies of its inputs' bytes, so that replacing a face keeps history true.
    """

    Status = Status
    OPEN, FINAL, NOT_SENT, AT_WORK, AT_SERVICE = OPEN, FINAL, NOT_SENT, AT_WORK, AT_SERVICE

    video = models.ForeignKey(Video, models.CASCADE, related_name="renders")
    number = models.PositiveIntegerField(_("version"), editable=False)  # drafts are counted apart
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.QUEUED, editable=False)
    reason = models.CharField(max_length=20, blank=True, editable=False)  # see words.py and troubles.py

    # What went in.
    form_token = models.UUIDField(unique=True, editable=False)
    external_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    connection = models.ForeignKey(
        Connection, models.PROTECT, null=True, blank=True, related_name="renders", verbose_name=_("service")
    )
    avatar = models.ForeignKey(
        Avatar, models.SET_NULL, null=True, related_name="renders", editable=False, verbose_name=_("face")
    )
    mode = models.CharField(_("quality"), max_length=5, choices=QUALITIES, editable=False)
    prompt = models.TextField(_("style"), blank=True, editable=False)
    portrait_key = models.CharField(max_length=200, editable=False)
    portrait_sha256 = models.CharField(max_length=64, editable=False)
    backdrop_key = models.CharField(max_length=200, editable=False)
    # The speech is a file (which the service may still know as `audio_id`), or a text that the service speaks along;
    # then `seconds` is the most that the text may last.
    voice_key = models.CharField(max_length=200, blank=True, editable=False)
    voice_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    audio_id = models.CharField(max_length=500, blank=True, editable=False)
    audio_id_until = models.DateTimeField(null=True, editable=False)
    script = models.TextField(_("text"), blank=True, editable=False)
    voice_id = models.CharField(max_length=60, blank=True, editable=False)
    seconds = models.DecimalField(_("seconds"), max_digits=8, decimal_places=3, editable=False)
    peaks = models.JSONField(default=list, editable=False)
    captions = models.JSONField(default=list, editable=False)  # of the clip, or of the text when the film is here
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)

    # What it costs, in millionths of the installation's currency. Nothing is set aside before somebody who may spend
    # has said so: then `answered_by` is who did, or who sent it back with `answer`.
    hold = models.OneToOneField(
        Hold, models.PROTECT, null=True, related_name="render", editable=False, verbose_name=_("receipt")
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    answer = models.TextField(blank=True, editable=False)
    micros_per_second = models.BigIntegerField(editable=False)
    micros_per_unit = models.BigIntegerField(null=True, editable=False)  # where the service counts in units
    low_micros = models.BigIntegerField(default=0, editable=False)
    estimate_micros = models.BigIntegerField(_("estimate"), editable=False)
    charged_micros = models.BigIntegerField(_("charged"), null=True, editable=False)
    is_play_money = models.BooleanField(_("play money"), editable=False)
    # What the service says that it took, in its own units and in the account's money.
    billed_units = models.DecimalField(_("units billed"), max_digits=12, decimal_places=4, null=True, editable=False)
    billed_balance = models.DecimalField(_("money billed"), max_digits=12, decimal_places=4, null=True, editable=False)

    # Its life.
    queued_at = models.DateTimeField(default=timezone.now, editable=False)
    place = models.PositiveSmallIntegerField(null=True, editable=False)  # in the line, as people are told: `line.py`
    slow_at = models.DateTimeField(_("longer than usual since"), null=True, editable=False)
    callback_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # part of an address, hence secret
    called_at = models.DateTimeField(null=True, editable=False)  # when the service last said that something changed
    request_id = models.CharField(_("request number"), max_length=500, blank=True, editable=False)
    task_id = models.CharField(_("task number"), max_length=500, blank=True, editable=False)
    attempts = models.PositiveIntegerField(default=0, editable=False)  # of sending, or of fetching, without an answer
    spoilt = models.PositiveIntegerField(default=0, editable=False)  # films that arrived and could not be played
    sending_at = models.DateTimeField(_("sending"), null=True, editable=False)
    # `Connection.fingerprint` at that time; empty again once it is known that nothing arrived.
    sent_to = models.CharField(max_length=64, blank=True, editable=False)
    submitted_at = models.DateTimeField(_("sent"), null=True, editable=False)
    not_found_at = models.DateTimeField(null=True, editable=False)  # the first look-up that found nothing
    result_url = models.TextField(blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)
    rev = models.BigIntegerField(default=0, editable=False)

    # What came out.
    film_key = models.CharField(max_length=200, blank=True, editable=False)
    film_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    film_bytes = models.BigIntegerField(default=0, editable=False)
    film_seconds = models.DecimalField(_("length"), max_digits=8, decimal_places=3, null=True, editable=False)
    poster_key = models.CharField(max_length=200, blank=True, editable=False)

    objects = RenderQuerySet.as_manager()

    class Meta:
        verbose_name = _("take")
        verbose_name_plural = _("takes")
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["video", "number"], condition=~Q(mode=DRAFT), name="one_version_per_number"
            ),
            models.UniqueConstraint(fields=["video", "number"], condition=Q(mode=DRAFT), name="one_draft_per_number"),
            models.UniqueConstraint(
                fields=["connection", "task_id"], condition=~Q(task_id=""), name="one_take_per_task"
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="take_status_is_known"),
            models.CheckConstraint(
                condition=Q(mode=DRAFT)
                | Q(status__in=(Status.WAITING_FOR_OK, Status.CANCELLED))
                | Q(hold__isnull=False),
                name="version_is_paid_for",
            ),
            models.CheckConstraint(
                condition=Q(mode=DRAFT, connection=None, hold=None, estimate_micros=0)
                | (~Q(mode=DRAFT) & Q(connection__isnull=False)),
                name="draft_is_free",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["status", "next_check_at"], name="take_due"),
            models.Index(fields=["status", "finished_at"], name="take_ended"),
            models.Index(fields=["connection", "sending_at"], name="take_turns"),
            models.Index(fields=["connection", "mode", "status", "finished_at"], name="take_usual"),
        ]

    def __str__(self) -> str:
        said = gettext("%(video)s, draft %(number)s") if self.is_draft else gettext("%(video)s, version %(number)s")
        return said % {"video": self.video, "number": self.number}

    @property
    def is_draft(self) -> bool:
        return self.mode == DRAFT

    @property
    def name(self) -> str:
        """What people call it beside the name of its video."""
        return (gettext("Draft %(number)s") if self.is_draft else gettext("Version %(number)s")) % {
            "number": self.number
        }

    @property
    def ref(self) -> str:
        """How addresses name it among the takes of its video."""
        return f"d{self.number}" if self.is_draft else str(self.number)

    @property
    def service(self) -> Connection:
        """Where a version is made; a draft has no service."""
        assert self.connection is not None  # noqa: S101 - the table says so
        return self.connection

    @property
    def cues(self) -> list[Cue]:
        return [Cue.from_json(cue) for cue in self.captions]

    @property
    def is_ready(self) -> bool:
        return self.status == self.Status.READY

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def can_be_stopped(self) -> bool:
        """Whether nothing was sent yet: then it costs nothing to stop it."""
        return self.status in self.NOT_SENT and not self.task_id

    @property
    def can_be_undone(self) -> bool:
        """Whether it has just been put in line: nothing is sent yet, so that whoever pressed can think again."""
        ends = self.queued_at + timedelta(seconds=settings.UNDO_SECONDS)
        return self.status == Status.QUEUED and self.can_be_stopped and not self.is_draft and timezone.now() < ends

    @property
    def can_be_found(self) -> bool:
        """Whether its service can be asked about it: by its number there, or by our own."""
        return bool(self.task_id) or self.service.capabilities.can_look_up

    @property
    def may_turn_up(self) -> bool:
        """Whether it was sent once, and nobody but a person said that its service does not have it."""
        return bool(self.sent_to) and not self.task_id

    @property
    def was_sent_back(self) -> bool:
        return self.status == Status.CANCELLED and self.reason == "sent_back"


class RenderEvent(models.Model):
    """One step in a take's life, or one answer of its service. Rows are only ever added."""

    render = models.ForeignKey(Render, models.CASCADE, related_name="events")
    at = models.DateTimeField(_("when"), default=timezone.now)
    from_status = models.CharField(_("from"), max_length=16, blank=True)
    to_status = models.CharField(_("to"), max_length=16, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    why = models.TextField(_("why"), blank=True)
    raw = models.TextField(_("answer of the service"), blank=True)

    class Meta:
        verbose_name = _("event of a take")
        verbose_name_plural = _("events of takes")
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_status} → {self.to_status}"
