"""Pages travel compressed; files and zips, which are compressed already or streamed, do not."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class GZipPagesMiddleware(GZipMiddleware):
    """Compresses the HTML that is asked for with GET, and nothing else.

    How well something is compressed tells about secrets that stand beside what was typed into the address (BREACH).
    Those of a page are the CSRF token, which Django masks anew each time, and tokens of links, which are shown in
    answers to POST alone. Besides, Django adds a random number of bytes.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = response.get("Content-Type", "").startswith("text/html")
        if request.method != "GET" or response.streaming or not is_page:
            return response
        return super().process_response(request, response)
