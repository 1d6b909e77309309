"""The page of one take: its receipt and its timeline; and what people do about an unclear one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.connections.models import SECRETS_OF_RELATED
from apps.core.due import LostRace
from apps.core.htmx import post_of, redirect
from apps.renders import unclear as answers
from apps.renders import words
from apps.renders.forms import FoundForm, NotSentForm
from apps.renders.models import Render
from apps.renders.receipt import amount, receipt
from apps.renders.rights import Rights
from apps.renders.timeline import timeline, zone_name
from apps.renders.troubles import CAME_TO_NOTHING, trouble
from apps.teams.current import SignedInRequest
from apps.teams.policy import may_prepare, may_spend, require

PARTS = ("video__project__team", "connection", "hold", "created_by", "answered_by")


@require_safe
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    take = visible_take(request, pk)
    team = take.video.project.team
    context = {
        **_about(take),
        "receipt": receipt(take),
        "timeline": timeline(take),
        "doing": words.doing(take),
        "trouble": trouble(take, for_staff=request.user.is_staff) if take.status in CAME_TO_NOTHING else None,
        "may_prepare": may_prepare(request.user, team),
        "may_spend": may_spend(request.user, team),
        "may_give_up": may_spend(request.user, team) and answers.can_be_given_up(take),
        **Rights(request.user, team).about(take),
    }
    return TemplateResponse(request, "takes/detail.html", context)


@require_safe
def unclear(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask people what became of a take of which we cannot tell whether the service got it."""
    return _question(request, visible_take(request, pk))


@post_of("takes:unclear")
def found(request: SignedInRequest, pk: int) -> HttpResponse:
    """It is at the service, under the number that was typed."""
    take = _to_decide(request, pk)
    form = FoundForm(request.POST)
    if not form.is_valid():
        return _question(request, take, status=422, found_form=form)
    number, said = form.cleaned_data["task_id"], _("Found. From now on we look at it like at any other video.")
    try:
        return _answered(request, take, lambda: answers.found(take, request.user, number), said)
    except answers.NotThisOne as error:
        form.add_error("task_id", words.not_this_one(error.code))
        return _question(request, take, status=422, found_form=form)


@post_of("takes:unclear")
def not_sent(request: SignedInRequest, pk: int) -> HttpResponse:
    """It is not at the service: send it once more."""
    take = _to_decide(request, pk)
    form = NotSentForm(request.POST)
    if not form.is_valid():
        return _question(request, take, status=422, not_sent_form=form)
    said = _("It is in line again and is sent in a moment. The money stays set aside.")
    return _answered(request, take, lambda: answers.not_sent(take, request.user), said)


@post_of("takes:unclear")
def give_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Nobody can tell: it ends here."""
    take = _to_decide(request, pk)
    said = _("Given up. What was set aside is free again.")
    return _answered(request, take, lambda: answers.give_up(take, request.user), said)


def visible_take(request: SignedInRequest, pk: int) -> Render:
    """The take, with what its pages show of it: 404 for strangers."""
    takes = Render.objects.visible_to(request.user).select_related(*PARTS).defer(*SECRETS_OF_RELATED)
    return get_object_or_404(takes, pk=pk)


def _to_decide(request: SignedInRequest, pk: int) -> Render:
    """The take, for somebody who answers for its money: 404 for strangers, 403 for others."""
    take = visible_take(request, pk)
    require(may_spend(request.user, take.video.project.team))
    return take


def _answered(request: SignedInRequest, take: Render, act: Callable[[], None], said: str) -> HttpResponse:
    """Do it and go back to the take's page. A worker, or somebody else, may have found out in the meantime."""
    try:
        act()
    except (ValueError, LostRace):
        messages.warning(request, _("Something changed in the meantime. Look at it again before you decide."))
        return redirect(request, reverse("takes:unclear", args=[take.pk]))
    messages.success(request, said)
    return redirect(request, _address(take))


def _question(request: SignedInRequest, take: Render, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page with the three ways; the take's page once there is nothing to decide any more."""
    if take.status != Render.Status.UNKNOWN:
        return redirect(request, _address(take))
    context = {
        **_about(take),
        "may_spend": may_spend(request.user, take.video.project.team),
        "found_form": FoundForm(),
        "not_sent_form": NotSentForm(),
        **forms,
    }
    return TemplateResponse(request, "takes/unclear.html", context, status=status)


def _about(take: Render) -> dict[str, Any]:
    project = take.video.project
    zone = project.team.time_zone
    return {
        "take": take,
        "video": take.video,
        "project": project,
        "price": amount(take.estimate_micros, is_play_money=take.is_play_money),
        "zone": zone,
        "zone_name": zone_name(zone),
    }


def _address(take: Render) -> str:
    return reverse("takes:detail", args=[take.pk])
