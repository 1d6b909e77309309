"""A list of videos as a spreadsheet."""

from collections.abc import Iterator
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.gallery.models import ListingQuerySet
from apps.gallery.states import BY_SLUG
from apps.spending.sheet import amount
from apps.teams.links import absolute
from apps.teams.models import Team

CHUNK = 500  # videos that are read at a time
COLUMNS = (
    "video", "video__title", "state", "takes", "seconds", "price_micros", "avatar__name", "clip__name",
    "connection__name", "tags", "created_at", "created_by__name", "created_by__email", "project__name",
    "take__is_play_money",
)  # fmt: skip


def rows(listings: ListingQuerySet, team: Team, request: HttpRequest) -> Iterator[list[object]]:
    """A row of names, then one for each video. They are read later than the language of the reader is known."""
    write = _Writer(team, request)
    return chain([_header(team)], map(write, listings.values(*COLUMNS).iterator(chunk_size=CHUNK)))


class _Writer:
    """Knows the words of its reader's language, and writes videos with them."""

    def __init__(self, team: Team, request: HttpRequest) -> None:
        self.zone = ZoneInfo(team.time_zone)
        self.states = {slug: str(state.name) for slug, state in BY_SLUG.items()}
        self.untitled, self.yes = _("Untitled video"), _("Yes")
        self.rooms, self.edits = (
            absolute(reverse(name, args=[0]), request) for name in ("reviews:room", "videos:edit")
        )

    def __call__(self, video: dict[str, Any]) -> list[object]:
        pages = self.rooms if video["takes"] else self.edits
        return [
            video["video__title"] or self.untitled,
            video["project__name"],
            self.states[video["state"]],
            video["takes"],
            video["seconds"],
            amount(video["price_micros"]),
            self.yes if video["take__is_play_money"] else "",
            video["avatar__name"] or "",
            video["clip__name"] or "",
            video["connection__name"] or "",
            ", ".join(video["tags"]),
            f"{video['created_at'].astimezone(self.zone):%Y-%m-%d %H:%M}",
            video["created_by__name"] or video["created_by__email"],
            pages.replace("/0/", f"/{video['video']}/"),
        ]


def _header(team: Team) -> list[object]:
    return [
        _("Title"),
        _("Project"),
        _("State"),
        _("Versions"),
        _("Seconds"),
        _("Price (%(currency)s)") % {"currency": settings.CURRENCY},
        _("Play money"),
        _("Face"),
        _("Voice"),
        _("Service"),
        _("Tags"),
        _("Created (%(zone)s)") % {"zone": team.time_zone},
        _("By"),
        _("Address"),
    ]
