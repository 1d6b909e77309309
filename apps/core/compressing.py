"""Pages travel compressed; files and zips, which are compressed already or streamed, do not."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class _Polls(GZipMiddleware):
    """Adds no bytes: an answer to a poll is to be small, and its only secret is masked."""

    max_random_bytes = 0


class GZipPagesMiddleware(GZipMiddleware):
    """Compresses the HTML that is asked for with GET, and nothing else.

    How well something is compressed tells about secrets that stand beside what was typed into the address (BREACH).
    Those of a page are the CSRF token, which Django masks anew each time, and tokens of links, which are shown in
    answers to POST alone; the admin site, where one may follow on the next page, stays as it is. Besides, Django adds a
    random number of bytes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        self._polls = _Polls(get_response)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = response.get("Content-Type", "").startswith("text/html")
        is_ours = not request.path.startswith("/admin/")
        if request.method != "GET" or response.streaming or not (is_page and is_ours):
            return response
        if "X-Live" in response:
            return self._polls.process_response(request, response)
        return super().process_response(request, response)
