"""Pages that stand within those of others know nobody."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

EMBEDDED = "/embed/"


class CookielessMiddleware:
    """A request for an embedded player is answered as if the browser had kept nothing: no cookie of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(EMBEDDED):
            request.META.pop("HTTP_COOKIE", None)
        return self.get_response(request)
