"""The plumbing between htmx and Django."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
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
