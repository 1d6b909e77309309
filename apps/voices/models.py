"""Voice clips: speech that a face can be made to say."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.teams.models import Team, User


class VoiceClipQuerySet(models.QuerySet["VoiceClip"]):
    def visible_to(self, user: User) -> "VoiceClipQuerySet":
        return self.filter(team__memberships__user=user)


class VoiceClip(models.Model):
    """Speech of a team as the MP3 that is sent to services. `seconds` is that file's exact decoded length."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="voice_clips")
    name = models.CharField(_("name"), max_length=80)
    audio_key = models.CharField(max_length=200, editable=False)
    audio_sha256 = models.CharField(max_length=64, editable=False)
    audio_bytes = models.PositiveIntegerField(_("bytes"), editable=False)
    seconds = models.DecimalField(_("seconds"), max_digits=8, decimal_places=3, editable=False)
    peaks = models.JSONField(default=list, editable=False)  # 0..100 each, for the waveform
    original_name = models.CharField(_("file"), max_length=200, editable=False)
    original_format = models.CharField(max_length=8, editable=False)
    original_bytes = models.PositiveIntegerField(editable=False)
    is_sample = models.BooleanField(default=False, editable=False)  # ours, for a first try
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = VoiceClipQuerySet.as_manager()

    class Meta:
        verbose_name = _("voice clip")
        verbose_name_plural = _("voice clips")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.name
