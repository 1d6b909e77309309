"""What people read about a take that goes on: its stages, what happens just now, how long it usually takes."""

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
    if render.is_draft:
        return _stages_of_draft(render)
    sent = gettext("Sending") if render.status == S.SUBMITTING else gettext("Sent")
    saved = gettext("Saving") if render.status == S.SAVING else gettext("Saved")
    names = [gettext("Checked"), sent, gettext("Waiting"), gettext("Being made"), saved]
    return _lines(names, _DONE[render.status], has_begun=render.status != S.QUEUED)


def _stages_of_draft(render: Render) -> list[StageLine]:
    done = {S.QUEUED: 1, S.PROCESSING: 1, S.SAVING: 2}.get(S(render.status), 3)
    saved = gettext("Saving") if render.status == S.SAVING else gettext("Saved")
    return _lines([gettext("Checked"), gettext("Being made"), saved], done, has_begun=render.status != S.QUEUED)


def _lines(names: list[str], done: int, *, has_begun: bool) -> list[StageLine]:
    now = done if has_begun else -1
    return [
        StageLine(name, "done" if index < done else "now" if index == now else "wait")
        for index, name in enumerate(names)
    ]


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
    (S.SUBMITTING, "looking"): _(
        "The answer of the service got lost. We are asking whether it has the video; nothing is sent twice."
    ),
    **dict.fromkeys(
        ((status, "unreadable") for status in (S.SUBMITTING, S.SUBMITTED, S.PROCESSING, S.SAVING)),
        _("The key of this service cannot be read here any more: it has to be entered again. Then we go on."),
    ),
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
_STEPS_OF_DRAFT: dict[str, Promise] = {
    S.PROCESSING: _("The draft is being made, here in the studio."),
    S.SAVING: _("The draft is made. We are checking it."),
}


def doing(render: Render) -> str:
    """What happens to an open take right now, in one sentence; empty for all others."""
    if sentence := _WAITS.get((render.status, render.reason)):
        return str(sentence)
    steps = _STEPS_OF_DRAFT if render.is_draft else _STEPS
    return _in_line(render) if render.status == S.QUEUED else str(steps.get(render.status, ""))


def _in_line(render: Render) -> str:
    if render.can_be_undone:
        time = duration(settings.UNDO_SECONDS)
        return gettext("Nothing is sent for the first %(time)s: you can undo it, and it costs nothing.") % {
            "time": time
        }
    if not render.place and render.is_draft:
        return gettext("In line: drafts are made here, one after the other.")
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


def too_many_drafts(most: int) -> str:
    """Why no further draft is put in line."""
    return gettext("%(count)d drafts of your team are in line already. Try again when some of them are ready.") % {
        "count": most
    }


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
