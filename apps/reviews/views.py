"""The room of a video: its takes, and what people say about them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from apps.core.htmx import redirect
from apps.core.live import answer, cursor, unchanged
from apps.renders.models import Render, Video
from apps.reviews import actions, pages
from apps.reviews.forms import CommentForm
from apps.teams.current import SignedInRequest
from apps.teams.policy import may_prepare, may_review, require


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
    return redirect(request, address_of(take_of(request, pk)))


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


@require_POST
def comment(request: SignedInRequest, pk: int) -> HttpResponse:
    take = take_of(request, pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return refused(request, take, "reviews/_composer_text.html", {"comment_form": form})
    try:
        said = actions.comment(take, request.user, form.cleaned_data["text"], form.moment())
    except actions.NotReady:
        return too_early(request, take)
    if not request.htmx:
        return redirect(request, f"{address_of(take)}#c{said.pk}")
    empty = TemplateResponse(request, "reviews/_composer_text.html", {"comment_form": CommentForm()})
    return trigger_client_event(empty, "videos-changed")  # the poller brings it, as it does for everybody else


def video_of(request: SignedInRequest, pk: int) -> Video:
    return get_object_or_404(Video.objects.visible_to(request.user).select_related("project__team"), pk=pk)


def take_of(request: SignedInRequest, pk: int) -> Render:
    """The take, for somebody who may say something about it: 404 for strangers."""
    takes = Render.objects.visible_to(request.user).select_related("video__project__team")
    take = get_object_or_404(takes, pk=pk)
    require(may_review(request.user, take.video.project.team))
    return take


def _chosen(request: SignedInRequest, takes: list[Render]) -> Render:
    """The take that the address names, else the newest one."""
    ref = request.GET.get("v")
    found = next((take for take in takes if ref is None or take.ref == ref), None)
    if found is None:
        raise Http404
    return found


def address_of(take: Render) -> str:
    return f"{reverse('reviews:room', args=[take.video_id])}?v={take.ref}"


def _not_made_yet(request: SignedInRequest, video: Video) -> HttpResponse:
    if may_prepare(request.user, video.project.team):
        return redirect(request, reverse("videos:edit", args=[video.pk]))
    return redirect(request, reverse("gallery:project", args=[video.project_id]))


def refused(request: SignedInRequest, take: Render, piece: str, forms: dict[str, Any]) -> HttpResponse:
    """The field with the sentence beside it; the whole room where there is no JavaScript."""
    if request.htmx:
        return TemplateResponse(request, piece, forms, status=422)
    context = pages.whole(take.video, pages.takes_of(take.video), take, request.user)
    return TemplateResponse(request, "reviews/room.html", {**context, **forms}, status=422)


def too_early(request: SignedInRequest, take: Render) -> HttpResponse:
    messages.error(request, _("This version is not ready yet. You can say something as soon as it is."))
    return redirect(request, address_of(take))
