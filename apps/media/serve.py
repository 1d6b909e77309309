"""Send a stored file, whole or in part (RFC 9110, section 14). Who may have it was decided before."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag

from apps.media.captions import Cue
from apps.media.webvtt import write_vtt

PIECE = 64 * 1024  # bytes read and sent at a time
OPEN_END = 4 * 1024 * 1024  # bytes at most for "from here on": a slow viewer comes back and holds no thread meanwhile
KINDS = {
    ".jpg": "image/jpeg",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".vtt": "text/vtt; charset=utf-8",
}
ONE_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.IGNORECASE | re.ASCII)


def serve(request: HttpRequest, key: str, *, filename: str = "", download: bool = False) -> HttpResponseBase:
    """Answer GET and HEAD for a file of the store: 200, 206, 304 or 416; raises Http404 when it is not there.

    `filename` is what the file is called where somebody saves it; `download` says that they want to.
    """
    try:
        size = default_storage.size(key)
    except FileNotFoundError as error:
        raise Http404 from error
    headers = _headers(PurePosixPath(key), filename, download)
    if settings.X_ACCEL_PREFIX:
        return _left_to_proxy(key, headers)
    early = get_conditional_response(request, etag=headers["ETag"], response=HttpResponse(headers=headers))
    if early is not None and early.status_code != HttpResponse.status_code:
        return early
    wanted = _wanted(request, size, headers["ETag"])
    if wanted is not None and not wanted:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    return _answer(request, key, size, wanted, headers)


def serve_captions(request: HttpRequest, cues: Sequence[Cue], *, filename: str) -> HttpResponse:
    """Answer GET and HEAD with captions as WebVTT; raises Http404 when there are none.

    `filename`, without an ending, is what the file is called where somebody saves it: that is what `?download` is for.
    """
    if not cues:
        raise Http404
    content = write_vtt(cues).encode()
    key = PurePosixPath(f"{hashlib.sha256(content).hexdigest()}.vtt")
    headers = _headers(key, f"{_safe(filename) or 'captions'}.vtt", "download" in request.GET)
    headers["Accept-Ranges"] = "none"
    answer = HttpResponse(content, headers=headers)
    return get_conditional_response(request, etag=headers["ETag"], response=answer) or answer


def _headers(key: PurePosixPath, filename: str, download: bool) -> dict[str, str]:
    """What every answer carries. The file is only ever shown or played: it can run nothing, wherever it is opened."""
    headers = {
        "Content-Type": KINDS[key.suffix],
        "ETag": quote_etag(key.name),  # as good as a checksum: the store gives no name twice
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",  # kept by the browser, but asked for each time
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    if disposition := content_disposition_header(download, _safe(filename)):
        headers["Content-Disposition"] = disposition
    return headers


def _left_to_proxy(key: str, headers: dict[str, str]) -> HttpResponse:
    """Let the proxy in front send it: which part, whether at all, and its own ETag; a slow viewer holds no thread."""
    given = {name: value for name, value in headers.items() if name not in ("ETag", "Accept-Ranges")}
    return HttpResponse(headers={**given, "X-Accel-Redirect": f"{settings.X_ACCEL_PREFIX}{quote(key)}"})


def _safe(filename: str) -> str:
    """A name without folders, line breaks or marks that turn the writing direction."""
    return "".join(letter for letter in filename if letter.isprintable() and letter not in '/\\:*?"<>|').strip(". ")


def _wanted(request: HttpRequest, size: int, etag: str) -> range | None:
    """The bytes asked for; None for the whole file. An empty range cannot be satisfied."""
    match = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    is_current = request.headers.get("If-Range", etag) == etag
    if request.method != "GET" or not match or not is_current or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    if not last:
        return range(int(first), min(size, int(first) + OPEN_END))
    return range(int(first), min(size, int(last) + 1)) if int(first) <= int(last) else None


def _answer(
    request: HttpRequest, key: str, size: int, wanted: range | None, headers: dict[str, str]
) -> HttpResponseBase:
    part = range(size) if wanted is None else wanted
    headers = {**headers, "Content-Length": str(len(part))}
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    pieces = _Pieces(default_storage.open(key, "rb"), part)
    if wanted is None:
        return StreamingHttpResponse(pieces, headers=headers)
    place = {"Content-Range": f"bytes {part.start}-{part.stop - 1}/{size}"}
    return StreamingHttpResponse(pieces, status=206, headers={**headers, **place})


class _Pieces:
    """Part of a file in pieces; Django closes it when the answer ends, also when nobody listened to the end."""

    def __init__(self, file: File, part: range) -> None:
        self._file = file
        self._part = part

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(self._part.start)
        left = len(self._part)
        while left and (piece := self._file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece

    def close(self) -> None:
        self._file.close()
