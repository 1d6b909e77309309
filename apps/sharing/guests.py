"""How a guest is known: a signed cookie for the addresses of one link, and nothing else.

Whoever does not come with it, or comes with one whose link ended, gets one and the same page for all of that.
"""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from apps.sharing.forms import PassphraseForm
from apps.sharing.models import ShareLink

COOKIE = "guest"
SALT = "sharing.guest"
HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
PAGES = "private, no-store"  # for how long they are kept: files say that for themselves

View = Callable[..., HttpResponseBase]


def by_token(token: str) -> ShareLink:
    """The link of a secret address; raises Http404 for one that is wrong, ended or revoked."""
    return _found(ShareLink.objects.usable(timezone.now()).with_token(token).first())


def admit(answer: HttpResponse, link: ShareLink, *, knows_passphrase: bool = False) -> None:
    """Let the browser come back to the addresses of this link, as long as it lasts."""
    left = link.ends_at - timezone.now()
    answer.set_cookie(
        COOKIE,
        signing.dumps([str(link.public_id), knows_passphrase], salt=SALT),
        max_age=max(0, int(left.total_seconds())),
        path=reverse("sharing:watch", args=[link.public_id]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def open_to_guests(view: View) -> View:
    """For a view without sign-in that may raise Http404: the polite page then, and the headers of guests' pages."""

    @login_not_required
    @wraps(view)
    def answer(request: HttpRequest, **arguments: object) -> HttpResponseBase:
        try:
            given = view(request, **arguments)
        except Http404:
            given = TemplateResponse(request, "sharing/ended.html", status=404)
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


def admitted(request: HttpRequest, public_id: UUID) -> tuple[ShareLink, bool]:
    """The link, and whether its passphrase was given; raises Http404 for who is not its guest, or not any more."""
    known, knows_passphrase = _cookie(request)
    usable = ShareLink.objects.usable(timezone.now()).select_related("project__team")
    link = usable.filter(public_id=public_id).first()
    return _found(link if known == str(public_id) else None), knows_passphrase


def ask_passphrase(request: HttpRequest, link: ShareLink, form: PassphraseForm, status: int) -> HttpResponse:
    context = {"public_id": link.public_id, "form": form}
    return TemplateResponse(request, "sharing/passphrase.html", context, status=status)


def _cookie(request: HttpRequest) -> tuple[str, bool]:
    try:
        public_id, knows_passphrase = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return "", False
    return public_id, knows_passphrase


def _found(link: ShareLink | None) -> ShareLink:
    if link is None:
        raise Http404
    return link
