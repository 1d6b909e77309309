"""The voices that texts can be spoken with."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LANGUAGES = (("en", _("English")), ("zh", _("Chinese")))  # what the services speak


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
