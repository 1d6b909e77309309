"""What people read about a take: its stages, how long it usually takes, and what went wrong."""

import math
from dataclasses import dataclass

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import ordinal
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.core.formats import duration, money, money_left
from apps.renders.history import Usual
from apps.renders.models import Render
from apps.spending.room import Room

S = Render.Status
CAME_TO_NOTHING = (S.FAILED, S.CANCELLED)


@dataclass(frozen=True, slots=True)
class StageLine:
    """One of the five stages. `state` is done, now or wait."""

    name: str
    state: str


# How many of the five stages are behind a take.
_DONE: dict[str, int] = {
    S.QUEUED: 1,
    S.SUBMITTING: 1,
    S.SUBMITTED: 2,
    S.PROCESSING: 3,
    S.SAVING: 4,
    S.READY: 5,
}


def stages(render: Render) -> list[StageLine]:
    """Checked, Sent, Waiting, Being made, Saved: which are done, which one it is at. In line it is at none.

    Empty where nobody can tell, or it is on none of them.
    """
    if render.status not in _DONE:
        return []
    sent = gettext("Sending") if render.status == S.SUBMITTING else gettext("Sent")
    saved = gettext("Saving") if render.status == S.SAVING else gettext("Saved")
    names = [gettext("Checked"), sent, gettext("Waiting"), gettext("Being made"), saved]
    done = _DONE[render.status]
    now = -1 if render.status == S.QUEUED else done
    return [
        StageLine(name, "done" if index < done else "now" if index == now else "wait")
        for index, name in enumerate(names)
    ]


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
    "given_up": (
        _("We never found out whether the service got it"),
        _("It was given up. What was set aside is free again, but the service may have charged for it."),
    ),
    "sent_back": (
        _("Sent back"),
        _("Nothing was sent, and you were not charged."),
    ),
    "files": (
        _("The photo or the voice of this version is gone"),
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
}
_STOPPED = (
    _("Stopped"),
    _("Nothing was sent, and you were not charged."),
)
_WAITS: dict[tuple[str, str], Promise] = {
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
    **dict.fromkeys(
        ((S.SUBMITTED, "slow"), (S.PROCESSING, "slow")),
        _("It takes longer than usual. We keep looking; you do not need to do anything."),
    ),
}
_STEPS: dict[str, Promise] = {
    S.SUBMITTING: _("We are sending the photo and the voice."),
    S.SUBMITTED: _("The service has it and will start soon."),
    S.PROCESSING: _("The service is making the video."),
    S.SAVING: _("The video is done. We are fetching and checking it."),
    S.UNKNOWN: _(
        "We are not sure whether the service got it. Nothing is sent twice; somebody has to look at the service."
    ),
}


def doing(render: Render) -> str:
    """What happens to an open take right now, in one sentence; empty for all others."""
    if sentence := _WAITS.get((render.status, render.reason)):
        return str(sentence)
    return _in_line(render) if render.status == S.QUEUED else str(_STEPS.get(render.status, ""))


def _in_line(render: Render) -> str:
    if render.can_be_undone:
        time = duration(settings.UNDO_SECONDS)
        return gettext("Nothing is sent for the first %(time)s: you can undo it, and it costs nothing.") % {
            "time": time
        }
    if not render.place:
        return gettext("In line for a free place at the service.")
    if render.place == 1:
        return gettext("You are next in line.")
    # Translators: a place in a line, as "2nd in line."
    return gettext("%(place)s in line.") % {"place": ordinal(render.place)}


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


def trouble(render: Render, *, for_staff: bool = False) -> tuple[str, str]:
    """(headline, advice) for a take that came to nothing. The advice says whether money was taken."""
    is_stopped = render.status == S.CANCELLED and render.reason not in _TROUBLE
    headline, advice = _STOPPED if is_stopped else _TROUBLE.get(render.reason, _ACCOUNT_TROUBLE)
    if for_staff and render.status == S.FAILED:
        advice = _FOR_STAFF.get(render.reason, advice)
    return str(headline), str(advice)


def over_limit(room: Room) -> str:
    """Why a limit keeps somebody from spending so much."""
    left = money_left(max(0, room.micros or 0))
    if room.is_own:
        return gettext("Your own limit leaves %(left)s this month, which is not enough for this.") % {"left": left}
    return gettext("This month's limit leaves %(left)s, which is not enough for this.") % {"left": left}


def goes_over(room: Room, micros: int) -> str:
    """By how much something goes over a limit, for an owner, who may let it."""
    over = {"amount": money(micros - (room.micros or 0))}
    if room.is_own:
        return gettext("This goes over your own limit of this month by %(amount)s.") % over
    return gettext("This goes over this month's limit by %(amount)s.") % over


def not_this_one(code: str) -> str:
    """Why the number that somebody found at the service is not taken for an unclear take; see `unclear.NotThisOne`."""
    sentences = {
        "other": _("This number belongs to another video. Look for ours, or for the time when it was sent."),
        "taken": _("Another version here has this number already. Look for the one that is still without a version."),
        "silent": _("The service does not answer just now. Nothing was changed; try again in a few minutes."),
        "nothing": _("The service does not know this number. Copy it once more, all of it."),
        "unreadable": _("The key of this service cannot be read here any more: it has to be entered again first."),
    }
    return str(sentences[code])
