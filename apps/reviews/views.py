"""The room of a video: its takes, what people say about them, and what they decide."""

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
from apps.reviews.forms import CommentForm, DecisionForm
from apps.reviews.models import Decision
from apps.teams.current import SignedInRequest
from apps.teams.policy import may_prepare, may_review, require


@require_safe
def room(request: SignedInRequest, pk: int) -> HttpResponse:
    video = _video(request, pk)
    takes = pages.takes_of(video)
    if not takes:
        return _not_made_yet(request, video)
    context = pages.whole(video, takes, _chosen(request, takes), request.user)
    return TemplateResponse(request, "reviews/room.html", context)


@require_safe
def live(request: SignedInRequest, pk: int) -> HttpResponse:
    """The poll of a room: the pieces that changed since the page's cursor."""
    video = _video(request, pk)  # with the team's revision, in one statement: what comes later comes next time
    since = cursor(request)
    if video.rev <= since:
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
    take = _take(request, pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _refused(request, take, "reviews/_composer_text.html", {"comment_form": form})
    try:
        said = actions.comment(take, request.user, form.cleaned_data["text"], form.moment())
    except actions.NotReady:
        return _too_early(request, take)
    if not request.htmx:
        return redirect(request, f"{_address(take)}#c{said.pk}")
    empty = TemplateResponse(request, "reviews/_composer_text.html", {"comment_form": CommentForm()})
    return trigger_client_event(empty, "videos-changed")  # the poller brings it, as it does for everybody else


@require_POST
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    take = _take(request, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _refused(request, take, "reviews/_changes_text.html", {"decision_form": form})
    try:
        decision = actions.decide(take, request.user, form.cleaned_data["verdict"], form.cleaned_data["text"])
    except actions.NotReady:
        return _too_early(request, take)
    messages.success(request, _thanks(take, decision))
    return redirect(request, _address(take))


def _video(request: SignedInRequest, pk: int) -> Video:
    return get_object_or_404(Video.objects.visible_to(request.user).select_related("project__team"), pk=pk)


def _take(request: SignedInRequest, pk: int) -> Render:
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


def _address(take: Render) -> str:
    return f"{reverse('reviews:room', args=[take.video_id])}?v={take.ref}"


def _not_made_yet(request: SignedInRequest, video: Video) -> HttpResponse:
    if may_prepare(request.user, video.project.team):
        return redirect(request, reverse("videos:edit", args=[video.pk]))
    return redirect(request, reverse("gallery:project", args=[video.project_id]))


def _refused(request: SignedInRequest, take: Render, piece: str, forms: dict[str, Any]) -> HttpResponse:
    """The field with the sentence beside it; the whole room where there is no JavaScript."""
    if request.htmx:
        return TemplateResponse(request, piece, forms, status=422)
    context = pages.whole(take.video, pages.takes_of(take.video), take, request.user)
    return TemplateResponse(request, "reviews/room.html", {**context, **forms}, status=422)


def _too_early(request: SignedInRequest, take: Render) -> HttpResponse:
    messages.error(request, _("This version is not ready yet. You can say something as soon as it is."))
    return redirect(request, _address(take))


def _thanks(take: Render, decision: Decision) -> str:
    if decision.verdict == Decision.Verdict.APPROVED:
        return _("You approved: %(name)s.") % {"name": take.name}
    return _("You asked for changes: %(name)s.") % {"name": take.name}
