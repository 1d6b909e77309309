"""What others say meanwhile, and what is made: news for the page that a guest has open."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from apps.core import live
from apps.reviews.threads import news, threads_of
from apps.sharing.guests import for_guests
from apps.sharing.models import ShareLink
from apps.sharing.pages import answers, live_url
from apps.sharing.showing import shown_beside
from apps.sharing.speaking import speaker


@for_guests
@require_safe
def look(request: HttpRequest, link: ShareLink, pk: int) -> HttpResponse:
    """The poll of the page that plays the take: what was said since, or that another one is shown by now.

    Nothing is written down: who only has the page open does not use the link.
    """
    if not link.may_speak:
        raise Http404
    since, rev = live.cursor(request), link.team.rev
    if rev == since:
        return live.unchanged()
    played, me = shown_beside(link, pk), speaker(request, link)
    context = {"link": link, "played": played, "oob": True, "is_newer": played.take.pk != pk}
    if link.may_comment and not context["is_newer"]:
        context |= {**news(threads_of(played.take, me, (), rev), since), **answers(link, me)}
    piece = render_to_string("sharing/_news.html", context, request)
    return live.answer(live_url(link, pk), rev=rev, pace=live.pace(busy=False, alone=False), pieces=[piece])
