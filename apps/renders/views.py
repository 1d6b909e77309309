"""The page on which a video is filled in. Each step is saved as it is done; a reload loses nothing."""

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.avatars.actions import PhotoRefused, add_face
from apps.avatars.models import Avatar
from apps.core.htmx import redirect
from apps.projects.models import Project
from apps.renders import actions, pages
from apps.renders.forms import FinishForm
from apps.renders.models import Video
from apps.renders.samples import use_samples
from apps.teams.current import SignedInRequest
from apps.teams.policy import may_prepare, may_spend, require
from apps.voices.actions import RecordingRefused, add_clip
from apps.voices.models import VoiceClip

ANY_SECONDS = (2, 300)  # until a service is chosen


def _video(request: SignedInRequest, pk: int) -> Video:
    """The video, for somebody who may fill it in: 404 for strangers, 403 for reviewers."""
    videos = Video.objects.visible_to(request.user).select_related("project__team", "avatar", "clip", "connection")
    video = get_object_or_404(videos, pk=pk)
    require(may_prepare(request.user, video.project.team))
    return video


@require_POST
def create(request: SignedInRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    require(may_prepare(request.user, project.team))
    video = actions.start_video(project, request.user)
    return redirect(request, reverse("videos:edit", args=[video.pk]))


@require_safe
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    video = _video(request, pk)
    return TemplateResponse(request, "videos/edit.html", pages.whole(video, request.user, FinishForm(instance=video)))


@require_POST
def face(request: SignedInRequest, pk: int) -> HttpResponse:
    """A photo is sent, or a face of the library is chosen."""
    video = _video(request, pk)
    problems: tuple[Any, ...] = ()
    refused = None
    try:
        chosen = _chosen_face(request, video)
    except PhotoRefused as error:
        problems, refused = error.report.problems, error
    else:
        actions.change_video(video, avatar=chosen)
    return _step(request, video, "face", pages.face_step(video, problems, refused), bool(problems))


def _chosen_face(request: SignedInRequest, video: Video) -> Avatar:
    photo = request.FILES.get("photo")
    if isinstance(photo, TemporaryUploadedFile):
        return add_face(video.project.team, request.user, Path(photo.temporary_file_path()), photo.name or "photo")
    return get_object_or_404(Avatar, team=video.project.team, pk=_number(request, "avatar"))


@require_POST
def voice(request: SignedInRequest, pk: int) -> HttpResponse:
    """A recording is sent, or a clip of the library is chosen."""
    video = _video(request, pk)
    problems: tuple[Any, ...] = ()
    refused = None
    try:
        chosen = _chosen_voice(request, video)
    except RecordingRefused as error:
        problems, refused = tuple(error.problems), error
    else:
        actions.change_video(video, clip=chosen)
    return _step(request, video, "voice", pages.voice_step(video, problems, refused), bool(problems))


def _chosen_voice(request: SignedInRequest, video: Video) -> VoiceClip:
    recording = request.FILES.get("recording")
    if not isinstance(recording, TemporaryUploadedFile):
        return get_object_or_404(VoiceClip, team=video.project.team, pk=_number(request, "clip"))
    connection = video.connection
    shortest, longest = (connection.min_seconds, connection.max_seconds) if connection else ANY_SECONDS
    return add_clip(
        video.project.team,
        request.user,
        Path(recording.temporary_file_path()),
        recording.name or "recording",
        shortest=shortest,
        longest=longest,
    )


def _number(request: SignedInRequest, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0


def _step(request: SignedInRequest, video: Video, name: str, context: dict[str, Any], refused: bool) -> HttpResponse:
    """The step's panel with the summary beside it; the whole page where there is no JavaScript."""
    status = 422 if refused else 200
    if request.htmx:  # type: ignore[attr-defined]
        context = {**pages.summary(video, request.user), **context, "oob": True}
        return TemplateResponse(request, f"videos/_{name}_saved.html", context, status=status)
    if refused:
        form = FinishForm(instance=video)
        return TemplateResponse(
            request, "videos/edit.html", {**pages.whole(video, request.user, form), **context}, status=status
        )
    return redirect(request, f"{reverse('videos:edit', args=[video.pk])}#{name}")


@require_POST
def sample(request: SignedInRequest, pk: int) -> HttpResponse:
    video = _video(request, pk)
    use_samples(video, request.user)
    return redirect(request, reverse("videos:edit", args=[video.pk]))


@require_POST
def save(request: SignedInRequest, pk: int) -> HttpResponse:
    """Autosave of the last step: what can be saved is, and the answer says what cannot."""
    video = _video(request, pk)
    service = video.connection_id
    form = FinishForm(request.POST, instance=video)
    _save(form, video, request)
    context = {
        **pages.summary(video, request.user, form),
        **pages.voice_step(video),
        "qualities": pages.quality_cards(video),
        "connection_changed": video.connection_id != service,
        "oob": True,
    }
    return TemplateResponse(request, "videos/_saved.html", context, status=422 if form.errors else 200)


def _save(form: FinishForm, video: Video, request: SignedInRequest) -> None:
    form.is_valid()
    names = [name for name in ("title", "connection", "mode", "prompt") if name in form.cleaned_data]
    video.refresh_from_db(fields=["title", "connection", "mode", "prompt"])
    actions.change_video(video, **{name: form.cleaned_data[name] for name in names})
    if form.cleaned_data.get("consent") and video.avatar:
        video.avatar.record_consent(request.user)


@require_POST
def make(request: SignedInRequest, pk: int) -> HttpResponse:
    """Save the last step once more, then put a take in line."""
    video = _video(request, pk)
    require(may_spend(request.user, video.project.team))
    form = FinishForm(request.POST, instance=video)
    _save(form, video, request)
    if not form.errors:
        try:
            actions.make_video(video, request.user, form.cleaned_data["form_token"])
        except actions.NotComplete:
            pass
        except actions.Outdated:
            return redirect(request, reverse("videos:edit", args=[video.pk]))
        else:
            return redirect(request, reverse("gallery:project", args=[video.project_id]))
    return TemplateResponse(request, "videos/edit.html", pages.whole(video, request.user, form), status=422)
