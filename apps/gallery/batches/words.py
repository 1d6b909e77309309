"""Why a line of a batch waits or was stopped, in words; and what a press on the page of a batch did."""

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from apps.core.formats import money
from apps.gallery.batches.offer import Offer
from apps.gallery.models import BatchLine
from apps.voices.words import doing as speech_doing
from apps.voices.words import trouble as speech_trouble

S = BatchLine.Status

_STOPPED: dict[str, tuple[Promise, Promise]] = {
    "stopped": (_("Stopped before it began"), _("The video was not sent, and it was not paid.")),
    "changed": (
        _("Something was changed after the OK"),
        _("Look at face, voice and service of this video, then make it from its own page. No video was paid."),
    ),
    "price": (
        _("It would cost more than you said OK to"),
        _("Look at the price and make this video from its own page, or in another batch. No video was paid."),
    ),
    "incomplete": (
        _("Something is missing by now"),
        _("Open the video: its page says what to do first. No video was paid."),
    ),
    "rights": (
        _("Who said OK may not spend any more"),
        _("Somebody who may has to say OK. No video was paid."),
    ),
}


def stopped(line: BatchLine) -> tuple[str, str] | None:
    """(headline, advice) for a line that came to nothing, else None."""
    if line.status != S.STOPPED:
        return None
    if line.reason == "speech" and line.speech:
        return speech_trouble(line.speech) or _said("incomplete")
    return _said(line.reason if line.reason in _STOPPED else "changed")


def doing(line: BatchLine) -> str:
    """What happens to a line that is on its way, in one sentence."""
    if line.reason == "over":
        return gettext("This month's limit leaves too little for it just now. It waits until there is room.")
    if line.status == S.SPEAKING:
        spoken = speech_doing(line.speech) if line.speech else ""
        return spoken or gettext("The text is spoken; the video is made next.")
    return gettext("It is handed over in a moment.") if line.status == S.QUEUED else ""


def price(offer: Offer) -> str:
    """The price of all, as it stands on the button."""
    if offer.is_range:
        amounts = {"low": money(offer.low_micros), "most": money(offer.most_micros)}
        # Translators: a price that is not exact yet, as in "Make 17 videos for $3.40 to $4.10".
        return gettext("%(low)s to %(most)s") % amounts
    return money(offer.most_micros)


def agreed(offer: Offer) -> str:
    """What the OK did."""
    said = ngettext(
        "%(count)d video is in line, for up to %(price)s.",
        "%(count)d videos are in line, for up to %(price)s together.",
        offer.count,
    )
    return said % {"count": offer.count, "price": money(offer.most_micros)}


def unused(headings: list[str]) -> str:
    """That some columns of a table were read by nobody."""
    # Translators: `names` are headings of columns, with commas between them.
    said = ngettext(
        "This column is not used: %(names)s. Names that are: title, face, script, audio file, style, quality.",
        "These columns are not used: %(names)s. Names that are: title, face, script, audio file, style, quality.",
        len(headings),
    )
    return said % {"names": ", ".join(headings)}


def stopped_all(count: int) -> str:
    """What "Stop what is not sent yet" did."""
    if not count:
        return gettext("Everything was sent already, so there was nothing to stop.")
    said = ngettext(
        "%(count)d video was stopped. It was not sent, and it was not paid.",
        "%(count)d videos were stopped. They were not sent, and they were not paid.",
        count,
    )
    return said % {"count": count}


def mended(changed: int, added: int, kept: int) -> list[str]:
    """What a table that was uploaded again did."""
    said = []
    if changed:
        text = ngettext("%(count)d line was replaced.", "%(count)d lines were replaced.", changed)
        said.append(text % {"count": changed})
    if added:
        said.append(ngettext("%(count)d line was added.", "%(count)d lines were added.", added) % {"count": added})
    if kept:
        text = ngettext(
            "%(count)d line is under way already and was left as it is.",
            "%(count)d lines are under way already and were left as they are.",
            kept,
        )
        said.append(text % {"count": kept})
    return said


def _said(reason: str) -> tuple[str, str]:
    headline, advice = _STOPPED[reason]
    return str(headline), str(advice)
