"""What holds for every page, whoever made it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

VISITORS_BYTES = 64 * 1024  # the largest form that somebody without an account has to fill in


class PagesMiddleware:
    """Pages of signed-in people are kept by nobody; visitors send nothing large.

    A body is read as soon as a form is checked, and a slow large one holds a thread: from visitors it is refused
    before. (The practice service checks its key before it reads.)
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _sends_much(request) and not request.user.is_authenticated and not request.path.startswith("/practice/"):
            return HttpResponse(status=413)
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        if "Cache-Control" not in response and request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response


def _sends_much(request: HttpRequest) -> bool:
    """Whether a large body is announced. One of no announced size is never read at all."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > VISITORS_BYTES
