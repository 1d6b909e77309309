"""Where a team makes the links to a video or a project, sees them, and ends them."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from apps.core.htmx import redirect
from apps.core.live import CHANGED
from apps.projects.models import Project
from apps.renders.models import Video
from apps.sharing import actions
from apps.sharing.embedding import code
from apps.sharing.extent import Extent, NotShareable, of_chosen
from apps.sharing.forms import ShareForm
from apps.sharing.models import ShareLink
from apps.sharing.qr import qr_code
from apps.sharing.reach import reach_of
from apps.teams.current import SignedInRequest
from apps.teams.links import absolute
from apps.teams.policy import may_prepare, require


@require_safe
def video(request: SignedInRequest, pk: int) -> HttpResponse:
    return _form(request, _video(request, pk))


@require_safe
def project(request: SignedInRequest, pk: int) -> HttpResponse:
    return _form(request, _project(request, pk))


@never_cache
@require_POST
@sensitive_post_parameters("passphrase")
def share_video(request: SignedInRequest, pk: int) -> HttpResponse:
    return _share(request, _video(request, pk))


@never_cache
@require_POST
@sensitive_post_parameters("passphrase")
def share_project(request: SignedInRequest, pk: int) -> HttpResponse:
    return _share(request, _project(request, pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("passphrase")
def share_chosen(request: SignedInRequest) -> HttpResponse:
    """The form for videos that were chosen from the gallery, and the link to them. `videos` says which, many times."""
    try:
        extent = of_chosen(request.POST if request.method == "POST" else request.GET, request.user)
    except NotShareable as why:
        return _cannot(request, str(why))
    require(may_prepare(request.user, extent.project.team))
    return _share(request, extent) if request.method == "POST" else _form(request, extent)


@require_POST
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    links = ShareLink.objects.visible_to(request.user).select_related("project__team", "video")
    link = get_object_or_404(links, pk=pk)
    require(may_prepare(request.user, link.team))
    if actions.end(link):
        messages.success(request, _("The link has ended. Whoever opens it now sees nothing."))
    else:
        messages.warning(request, _("This link had ended already."))
    return redirect(request, Extent(project=link.project, video=link.video).page)


def _form(request: SignedInRequest, extent: Extent) -> HttpResponse:
    return _page(request, extent, {"form": ShareForm(of_one_video=extent.video is not None)})


def _share(request: SignedInRequest, extent: Extent) -> HttpResponse:
    """Make a link and show it in the answer itself: a redirect would have to keep the token somewhere."""
    form = ShareForm(request.POST, of_one_video=extent.video is not None)
    if not form.is_valid():
        return _page(request, extent, {"form": form}, status=422)
    link, token = actions.share(
        extent.project,
        extent.video,
        request.user,
        chosen=extent.chosen,
        lifetime=form.lifetime(),
        passphrase=form.cleaned_data["passphrase"],
        **form.rights(),
    )
    address = absolute(reverse("sharing:enter", args=[token]), request)
    made = {"made": link, "address": address, "qr": qr_code(address), "reach": reach_of(address)}
    if link.video and form.cleaned_data["may_embed"]:
        place = absolute(reverse("sharing:embed", args=[actions.embed(link)]), request)
        made["code"] = code(place, link.video)
    fresh = ShareForm(of_one_video=extent.video is not None)
    # The room looks for news once guests may speak.
    return trigger_client_event(_page(request, extent, {"form": fresh, **made}), CHANGED)


def _page(request: SignedInRequest, extent: Extent, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    """The whole page; what stands in the dialog of a room, where that asks."""
    context = {"extent": extent, "project": extent.project, "video": extent.video, **shown}
    if request.htmx:
        return TemplateResponse(request, "sharing/_dialog_inside.html", context, status=status)
    links = ShareLink.objects.showing(extent.project, extent.video)
    listed = {
        "links": links.select_related("created_by", "video", "project").annotate(count=Count("videos")),
        "usable": set(links.usable(timezone.now())),
    }
    return TemplateResponse(request, "sharing/share.html", {**context, **listed}, status=status)


def _cannot(request: SignedInRequest, why: str) -> HttpResponse:
    """There is no link to that: the sentence, in the dialog or on a page."""
    template = "sharing/_dialog_cannot.html" if request.htmx else "sharing/cannot.html"
    return TemplateResponse(request, template, {"why": why}, status=422)


def _video(request: SignedInRequest, pk: int) -> Extent:
    of = get_object_or_404(Video.objects.visible_to(request.user).select_related("project__team"), pk=pk)
    require(may_prepare(request.user, of.project.team))
    return Extent(project=of.project, video=of)


def _project(request: SignedInRequest, pk: int) -> Extent:
    of = get_object_or_404(Project.objects.visible_to(request.user).select_related("team"), pk=pk)
    require(may_prepare(request.user, of.team))
    return Extent(project=of)
