"""The free draft on the page of an unfinished video: asking for it, and looking how far it is."""

from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.core.htmx import post_of, redirect
from apps.renders import drafting, pages, words
from apps.renders.draft_panel import draft_step
from apps.renders.forms import FinishForm
from apps.renders.models import Video
from apps.renders.quote import Changed, NotComplete
from apps.renders.views import saved, unfinished
from apps.teams.current import SignedInRequest


@post_of("videos:edit")
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """Save the last step, then have a draft made of what the video is now."""
    video = unfinished(request, pk)
    form = saved(request, video)
    try:
        if not form.errors:
            drafting.start_draft(video, request.user)
    except NotComplete as error:
        return redirect(request, f"{reverse('videos:edit', args=[video.pk])}#{error.missing[0].step}")
    except Changed:
        return redirect(request, reverse("videos:edit", args=[video.pk]))
    except drafting.TooMany:
        return _answer(request, video, form, words.too_many_drafts(drafting.MOST_WAITING))
    return _answer(request, video, form)


@require_safe
def look(request: SignedInRequest, pk: int) -> HttpResponse:
    """The panel again, where it is not as the page shows it."""
    context = draft_step(unfinished(request, pk))
    if request.htmx and request.GET.get("seen") == context["draft_seen"]:
        return HttpResponse(status=204)
    return TemplateResponse(request, "videos/_draft.html", context)


def _answer(request: SignedInRequest, video: Video, form: FinishForm, refused: str = "") -> HttpResponse:
    """The panel; the whole page where there is no JavaScript."""
    told: dict[str, Any] = {"form": form, "draft_refused": refused}
    status = 422 if form.errors or refused else 200
    if request.htmx:
        panel = {**draft_step(video), **told, "draft_is_news": True}
        return TemplateResponse(request, "videos/_draft_saved.html", panel, status=status)
    if status == 422:
        page = {**pages.whole(video, request.user, form), **told}
        return TemplateResponse(request, "videos/edit.html", page, status=status)
    return redirect(request, f"{reverse('videos:edit', args=[video.pk])}#draft")
