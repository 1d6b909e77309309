"""What guests do with comments: say, answer, edit, delete and bring back. Plain forms; each answer is a page."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.formats import duration
from apps.core.htmx import SeeOther
from apps.reviews import comments
from apps.reviews.forms import WordsForm
from apps.reviews.models import Comment
from apps.reviews.speakers import key_of
from apps.sharing.forms import GuestCommentForm, GuestWordsForm
from apps.sharing.guests import for_guests, from_guests
from apps.sharing.models import ShareLink
from apps.sharing.pages import asks_name, newer, page, place, refused, too_much
from apps.sharing.showing import Shown, shown_beside
from apps.sharing.speaking import TooMuch, browser, may_draw, remember, speaker, turn


@from_guests
@require_POST
@for_guests
def comment(request: HttpRequest, link: ShareLink, pk: int) -> HttpResponse:
    """Say something about the take, while it is the one that is shown; elsewhere the words stay in the field."""
    played = _played(link, pk)
    key = browser(request, link)
    asks = asks_name(link, speaker(request, link))
    form = GuestCommentForm(request.POST, asks_name=asks, may_draw=may_draw(link))
    if not form.is_valid():
        return page(request, link, played, form=form, status=422)
    if played.take.pk != pk:
        return page(request, link, played, form=form, note=newer(played), status=409)
    try:
        with turn(link, key, form.cleaned_data.get("name", "")) as guest:
            made = comments.comment(played.take, guest, **form.said)
    except TooMuch as refusal:
        return page(request, link, played, form=form, note=too_much(refusal), status=429)
    return _said(link, made, key)


@from_guests
@require_POST
@for_guests
def reply(request: HttpRequest, link: ShareLink, pk: int) -> HttpResponse:
    to, played = _comment(link, pk)
    key = browser(request, link)
    form = GuestWordsForm(request.POST, asks_name=asks_name(link, speaker(request, link)))
    if to.render_id != played.take.pk:
        return refused(request, link, played, newer(played))
    if not form.is_valid():
        return _write(request, link, to, form, is_reply=True)
    try:
        with turn(link, key, form.cleaned_data.get("name", "")) as guest:
            made = comments.reply(to, guest, form.cleaned_data["text"])
    except TooMuch as refusal:
        form.add_error(None, too_much(refusal))
        return _write(request, link, to, form, is_reply=True, status=429)
    return _said(link, made, key)


@from_guests
@require_http_methods(["GET", "HEAD", "POST"])
@for_guests
def edit(request: HttpRequest, link: ShareLink, pk: int) -> HttpResponse:
    said, played = _own(request, link, pk)
    if said.deleted_at:
        raise Http404
    if late := _late(said, played):
        return refused(request, link, played, late)
    form = WordsForm(request.POST if request.method == "POST" else None, initial={"text": said.text})
    if not form.is_valid():
        return _write(request, link, said, form, is_reply=False)
    try:
        with turn(link, browser(request, link)):
            comments.edit(said, form.cleaned_data["text"])
    except TooMuch as refusal:
        form.add_error(None, too_much(refusal))
        return _write(request, link, said, form, is_reply=False, status=429)
    return SeeOther(place(link, said))


@from_guests
@require_POST
@for_guests
def delete(request: HttpRequest, link: ShareLink, pk: int) -> HttpResponse:
    said, played = _own(request, link, pk)
    if late := _late(said, played):
        return refused(request, link, played, late)
    comments.delete(said)
    return SeeOther(place(link, said))


@from_guests
@require_POST
@for_guests
def bring_back(request: HttpRequest, link: ShareLink, pk: int) -> HttpResponse:
    said, played = _own(request, link, pk)
    if said.deleted_by_id is not None:
        raise Http404
    try:
        with turn(link, browser(request, link)):
            comments.bring_back(said)
    except TooMuch as refusal:
        return refused(request, link, played, too_much(refusal), status=429)
    except comments.TooLate:
        return refused(request, link, played, _("It was deleted too long ago to bring it back."))
    return SeeOther(place(link, said))


def _played(link: ShareLink, take: int) -> Shown:
    if not link.may_comment:
        raise Http404
    return shown_beside(link, take)


def _comment(link: ShareLink, pk: int) -> tuple[Comment, Shown]:
    """A comment about a video of the link, and what is shown of that; raises Http404 for every other one."""
    found = Comment.objects.select_related("author", "guest", "render__video__project__team").filter(pk=pk).first()
    played = _played(link, found.render_id if found else 0)
    if found is None:
        raise Http404
    return found, played


def _own(request: HttpRequest, link: ShareLink, pk: int) -> tuple[Comment, Shown]:
    """A comment, for the guest who said it; raises Http404 for everybody else."""
    said, played = _comment(link, pk)
    me = speaker(request, link)
    if me is None or said.speaker_key != key_of(me):
        raise Http404
    return said, played


def _said(link: ShareLink, made: Comment, key: UUID) -> HttpResponse:
    answer = SeeOther(place(link, made))
    remember(answer, link, key)
    return answer


def _late(said: Comment, played: Shown) -> str:
    """Why a guest cannot change what they said any more; empty where they can."""
    if said.render_id != played.take.pk:
        return newer(played)
    late = _("That was said more than %(time)s ago, so it stays. You can say more below.")
    return "" if said.guest_may_change else late % {"time": duration(Comment.GUEST_CHANGES_FOR.total_seconds())}


def _write(
    request: HttpRequest, link: ShareLink, said: Comment, form: WordsForm, *, is_reply: bool, status: int = 422
) -> HttpResponse:
    """The form on a page of its own."""
    me = speaker(request, link)
    context = {"link": link, "said": said, "form": form, "is_reply": is_reply, "back": place(link, said)}
    context |= {"me": me, "asks_name": asks_name(link, me)}
    return TemplateResponse(request, "sharing/write.html", context, status=status if form.is_bound else 200)
