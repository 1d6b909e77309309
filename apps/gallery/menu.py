"""What is done with one video from its card: rename, tags, move. In a dialog of the page, or as a page of its own."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.gallery import tags
from apps.gallery.choosing import back, came_from
from apps.gallery.forms import RenameForm
from apps.gallery.moving import links_showing
from apps.projects.models import Project
from apps.renders.actions import change_video
from apps.renders.models import Render, Video
from apps.reviews.pages import stands_for
from apps.teams.current import SignedInRequest
from apps.teams.policy import may_prepare, require


@require_safe
def menu(request: SignedInRequest, pk: int) -> HttpResponse:
    """What can be done with one video, for the menu of its card."""
    video = _seen(request, pk)
    ready = video.renders.without_captions().filter(status=Render.Status.READY)
    context = {
        "video": video,
        "film": stands_for(ready),
        "may_prepare": may_prepare(request.user, video.project.team),
    }
    if request.htmx:
        return TemplateResponse(request, "gallery/_menu.html", context)
    return _page(request, video, "gallery/_menu_page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: SignedInRequest, pk: int) -> HttpResponse:
    video = _video(request, pk)
    form = RenameForm(request.POST if request.method == "POST" else None, instance=video)
    if form.is_valid():
        change_video(video, title=form.cleaned_data["title"])
        messages.success(request, _("Renamed."))
        return back(request)
    video.refresh_from_db(fields=["title"])  # a form leaves what is not in order on its instance as well
    return _page(request, video, "gallery/_rename.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
def tags_of(request: SignedInRequest, pk: int) -> HttpResponse:
    """The tags of a video, those that it could have, and a field for a new one."""
    video = _video(request, pk)
    own = list(video.taggings.values_list("tag__key", flat=True))
    every = list(video.project.team.tags.all())
    context = {
        "own": [tag for tag in every if tag.key in own],
        "others": [tag for tag in every if tag.key not in own],
        "is_full": len(own) >= tags.MOST_OF_VIDEO,
        "most": tags.MOST_OF_VIDEO,
    }
    return _page(request, video, "gallery/_tags_of.html", context)


@require_safe
def move_one(request: SignedInRequest, pk: int) -> HttpResponse:
    """The other projects of the team, and what moving means for guests."""
    video = _video(request, pk)
    others = Project.objects.filter(team=video.project.team).exclude(pk=video.project_id)
    context = {"projects": [(project, links_showing(project)) for project in others]}
    return _page(request, video, "gallery/_move_one.html", context)


def _page(
    request: SignedInRequest, video: Video, part: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    whole = {"video": video, "project": video.project, "part": part, "next": _next(request, video), **context}
    name = "gallery/_one.html" if request.htmx else "gallery/one.html"
    return TemplateResponse(request, name, whole, status=status)


def _next(request: SignedInRequest, video: Video) -> str:
    """Where to go afterwards: the page with the dialog, and there the card."""
    if sent := came_from(request):
        return sent
    on = request.htmx.current_url_abs_path if request.htmx else None
    return f"{(on or reverse('gallery:project', args=[video.project_id])).partition('#')[0]}#v-{video.pk}"


def _seen(request: SignedInRequest, pk: int) -> Video:
    return get_object_or_404(Video.objects.visible_to(request.user).select_related("project__team"), pk=pk)


def _video(request: SignedInRequest, pk: int) -> Video:
    video = _seen(request, pk)
    require(may_prepare(request.user, video.project.team))
    return video
