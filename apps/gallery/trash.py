"""The page of the trash: what is in it, until when, and the two ways out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from apps.core.htmx import post_of, redirect
from apps.core.numbers import whole_number
from apps.gallery.paging import so_far
from apps.gallery.tags import forget_unused
from apps.gallery.undoing import back_from_trash
from apps.renders.models import Video, VideoQuerySet
from apps.renders.trash import KEPT, Done, bring_back, erase
from apps.teams.current import SignedInRequest, team_of
from apps.teams.models import Team
from apps.teams.policy import may_prepare, may_spend, require

PAGE = 60  # videos that "Show more" adds
AT_ONCE = 500  # that one press brings back, or deletes


@require_safe
def trash(request: SignedInRequest) -> HttpResponse:
    team = team_of(request)
    require(may_prepare(request.user, team))
    there = _there(team)
    newest_first = there.select_related("project", "trashed_by").order_by("-trashed_at", "-pk")
    videos, more = so_far(newest_first, request.GET.get("shown", ""), PAGE)
    context = {
        "rows": [(video, video.trashed_at + KEPT) for video in videos if video.trashed_at],
        "count": there.count(),
        "more": more,
        "days": KEPT.days,
        "team": team,
        "may_erase": may_spend(request.user, team),
    }
    return TemplateResponse(request, "gallery/trash.html", context)


@post_of("gallery:trash")
def restore(request: SignedInRequest) -> HttpResponse:
    """Bring back one video, or with `all` every one."""
    team, videos = _asked(request)
    require(may_prepare(request.user, team))
    if back := bring_back(team, videos):
        messages.success(request, back_from_trash(len(back)))
    else:
        messages.info(request, _("They are not in the trash any more."))
    return redirect(request, reverse("gallery:trash"))


@post_of("gallery:trash")
def erase_for_good(request: SignedInRequest) -> HttpResponse:
    """Delete one video, or with `all` every one, once the person has said on a page of its own that they are sure."""
    team, videos = _asked(request)
    require(may_spend(request.user, team))
    if "sure" not in request.POST:
        asked = _there(team).filter(pk__in=videos).select_related("project")
        context = {"videos": asked[:PAGE], "count": asked.count(), "sent": request.POST.getlist("videos")}
        context |= {"asks_all": "all" in request.POST, "team": team}
        return TemplateResponse(request, "gallery/erase.html", context)
    _say(request, erase(team, videos))
    forget_unused(team)
    return redirect(request, reverse("gallery:trash"))


def _say(request: SignedInRequest, done: Done) -> None:
    erased, left = len(done.videos), len(done.left)
    if erased:
        said = ngettext("%(count)d video is deleted for good.", "%(count)d videos are deleted for good.", erased)
        messages.success(request, said % {"count": erased})
    if left:
        said = ngettext(
            "%(count)d stays until tomorrow: its service may still deliver it, and charge it.",
            "%(count)d stay until tomorrow: their services may still deliver them, and charge them.",
            left,
        )
        messages.warning(request, said % {"count": left})
    if not done.videos and not done.left:
        messages.info(request, _("They are not in the trash any more."))


def _asked(request: SignedInRequest) -> tuple[Team, list[int]]:
    """The videos in the trash that a button is about, the first one first, and their team; 404 for those of others."""
    if "all" in request.POST:
        team = _team(request)
        return team, list(_there(team).order_by("trashed_at", "pk").values_list("pk", flat=True)[:AT_ONCE])
    wanted = [pk for pk in map(whole_number, request.POST.getlist("videos")) if pk]
    if not wanted:
        return team_of(request), []
    team = get_object_or_404(Team.objects.visible_to(request.user).filter(projects__videos__in=wanted[:1]))
    return team, wanted


def _team(request: SignedInRequest) -> Team:
    """The one whose trash the page showed, whichever is the current one by now."""
    pk = whole_number(request.POST.get("team", ""))
    return get_object_or_404(Team.objects.visible_to(request.user), pk=pk) if pk else team_of(request)


def _there(team: Team) -> VideoQuerySet:
    return Video.objects.trashed().filter(project__team=team)
