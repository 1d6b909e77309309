"""Live pages: one poller each, a cursor, small pieces that replace themselves, 204 when nothing changed.

A page puts `{% include "ui/_live.html" %}` with the context of `poller`. The view behind it answers with `answer`:
the poller itself (with its new cursor and pace, both chosen here) and the pieces of the page that changed, each
marked `hx-swap-oob`. A <video> is never inside a piece.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from apps.core.numbers import whole_number

BUSY_SECONDS = 2  # at most, while something is being made
IDLE = 0  # nothing can change but by this page itself
INDENTS = re.compile(r"(?<!\s)\s*\n\s*")  # from where the blanks begin: not once more from each of them
KEEPS_BLANKS = ("<textarea", "<pre")
CHANGED = "videos-changed"  # the event of an answer that wakes the poller at once


def pace(*, busy: bool, alone: bool) -> int:
    """Seconds between two looks of a page; 0 for none. `busy`: something on it is being made.

    `alone`: one person sees it, and nobody else is about to join.
    """
    if busy:
        return min(BUSY_SECONDS, settings.LOOK_SECONDS)
    return IDLE if alone else settings.LOOK_SECONDS


def cursor(request: HttpRequest) -> int:
    """The revision up to which the page knows everything; 0 where it says nothing sensible."""
    return whole_number(request.GET.get("since", ""))


def poller(url: str, rev: int, pace: int) -> dict[str, Any]:
    """Context of `ui/_live.html`. `url` may carry a query of its own."""
    query = urlencode({"since": rev, "pace": pace})
    return {"url": f"{url}{'&' if '?' in url else '?'}{query}", "pace": pace}


def unchanged() -> HttpResponse:
    """Nothing happened: cursor and pace of the page stay."""
    return HttpResponse(status=204)


def answer(url: str, *, rev: int, pace: int, pieces: Iterable[str]) -> HttpResponse:
    """The poller with its new cursor and pace, and the changed pieces, as HTML without the blanks of its templates."""
    head = render_to_string("ui/_poller.html", {"live": poller(url, rev, pace)})
    return HttpResponse("".join([head, *map(_squeezed, pieces)]), headers={"X-Live": "1", "Cache-Control": "no-store"})


def _squeezed(piece: str) -> str:
    """The piece as it is read: blanks count only within fields and where they are kept on purpose."""
    return piece if any(tag in piece for tag in KEEPS_BLANKS) else INDENTS.sub("\n", piece)
