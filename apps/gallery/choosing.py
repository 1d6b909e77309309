"""Which videos a form is about: those that were ticked, or all that a page of the gallery would show."""

from collections.abc import Callable, Iterable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_htmx.http import reswap, trigger_client_event

from apps.core.htmx import post_of, redirect
from apps.core.live import CHANGED
from apps.core.numbers import whole_number
from apps.gallery.deeds import Deed, token
from apps.gallery.finding import found
from apps.gallery.listing import catch_up
from apps.projects.models import Project
from apps.renders.models import Video
from apps.teams.current import SignedInRequest, team_of
from apps.teams.models import Team, User
from apps.teams.policy import may_prepare, require

MOST = 500  # videos at once
View = Callable[[SignedInRequest, Team, list[int]], HttpResponseBase]


class NotChosen(Exception):
    """Nothing was chosen, or too much; it is said in words."""


def chosen(request: SignedInRequest, team: Team) -> list[int]:
    """The pks of the chosen videos of the team, newest first or in the order of the page; at most `MOST`.

    Those that went to the trash meanwhile are left out. Raises NotChosen, and Http404 where none was ever theirs.
    """
    if "all" in request.POST:
        return _few(_matching(request.user, team, request.POST))
    wanted = {pk for pk in map(whole_number, request.POST.getlist("videos")) if pk}
    if not wanted:
        raise NotChosen(_("Choose one video or more first. Nothing was changed."))
    _few(sorted(wanted))
    known = Video.objects.filter(project__team=team, project__team__memberships__user=request.user, pk__in=wanted)
    rows = list(known.values_list("pk", "trashed_at"))
    if not rows:
        raise Http404
    kept = [pk for pk, trashed_at in rows if trashed_at is None]
    if not kept:
        raise NotChosen(_("They are in the trash already. Nothing was changed."))
    return kept


def project_of(sent: QueryDict, team: Team) -> Project | None:
    """The project of the team whose page the form stood on; None on that of all projects."""
    pk = whole_number(sent.get("project", ""))
    return get_object_or_404(Project, team=team, pk=pk) if pk else None


def team_for(request: SignedInRequest) -> Team:
    """The team whose videos a form is about: that of its project or of its videos, else the current one; 404."""
    sent = request.POST if request.method == "POST" else request.GET
    if pk := whole_number(sent.get("project", "")):
        return get_object_or_404(Project.objects.visible_to(request.user).select_related("team"), pk=pk).team
    wanted = {pk for pk in map(whole_number, sent.getlist("videos")[: MOST + 1]) if pk}
    if not wanted:
        return team_of(request)
    theirs = Team.objects.visible_to(request.user).filter(projects__videos__in=wanted)
    team = theirs.order_by("pk").first()  # some of the videos may be erased by now
    if team is None:
        raise Http404
    return team


def for_chosen(view: View) -> Callable[..., HttpResponseBase]:
    """For a POST that changes the chosen videos, which the view gets; where nothing is chosen the page says so."""
    return _for_chosen(view, may_prepare)


def for_members(view: View) -> Callable[..., HttpResponseBase]:
    """The same for what everybody may do who sees the videos."""
    return _for_chosen(view, lambda _user, _team: True)


def _for_chosen(view: View, allowed: Callable[[User, Team], bool]) -> Callable[..., HttpResponseBase]:
    @post_of("gallery:home")
    @wraps(view)
    def act(request: SignedInRequest) -> HttpResponseBase:
        team = team_for(request)
        require(allowed(request.user, team))
        try:
            return view(request, team, chosen(request, team))
        except NotChosen as error:
            messages.warning(request, str(error))
            return back(request)

    return act


def back(request: SignedInRequest, team: Team | None = None) -> HttpResponse:
    """To the page that the form stood on. Where that stays open it hears what was done, and looks for what changed.

    `team`: whose tags may be others by now.
    """
    if request.htmx:
        heard = TemplateResponse(request, "gallery/_done.html", {"team": team})
        return reswap(trigger_client_event(heard, CHANGED), "none")
    return redirect(request, came_from(request) or reverse("gallery:home"))


def came_from(request: SignedInRequest) -> str:
    """The address of the page that the form stood on; empty where it is none of ours."""
    to = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return to if is_ours else ""


def say(request: SignedInRequest, sentences: Iterable[str], team: Team, deed: Deed | None = None) -> None:
    """Tell on the next page what was done, with a button that undoes it."""
    said = " ".join(filter(None, sentences))
    if deed is None:
        messages.info(request, said)
    else:
        messages.success(request, said, extra_tags=token(team, request.user, deed))


def _matching(user: User, team: Team, sent: QueryDict) -> list[int]:
    """All that the page matches whose query was sent."""
    if len(sent.get("query", "")) > 2_000:
        raise BadRequest
    catch_up(team)
    listings = found(team, user, QueryDict(sent.get("query", "")), project_of(sent, team)).listings
    return list(listings.values_list("pk", flat=True)[: MOST + 1])


def _few(videos: list[int]) -> list[int]:
    if not videos:
        raise NotChosen(_("No video matches any more. Nothing was changed."))
    if len(videos) > MOST:
        more = ngettext(
            "More than %(count)d video is too much at once. Choose fewer, or narrow them down. Nothing was changed.",
            "More than %(count)d videos are too many at once. Choose fewer, or narrow them down. Nothing was changed.",
            MOST,
        )
        raise NotChosen(more % {"count": MOST})
    return videos
