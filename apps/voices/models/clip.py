"""Speech of a team's library."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.connections.models import Connection
from apps.media.captions import Cue, shifted
from apps.media.pauses import Span
from apps.teams.models import Team, User


class VoiceClipQuerySet(models.QuerySet["VoiceClip"]):
    def visible_to(self, user: User) -> "VoiceClipQuerySet":
        return self.filter(team__memberships__user=user)


class VoiceClip(models.Model):
    """Speech of a team as the MP3 that is sent to services. `seconds` is that file's exact decoded length.

    It is a part of what came in: `start` to `end`, in seconds of the original. Several clips may be parts of the same
    original, which is served to nobody.
    """

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
    # The bytes as they came, and all of them as MP3, to listen to while choosing a part. A clip of before has neither:
    # its MP3 stands for both.
    source_key = models.CharField(max_length=200, blank=True, editable=False)
    whole_key = models.CharField(max_length=200, blank=True, editable=False)
    source_seconds = models.DecimalField(max_digits=8, decimal_places=3, default=0, editable=False)
    source_peaks = models.JSONField(default=list, editable=False)
    start = models.DecimalField(max_digits=8, decimal_places=3, default=0, editable=False)
    end = models.DecimalField(max_digits=8, decimal_places=3, default=0, editable=False)
    # What listening to the original told (`media.recordings`): how good it is, from where to where somebody speaks, and
    # the pauses meanwhile, each as [start, end].
    checks = models.JSONField(default=list, editable=False)
    speech_span = models.JSONField(default=list, editable=False)
    pauses = models.JSONField(default=list, editable=False)
    is_draft_voice = models.BooleanField(_("draft voice"), default=False, editable=False)  # spoken on this computer
    # Where a service spoke it: its text, and the number by which that service (and no other) still knows the sound.
    spoken_text = models.TextField(_("text"), blank=True, editable=False)
    audio_id = models.CharField(max_length=500, blank=True, editable=False)
    audio_id_until = models.DateTimeField(null=True, editable=False)
    spoken_by = models.ForeignKey(
        Connection, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name=_("spoken by")
    )
    # What is said when: `Cue`s of `media.captions`, made from the text or by ear until somebody corrects them.
    captions = models.JSONField(default=list, editable=False)
    captions_at = models.DateTimeField(null=True, editable=False)
    listened_at = models.DateTimeField(null=True, editable=False)  # when a worker began to write down what is said
    captions_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = VoiceClipQuerySet.as_manager()

    class Meta:
        verbose_name = _("voice clip")
        verbose_name_plural = _("voice clips")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_whole(self) -> bool:
        """Whether all that came in is used."""
        return self.start == 0 and self.end >= self.source_seconds

    @property
    def cues(self) -> list[Cue]:
        """What is said when, in seconds of the clip."""
        cues = [Cue.from_json(cue) for cue in self.captions]
        return cues if self.is_whole else shifted(cues, float(self.start), float(self.end))

    @property
    def talk(self) -> Span | None:
        """From the first to the last word, in seconds of the clip; None where nobody listened yet."""
        return self._here(self.speech_span) if self.speech_span else None

    @property
    def silences(self) -> list[Span]:
        """The pauses between the words, in seconds of the clip."""
        return [self._here(pause) for pause in self.pauses if self.start < pause[1] and pause[0] < self.end]

    def _here(self, span: Sequence[float]) -> Span:
        """A span of the original, as far as it lies in the clip."""
        first, last = (min(max(at, float(self.start)), float(self.end)) - float(self.start) for at in span)
        return first, last

    def audio_id_at(self, connection: Connection, when: datetime) -> str:
        """The number that stands for this clip at `connection`; empty elsewhere and when the service has forgotten.

        A part of what the service spoke has no number there.
        """
        if self.spoken_by_id != connection.pk or self.audio_id_until is None or not self.is_whole:
            return ""
        return self.audio_id if self.audio_id_until > when else ""
