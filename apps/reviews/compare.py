"""Two ready takes of a video, played in step, and what is different about them."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.connections.models import SECRETS_OF_RELATED
from apps.core.htmx import redirect
from apps.renders.models import Render, Video
from apps.reviews import pages
from apps.reviews.differences import differences
from apps.teams.current import SignedInRequest


@require_safe
def compare(request: SignedInRequest, pk: int) -> HttpResponse:
    """The takes `a` and `b` of the address. One alone has nothing beside it: that leads to the room."""
    video = get_object_or_404(Video.objects.visible_to(request.user).select_related("project"), pk=pk)
    ready = [take for take in pages.takes_of(video) if take.is_ready]
    chosen = _chosen(request, ready)
    if len(set(chosen)) < 2:
        shown = f"?v={chosen[0].ref}" if chosen else ""
        return redirect(request, f"{reverse('reviews:room', args=[pk])}{shown}")
    first, second = _with_inputs(video, chosen)
    context = {
        "video": video,
        "project": video.project,
        "ready": ready,
        "sides": {"a": first, "b": second},
        "seconds": max(first.film_seconds or 0, second.film_seconds or 0),
        "peaks": max((first, second), key=lambda take: take.film_seconds or 0).peaks,
        "has_captions": bool(first.captions or second.captions),
        "differences": differences(first, second),
    }
    return TemplateResponse(request, "reviews/compare.html", context)


def _chosen(request: SignedInRequest, ready: list[Render]) -> list[Render]:
    """Both takes that the address names; where it names none, the newest ones."""
    names = [request.GET[side] for side in ("a", "b") if side in request.GET]
    if not names:
        return ready[:2]
    by_ref = {take.ref: take for take in ready}
    if not by_ref.keys() >= set(names):
        raise Http404
    return [by_ref[name] for name in names]


def _with_inputs(video: Video, chosen: list[Render]) -> list[Render]:
    """The takes once more, with captions, face and service; `video` is the one that is there already."""
    takes = video.renders.select_related("avatar", "connection").defer(*SECRETS_OF_RELATED)
    found = takes.in_bulk([take.pk for take in chosen])
    return [found[take.pk] for take in chosen]
