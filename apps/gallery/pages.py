"""What a page of the gallery shows: its cards, its filters, and what changed on it since a revision."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse

from apps.core import live
from apps.core.numbers import whole_number
from apps.gallery.cards import Card, cards
from apps.gallery.choices import chips
from apps.gallery.finding import Found, found
from apps.gallery.forms import SHOWN, SORT_NAMES
from apps.gallery.models import Listing
from apps.gallery.paging import PAGE
from apps.projects.models import Project
from apps.teams.current import SignedInRequest
from apps.teams.models import Team, User
from apps.teams.policy import may_prepare

POLLER = ("since", "pace", "team")  # parameters that its address has beside those of the page
PLACE = ("after", "shown")  # where on the page somebody is; every other link leads to its beginning
MOST = 240  # cards with which a page begins: as many as "Show more" had added when somebody comes back to it
LEAVING = 500  # cards that leave a page at once: as many as people choose at once
MANY = 60  # changes that a page takes in at once; after more it offers to be loaded again


def page(team: Team, user: User, params: QueryDict, project: Project | None = None) -> dict[str, Any]:
    """Context of `gallery/_more.html`: one page of cards, from the place on that `after` names."""
    asked, before = found(team, user, params, project), max(PAGE, whole_number(params.get("shown", "")))
    size = PAGE if "after" in params else min(before, MOST)
    listings = asked.sort.after(asked.listings, params.get("after", ""))
    shown = cards(listings[: size + 1], team, user, asked)
    more = asked.sort.cursor(shown[size - 1].listing) if len(shown) > size else ""
    return {
        **_of_cards(asked),
        "found": asked,
        "cards": shown[:size],
        "next": query(params, after=more, shown=str(before + PAGE)) if more else "",
        "is_later": "after" in params,
        "start": query(params),
        "here": f"{_page_url(project)}?{query(params, shown=str(before))}",
    }


def _of_cards(asked: Found) -> dict[str, Any]:
    """What cards need to know of their page: here they can be chosen, and each has its menu."""
    return {"is_gallery": True, "project": asked.project, "may_prepare": may_prepare(asked.user, asked.team)}


def whole(team: Team, user: User, params: QueryDict, project: Project | None, rev: int) -> dict[str, Any]:
    """Context of a whole page of the gallery, which knows everything up to `rev`."""
    shown = page(team, user, params, project)
    filters = bar(shown["found"], params)
    url = live_url(team, params, project)
    return {
        **shown,
        **filters,
        "has_videos": bool(filters["counts"]["all"]) or shown["found"].is_narrowed,
        "live": live.poller(url, rev, pace(team, filters["counts"])),
    }


def bar(asked: Found, params: QueryDict) -> dict[str, Any]:
    """Context of `gallery/_filters.html` and of the line beside it."""
    counts = asked.counts()
    links = [
        {"show": show, "name": name, "count": counts[show], "query": query(params, show=show)}
        for show, name in SHOWN.items()
    ]
    own = query(params)
    return {
        "page_url": _page_url(asked.project),
        "filters_url": f"{reverse('gallery:filters')}?{own}{f'&on={asked.project.pk}' if asked.project else ''}",
        "links": links,
        "counts": counts,
        "matching": asked.total(counts),
        "sorts": SORT_NAMES,
        "chips": [{**chip, "query": query(params, **{chip["name"]: ""})} for chip in chips(asked)],
        "query": own,
        "clear": query(params, **dict.fromkeys(asked.wanted.keys() - {"show", "sort"}, "")),
    }


def _page_url(project: Project | None) -> str:
    return reverse("gallery:project", args=[project.pk]) if project else reverse("gallery:videos")


def query(params: QueryDict, **changed: str) -> str:
    """The parameters of an address with some of them changed, without empty ones, the place and the poller's own."""
    own = {name: value for name, value in params.items() if name not in (*POLLER, *PLACE)}
    return urlencode({name: value for name, value in {**own, **changed}.items() if value})


def news(request: SignedInRequest, team: Team, project: Project | None, rev: int) -> HttpResponse:
    """The answer to a page's poll: what changed after its cursor, up to `rev`."""
    asked = found(team, request.user, request.GET, project)
    filters = bar(asked, request.GET)
    line = render_to_string(
        "gallery/_filters.html", {**filters, "found": asked, "project": project, "oob": True}, request
    )
    matching = render_to_string("gallery/_matching.html", {**filters, "oob": True}, request)
    pieces = [*_pieces(request, asked), line, matching]
    url = live_url(team, request.GET, project)
    return live.answer(url, rev=rev, pace=pace(team, filters["counts"]), pieces=pieces)


def _pieces(request: SignedInRequest, asked: Found) -> list[str]:
    """What a page must change for the videos that changed, as HTML."""
    team, since = asked.team, live.cursor(request)
    changed = Listing.objects.filter(team=team, rev__gt=since)
    matching = set(asked.matching.filter(pk__in=changed).values_list("pk", flat=True)[: MANY + 1])
    if len(matching) > MANY:
        return [render_to_string("gallery/_much.html", {"url": _page_url(asked.project)}, request)]
    shown = cards(changed.filter(pk__in=matching).order_by("created_at", "pk"), team, request.user)
    pieces = [render_to_string("gallery/_piece.html", _piece(card, since, asked), request) for card in shown]
    gone = changed.filter(placed_rev__gt=since).exclude(pk__in=matching).values_list("pk", flat=True)
    return [*pieces, render_to_string("gallery/_leaving.html", {"gone": list(gone[:LEAVING])}, request)]


def _piece(card: Card, since: int, asked: Found) -> dict[str, Any]:
    """A known card changes its slots. What came into what the page shows comes whole, at the top."""
    listing = card.listing
    comes = (listing.came_rev if asked.shows_all else listing.placed_rev) > since
    return {
        "card": card,
        **_of_cards(asked),
        "comes": comes,
        "ready": card.became_ready(since),
    }


def pace(team: Team, counts: Mapping[str, int]) -> int:
    """Seconds between two looks; `counts` are those of what the page is about."""
    return live.pace(busy=counts["being_made"] + counts["in_line"] > 0, alone=not team.is_shared)


def live_url(team: Team, params: QueryDict, project: Project | None) -> str:
    """Where a page asks for news. It names the team, so that no news costs no look at anything else."""
    address = reverse("gallery:project_live", args=[project.pk]) if project else reverse("gallery:videos_live")
    return f"{address}?{query(params)}&team={team.pk}"
