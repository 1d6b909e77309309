"""A take that waits for an OK: looking at it and answering; and stopping one that was not sent yet."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import trigger_client_event

from apps.core.due import LEASE, LostRace
from apps.core.htmx import post_of, redirect
from apps.core.live import CHANGED
from apps.core.numbers import whole_number
from apps.renders import actions, asking, presses, words
from apps.renders.draft_panel import draft_for
from apps.renders.forms import SendBackForm
from apps.renders.models import Render
from apps.renders.quote import Changed
from apps.renders.takes import visible_take
from apps.spending.ledger import OverLimit
from apps.spending.room import room_for, room_in
from apps.teams.current import SignedInRequest
from apps.teams.policy import may_answer, may_manage, may_stop, require

S = Render.Status


@require_safe
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """What somebody wants to spend, and on what: for everybody in the team to see."""
    take = visible_take(request, pk)
    if take.status != S.WAITING_FOR_OK:
        return redirect(request, f"{reverse('reviews:room', args=[take.video_id])}?v={take.ref}")
    return _page(request, take)


@require_safe
def ask_draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """The draft on that page again, where it is not as the page shows it."""
    take = visible_take(request, pk)
    context = {"take": take, "video": take.video, **draft_for(take)}
    if request.GET.get("seen") == context["draft_seen"]:
        return HttpResponse(status=204)
    return TemplateResponse(request, "takes/_ask_draft.html", context)


@post_of("takes:ask")
def ok(request: SignedInRequest, pk: int) -> HttpResponse:
    take = _to_answer(request, pk)
    try:
        asking.say_ok(take, request.user, whole_number(request.POST.get("seen", "")))
    except Changed:
        return _page(request, take, has_changed=True)
    except OverLimit as error:
        return _page(request, take, refused=words.over_limit(room_in(error.budget)))
    except (ValueError, LostRace):
        return _answered_before(request, take)
    said = _("OK. %(price)s is set aside, and the video is in line.")
    messages.success(request, said % {"price": presses.as_on_the_button(take)})
    return redirect(request, reverse("gallery:project", args=[take.video.project_id]))


@post_of("takes:ask")
def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    take = _to_answer(request, pk)
    form = SendBackForm(request.POST)
    if not form.is_valid() and take.status == S.WAITING_FOR_OK:
        return _page(request, take, form=form)
    try:
        asking.send_back(take, request.user, form.cleaned_data.get("comment", ""))
    except (ValueError, LostRace):
        return _answered_before(request, take)
    said = _("Sent back to %(name)s. Nothing was sent to the service, and nothing was charged.")
    messages.success(request, said % {"name": take.created_by})
    return redirect(request, reverse("gallery:project", args=[take.video.project_id]))


@post_of("takes:detail")
def stop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Undo, take it out of the line, take it back: as long as nothing was sent, it costs nothing."""
    take = visible_take(request, pk)
    require(may_stop(request.user, take.video.project.team, take.created_by))
    is_stopped = _stopped(request, take)
    text = presses.stopped(take) if is_stopped else presses.too_late(take)
    if request.htmx:
        context = {"text": text, "tone": "ok" if is_stopped else "bad"}
        return trigger_client_event(TemplateResponse(request, "takes/_stopped.html", context), CHANGED)
    messages.add_message(request, messages.SUCCESS if is_stopped else messages.WARNING, text)
    return redirect(request, reverse("gallery:project", args=[take.video.project_id]))


def _to_answer(request: SignedInRequest, pk: int) -> Render:
    """The take, for somebody who may say OK to it: 404 for strangers, 403 for those who may not."""
    take = visible_take(request, pk)
    require(may_answer(request.user, take.video.project.team, take.created_by))
    return take


def _page(request: SignedInRequest, take: Render, **told: Any) -> HttpResponse:
    """The page with the price of now. `told` says why it comes instead of what was pressed."""
    now, team, user = timezone.now(), take.video.project.team, request.user
    asking.reprice(take, now)
    room = room_for(team, None, now, is_play_money=take.is_play_money)
    context = {
        "take": take,
        "video": take.video,
        "project": take.video.project,
        "form": SendBackForm(),
        "room": room,
        "over": "" if room.holds(take.estimate_micros) else words.over_limit(room),
        "may_go_over": may_manage(user, team),
        "may_answer": may_answer(user, team, take.created_by),
        "is_mine": user == take.created_by,
        **draft_for(take),
        **told,
    }
    return TemplateResponse(request, "takes/ask.html", context, status=422 if told else 200)


def _answered_before(request: SignedInRequest, take: Render) -> HttpResponse:
    """Somebody was faster. The same person, with a double click, has read already how it went."""
    take.refresh_from_db(fields=["answered_by"])
    if take.answered_by != request.user:
        messages.info(request, _("This does not wait for an OK any more. Nothing was changed."))
    return redirect(request, reverse("gallery:project", args=[take.video.project_id]))


def _stopped(request: SignedInRequest, take: Render) -> bool:
    """Whether it is stopped now, by this press or by one before.

    A worker that only found it too early to send has lost us nothing but the moment: so we try twice.
    """
    for _attempt in range(2):
        with suppress(ValueError, LostRace):
            actions.stop(take, request.user)
            break
        take.refresh_from_db(fields=["task_id", "sent_to", "hold", *LEASE])
    return take.status == S.CANCELLED
