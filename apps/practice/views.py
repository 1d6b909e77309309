"""The avatar call of the practice service: make a task, look at one, list them, fetch its film."""

import shutil
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.practice import intake, store
from apps.practice.dialect import BAD_METHOD, BAD_VALUE, NOT_FOUND, Refusal, speaks_kling
from apps.practice.store import Line


@speaks_kling
def tasks(request: HttpRequest) -> Any:
    """POST makes a task; GET lists them, newest first."""
    if request.method == "POST":
        return _made(request)
    if request.method != "GET":
        raise Refusal(BAD_METHOD, "Method is not valid")
    size = _number(request, "pageSize", 30, 500)
    first = (_number(request, "pageNum", 1, 1000) - 1) * size
    return [_described(request, line) for line in store.bill()[::-1][first : first + size]]


@speaks_kling
def task(request: HttpRequest, number: str) -> Any:
    """One task, by its id or by the client's own."""
    if request.method != "GET":
        raise Refusal(BAD_METHOD, "Method is not valid")
    line = store.find(number)
    if line is None:
        raise Refusal(NOT_FOUND, "Task not found")
    return _described(request, line)


@login_not_required
@require_safe
def film(request: HttpRequest, number: str) -> HttpResponseBase:
    """A finished film, without a key: its name cannot be guessed."""
    line = store.find(number) if settings.PRACTICE_ENABLED else None
    if line is None or number != line["task_id"] or store.status(line) != "succeed" or not store.film(line).exists():
        return HttpResponse(status=404)
    return FileResponse(store.film(line).open("rb"), content_type="video/mp4")


def _made(request: HttpRequest) -> dict[str, Any]:
    order = intake.read(request.read(intake.MAX_BODY_BYTES + 1))  # `request.body` stops at 2.5 MB
    folder = store.new_folder()
    try:
        seconds = intake.keep_files(order, folder)
        line = store.accept(folder, external_task_id=order.external_task_id, mode=order.mode, seconds=seconds)
    except Refusal:
        shutil.rmtree(folder)
        raise
    return _described(request, line)


def _described(request: HttpRequest, line: Line) -> dict[str, Any]:
    """A task as Kling describes it; amounts and lengths are text there."""
    status = store.status(line)
    data: dict[str, Any] = {
        "task_id": line["task_id"],
        "task_status": status,
        "task_status_msg": store.trouble(line) if status == "failed" else "",
        "task_info": {"external_task_id": line["external_task_id"]},
        "task_result": {},
        "created_at": line["at"],
        "updated_at": store.changed_at(line),
    }
    if status == "succeed":
        url = request.build_absolute_uri(reverse("practice:film", args=[line["task_id"]]))
        data["task_result"] = {"videos": [{"id": line["task_id"], "url": url, "duration": line["seconds"]}]}
        data["final_unit_deduction"] = line["units"]
    return data


def _number(request: HttpRequest, name: str, default: int, most: int) -> int:
    text = request.GET.get(name, str(default))
    if not (text.isdecimal() and len(text) < 5 and 1 <= int(text) <= most):
        raise Refusal(BAD_VALUE, f"{name} must be between 1 and {most}")
    return int(text)
