"""What a team talks about."""

import uuid
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.avatars.models import Avatar
from apps.connections.models import Connection
from apps.projects.models import Project
from apps.providers.base import Mode
from apps.renders.states import DRAFT, QUALITIES
from apps.teams.models import User
from apps.voices.models import MAX_TEXT, Speech, Voice, VoiceClip


class VideoQuerySet(models.QuerySet["Video"]):
    def visible_to(self, user: User) -> "VideoQuerySet":
        """Those of the person's teams; what is in the trash is seen on its own page alone."""
        return self.kept().filter(project__team__memberships__user=user)

    def kept(self) -> "VideoQuerySet":
        """Those that are not in the trash."""
        return self.filter(trashed_at=None)

    def trashed(self) -> "VideoQuerySet":
        """Those that are in it, where nobody sees them but on its own page."""
        return self.exclude(trashed_at=None)


class Video(models.Model):
    """What a team talks about. Filled in step by step (and saved at each), then made; every making is a take."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="videos")
    title = models.CharField(_("name"), max_length=120, blank=True)
    avatar = models.ForeignKey(
        Avatar, models.SET_NULL, null=True, blank=True, related_name="videos", verbose_name=_("face")
    )
    clip = models.ForeignKey(
        VoiceClip, models.SET_NULL, null=True, blank=True, related_name="videos", verbose_name=_("voice")
    )
    # What stands in the form of a typed text, saved as it is typed.
    script = models.TextField(_("text"), max_length=MAX_TEXT, blank=True)
    script_voice = models.ForeignKey(
        Voice, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("voice of the text")
    )
    script_speed = models.DecimalField(_("speed"), max_digits=2, decimal_places=1, default=Decimal("1.0"))
    # A typed text that is being spoken and will then be the voice, or that goes along with the film.
    speech = models.ForeignKey(
        Speech, models.SET_NULL, null=True, blank=True, related_name="videos", verbose_name=_("text")
    )
    connection = models.ForeignKey(
        Connection, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("service")
    )
    mode = models.CharField(_("quality"), max_length=5, choices=QUALITIES, default=Mode.STANDARD.value)
    prompt = models.TextField(_("style"), max_length=2500, blank=True)
    # Posted by "Make video" and replaced when used: a double click, a second tab or Back makes one take.
    form_token = models.UUIDField(default=uuid.uuid4, editable=False)
    trashed_at = models.DateTimeField(_("in the trash since"), null=True, editable=False)
    trashed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    rev = models.BigIntegerField(default=0, editable=False)
    created_rev = models.BigIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = VideoQuerySet.as_manager()

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["project", "rev"], name="video_changes")]

    def __str__(self) -> str:
        return self.title or str(_("Untitled video"))

    @property
    def shown_rev(self) -> int:
        """The revision from which on pages show it as it is: its own, or that of who must approve it."""
        return max(self.rev, self.project.deciders_rev)

    @property
    def is_draft(self) -> bool:
        """Whether a draft is what is wanted for now."""
        return self.mode == DRAFT

    @property
    def awaits_voice(self) -> bool:
        """Whether a typed text is on its way to become the video's voice; see `adopting`."""
        return self.speech is not None and (self.speech.is_open or self.speech.clip_id is not None)

    @property
    def text_along(self) -> Speech | None:
        """The text that the service will speak along with the film, where the chosen one does that."""
        if self.clip is not None or self.speech is None or self.connection is None:
            return None
        is_written = self.speech.status == Speech.Status.WRITTEN
        return self.speech if is_written and self.connection.capabilities.speaks_along else None
