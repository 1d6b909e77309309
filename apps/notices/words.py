"""What people are told, as sentences in the language that is active."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from apps.notices.models import Kind, Notice, When

# By kind, and by what of it (`what` of the notice's params).
_SAID: dict[tuple[str, str], Promise] = {
    (Kind.ASKED, "review"): _("Your turn: %(take)s is ready and waits for your decision"),
    (Kind.ASKED, "spend"): _("%(who)s asks for your OK to spend money on %(take)s"),
    (Kind.ASKED, "batch"): _("%(who)s asks for your OK to spend money on a batch of videos, “%(title)s”"),
    (Kind.ASKED, "ok"): _("%(who)s said OK: %(take)s is being made"),
    (Kind.ASKED, "sent_back"): _("%(who)s sent %(take)s back to you"),
    (Kind.MENTIONED, ""): _("%(who)s mentioned you at %(take)s"),
    (Kind.COMMENTED, ""): _("%(who)s commented on %(take)s"),
    (Kind.COMMENTED, "reply"): _("%(who)s answered in your conversation about %(take)s"),
    (Kind.DECIDED, "approved"): _("%(who)s approved %(take)s"),
    (Kind.DECIDED, "changes"): _("%(who)s asks for changes to %(take)s"),
    (Kind.DECIDED, "withdrawn"): _("%(who)s took back what they had decided about %(take)s"),
    (Kind.DECIDED, "set_aside"): _("%(who)s set aside what a guest had decided about %(take)s"),
    (Kind.READY, ""): _("%(take)s is ready"),
    (Kind.FIX, ""): _("%(take)s needs a fix"),
    (Kind.FIX, "unclear"): _("It is unclear what became of %(take)s"),
}

# What stands beside each kind where people choose.
KINDS: dict[str, Promise] = {
    Kind.ASKED: _("A version waits for your decision, somebody needs your OK, or yours was answered."),
    Kind.MENTIONED: _("Somebody writes @ and your name in a comment."),
    Kind.COMMENTED: _("Somebody comments on a video that you take part in, or answers you."),
    Kind.DECIDED: _("Somebody approves a video of yours, or asks for changes."),
    Kind.READY: _("A video that you had made can be watched."),
    Kind.FIX: _("A video that you had made came to nothing, or it is unclear what became of it."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a mail, and the path of the page it is about."""

    said: str
    address: str


def sentence(notice: Notice) -> str:
    """What happened, without a full stop: it stands in subjects, too."""
    said = _SAID[notice.kind, str(notice.params.get("what", ""))]
    return str(said) % {"who": notice.params.get("who", ""), "take": _take(notice), "title": _title(notice)}


def lines(notices: Iterable[Notice]) -> list[Line]:
    """A line for each thing that happened, oldest first; the same said several times is one line."""
    first_seen: dict[tuple[str, str], list[Notice]] = {}
    for notice in notices:
        first_seen.setdefault((sentence(notice), notice.topic), []).append(notice)
    return [Line(_times(said, len(alike)), alike[-1].address) for (said, _topic), alike in first_seen.items()]


def subject(notices: Sequence[Notice]) -> str:
    """One sentence where one thing happened, else how many things did."""
    said = lines(notices)
    if len(said) == 1:
        return said[0].said
    if notices[0].when == When.DAILY:
        return ngettext(
            "Yesterday and today: %(number)d thing", "Yesterday and today: %(number)d things", len(said)
        ) % {"number": len(said)}
    titles = {"title": _title(notices[0]), "number": len(said)}
    return ngettext("“%(title)s”: %(number)d new thing", "“%(title)s”: %(number)d new things", len(said)) % titles


def kinds(names: Iterable[str]) -> str:
    """The names of some kinds, as they stand on the page where people choose."""
    wanted = set(names)
    return ", ".join(str(kind.label) for kind in Kind if kind in wanted)


def _times(said: str, number: int) -> str:
    if number == 1:
        return said
    # Translators: `said` is a whole sentence without its full stop, such as "Bob commented on “Welcome”, version 2".
    return ngettext("%(said)s (%(number)d time)", "%(said)s (%(number)d times)", number) % {
        "said": said,
        "number": number,
    }


def _take(notice: Notice) -> str:
    """A version or draft inside a sentence."""
    named = {"title": _title(notice), "number": notice.params.get("number", "")}
    if notice.params.get("is_draft"):
        return gettext("“%(title)s”, draft %(number)s") % named
    return gettext("“%(title)s”, version %(number)s") % named


def _title(notice: Notice) -> str:
    return str(notice.params.get("title") or gettext("Untitled video"))
