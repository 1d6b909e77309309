"""The finished files, for whoever knows their names: those cannot be guessed, and no key is asked for."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from apps.practice import faults, folders, store
from apps.practice.faults import Fault
from apps.practice.store import Line


@login_not_required
@require_safe
def film(request: HttpRequest, number: str) -> HttpResponseBase:
    """A finished film."""
    line = store.find(number) if settings.PRACTICE_ENABLED else None
    if line is None or line["kind"] != "film" or number != line["task_id"] or folders.status(line) != "succeed":
        return HttpResponse(status=404)
    return _delivered(request, line, folders.film(line), "video/mp4")


@login_not_required
@require_safe
def sound(request: HttpRequest, number: str) -> HttpResponseBase:
    """A spoken text."""
    line = store.find(number) if settings.PRACTICE_ENABLED else None
    if line is None or number != line.get("audio_id"):
        return HttpResponse(status=404)
    return _delivered(request, line, folders.sound(line), "audio/mpeg")


def _delivered(request: HttpRequest, line: Line, path: Path, content_type: str) -> HttpResponseBase:
    if "expired" in request.GET:
        return HttpResponse(status=403)
    if not path.exists():
        return HttpResponse(status=404)
    fault = faults.take("result", line["task_id"], line.get("script", []), among=faults.DELIVERED)
    if fault:
        return _spoilt(fault, path, content_type)
    return FileResponse(path.open("rb"), content_type=content_type)


def _spoilt(fault: Fault, path: Path, content_type: str) -> HttpResponseBase:
    if fault.word == "html":
        return HttpResponse(faults.PAGE)
    if fault.word == "empty":
        return HttpResponse(b"", content_type=content_type)
    whole = path.read_bytes()
    headers = {"Content-Length": str(len(whole))}
    return StreamingHttpResponse([whole[: len(whole) // 2]], content_type=content_type, headers=headers)
