"""The room of a video: its takes, what people say about them, and what they decide."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.core.htmx import redirect
from apps.core.live import answer, cursor, unchanged
from apps.renders.models import Render, Video
from apps.reviews import actions, pages
from apps.reviews.comments import NotReady
from apps.reviews.forms import DecisionForm
from apps.reviews.models import Decision
from apps.reviews.takes import address, refused, take_to_review, too_early
from apps.teams.current import SignedInRequest
from apps.teams.policy import may_prepare


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
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    take = take_to_review(request, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return refused(request, take, "reviews/_changes_text.html", {"decision_form": form})
    try:
        decision = actions.decide(take, request.user, form.cleaned_data["verdict"], form.cleaned_data["text"])
    except NotReady:
        return too_early(request, take)
    messages.success(request, _thanks(take, decision))
    return redirect(request, address(take))


def _video(request: SignedInRequest, pk: int) -> Video:
    return get_object_or_404(Video.objects.visible_to(request.user).select_related("project__team"), pk=pk)


def _chosen(request: SignedInRequest, takes: list[Render]) -> Render:
    """The take that the address names, else the newest one."""
    ref = request.GET.get("v")
    found = next((take for take in takes if ref is None or take.ref == ref), None)
    if found is None:
        raise Http404
    return found


def _not_made_yet(request: SignedInRequest, video: Video) -> HttpResponse:
    if may_prepare(request.user, video.project.team):
        return redirect(request, reverse("videos:edit", args=[video.pk]))
    return redirect(request, reverse("gallery:project", args=[video.project_id]))


def _thanks(take: Render, decision: Decision) -> str:
    if decision.verdict == Decision.Verdict.APPROVED:
        return _("You approved: %(name)s.") % {"name": take.name}
    return _("You asked for changes: %(name)s.") % {"name": take.name}
