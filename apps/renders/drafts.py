"""The free draft on the page of an unfinished video: asking for it, and looking how far it is."""

from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

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
        return _load_again(request, video, f"#{error.missing[0].step}")
    except Changed:
        return _load_again(request, video)
    except drafting.TooMany:
        return _answer(request, video, form, words.too_many_drafts(drafting.MOST_WAITING))
    return _answer(request, video, form)


@require_safe
def look(request: SignedInRequest, pk: int) -> HttpResponse:
    """The panel again, where it is not as the page shows it."""
    video = unfinished(request, pk)
    context = draft_step(video)
    if request.htmx and request.GET.get("shows") == context["draft_seen"]:
        return HttpResponse(status=204)
    came = context["draft"] is not None and context["draft"].is_ready
    panel = {**pages.summary(video, request.user), "draft_came": came}
    return TemplateResponse(request, "videos/_draft_looked.html", panel)


def _load_again(request: SignedInRequest, video: Video, step: str = "") -> HttpResponse:
    """The page showed something else than what is true by now. htmx would only scroll to a step of the same page."""
    if request.htmx:
        return HttpResponseClientRefresh()
    return redirect(request, f"{reverse('videos:edit', args=[video.pk])}{step}")


def _answer(request: SignedInRequest, video: Video, form: FinishForm, refused: str = "") -> HttpResponse:
    """The panel; the whole page where there is no JavaScript."""
    told: dict[str, Any] = {"form": form, "draft_refused": refused}
    status = 422 if form.errors or refused else 200
    if request.htmx:
        panel = {**pages.summary(video, request.user), **told, "draft_is_news": True}
        return TemplateResponse(request, "videos/_draft_saved.html", panel, status=status)
    if status == 422:
        page = {**pages.whole(video, request.user, form), **told}
        return TemplateResponse(request, "videos/edit.html", page, status=status)
    return redirect(request, f"{reverse('videos:edit', args=[video.pk])}#draft")
