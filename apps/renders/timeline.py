"""The life of a take in sentences for people; staff reads below each what was noted and what the service answered."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.renders.models import Render, RenderEvent
from apps.renders.states import Why
from apps.renders.troubles import trouble

S = Render.Status
Step = tuple[str, str]  # from one status to another

# What people did. "Somebody" is a person whose account is gone.
_BY_PEOPLE: dict[Step, Promise] = {
    ("", S.QUEUED): _("%(who)s pressed “Make video”."),
    ("", S.WAITING_FOR_OK): _("%(who)s asked for this version, and for an OK to spend the money."),
    (S.WAITING_FOR_OK, S.QUEUED): _("%(who)s said OK. The money was set aside, and it is in line."),
    (S.WAITING_FOR_OK, S.CANCELLED): _("%(who)s took it back. Nothing was sent, and nothing was charged."),
    (S.QUEUED, S.CANCELLED): _("%(who)s stopped it. Nothing was sent, and nothing was charged."),
    (S.UNKNOWN, S.SUBMITTED): _("%(who)s found it at the service."),
    (S.UNKNOWN, S.QUEUED): _("%(who)s said that the service never got it. It is in line again, to be sent once more."),
    (S.UNKNOWN, S.FAILED): _("%(who)s gave it up. What was set aside is free again."),
    (S.SUBMITTED, S.FAILED): _("%(who)s gave it up. What was set aside is free again."),
    (S.PROCESSING, S.FAILED): _("%(who)s gave it up. What was set aside is free again."),
    (S.FAILED, S.SAVING): _("%(who)s asked to fetch the video once more."),
}

# What happened by itself.
_BY_ITSELF: dict[Step, Promise] = {
    (S.QUEUED, S.SUBMITTING): _("Its turn came: photo and voice go to the service."),
    (S.QUEUED, S.PROCESSING): _("Its turn came: the studio began to make it."),
    (S.QUEUED, S.FAILED): _("It could not be sent. Nothing was charged."),
    (S.SUBMITTING, S.SUBMITTED): _("The service took it."),
    (S.SUBMITTING, S.QUEUED): _("The service could not take it just then. It is in line again; nothing was charged."),
    (S.SUBMITTING, S.FAILED): _("The service did not accept it. Nothing was charged."),
    (S.SUBMITTING, S.UNKNOWN): _("The answer of the service was lost, so it is unclear whether it came through."),
    (S.SUBMITTED, S.PROCESSING): _("The service began to make it."),
    (S.SUBMITTED, S.SAVING): _("The service made it. We fetch and check the video."),
    (S.SUBMITTED, S.FAILED): _("The service could not make it."),
    (S.PROCESSING, S.SAVING): _("The service made it. We fetch and check the video."),
    (S.PROCESSING, S.FAILED): _("The service could not make it."),
    (S.SAVING, S.READY): _("It is checked and saved."),
    (S.SAVING, S.FAILED): _("No whole video could be fetched, after many tries."),
    (S.UNKNOWN, S.SUBMITTED): _("It turned up at the service: nothing has to be sent again."),
    (S.FAILED, S.SAVING): _("The service delivered it after all. It is kept, and charged like any other."),
    (S.CANCELLED, S.SAVING): _("The service delivered it after all. It is kept, and charged like any other."),
}

# Where the note that was made with a step says more than the step.
_BECAUSE: dict[tuple[str, str, str], Promise] = {
    (S.WAITING_FOR_OK, S.CANCELLED, Why.SENT_BACK): _(
        "%(who)s sent it back. Nothing was sent, and nothing was charged."
    ),
    (S.QUEUED, S.CANCELLED, Why.STOPPED_UNCLEAR): _(
        "%(who)s stopped it. Should the service have got it before, it is kept and charged."
    ),
    (S.QUEUED, S.SUBMITTING, Why.LATE): _("An answer came late: the service has it already."),
    (S.QUEUED, S.FAILED, Why.NO_CONSENT): _("The permission for this face was missing. Nothing was sent or charged."),
    (S.QUEUED, S.FAILED, Why.CHANGED): _(
        "The service does not make this kind of video any more. Nothing was sent or charged."
    ),
    (S.SUBMITTING, S.QUEUED, Why.NOT_SENT_YET): _(
        "The studio was interrupted before anything was sent. It is in line again."
    ),
    ("", S.QUEUED, Why.DRAFT_ASKED): _("%(who)s asked for a free draft."),
    **dict.fromkeys(
        ((status, S.FAILED, Why.DRAFT_FAILED) for status in (S.PROCESSING, S.SAVING)),
        _("The draft could not be made."),
    ),
    **dict.fromkeys(
        ((status, S.FAILED, Why.NO_CONSENT) for status in (S.PROCESSING, S.SAVING)),
        _("The permission for this face was missing. Nothing was sent or charged."),
    ),
    (S.PROCESSING, S.SAVING, Why.DRAFT_MADE): _("The draft is made. We check it."),
    (S.SUBMITTING, S.QUEUED, Why.NEVER_GOT_IT): _(
        "The answer was lost, and the service said twice that it does not have it. It is in line again."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One step: what happened, from where to where, and what more there is to say about it.

    `events` are the step itself and what was noted after it, as they are stored: for staff.
    """

    at: datetime
    said: str
    more: str = ""
    before: str
    after: str
    events: list[RenderEvent] = field(default_factory=list)

    @property
    def notes(self) -> list[RenderEvent]:
        """The events, where they tell more than the sentence does."""
        return self.events if len(self.events) > 1 or self.events[0].raw else []


def timeline(render: Render) -> list[Line]:
    """The steps of a take, the first one first; one query."""
    lines: list[Line] = []
    for event in render.events.select_related("actor"):
        if event.from_status != event.to_status:
            lines.append(_line(event))
        if lines:
            lines[-1].events.append(event)
    return _with_reason(render, lines)


def said(event: RenderEvent) -> str:
    """A step as a sentence."""
    step = (event.from_status, event.to_status)
    by_people = _BY_PEOPLE.get(step) if event.actor or step not in _BY_ITSELF else None
    sentence = _BECAUSE.get((*step, event.why)) or by_people or _BY_ITSELF[step]
    return str(sentence) % {"who": event.actor or gettext("Somebody")}


def zone_name(zone: str) -> str:
    """A time zone as people write it: "Europe/Amsterdam", "America/New York"."""
    return gettext("world time (UTC)") if zone == "UTC" else zone.replace("_", " ")


def _line(event: RenderEvent) -> Line:
    before = S(event.from_status).label if event.from_status else ""
    return Line(at=event.at, said=said(event), before=str(before), after=str(S(event.to_status).label))


def _with_reason(render: Render, lines: list[Line]) -> list[Line]:
    """The last step of a take that ended with a reason says it: it is known of the take as it is now."""
    more = {S.FAILED: trouble(render)[0], S.CANCELLED: render.answer}.get(S(render.status), "")
    if not lines or not more or lines[-1].events[0].to_status != render.status:
        return lines
    return [*lines[:-1], replace(lines[-1], more=more)]
