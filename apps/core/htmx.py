"""The plumbing between htmx and Django."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    """A request as it is after `HtmxMiddleware`. A name for the type checker only."""

    htmx: HtmxDetails


class SignedOutMiddleware:
    """A request of htmx that would be sent to the sign-in page gets 401 instead.

    htmx follows redirects, so that the sign-in page would end up inside a card. `live.js` shows a bar on 401.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HtmxRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.htmx:
            return response
        if response.status_code == 302 and response["Location"].startswith(reverse("account_login")):
            return HttpResponse(status=401)
        return response


class SeeOther(HttpResponseRedirect):
    """After a POST: the browser fetches the next page with GET."""

    status_code = 303


def redirect(request: HtmxRequest, to: str) -> HttpResponse:
    """Send the browser to another page, whether a form or htmx asked."""
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return SeeOther(to)


# Only about the press: what it was about may have gone on meanwhile.
LOST = gettext_noop(
    "You were signed out, so the button did nothing: it sent nothing and charged nothing. Press it once more."
)
View = Callable[..., HttpResponseBase]


def post_of(page: str) -> Callable[[View], View]:
    """For a view that takes a POST from `page` (a name, whose address has the same arguments): GET leads there.

    So does the sign-in page, when a session ended before the button was pressed: then the person reads that it did
    nothing. Elsewhere nobody knows whether the POST before this GET arrived, so nothing is promised.
    """

    def decorate(view: View) -> View:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def lead(request: HtmxRequest, **arguments: object) -> HttpResponseBase:
            if request.method == "POST":
                return view(request, **arguments)
            if reverse("account_login") in request.headers.get("Referer", ""):
                messages.warning(request, _(LOST))
            return redirect(request, resolve_url(page, **arguments))

        return lead

    return decorate
