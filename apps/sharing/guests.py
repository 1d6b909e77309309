"""How a guest is known: a signed cookie for the addresses of one link, and nothing else.

Whoever does not come with it, or comes with one whose link ended, gets one and the same page for all of that.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from apps.sharing.cookies import keep, kept
from apps.sharing.forms import PassphraseForm
from apps.sharing.models import ShareLink

COOKIE = "guest"
HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
OWN = {"same-origin", "none"}  # Sec-Fetch-Site of a page of ours, and of whoever loads one again
PAGES = "private, no-store"  # for how long they are kept: files say that for themselves

View = Callable[..., HttpResponseBase]


def by_token(token: str) -> ShareLink:
    """The link of a secret address; raises Http404 for one that is wrong, ended or revoked."""
    return _found(ShareLink.objects.usable(timezone.now()).with_token(token).first())


def by_embed_token(token: str) -> ShareLink:
    """As `by_token`, for the token that stands in pages of others."""
    usable = ShareLink.objects.usable(timezone.now()).select_related("project__team")
    return _found(usable.with_embed_token(token).first())


def admit(answer: HttpResponse, link: ShareLink, *, knows_passphrase: bool = False) -> None:
    """Let the browser come back to the addresses of this link, as long as it lasts."""
    keep(answer, link, COOKIE, knows_passphrase)


def open_to_guests(view: View, ended: str = "sharing/ended.html") -> View:
    """For a view without sign-in that may raise Http404: the polite page then, and the headers of guests' pages."""

    @login_not_required
    @wraps(view)
    def answer(request: HttpRequest, **arguments: object) -> HttpResponseBase:
        try:
            given = view(request, **arguments)
        except Http404:
            given = TemplateResponse(request, ended, status=404)
        for name, value in HEADERS.items():
            given[name] = value
        given.setdefault("Cache-Control", PAGES)
        return given

    return answer


def for_guests(view: View) -> View:
    """For a view of one link, which it gets instead of the UUID in its address.

    Where a passphrase is wanted and was not given, the page that asks for it comes in its place.
    """

    @open_to_guests
    @wraps(view)
    def look(request: HttpRequest, link: UUID, **arguments: object) -> HttpResponseBase:
        found, knows_passphrase = admitted(request, link)
        if found.passphrase and not knows_passphrase:
            return ask_passphrase(request, found, PassphraseForm(), status=403)
        return view(request, found, **arguments)

    return look


def from_guests(view: View) -> View:
    """As `for_guests`, for a view that takes a POST. Decorators that choose methods come between this and the view.

    No CSRF token: browsers send "Origin: null" from a page with no-referrer, which Django takes for a forgery. It is
    the cookie that keeps others out: browsers send it with no POST of another site (SameSite). About those of another
    port or subdomain, which are the same site, they say where they come from.
    """

    @csrf_exempt
    @open_to_guests
    @wraps(view)
    def look(request: HttpRequest, **arguments: object) -> HttpResponseBase:
        if request.method == "POST" and not _is_ours(request):
            raise Http404
        return view(request, **arguments)

    return look


def _is_ours(request: HttpRequest) -> bool:
    """Whether a POST comes from a page of this studio, as far as the browser says. To addresses without HTTPS it says
    at most an origin."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin", "null")
    if site is not None:
        return site in OWN
    return origin == "null" or urlsplit(origin).netloc == request.get_host()


def admitted(request: HttpRequest, public_id: UUID) -> tuple[ShareLink, bool]:
    """The link, and whether its passphrase was given; raises Http404 for who is not its guest, or not any more."""
    knows_passphrase = kept(request, str(public_id), COOKIE)
    usable = ShareLink.objects.usable(timezone.now()).select_related("project__team")
    link = usable.filter(public_id=public_id).first()
    return _found(None if knows_passphrase is None else link), bool(knows_passphrase)


def ask_passphrase(request: HttpRequest, link: ShareLink, form: PassphraseForm, status: int) -> HttpResponse:
    context = {"public_id": link.public_id, "form": form}
    return TemplateResponse(request, "sharing/passphrase.html", context, status=status)


def _found(link: ShareLink | None) -> ShareLink:
    if link is None:
        raise Http404
    return link
