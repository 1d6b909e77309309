"""How far a take is with people, as the chip that says it, and what is approved beside the newest version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.renders.models import Render
from apps.reviews.models import Decision
from apps.reviews.verdicts import Tally

S = Render.Status


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: the text of `name` differs between languages
class State:
    """`name` is what people read; `key`, `tone` and `icon` are its look. No icon: something is going on."""

    key: str
    name: Promise
    tone: str = ""
    icon: str = ""


ASKED = State("asked", _("Waiting for an OK"), tone="warn", icon="coins")
SENT_BACK = State("sent-back", _("Sent back"), tone="warn", icon="undo")
STOPPED = State("stopped", _("Stopped"), icon="undo")
UNSENT = State("queued", _("Not sent yet"), icon="clock")
IN_LINE = State("queued", _("In line"), icon="clock")
MAKING = State("rendering", _("Making video"), tone="active")
UNCLEAR = State("unclear", _("Unclear"), tone="warn", icon="warn")
FAILED = State("failed", _("Needs a fix"), tone="bad", icon="warn")
GIVEN_UP = State("failed", _("Given up"), tone="bad", icon="warn")
REVIEW = State("review", _("Needs review"), tone="warn", icon="eye")
CHANGES = State("changes", _("Changes asked"), tone="warn", icon="edit")
APPROVED = State("approved", _("Approved"), tone="ok", icon="check")
DRAFTING = State("rendering", _("Making draft"), tone="active")
DRAFT = State("draft", _("Draft"), icon="spark")
DRAFT_APPROVED = State("draft", _("Draft approved"), tone="ok", icon="spark")


_OF_STATUS = {
    S.WAITING_FOR_OK: ASKED,
    S.QUEUED: IN_LINE,
    S.FAILED: FAILED,
    S.CANCELLED: STOPPED,
    S.UNKNOWN: UNCLEAR,
}
# What is ready, by what people have said about it. An approved draft is an OK to make the video, not the video.
_OF_VERSION = {None: REVIEW, Decision.Verdict.CHANGES: CHANGES, Decision.Verdict.APPROVED: APPROVED}
_OF_DRAFT = {None: DRAFT, Decision.Verdict.CHANGES: CHANGES, Decision.Verdict.APPROVED: DRAFT_APPROVED}


def state_of(take: Render, verdict: Decision.Verdict | None) -> State:
    """The state of a take about which people have said `verdict`."""
    if take.is_ready:
        return (_OF_DRAFT if take.is_draft else _OF_VERSION)[verdict]
    if take.was_sent_back:
        return SENT_BACK
    if take.status == S.FAILED and take.reason == "given_up":
        return GIVEN_UP
    making = DRAFTING if take.is_draft else MAKING
    return UNSENT if take.can_be_undone else _OF_STATUS.get(S(take.status), making)


@dataclass(frozen=True, slots=True)
class Approved:
    """An approved version that is not the newest one; `words` say how both stand."""

    take: Render
    words: str


def approved_before(takes: Iterable[Render], tallies: Mapping[int, Tally]) -> Approved | None:
    """The approved version of a video that has a newer one; None where there is none, or it is the newest itself.

    `tallies`: of those takes that are ready, by their pk. Drafts count for nothing here.
    """
    versions = sorted((take for take in takes if not take.is_draft), key=lambda take: take.number, reverse=True)
    good = (take for take in versions if take.pk in tallies and tallies[take.pk].verdict == Decision.Verdict.APPROVED)
    approved = next(good, None)
    if approved is None or approved == versions[0]:
        return None
    newest, tally = versions[0], tallies.get(versions[0].pk)
    state = state_of(newest, tally.verdict if tally else None)
    return Approved(approved, beside(approved.number, newest.number, state, is_spoken_about=bool(tally and tally.said)))


def beside(approved: int, newest: int, state: State, *, is_spoken_about: bool) -> str:
    """How an approved version and the newest one stand, in one sentence. `state` is the newest one's."""
    said = {"approved": approved, "newest": newest}
    if state is not REVIEW:
        # Translators: `state` is what the newest version's chip says, as "Making video".
        sentence = gettext("Approved: version %(approved)d · version %(newest)d: %(state)s")
        return sentence % {**said, "state": state.name}
    if is_spoken_about:
        return gettext("Approved: version %(approved)d · version %(newest)d not decided yet") % said
    return gettext("Approved: version %(approved)d · version %(newest)d not reviewed") % said
