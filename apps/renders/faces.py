"""The face of an unfinished video: a photo is sent, a face of the library is chosen, what is wrong is mended."""

from pathlib import Path

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from apps.avatars import desk
from apps.avatars.actions import add_face
from apps.avatars.developing import PhotoRefused
from apps.avatars.models import Avatar
from apps.core.htmx import post_of
from apps.core.numbers import whole_number
from apps.renders.actions import change_video
from apps.renders.face_panel import face_step
from apps.renders.models import Video
from apps.renders.views import answer, unfinished
from apps.teams.current import SignedInRequest
from apps.teams.models import Team


@post_of("videos:edit")
def face(request: SignedInRequest, pk: int) -> HttpResponse:
    """A photo is sent, or a face of the library is chosen."""
    video = unfinished(request, pk)
    try:
        change_video(video, avatar=_chosen(request, video))
    except PhotoRefused as refused:
        return answer(request, video, "face", face_step(video, refused), is_refused=True)
    return answer(request, video, "face", face_step(video, was_chosen=True), is_refused=False)


@post_of("videos:edit")
def mend(request: SignedInRequest, pk: int) -> HttpResponse:
    """A button of the face desk."""
    video = unfinished(request, pk)
    if video.avatar is None:
        raise Http404
    trouble = desk.press(video.avatar, request.user, request.POST)
    if trouble:
        video.avatar.refresh_from_db()
    else:
        _tell_pages(video.avatar)
    context = face_step(video, trouble=trouble, was_pressed=not trouble)
    return answer(request, video, "face", context, is_refused=bool(trouble))


def _chosen(request: SignedInRequest, video: Video) -> Avatar:
    team = video.project.team
    photo = request.FILES.get("photo")
    if isinstance(photo, TemporaryUploadedFile):
        return add_face(team, request.user, Path(photo.temporary_file_path()), photo.name or "")
    faces = Avatar.objects.offered().filter(team=team).with_consent()
    return get_object_or_404(faces, pk=whole_number(request.POST.get("avatar", "")))


def _tell_pages(face: Avatar) -> None:
    """Every video that has this face looks different now."""
    with transaction.atomic():
        rev = Team.objects.next_rev(face.team_id)
        Video.objects.filter(avatar=face).update(rev=rev)
