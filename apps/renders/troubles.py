"""What people read about a take that came to nothing: what happened, what to do, and whether money was taken."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.renders.models import Render

S = Render.Status
CAME_TO_NOTHING = (S.FAILED, S.CANCELLED)

# By the reason of a take that came to nothing; for all others it is the account.
_TROUBLE: dict[str, tuple[Promise, Promise]] = {
    "image": (
        _("The service cannot use this photo"),
        _("Choose another photo and make it again. You were not charged."),
    ),
    "audio": (
        _("The service cannot use this recording"),
        _("Choose another recording and make it again. You were not charged."),
    ),
    "prompt": (
        _("The service does not accept the style text"),
        _("Change the style text and make it again. You were not charged."),
    ),
    "text": (
        _("The service cannot speak this text"),
        _("Change the text and make it again. You were not charged."),
    ),
    "voice": (
        _("The service does not know this voice"),
        _("Choose another voice and make it again. You were not charged."),
    ),
    "policy": (
        _("The service says that this is against its rules"),
        _("Choose another photo, recording or style text. You were not charged."),
    ),
    "input": (
        _("The service cannot make this video"),
        _("Try another photo or recording. You were not charged."),
    ),
    "service": (
        _("The service could not make this video"),
        _("Try again, or try another photo or recording. As far as the service says, you were not charged."),
    ),
    "billed": (
        _("The service could not make this video"),
        _("It says that it charged for it all the same. Ask the person who looks after this studio."),
    ),
    "changed": (
        _("The service was changed since you asked"),
        _("It does not make this kind of video any more. Look at the video and make it again. You were not charged."),
    ),
    "consent": (
        _("The permission for this face is missing"),
        _("It has ended or was withdrawn. Record a new one or choose another face. You were not charged."),
    ),
    "film": (
        _("The video arrived damaged"),
        _("The service has charged for it. Ask the person who looks after this studio to have it fetched again."),
    ),
    "draft": (
        _("The draft could not be made"),
        _("Try it again, or make the video without a draft. Drafts are free: you were not charged."),
    ),
    "given_up": (
        _("We never found out whether the service got it"),
        _("It was given up. What was set aside is free again, but the service may have charged for it."),
    ),
    "never_came": (
        _("The service never delivered it"),
        _("It was given up. What was set aside is free again, but the service may have charged for it."),
    ),
    "film_gone": (
        _("The video did not arrive, and the service does not keep it any longer"),
        _("The service has charged for it. Ask the person who looks after this studio to talk to the service."),
    ),
    "sent_back": (
        _("Sent back"),
        _("Nothing was sent, and you were not charged."),
    ),
    "files": (
        _("The photo or the voice is gone"),
        _("Somebody removed its files. Make it again. You were not charged."),
    ),
    "unclear": (  # of before there was a page for it
        _("The service never got this video"),
        _("The person who looks after this studio found that out. Make it again. You were not charged."),
    ),
}
_ACCOUNT_TROUBLE = (
    _("The account at the service needs attention"),
    _(
        "Ask the person who looks after this studio to check key, credit and plan, then try again. "
        "You were not charged."
    ),
)
# What staff reads instead of "ask the person who looks after this studio": they are that person.
_FOR_STAFF: dict[str, Promise] = {
    "billed": _("It says that it charged for it all the same. Ask the service to give it back."),
    "film": _("The service has charged for it. Have it fetched again, in the administration."),
    "film_gone": _("The service has charged for it. Ask the service for the video, or for the money."),
}
_STOPPED = (
    _("Stopped"),
    _("Nothing was sent, and you were not charged."),
)


def trouble(render: Render, *, for_staff: bool = False) -> tuple[str, str]:
    """(headline, advice) for a take that came to nothing. The advice says whether money was taken."""
    reason = "never_came" if render.reason == "given_up" and render.task_id else render.reason
    is_stopped = render.status == S.CANCELLED and reason not in _TROUBLE
    headline, advice = _STOPPED if is_stopped else _TROUBLE.get(reason, _ACCOUNT_TROUBLE)
    if for_staff and render.status == S.FAILED:
        advice = _FOR_STAFF.get(reason, advice)
    return str(headline), str(advice)
