"""The presses that spend, ask to spend, and stop: each carries what the person had before their eyes."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.htmx import post_of, redirect
from apps.gallery.batches import actions, telling, words
from apps.gallery.batches.views import batch_of, page
from apps.gallery.models import Batch
from apps.renders.quote import Changed
from apps.teams.current import SignedInRequest
from apps.teams.policy import may_answer, may_manage, may_spend, may_stop, require


@post_of("gallery:batch")
def batch_ok(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make all good lines, at no more than the total that was seen."""
    batch = batch_of(request, pk)
    require(may_spend(request.user, batch.team))
    if batch.status == Batch.Status.ASKED:
        require(may_answer(request.user, batch.team, batch.created_by))
    goes_over = "over" in request.POST and may_manage(request.user, batch.team)
    try:
        agreed = actions.say_ok(
            batch, request.user, _seen(request), has_consents=_has_consents(request), goes_over=goes_over
        )
    except (Changed, actions.NotOpen):
        return page(request, batch_of(request, pk), has_changed=True)
    except actions.ConsentMissing:
        return page(request, batch_of(request, pk), lacks_consents=True)
    if agreed:
        messages.success(request, words.agreed(agreed))
    return _back(request, batch)


@post_of("gallery:batch")
def batch_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same press by somebody who may not spend, or not so much: all lines wait for one OK."""
    batch = batch_of(request, pk)
    try:
        asked = actions.ask(batch, request.user, _seen(request), has_consents=_has_consents(request))
    except (Changed, actions.NotOpen):
        return page(request, batch_of(request, pk), has_changed=True)
    except actions.ConsentMissing:
        return page(request, batch_of(request, pk), lacks_consents=True)
    messages.success(request, telling.asked(batch, request.user, asked))
    return _back(request, batch)


@post_of("gallery:batch")
def batch_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whoever asked takes it back, or whoever was asked sends it back: its lines can be mended again."""
    batch = batch_of(request, pk)
    require(request.user == batch.created_by or may_answer(request.user, batch.team, batch.created_by))
    try:
        actions.take_back(batch)
    except actions.NotOpen:
        messages.info(request, _("This does not wait for an OK any more. Nothing was changed."))
    else:
        messages.success(request, _("Its lines can be changed again. Nothing was sent, and nothing was charged."))
    return _back(request, batch)


@post_of("gallery:batch")
def batch_stop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop what has not been sent yet."""
    batch = batch_of(request, pk)
    require(may_stop(request.user, batch.team, batch.created_by))
    messages.success(request, words.stopped_all(actions.stop(batch, request.user)))
    return _back(request, batch)


def _seen(request: SignedInRequest) -> str:
    return request.POST.get("shown", "")


def _has_consents(request: SignedInRequest) -> bool:
    return "consent" in request.POST


def _back(request: SignedInRequest, batch: Batch) -> HttpResponse:
    return redirect(request, reverse("gallery:batch", args=[batch.pk]))
