"""The typed text of a video: what it will cost, having it spoken, and how that goes on."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import reswap, retarget

from apps.core.due import LostRace
from apps.core.htmx import post_of, redirect
from apps.renders import actions, pages, script_pages
from apps.renders.forms import FinishForm, ScriptForm
from apps.renders.lifecycle import touch
from apps.renders.models import Video
from apps.renders.views import answer, unfinished
from apps.renders.words import over_limit
from apps.spending.ledger import OverLimit
from apps.spending.room import room_in
from apps.teams.current import SignedInRequest
from apps.teams.policy import may_spend, require
from apps.voices import actions as voices
from apps.voices.models import MAX_TEXT
from apps.voices.scripts import ScriptQuote

TYPED = {"script": "text", "script_voice": "voice", "script_speed": "speed"}  # the video's fields, and the form's


@post_of("videos:edit")
def price(request: SignedInRequest, pk: int) -> HttpResponse:
    """Save what was typed, and say what speaking it would cost; without JavaScript on the whole page."""
    video = unfinished(request, pk)
    form = ScriptForm(request.POST)
    _keep(video, form)
    if request.htmx:
        return TemplateResponse(request, "videos/_script_priced.html", _priced(request, video, form))
    page = pages.whole(video, request.user, FinishForm(instance=video))
    return TemplateResponse(
        request, "videos/edit.html", {**page, **script_pages.script_step(video, form), "script_is_open": True}
    )


@post_of("videos:edit")
def speak(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have the typed text spoken, which costs money; or by the draft voice, or along with the video, for nothing."""
    video = unfinished(request, pk)
    form = ScriptForm(request.POST)
    quote = script_pages.script_quote(video, form)
    if quote is None or not quote.is_free:
        require(may_spend(request.user, video.project.team))
    _keep(video, form)
    try:
        problems = [] if video.awaits_voice else _ask(request, video, form, quote)
    except LostRace:  # another tab was faster: what is there now is the answer
        video, problems = unfinished(request, pk), []
    context = pages.voice_step(video)
    if problems:
        context |= script_pages.script_step(video, form, problems)
    return answer(request, video, "voice", context, is_refused=bool(problems))


def _priced(request: SignedInRequest, video: Video, form: ScriptForm) -> dict[str, Any]:
    """The price, and the button too where it is not the one that the person has seen."""
    context = script_pages.script_price(video, form)
    quote = context["script_quote"]
    return {
        "video": video,
        "speech": script_pages.asked(video),
        "may_spend": may_spend(request.user, video.project.team),
        "is_other_button": quote is not None and quote.shown != form.cleaned_data["seen"],
        **context,
    }


def _keep(video: Video, form: ScriptForm) -> None:
    """Keep what was typed with the video, if it is in order and news."""
    if form.is_valid() and len(form.cleaned_data["text"]) <= MAX_TEXT:
        typed = {name: form.cleaned_data[field] for name, field in TYPED.items()}
        if any(getattr(video, name) != value for name, value in typed.items()):
            actions.change_video(video, **typed)


def _ask(request: SignedInRequest, video: Video, form: ScriptForm, quote: ScriptQuote | None) -> list[str]:
    """Ask for the text to be spoken; answers with what keeps it from being, if anything. Raises LostRace."""
    if quote is None:
        wrong = [str(sentence) for sentences in form.errors.values() for sentence in sentences]
        return wrong or [_("Choose a service first.")]
    if not quote.problems and not quote.is_draft and quote.shown != form.cleaned_data["seen"]:
        return [_("Look at price and length first, then press the button once more.")]
    given = {name: form.cleaned_data[name] for name in ("text", "voice", "speed")}
    try:
        _speak(request, video, **given, form_token=form.token())
    except voices.ScriptRefused as refused:
        return refused.problems
    except OverLimit as error:
        return [over_limit(room_in(error.budget))]
    return []


def _speak(request: SignedInRequest, video: Video, **given: Any) -> None:
    """Put the text in line and have the video wait for it: both, or neither.

    Each page has a form token of its own, so that two tabs would pay twice: the text counts only while the video's
    voice is as it was read. Raises LostRace otherwise.
    """
    team = video.project.team
    with transaction.atomic():
        if given["voice"].is_draft:
            speech = voices.speak_draft(team, request.user, **given)
        else:
            assert video.connection is not None  # noqa: S101 - `_ask` said so
            speech = voices.speak(team, request.user, video.connection, **given)
        rev = touch(video)  # after the budgets: see `ledger` for the order of locks
        as_read = Video.objects.filter(pk=video.pk, clip=video.clip_id, speech=video.speech_id)
        if as_read.update(clip=None, speech=speech) != 1:
            raise LostRace
    video.clip, video.speech, video.rev = None, speech, rev


@require_safe
def status(request: SignedInRequest, pk: int) -> HttpResponse:
    """While a text is on its way, one sentence where it is another one (204 else); then the whole panel."""
    video = unfinished(request, pk)
    if not request.htmx:
        return redirect(request, f"{reverse('videos:edit', args=[video.pk])}#voice")
    if video.speech and request.GET.get("was") == f"{video.speech.status}-{video.speech.reason}":
        return HttpResponse(status=204)
    context = pages.voice_step(video)
    if video.awaits_voice:
        return TemplateResponse(request, "videos/_script_doing.html", context)
    panel = answer(request, video, "voice", context, is_refused=False)
    return reswap(retarget(panel, "#voice"), "outerHTML")
