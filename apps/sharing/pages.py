"""The page with the player of one video: what a guest reads there, and what they can say."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core import live
from apps.core.formats import duration
from apps.renders.models import Render
from apps.reviews.models import Comment, Guest
from apps.reviews.threads import threads_of
from apps.sharing.cookies import keep, kept
from apps.sharing.forms import GuestCommentForm, GuestWordsForm
from apps.sharing.models import ShareLink
from apps.sharing.showing import Shown
from apps.sharing.speaking import AT_ONCE, WINDOW, TooMuch, browser, remember, speaker

SEEN = "seen"  # the cookie that says which take of each video the guest saw last
MOST_SEEN = 50  # videos of a project, so that the cookie stays small


def page(
    request: HttpRequest,
    link: ShareLink,
    played: Shown | None,
    *,
    status: int = 200,
    note: str = "",
    form: GuestCommentForm | None = None,
    words: str = "",
) -> HttpResponse:
    """The player, or the page that says that there is nothing to see yet (or any more).

    `note`: why something was not done. `form`: a comment that was not taken; `words`: such words without a form.
    """
    if played is None:
        return TemplateResponse(request, "sharing/nothing.html", {"link": link})
    me = speaker(request, link) if link.may_speak else None
    context = {"link": link, "played": played, "note": note, "words": words, "me": me}
    context["asks_name"] = asks_name(link, me)
    if link.may_speak:
        pace = live.pace(busy=False, alone=False)  # the team may say something at any time
        context["live"] = live.poller(live_url(link, played.take.pk), link.team.rev, pace)
    if link.may_approve:
        context["mine"] = played.tally.of(me)
    if link.may_comment:
        context |= _comments(link, played.take, me)
        context |= _earlier(link, played, me) if me else {}
        context["comment_form"] = form or GuestCommentForm(asks_name=asks_name(link, me))
    if request.method != "GET" or status != 200:
        return TemplateResponse(request, "sharing/video.html", context, status=status)
    return _remembered(request, link, played, context)


def refused(request: HttpRequest, link: ShareLink, played: Shown, why: str, status: int = 409) -> HttpResponse:
    """The page, with why something was not done. What was written stays: as a comment that is not sent.

    Where the link takes no comments, it is there to be copied.
    """
    name, text = (request.POST.get(field, "") for field in ("name", "text"))
    asks = asks_name(link, speaker(request, link))
    form = GuestCommentForm(initial={"name": name, "text": text}, asks_name=asks)
    words = "" if link.may_comment else text
    return page(request, link, played, note=why, form=form, words=words, status=status)


def live_url(link: ShareLink, take: int) -> str:
    """Where the page that plays that take asks for news."""
    return reverse("sharing:live", args=[link.public_id, take])


def asks_name(link: ShareLink, me: Guest | None) -> bool:
    return me is None and not link.person


def place(link: ShareLink, said: Comment | None = None, take: Render | None = None) -> str:
    """The page with the video, with that comment in sight, and the film at its moment."""
    about = said.render if said else take
    name, arguments = ("watch", []) if link.video_id or about is None else ("watch_one", [about.video_id])
    address = reverse(f"sharing:{name}", args=[link.public_id, *arguments])
    if said is None:
        return address
    at = (said.parent or said).at_seconds
    moment = f"?t={at}" if at else ""
    return f"{address}{moment}#c{said.pk}"


def newer(played: Shown) -> str:
    """The sentence for who speaks about a take that is not the one that is shown any more."""
    return _("%(name)s is shown now, so we did not record it. Watch it first.") % {"name": played.take.name}


def too_much(refusal: TooMuch) -> str:
    if refusal.for_good:
        return _("So much was said by this link that it takes no more. Ask the person who sent it for a new one.")
    sentence = _("%(count)d things were said or changed by this link in %(time)s. Wait a little, then try again.")
    return sentence % {"count": AT_ONCE, "time": duration(WINDOW.total_seconds())}


def _comments(link: ShareLink, take: Render, me: Guest | None) -> dict[str, Any]:
    """What was said about the take. Nobody is called by name here: who is in the team is none of a guest's business."""
    threads = [thread for thread in threads_of(take, me, (), link.team.rev) if thread.is_seen]
    return {"threads": threads, **answers(link, me)}


def answers(link: ShareLink, me: Guest | None) -> dict[str, Any]:
    """What the fields need in which a guest answers."""
    return {"reply_form": GuestWordsForm(asks_name=asks_name(link, me), auto_id=False)}


def _earlier(link: ShareLink, played: Shown, me: Guest) -> dict[str, Any]:
    """What the guest said about the last version before this one that they spoke about, with the answers to it."""
    mine = Comment.objects.by(me).living().filter(render__video=played.video, render__lt=played.take)
    last = mine.select_related("render").order_by("-render", "pk").first()
    if last is None:
        return {}
    threads = threads_of(last.render, me, (), link.team.rev)
    own = [each for each in threads if any(remark.is_mine for remark in (each, *each.replies))]
    return {"earlier": last.render, "earlier_threads": [thread for thread in own if thread.is_seen]}


def _remembered(request: HttpRequest, link: ShareLink, played: Shown, context: dict[str, Any]) -> HttpResponse:
    """The page, which says once that the take is new to who saw another one before."""
    seen: dict[str, int] = kept(request, str(link.public_id), SEEN) or {}
    video, take = str(played.video.pk), played.take
    before = seen.pop(video, take.pk)
    if before < take.pk:
        context["before"] = Render.objects.without_captions().filter(pk=before).first()
    answer = TemplateResponse(request, "sharing/video.html", context)
    kept_ones = dict([*seen.items(), (video, take.pk)][-MOST_SEEN:])
    keep(answer, link, SEEN, kept_ones)
    if context["asks_name"] and link.may_comment:
        remember(answer, link, browser(request, link))
    return answer
