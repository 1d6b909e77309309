"""How each deed of `bulk` is undone, as far as nobody changed the same meanwhile."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.gallery import tags
from apps.gallery.deeds import Deed
from apps.gallery.moving import move_back
from apps.renders.trash import bring_back
from apps.teams.models import Team


def undo(team: Team, deed: Deed) -> str:
    """Undo it; returns the sentence that says what was done."""
    return _UNDOS[deed.kind](team, deed.about) or _("There was nothing left to undo.")


def back_from_trash(count: int) -> str:
    return ngettext("%(count)d video is back.", "%(count)d videos are back.", count) % {"count": count}


def _trash(team: Team, about: dict[str, Any]) -> str:
    count = len(bring_back(team, about["videos"], thrown_by=about["by"]))
    return back_from_trash(count) if count else ""


def _tag(team: Team, about: dict[str, Any]) -> str:
    count = len(tags.take_off(team, about["key"], about["videos"]))
    sentence = ngettext("The tag is off %(count)d video again.", "The tag is off %(count)d videos again.", count)
    return sentence % {"count": count} if count else ""


def _untag(team: Team, about: dict[str, Any]) -> str:
    try:
        count = len(tags.put_on(team, about["name"], about["videos"]).videos)
    except tags.TooManyTags:
        count = 0
    sentence = ngettext("The tag is on %(count)d video again.", "The tag is on %(count)d videos again.", count)
    return sentence % {"count": count} if count else ""


def _move(team: Team, about: dict[str, Any]) -> str:
    count = move_back(team, about["to"], about["came"])
    sentence = ngettext("%(count)d video is where it was.", "%(count)d videos are where they were.", count)
    return sentence % {"count": count} if count else ""


_UNDOS: dict[str, Callable[[Team, dict[str, Any]], str]] = {
    "trash": _trash,
    "tag": _tag,
    "untag": _untag,
    "move": _move,
}
