"""What the filters of the gallery offer, and how those that are set are called."""

from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.avatars.models import Avatar
from apps.connections.models import Connection
from apps.core.formats import MICRO, money
from apps.gallery.finding import Found
from apps.gallery.models import Tag
from apps.projects.models import Project
from apps.teams.models import Team, User
from apps.voices.models import VoiceClip

OFFERED = 300  # of each kind; the newest ones


def _own(team: Team) -> dict[str, QuerySet[Any]]:
    """Everything of the team that a filter can name, by the filter."""
    return {
        "tag": Tag.objects.filter(team=team).order_by("key"),
        "project": Project.objects.filter(team=team).order_by("name"),
        "person": User.objects.filter(memberships__team=team).order_by("name"),
        "face": Avatar.objects.filter(team=team).order_by("-pk"),
        "voice": VoiceClip.objects.filter(team=team).order_by("-pk"),
        "service": Connection.objects.usable_by(team).order_by("name"),
    }


def labels() -> dict[str, str]:
    return {
        "tag": _("Tag"),
        "project": _("Project"),
        "person": _("Made by"),
        "face": _("Face"),
        "voice": _("Voice"),
        "service": _("Service"),
    }


def menus(asked: Found) -> list[dict[str, Any]]:
    """The choices of each filter that has some; a query for each."""
    names, of_project = labels(), asked.project is not None
    return [
        {"name": name, "label": names[name], "options": options, "chosen": asked.wanted.get(name)}
        for name, rows in _own(asked.team).items()
        if not (name == "project" and of_project) and (options := list(rows.values_list("pk", "name")[:OFFERED]))
    ]


def chips(asked: Found) -> list[dict[str, str]]:
    """The filters that are set, each with the words that say so; at most one query."""
    names, known, wanted = labels(), _names(asked), asked.wanted
    said = [
        {"name": name, "text": f"{names[name]}: {known.get(name, _('not here'))}"} for name in names if name in wanted
    ]
    if "from_day" in wanted:
        said.append({"name": "from_day", "text": _("From %(day)s") % {"day": date_format(wanted["from_day"])}})
    if "to_day" in wanted:
        said.append({"name": "to_day", "text": _("Until %(day)s") % {"day": date_format(wanted["to_day"])}})
    if "least" in wanted:
        said.append({"name": "least", "text": _("From %(price)s") % {"price": _money(wanted["least"])}})
    if "most" in wanted:
        said.append({"name": "most", "text": _("Up to %(price)s") % {"price": _money(wanted["most"])}})
    return said


def _money(amount: Any) -> str:
    return money(int(amount * MICRO))


def _names(asked: Found) -> dict[str, str]:
    """The names of what the filters name, by the filter; nothing for what is not the team's."""
    chosen = [
        rows.filter(pk=asked.wanted[name])
        .order_by()
        .annotate(kind=Value(name, CharField()), called=F("name"))
        .values_list("kind", "called")
        for name, rows in _own(asked.team).items()
        if name in asked.wanted
    ]
    return dict(chosen[0].union(*chosen[1:], all=True)) if chosen else {}
