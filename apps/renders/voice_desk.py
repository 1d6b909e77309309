"""The chosen recording of a video: using another part of it, and cutting a long one into several videos."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.due import LostRace
from apps.core.htmx import post_of, redirect
from apps.media.words import explain
from apps.renders import pages, trimming
from apps.renders.forms import TrimForm
from apps.renders.views import answer, unfinished
from apps.teams.current import SignedInRequest
from apps.voices.parts import RecordingRefused


@post_of("videos:edit")
def trim(request: SignedInRequest, pk: int) -> HttpResponse:
    """Use another part of the recording: what the handles say, all of it, or what is left without the silence."""
    video = unfinished(request, pk)
    form = TrimForm(request.POST, clip=video.clip)
    problems = [str(sentence) for sentences in form.errors.values() for sentence in sentences]
    try:
        if not problems:
            trimming.trim(video, request.user, form.cleaned_data["part"])
    except RecordingRefused as error:
        problems = [explain(problem)[0] for problem in error.problems]
    except LostRace:
        problems = [_("Another recording was chosen meanwhile.")]
    video = unfinished(request, pk)
    panel = {**pages.voice_step(video), "trim_problems": problems}
    return answer(request, video, "voice", panel, is_refused=bool(problems))


@post_of("videos:edit")
def parts(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cut a recording that is too long at its pauses, one video each. Nothing is sent or paid."""
    video = unfinished(request, pk)
    if request.POST.get("clip") != str(video.clip_id):
        return redirect(request, f"{reverse('videos:edit', args=[pk])}#voice")
    try:
        made = trimming.cut_into_parts(video, request.user)
    except LostRace:
        return redirect(request, f"{reverse('videos:edit', args=[pk])}#voice")
    said = ngettext(
        "Cut into %(count)d video. Nothing was sent or paid yet: open each one to make it.",
        "Cut into %(count)d videos. Nothing was sent or paid yet: open each one to make it.",
        len(made),
    )
    messages.success(request, said % {"count": len(made)})
    return redirect(request, reverse("gallery:project", args=[video.project_id]))
