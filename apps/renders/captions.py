"""The captions of a video's voice: saved as they are typed, taken apart and joined, laid out anew."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.core.htmx import post_of, redirect
from apps.core.numbers import whole_number
from apps.media.captions import Cue, mended
from apps.renders import caption_forms, captioning, pages
from apps.renders.caption_pages import caption_step, is_listened_to
from apps.renders.forms import FinishForm
from apps.renders.models import Video
from apps.renders.views import unfinished
from apps.teams.current import SignedInRequest
from apps.voices.models import VoiceClip


@post_of("videos:edit")
def captions(request: SignedInRequest, pk: int) -> HttpResponse:
    """Save the rows of the form, after what its button does with them; or lay out a whole text."""
    video = unfinished(request, pk)
    clip = get_object_or_404(VoiceClip, team=video.project.team, pk=whole_number(request.POST.get("clip", "")))
    if clip != video.clip:  # another tab chose another voice: what is there now is the answer
        return _panel(request, video)
    if "whole" in request.POST:
        return _lay_out(request, video, clip)
    do, seconds = request.POST.get("do", ""), float(clip.seconds)
    rows = caption_forms.changed(caption_forms.rows(request.POST), do, seconds)
    _correct(request, video, mended(rows, seconds))
    if request.htmx and not do:
        return TemplateResponse(request, "videos/_captions_saved.html", {"is_saved": True})
    return _panel(request, video, rows)


@require_safe
def look(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whether what is said was written down by now (204 while it was not); with `?show` the captions themselves."""
    video = unfinished(request, pk)
    if "show" in request.GET or not request.htmx or video.clip is None:
        return _panel(request, video)
    if is_listened_to(video.clip):
        return HttpResponse(status=204)
    return TemplateResponse(request, "videos/_captions_note.html", {"video": video, "captions_came": True})


def _lay_out(request: SignedInRequest, video: Video, clip: VoiceClip) -> HttpResponse:
    form = caption_forms.WholeForm(request.POST)
    if form.is_valid():
        _correct(request, video, form.cues(clip))
        return _panel(request, video)
    return _refused(request, video, form)


def _correct(request: SignedInRequest, video: Video, cues: list[Cue]) -> None:
    assert video.clip is not None  # noqa: S101 - `captions` looked
    captioning.correct(video.clip, cues, request.user)


def _panel(request: SignedInRequest, video: Video, rows: list[Cue] | None = None) -> HttpResponse:
    """The captions as they are now; without JavaScript on the page, and there an empty row is not kept."""
    if request.htmx:
        went = request.POST.get("do", "").startswith("remove")  # and the button that was pressed with it
        context = {"video": video, "caption_went": went, **caption_step(video, rows=rows, is_open=True)}
        return TemplateResponse(request, "videos/_captions.html", context)
    return redirect(request, f"{reverse('videos:edit', args=[video.pk])}#captions-rows")


def _refused(request: SignedInRequest, video: Video, form: caption_forms.WholeForm) -> HttpResponse:
    context = caption_step(video, whole=form, is_open=True)
    if request.htmx:
        return TemplateResponse(request, "videos/_captions.html", {"video": video, **context}, status=422)
    page = pages.whole(video, request.user, FinishForm(instance=video))
    return TemplateResponse(request, "videos/edit.html", {**page, **context}, status=422)
