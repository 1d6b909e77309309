"""A guest's answer to the version that is shown: approve it, ask for changes, and take that back."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.formats import duration
from apps.core.htmx import SeeOther
from apps.renders.models import Render
from apps.reviews import deciding
from apps.reviews.forms import DecisionForm
from apps.reviews.models import Decision, Guest
from apps.sharing.guests import for_guests, from_guests
from apps.sharing.models import ShareLink
from apps.sharing.pages import newer, place, refused, too_much
from apps.sharing.showing import Shown, shown_beside
from apps.sharing.speaking import TooMuch, browser, speaker, turn
from apps.teams.models import Team

Verdict = Decision.Verdict


@from_guests
@require_http_methods(["GET", "HEAD", "POST"])
@for_guests
def approve(request: HttpRequest, link: ShareLink, pk: int) -> HttpResponse:
    """The second step, which says what it is that is approved, and the approval."""
    return _answer(request, link, pk, Verdict.APPROVED)


@from_guests
@require_http_methods(["GET", "HEAD", "POST"])
@for_guests
def changes(request: HttpRequest, link: ShareLink, pk: int) -> HttpResponse:
    return _answer(request, link, pk, Verdict.CHANGES)


@from_guests
@require_POST
@for_guests
def withdraw(request: HttpRequest, link: ShareLink, pk: int) -> HttpResponse:
    """Undo one's own answer."""
    played = _played(link, pk)
    if played.take.pk != pk:
        return refused(request, link, played, newer(played))
    try:
        if me := speaker(request, link):
            deciding.withdraw(played.take, me)
    except deciding.TooLate:
        late = _("That was more than %(time)s ago, so it stays. You can decide anew at any time.")
        note = late % {"time": duration(Decision.UNDO.total_seconds())}
        return refused(request, link, played, note)
    except deciding.NothingToUndo:
        pass  # pressed twice
    return SeeOther(place(link, take=played.take))


def _answer(request: HttpRequest, link: ShareLink, pk: int, verdict: Decision.Verdict) -> HttpResponse:
    played = _played(link, pk)
    if played.take.pk != pk:
        return refused(request, link, played, newer(played))
    form = DecisionForm({**request.POST.dict(), "verdict": verdict} if request.method == "POST" else None)
    if form.is_valid():
        return _decide(request, link, played, verdict, form)
    return _ask(request, link, played, verdict, form)


def _ask(
    request: HttpRequest,
    link: ShareLink,
    played: Shown,
    verdict: Decision.Verdict,
    form: DecisionForm,
    status: int = 422,
) -> HttpResponse:
    """The second step; `status`: where what was sent was not taken."""
    context = {
        "link": link,
        "played": played,
        "verdict": verdict,
        "form": form,
        "undo_seconds": Decision.UNDO.total_seconds(),
        "back": place(link, take=played.take),
    }
    return TemplateResponse(request, "sharing/answer.html", context, status=status if form.is_bound else 200)


def _decide(
    request: HttpRequest, link: ShareLink, played: Shown, verdict: Decision.Verdict, form: DecisionForm
) -> HttpResponse:
    """Record it, as one of the turns that a link takes."""
    take, text = played.take, form.cleaned_data["text"]
    mine = played.tally.of(speaker(request, link))
    if mine is None or (mine.verdict, mine.text) != (verdict, text):
        try:
            with turn(link, browser(request, link)) as guest:
                pass
            played = _record(link, take, guest, verdict, text)
        except TooMuch as refusal:
            form.add_error(None, too_much(refusal))
            return _ask(request, link, played, verdict, form, status=429)
        except deciding.NotTheFilm:
            return refused(request, link, played, _not_the_film())
    if played.take != take:
        return refused(request, link, played, newer(played))
    return SeeOther(place(link, take=take))


def _record(link: ShareLink, take: Render, guest: Guest, verdict: Decision.Verdict, text: str) -> Shown:
    """Returns what the link plays by now: nothing is recorded where that is another take.

    The film is read as a whole first, when no row may be locked. Meanwhile the link may have ended, or the permission
    for the face, or another version may have come.
    """
    if verdict == Verdict.APPROVED:
        deciding.check_film(take)
    with transaction.atomic():
        Team.objects.lock(link.team.pk)
        now = _still(link, take)
        if now.take == take:
            deciding.record(take, guest, verdict, text)
    return now


def _still(link: ShareLink, take: Render) -> Shown:
    """What the link plays now; raises Http404 where it plays nothing of that video any more."""
    if not ShareLink.objects.usable(timezone.now()).filter(pk=link.pk).exists():
        raise Http404
    return shown_beside(link, take.pk)


def _not_the_film() -> str:
    return _(
        "The stored video is not the one that was made, so your approval was not recorded. "
        "Tell the person who sent you the link."
    )


def _played(link: ShareLink, take: int) -> Shown:
    if not link.may_approve:
        raise Http404
    return shown_beside(link, take)
