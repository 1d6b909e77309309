"""Voice clips: speech that a face can be made to say. Also the voices of services, and the texts they speak for us."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.connections.models import Connection
from apps.core.due import Leased, LeasedQuerySet
from apps.media.captions import Cue, shifted
from apps.spending.models import Hold
from apps.teams.models import Team, User

LANGUAGES = (("en", _("English")), ("zh", _("Chinese")))  # what the services speak
MAX_TEXT = 1000  # characters of one text
SLOWEST, FASTEST = Decimal("0.8"), Decimal("2.0")


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

    def audio_id_at(self, connection: Connection, when: datetime) -> str:
        """The number that stands for this clip at `connection`; empty elsewhere and when the service has forgotten.

        A part of what the service spoke has no number there.
        """
        if self.spoken_by_id != connection.pk or self.audio_id_until is None or not self.is_whole:
            return ""
        return self.audio_id if self.audio_id_until > when else ""


class VoiceQuerySet(models.QuerySet["Voice"]):
    def offered(self) -> "VoiceQuerySet":
        return self.filter(is_offered=True)


class Voice(models.Model):
    """A voice that services speak with. The same `voice_id` in another language is another voice.

    The draft voice is none of a service: it speaks on this computer, for nothing.
    """

    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    voice_id = models.CharField(_("the service's name"), max_length=60)
    name = models.CharField(_("name"), max_length=60, help_text=_("People choose the voice by this name."))
    is_offered = models.BooleanField(_("offered"), default=True)
    is_draft = models.BooleanField(_("draft voice"), default=False, editable=False)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    objects = VoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("voice")
        verbose_name_plural = _("voices")
        ordering: ClassVar = ["language", "order", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["language", "voice_id"], name="one_voice_per_language_and_id"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the reader's language, where it is one of ours (`catalogue.py`)."""
        return gettext(self.name) if self.name else self.voice_id


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
