"""The take that a request is about, and what its room answers to everything that is said there."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.htmx import redirect
from apps.renders.models import Render
from apps.reviews import pages
from apps.teams.current import SignedInRequest
from apps.teams.policy import may_review, require


def take_to_review(request: SignedInRequest, pk: int) -> Render:
    """The take, for somebody who may say something about it: 404 for strangers."""
    takes = Render.objects.visible_to(request.user).select_related("video__project__team")
    take = get_object_or_404(takes, pk=pk)
    require(may_review(request.user, take.video.project.team))
    return take


def address(take: Render) -> str:
    """Its room, with it on the stage."""
    return f"{reverse('reviews:room', args=[take.video_id])}?v={take.ref}"


def refused(request: SignedInRequest, take: Render, piece: str, forms: dict[str, Any]) -> HttpResponse:
    """The field with the sentence beside it; the whole room where there is no JavaScript."""
    if request.htmx:
        return TemplateResponse(request, piece, forms, status=422)
    context = pages.whole(take.video, pages.takes_of(take.video), take, request.user)
    return TemplateResponse(request, "reviews/room.html", {**context, **forms}, status=422)


def too_early(request: SignedInRequest, take: Render) -> HttpResponse:
    messages.error(request, _("This version is not ready yet. You can say something as soon as it is."))
    return redirect(request, address(take))
