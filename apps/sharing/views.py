"""Where a team makes the links to a video or a project, sees them, and ends them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from apps.core.htmx import redirect
from apps.core.live import CHANGED
from apps.projects.models import Project
from apps.renders.models import Video
from apps.sharing import actions
from apps.sharing.forms import ShareForm
from apps.sharing.models import ShareLink
from apps.sharing.qr import qr_code
from apps.sharing.reach import reach_of
from apps.teams.current import SignedInRequest
from apps.teams.links import absolute
from apps.teams.policy import may_prepare, require


@require_safe
def video(request: SignedInRequest, pk: int) -> HttpResponse:
    of = _video(request, pk)
    return _page(request, of.project, of, {"form": ShareForm()})


@require_safe
def project(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _project(request, pk), None, {"form": ShareForm()})


@never_cache
@require_POST
@sensitive_post_parameters("passphrase")
def share_video(request: SignedInRequest, pk: int) -> HttpResponse:
    of = _video(request, pk)
    return _share(request, of.project, of)


@never_cache
@require_POST
@sensitive_post_parameters("passphrase")
def share_project(request: SignedInRequest, pk: int) -> HttpResponse:
    return _share(request, _project(request, pk), None)


@require_POST
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    links = ShareLink.objects.visible_to(request.user).select_related("project__team")
    link = get_object_or_404(links, pk=pk)
    require(may_prepare(request.user, link.team))
    if actions.end(link):
        messages.success(request, _("The link has ended. Whoever opens it now sees nothing."))
    else:
        messages.warning(request, _("This link had ended already."))
    return redirect(request, _address(link.project_id, link.video_id))


def _share(request: SignedInRequest, of: Project, video: Video | None) -> HttpResponse:
    """Make a link and show it in the answer itself: a redirect would have to keep the token somewhere."""
    form = ShareForm(request.POST)
    if not form.is_valid():
        return _page(request, of, video, {"form": form}, status=422)
    link, token = actions.share(
        of,
        video,
        request.user,
        lifetime=form.lifetime(),
        passphrase=form.cleaned_data["passphrase"],
        **form.rights(),
    )
    address = absolute(reverse("sharing:enter", args=[token]), request)
    made = {"made": link, "address": address, "qr": qr_code(address), "reach": reach_of(address)}
    # The room looks for news once guests may speak.
    return trigger_client_event(_page(request, of, video, {"form": ShareForm(), **made}), CHANGED)


def _page(
    request: SignedInRequest, of: Project, video: Video | None, shown: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The whole page; what stands in the dialog of a room, where that asks."""
    context = {
        "project": of,
        "video": video,
        "post": _post(of, video),
        "page": _address(of.pk, video.pk if video else None),
    }
    if request.htmx:
        return TemplateResponse(request, "sharing/_dialog_inside.html", {**context, **shown}, status=status)
    links = ShareLink.objects.showing(of, video)
    listed = {
        "links": links.select_related("created_by", "video", "project"),
        "usable": set(links.usable(timezone.now())),
    }
    return TemplateResponse(request, "sharing/share.html", {**context, **listed, **shown}, status=status)


def _post(of: Project, video: Video | None) -> str:
    return reverse("sharing:share_video", args=[video.pk]) if video else reverse("sharing:share_project", args=[of.pk])


def _address(project_id: int, video_id: int | None) -> str:
    return reverse("sharing:video", args=[video_id]) if video_id else reverse("sharing:project", args=[project_id])


def _video(request: SignedInRequest, pk: int) -> Video:
    of = get_object_or_404(Video.objects.visible_to(request.user).select_related("project__team"), pk=pk)
    require(may_prepare(request.user, of.project.team))
    return of


def _project(request: SignedInRequest, pk: int) -> Project:
    of = get_object_or_404(Project.objects.visible_to(request.user).select_related("team"), pk=pk)
    require(may_prepare(request.user, of.team))
    return of
