"""The room of a video: its takes, and what people say about them."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.core.htmx import redirect
from apps.core.live import answer, cursor, unchanged
from apps.renders.models import Render, Video
from apps.reviews import pages
from apps.reviews.takes import address, take_to_review
from apps.teams.current import SignedInRequest
from apps.teams.policy import may_prepare


@require_safe
def room(request: SignedInRequest, pk: int) -> HttpResponse:
    video = video_of(request, pk)
    takes = pages.takes_of(video)
    if not takes:
        return _not_made_yet(request, video)
    context = pages.whole(video, takes, _chosen(request, takes), request.user)
    return TemplateResponse(request, "reviews/room.html", context)


@require_safe
def take(request: SignedInRequest, pk: int) -> HttpResponse:
    """The room with this take on the stage."""
    return redirect(request, address(take_to_review(request, pk)))


@require_safe
def live(request: SignedInRequest, pk: int) -> HttpResponse:
    """The poll of a room: the pieces that changed since the page's cursor."""
    video = video_of(request, pk)  # with the team's revision, in one statement: what comes later comes next time
    since = cursor(request)
    if video.shown_rev <= since:
        return unchanged()
    takes = pages.takes_of(video)
    take = _chosen(request, takes)
    context = pages.whole(video, takes, take, request.user)
    context |= pages.news(context, since, has_film="film" in request.GET)
    pieces = render_to_string("reviews/_live.html", context, request)
    pace = context["live"]["pace"]
    return answer(pages.live_url(take), rev=video.project.team.rev, pace=pace, pieces=[pieces])


def video_of(request: SignedInRequest, pk: int) -> Video:
    return get_object_or_404(Video.objects.visible_to(request.user).select_related("project__team"), pk=pk)


def _chosen(request: SignedInRequest, takes: list[Render]) -> Render:
    """The take that the address names, else the newest one."""
    ref = request.GET.get("v")
    of_ref = (take for take in takes if take.ref == ref)
    found = pages.stands_for(takes) if ref is None else next(of_ref, None)
    if found is None:
        raise Http404
    return found


def _not_made_yet(request: SignedInRequest, video: Video) -> HttpResponse:
    if may_prepare(request.user, video.project.team):
        return redirect(request, reverse("videos:edit", args=[video.pk]))
    return redirect(request, reverse("gallery:project", args=[video.project_id]))
