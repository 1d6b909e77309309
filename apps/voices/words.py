"""What people read about a text while it is being spoken, and when something went wrong."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.voices.models import Speech

S = Speech.Status

_STEPS: dict[str, Promise] = {
    S.QUEUED: _("In line to be sent."),
    S.SENDING: _("We are sending the text."),
    S.SPEAKING: _("The service is speaking it."),
    S.FETCHING: _("We are fetching the sound."),
    S.READY: _("The voice is here."),
}
_WAITS: dict[tuple[str, str], Promise] = {
    (S.QUEUED, "down"): _("The service does not answer. We try again by ourselves. You were not charged."),
    (S.QUEUED, "busy"): _("The service is busy. We try again by ourselves. You were not charged."),
    (S.QUEUED, "setup"): _(
        "The address of this service is in a private network, and nobody allowed that. "
        "Nothing was sent, and you were not charged."
    ),
    (S.FETCHING, "fetch"): _("The text is spoken and paid, but its sound does not arrive here yet. We keep trying."),
}

# By the reason of a text that needs a fix; for all others it is the account.
_TROUBLE: dict[str, tuple[Promise, Promise]] = {
    **dict.fromkeys(
        ("text", "input", "prompt", "audio"),
        (
            _("The service cannot speak this text"),
            _("Change the text and try again. You were not charged."),
        ),
    ),
    "voice": (
        _("The service does not have this voice"),
        _("Choose another voice and try again. You were not charged."),
    ),
    "policy": (
        _("The service does not accept this text"),
        _("Its rules do not allow it. Change the text and try again. You were not charged."),
    ),
    "service": (
        _("The service could not speak this text"),
        _("Try again, or change the text. As far as the service says, you were not charged."),
    ),
    "billed": (
        _("The service could not speak this text"),
        _("It says that it charged for it all the same. Ask the person who looks after this studio."),
    ),
    "draft": (
        _("The draft voice cannot speak this text"),
        _("Write it in plain English sentences and try again. Nothing was charged."),
    ),
    "short": (
        _("This text is too short"),
        _("Say one full sentence. Nothing was charged."),
    ),
    "off": (
        _("This service cannot speak your text any more"),
        _("Nothing was sent, and you were not charged. Choose another service."),
    ),
    "stopped": (
        _("It was stopped before it was spoken"),
        _("Nothing was sent, and nothing was charged. Have it spoken again when you want it."),
    ),
    "gave_up": (
        _("The service did not take this text"),
        _("We tried for an hour. Nothing was spoken, and you were not charged. Try again later."),
    ),
    "given_up": (
        _("We never found out whether the service spoke this text"),
        _("It was given up. What was set aside is free again, but the service may have charged for it."),
    ),
    "sound": (
        _("The sound cannot be used"),
        _("The service has charged for it. Ask the person who looks after this studio to have it fetched again."),
    ),
    "unclear": (
        _("We do not know whether the service spoke this text"),
        _("Its answer was lost, and it may have charged for it. Nothing is sent again by itself."),
    ),
}
_ACCOUNT_TROUBLE = (
    _("The account at the service needs attention"),
    _(
        "Ask the person who looks after this studio to check key, credit and plan, then try again. "
        "You were not charged."
    ),
)


def doing(speech: Speech) -> str:
    """What happens to an open text right now, in one sentence; empty for one that nothing happens to."""
    if speech.is_draft and speech.is_open:
        return gettext("It is spoken on this computer; that takes a few seconds.")
    return str(_WAITS.get((speech.status, speech.reason)) or _STEPS.get(speech.status) or "")


def trouble(speech: Speech) -> tuple[str, str] | None:
    """(headline, advice) for a text that did not become a voice, else None. The advice says whether money was taken."""
    if speech.status not in (S.FAILED, S.UNKNOWN):
        return None
    headline, advice = _TROUBLE.get(speech.reason, _ACCOUNT_TROUBLE)
    return str(headline), str(advice)
