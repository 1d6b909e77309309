"""What the studio says about faces: what was done to a photo, what a button does, how a permission stands."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.avatars.models import Avatar, Consent, today
from apps.core.formats import size
from apps.media.edits import Edit
from apps.media.photos import Mended
from apps.media.repairs import RepairCode

SOON = timedelta(days=30)  # a permission that ends within it is worth a word

GOOD_FOR: dict[str, Promise] = {
    RepairCode.TURN: gettext_lazy("The face lies on its side, or stands on its head."),
    RepairCode.HEAD_AND_SHOULDERS: gettext_lazy("The face gets larger, and what distracts stays out."),
    RepairCode.SHAPE: gettext_lazy("No longer than services take, around the face."),
    RepairCode.ENLARGE: gettext_lazy("To the size that services want. It gets no sharper."),
}


def mended(face: Avatar) -> list[str]:
    """What was put right by itself when the photo came."""
    said = {
        Mended.TURNED: _("Turned upright"),
        Mended.CONVERTED: _("Converted from %(format)s") % {"format": face.original_format},
        Mended.STILL: _("Its first picture was taken"),
        Mended.SHRUNK: _smaller(face),
        Mended.CLEANED: _("Place and camera data removed"),
    }
    return [said[Mended(code)] for code in face.mended if code in said]


def _smaller(face: Avatar) -> str:
    if face.source_bytes < face.original_bytes:
        sizes = {"before": size(face.original_bytes), "after": size(face.source_bytes)}
        return _("Made smaller: %(before)s to %(after)s") % sizes
    sides = {"width": face.source_width, "height": face.source_height}
    return _("Made smaller: %(width)s × %(height)s pixels") % sides


def done(before: Edit, after: Edit) -> str:
    """What a person did last to the photo, by the edits before and after."""
    if before.turn != after.turn:
        return _("The photo was turned.")
    if before.crop == after.crop:
        return _("The photo was enlarged.")
    return _("The photo was cropped.")


@dataclass(frozen=True, slots=True)
class ConsentState:
    """How the permission for a face stands, as a chip."""

    text: str
    tone: str = ""
    icon: str = "info"


def consent_state(face: Avatar) -> ConsentState:
    consent = face.consent
    if consent is None:
        return ConsentState(_("No permission yet"))
    if consent.withdrawn_at:
        return ConsentState(_("Permission withdrawn"), "bad", "warn")
    if consent.has_ended:
        return ConsentState(_("Permission ended"), "bad", "warn")
    if ends := _ends_soon(consent):
        return ConsentState(ends, "warn", "clock")
    return ConsentState(_("Permission given"), "ok", "check")


def _ends_soon(consent: Consent) -> str:
    if consent.until is None or consent.until - today(consent.avatar.team) > SOON:
        return ""
    return _("Permission until %(day)s") % {"day": date_format(consent.until)}
