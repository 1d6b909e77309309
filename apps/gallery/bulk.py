"""What is done with all chosen videos at once. Each answer leads back, and says in numbers what was done."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.htmx import post_of, redirect
from apps.core.numbers import whole_number
from apps.gallery import tags, undoing
from apps.gallery.another import make_another
from apps.gallery.choosing import back, for_chosen, say
from apps.gallery.deeds import Deed, TooLate, deed_of
from apps.gallery.forms import TagForm
from apps.gallery.moving import links_showing, move
from apps.projects.models import Project
from apps.renders.models import Video
from apps.renders.trash import throw_away
from apps.teams.current import SignedInRequest
from apps.teams.models import Team
from apps.teams.policy import may_prepare, require


@for_chosen
def to_trash(request: SignedInRequest, team: Team, videos: list[int]) -> HttpResponse:
    done = throw_away(team, videos, request.user)
    moved, left = len(done.videos), len(done.left)
    sentences = [
        ngettext("%(count)d video moved to the trash.", "%(count)d videos moved to the trash.", moved)
        % {"count": moved}
        if moved
        else "",
        ngettext("%(count)d is being made and stayed.", "%(count)d are being made and stayed.", left) % {"count": left}
        if left
        else "",
    ]
    say(request, sentences, team, Deed("trash", {"videos": done.videos, "by": request.user.pk}) if moved else None)
    return back(request)


@for_chosen
def tag(request: SignedInRequest, team: Team, videos: list[int]) -> HttpResponse:
    """Put a tag on them: `tag` is its name, typed or one that the team has."""
    form = TagForm({"tag": next(filter(None, reversed(request.POST.getlist("tag"))), "")})
    if not form.is_valid():
        messages.warning(request, str(form.errors["tag"][0]))
        return back(request)
    try:
        put = tags.put_on(team, form.cleaned_data["tag"], videos)
    except tags.TooManyTags:
        full = _("Your team has %(count)d tags already, which is the most. Take one off every video that has it first.")
        messages.warning(request, full % {"count": tags.MOST_OF_TEAM})
        return back(request)
    deed = Deed("tag", {"key": put.tag.key, "videos": put.videos})
    say(request, _put(put), team, deed if put.videos else None)
    return back(request, team)


def _put(put: tags.Put) -> list[str]:
    new, had, full = len(put.videos), len(put.had), len(put.full)
    said = []
    if new:
        sentence = ngettext("“%(tag)s” is on %(count)d more video.", "“%(tag)s” is on %(count)d more videos.", new)
        said.append(sentence % {"tag": put.tag, "count": new})
    if had:
        sentence = ngettext("%(count)d had “%(tag)s” already.", "%(count)d had “%(tag)s” already.", had)
        said.append(sentence % {"tag": put.tag, "count": had})
    if full:
        sentence = ngettext(
            "%(count)d has %(most)d tags, which is the most.", "%(count)d have %(most)d tags, which is the most.", full
        )
        said.append(sentence % {"count": full, "most": tags.MOST_OF_VIDEO})
    return said


@for_chosen
def untag(request: SignedInRequest, team: Team, videos: list[int]) -> HttpResponse:
    """Take a tag off them: `off` is its key."""
    key = request.POST.get("off", "")
    name = team.tags.filter(key=key).values_list("name", flat=True).first() or key
    had = tags.take_off(team, key, videos)
    if had:
        sentence = ngettext("“%(tag)s” is off %(count)d video.", "“%(tag)s” is off %(count)d videos.", len(had))
        deed = Deed("untag", {"name": name, "videos": had})
        say(request, [sentence % {"tag": name, "count": len(had)}], team, deed)
    else:
        say(request, [_("None of them had “%(tag)s”.") % {"tag": name}], team)
    return back(request, team)


@for_chosen
def move_to(request: SignedInRequest, team: Team, videos: list[int]) -> HttpResponse:
    """Move them to the project `to` of the same team."""
    project = get_object_or_404(Project, team=team, pk=whole_number(request.POST.get("to", "")))
    came = move(project, videos)
    moved = sum(map(len, came.values()))
    if not moved:
        say(request, [_("They are in “%(project)s” already.") % {"project": project}], team)
        return back(request)
    sentence = ngettext("%(count)d video moved to “%(project)s”.", "%(count)d videos moved to “%(project)s”.", moved)
    deed = Deed("move", {"to": project.pk, "came": came})
    say(request, [sentence % {"count": moved, "project": project}, _seen_by_guests(project)], team, deed)
    return back(request)


def _seen_by_guests(project: Project) -> str:
    links = links_showing(project)
    sentence = ngettext(
        "%(count)d link shows guests all of that project.", "%(count)d links show guests all of that project.", links
    )
    return sentence % {"count": links} if links else ""


@for_chosen
def share(request: SignedInRequest, team: Team, videos: list[int]) -> HttpResponse:
    """To the page on which a link to all of them is made."""
    query = urlencode({"videos": videos}, doseq=True)
    return redirect(request, f"{reverse('sharing:share_chosen')}?{query}")


@for_chosen
def another(request: SignedInRequest, team: Team, videos: list[int]) -> HttpResponse:
    """Make another one like the (first) chosen video, and open it."""
    video = Video.objects.select_related("project").get(pk=videos[0])
    made = make_another(video, request.user)
    return redirect(request, reverse("videos:edit", args=[made.pk]))


@post_of("gallery:home")
def undo(request: SignedInRequest) -> HttpResponse:
    try:
        pk, deed = deed_of(request.POST.get("undo", ""), request.user)
    except TooLate:
        messages.warning(request, _("It is too late to undo that. Nothing was changed."))
        return back(request)
    team = get_object_or_404(Team.objects.visible_to(request.user), pk=pk)
    require(may_prepare(request.user, team))
    messages.success(request, undoing.undo(team, deed))
    return back(request, team)
