"""What people read about a take: its stages, how long it usually takes, and what went wrong."""

import math
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.core.formats import duration
from apps.renders.history import Usual
from apps.renders.models import Render

S = Render.Status


@dataclass(frozen=True, slots=True)
class StageLine:
    """One of the five stages. `state` is done, now or wait."""

    name: str
    state: str


# How many of the five stages are behind a take.
_DONE: dict[str, int] = {
    S.QUEUED: 1,
    S.SUBMITTING: 1,
    S.UNKNOWN: 1,
    S.SUBMITTED: 2,
    S.PROCESSING: 3,
    S.SAVING: 4,
    S.READY: 5,
}


def stages(render: Render) -> list[StageLine]:
    """Checked, Sent, Waiting, Being made, Saved: which are done, which one it is at."""
    names = [gettext("Checked"), gettext("Sent"), gettext("Waiting"), gettext("Being made"), gettext("Saved")]
    done = _DONE.get(render.status, 0)
    return [
        StageLine(name, "done" if index < done else "now" if index == done else "wait")
        for index, name in enumerate(names)
    ]


# By the reason of a take that needs a fix; for all others it is the account.
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
        _("Tick that this person agreed, then make it again. You were not charged."),
    ),
    "film": (
        _("The video arrived damaged"),
        _("The service has charged for it. Ask the person who looks after this studio to have it fetched again."),
    ),
    "unclear": (
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


def doing(render: Render) -> str:
    """What happens to an open take right now, in one sentence."""
    waits = {
        (S.QUEUED, "down"): _("The video service does not answer. We try again by ourselves. You were not charged."),
        (S.QUEUED, "busy"): _("The video service is busy. We try again by ourselves. You were not charged."),
        (S.QUEUED, "setup"): _(
            "The address of this service is in a private network, and nobody allowed that. "
            "Nothing was sent, and you were not charged."
        ),
        (S.QUEUED, "address"): _(
            "This service fetches photo and voice from here, but nobody outside can reach this studio yet. "
            "Nothing was sent, and you were not charged."
        ),
        (S.QUEUED, "unreadable"): _(
            "The key of this service cannot be read here any more: it has to be entered again. "
            "Nothing was sent, and you were not charged."
        ),
        (S.QUEUED, "off"): _("This service is switched off for now. Nothing was sent, and you were not charged."),
        (S.SAVING, "fetch"): _("The video is made and paid, but does not arrive here yet. We keep trying."),
    }
    steps = {
        S.QUEUED: _("In line for a free place at the service."),
        S.SUBMITTING: _("We are sending the photo and the voice."),
        S.SUBMITTED: _("The service has it and will start soon."),
        S.PROCESSING: _("The service is making the video."),
        S.SAVING: _("The video is done. We are fetching and checking it."),
        S.UNKNOWN: _("We are not sure whether the service got it. Nothing is sent twice; we keep looking."),
    }
    status = S(render.status)
    return str(waits.get((status, render.reason)) or steps.get(status) or "")


def usually(usual: Usual | None) -> str:
    """How long takes needed here, roughly; empty where there is no history to speak of."""
    if usual is None:
        return ""
    low, high = _roughly(usual.low), _roughly(usual.high)
    if low == high:
        return gettext("Usually %(time)s.") % {"time": high}
    return gettext("Usually %(low)s to %(high)s.") % {"low": low, "high": high}


def _roughly(seconds: int) -> str:
    """Whole minutes, or steps of ten seconds below one: more would be a promise."""
    step = 10 if seconds <= 60 else 60
    return duration(max(step, math.ceil(seconds / step) * step))


def trouble(render: Render) -> tuple[str, str]:
    """(headline, advice) for a take that needs a fix. The advice says whether money was taken."""
    headline, advice = _TROUBLE.get(render.reason, _ACCOUNT_TROUBLE)
    return str(headline), str(advice)
