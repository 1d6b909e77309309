"""Many videos at once: a table of lines, the files that were dropped for it, one price, one OK."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.avatars.models import Avatar
from apps.connections.models import Connection, Price
from apps.core.due import Leased, LeasedQuerySet
from apps.projects.models import Project
from apps.providers.base import Mode
from apps.renders.models import Render, Video
from apps.teams.models import Team, User
from apps.voices.models import Speech, Voice, VoiceClip


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: User) -> "BatchQuerySet":
        return self.filter(team__memberships__user=user)


class Batch(models.Model):
    """A table of videos to be made. Until somebody who may spend has said OK to a line, it can be mended and replaced.

    `connection`, `mode` and `voice` are what a line uses that says nothing else. `is_again`: its lines are videos that
    there are already, each of which gets another version. `agreed`: what somebody said OK to last, as they saw it.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Being prepared")
        ASKED = "asked", _("Waiting for an OK")

    team = models.ForeignKey(Team, models.CASCADE, related_name="batches")
    project = models.ForeignKey(Project, models.CASCADE, related_name="batches")
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_again = models.BooleanField(default=False)
    connection = models.ForeignKey(Connection, models.SET_NULL, null=True, related_name="+", verbose_name=_("service"))
    mode = models.CharField(_("quality"), max_length=5, choices=Price.MODES, default=Mode.STANDARD.value)
    voice = models.ForeignKey(
        Voice, models.SET_NULL, null=True, related_name="+", verbose_name=_("voice of the scripts")
    )
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    agreed = models.CharField(max_length=64, blank=True)
    rev = models.BigIntegerField(default=0)  # the team's, when something changed that is no line's
    lines_rev = models.BigIntegerField(default=0)  # and when lines were added
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name or str(_("Batch"))

    @property
    def is_open(self) -> bool:
        """Whether lines can be mended to which nobody has said OK."""
        return self.status == self.Status.OPEN


class LineQuerySet(LeasedQuerySet["BatchLine"]):
    def due(self, now: datetime) -> "LineQuerySet":
        """Lines that want a step and that nobody is working on."""
        return self.free(now).filter(status__in=BatchLine.ON_THE_WAY)


class BatchLine(Leased):
    """One video of a batch: as somebody wrote it, what was found for that, and what became of it (`batches.working`).

    `form_token` is that of the take, `speech_token` that of the spoken text: a line makes one of each, however often a
    worker begins with it. Prices are what was agreed to, in millionths; `agreed` tells the inputs they were for.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Not in line yet")
        QUEUED = "queued", _("In line")
        SPEAKING = "speaking", _("Being spoken")
        MADE = "made", _("Handed over")
        STOPPED = "stopped", _("Stopped")

    ON_THE_WAY = (Status.QUEUED, Status.SPEAKING)

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    reason = models.CharField(max_length=20, blank=True)  # why it waits or was stopped: `batches.words`
    is_left_out = models.BooleanField(default=False)

    title = models.CharField(max_length=300, blank=True)
    face = models.CharField(max_length=200, blank=True)
    voice = models.CharField(max_length=200, blank=True)
    script = models.TextField(blank=True)
    style = models.TextField(blank=True)
    quality = models.CharField(max_length=60, blank=True)
    avatar = models.ForeignKey(Avatar, models.SET_NULL, null=True, related_name="+")
    clip = models.ForeignKey(VoiceClip, models.SET_NULL, null=True, related_name="+")

    low_micros = models.BigIntegerField(default=0)
    most_micros = models.BigIntegerField(default=0)  # speech and video
    speech_micros = models.BigIntegerField(default=0)
    agreed = models.CharField(max_length=64, blank=True)
    ok_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    goes_over = models.BooleanField(default=False)  # an owner said that it may go over a limit
    form_token = models.UUIDField(default=uuid.uuid4, unique=True)
    speech_token = models.UUIDField(default=uuid.uuid4, unique=True)
    video = models.ForeignKey(Video, models.SET_NULL, null=True, related_name="+")
    speech = models.ForeignKey(Speech, models.SET_NULL, null=True, related_name="+")
    render = models.ForeignKey(Render, models.SET_NULL, null=True, related_name="+")
    rev = models.BigIntegerField(default=0)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a batch")
        verbose_name_plural = _("lines of batches")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "number"], name="each_line_of_a_batch_has_a_number"),
        ]
        indexes: ClassVar = [models.Index(fields=["status", "next_check_at"], name="batch_line_due")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_on_its_way(self) -> bool:
        return self.status in self.ON_THE_WAY


class BatchFile(models.Model):
    """A file that was dropped for a batch: the face or voice it became, or why it cannot be used."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    is_photo = models.BooleanField()
    avatar = models.ForeignKey(Avatar, models.SET_NULL, null=True, related_name="+")
    clip = models.ForeignKey(VoiceClip, models.SET_NULL, null=True, related_name="+")
    problems: Any = models.JSONField(default=list)  # of `media.problems`
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("file of a batch")
        verbose_name_plural = _("files of batches")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "name"], name="each_file_of_a_batch_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
