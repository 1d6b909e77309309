"""People without an account who speak about a video."""

import unicodedata
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.teams.models import Team

LONGEST_NAME = 60  # characters
JOINERS = "\u200c\u200d"  # they have no look of their own, and some scripts and signs are not written without them


class Guest(models.Model):
    """Somebody who came by a link, under the name that they gave themselves: it may well be that of a member.

    Who came by a link that is for them, by name, is `is_invited`.
    """

    is_guest = True  # for templates, which get a `Speaker`

    team = models.ForeignKey(Team, models.CASCADE, related_name="guests", verbose_name=_("team"))
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    is_invited = models.BooleanField(_("invited by this name"), default=False)  # then the team gave the name
    created_at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")
        ordering: ClassVar = ["created_at", "pk"]

    def __str__(self) -> str:
        """The name, and that it is a guest's: wherever it stands, nobody takes them for a member."""
        words = gettext("%(name)s (invited guest)") if self.is_invited else gettext("%(name)s (guest)")
        return words % {"name": self.name}


def clean_name(typed: str) -> str:
    """A name on one line, without signs that are not seen, or turn the text around; empty where nothing is left."""
    seen = "".join(_seen(sign) for sign in unicodedata.normalize("NFC", typed))
    name = " ".join(seen.split())
    return name if name.strip(JOINERS + " ") else ""


def _seen(sign: str) -> str:
    category = unicodedata.category(sign)
    if category[0] == "Z" or category == "Cc":
        return " "
    return "" if category[0] == "C" and sign not in JOINERS else sign
