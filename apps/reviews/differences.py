"""What two ready takes of a video were made from and what they cost, where that differs, in words."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.renders.models import Render
from apps.renders.receipt import amount
from apps.voices.models import VoiceClip


@dataclass(frozen=True, slots=True)
class Difference:
    """What is different, as `name`; what it is in the one and in the other take; a `note` where that looks the same."""

    name: str
    first: str
    second: str
    note: str = ""


def differences(first: Render, second: Render) -> list[Difference]:
    """One query, for takes that come with their `avatar` and `connection`."""
    lines = [
        _face(first, second),
        _voice(first, second),
        _where(_("What is said"), _said(first), _said(second), differs=bool(_said(first) and _said(second))),
        _where(_("Style"), first.prompt or _("No style text"), second.prompt or _("No style text")),
        _where(_("Service"), _service(first), _service(second)),
        _where(_("Quality"), first.get_mode_display(), second.get_mode_display()),
        _where(_("Length"), _length(first), _length(second)),
        _where(_("Price"), _price(first), _price(second)),
    ]
    return [line for line in lines if line]


def _where(name: str, first: str, second: str, *, differs: bool = True) -> Difference | None:
    """A line, where it `differs` and reads so."""
    return Difference(name, first, second) if differs and first != second else None


def _face(first: Render, second: Render) -> Difference | None:
    if first.portrait_sha256 == second.portrait_sha256:
        return None
    one, other = (str(take.avatar or _("A face that was deleted")) for take in (first, second))
    note = _("Another picture with the same name.") if one == other else ""
    return Difference(_("Face"), one, other, note)


def _voice(first: Render, second: Render) -> Difference | None:
    heard = {(take.voice_sha256, take.script and take.voice_id) for take in (first, second)}
    if len(heard) == 1:
        return None
    one, other = _names_of_voices(first, second)
    note = _("Another sound with the same name.") if one == other else ""
    return Difference(_("Voice"), one, other, note)


def _names_of_voices(*takes: Render) -> list[str]:
    """A take keeps the bytes of its recording; the library may know its name."""
    digests = [take.voice_sha256 for take in takes if take.voice_sha256]
    clips = VoiceClip.objects.filter(team=takes[0].video.project.team_id, audio_sha256__in=digests)
    names = dict(clips.order_by("pk").values_list("audio_sha256", "name"))
    return [_name_of_voice(take, names) for take in takes]


def _name_of_voice(take: Render, names: dict[str, str]) -> str:
    if take.script:
        return _("Spoken by the service")
    return names.get(take.voice_sha256) or _("A recording")


def _said(take: Render) -> str:
    """The words, where anybody has written them down."""
    return take.script or " ".join(cue.text for cue in take.cues)


def _service(take: Render) -> str:
    return str(take.connection) if take.connection else _("None: made here in the studio")


def _length(take: Render) -> str:
    return _("%(number)s seconds") % {"number": number_format(round(take.film_seconds or Decimal(0), 1), 1)}


def _price(take: Render) -> str:
    if take.is_draft:
        return pgettext("a draft", "Free")
    if not take.charged_micros:
        return _("Nothing charged")
    return amount(take.charged_micros, is_play_money=take.is_play_money)
