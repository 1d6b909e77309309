"""The calls of the practice service: make a film, look at one, list them, have a text spoken, ask what is left."""

import shutil
from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from apps.practice import arrivals, calls, faults, folders, intake, keys, looks, speech, store
from apps.practice.calls import Call
from apps.practice.dialect import Dialect
from apps.practice.faults import Fault, Instead
from apps.practice.intake import Order
from apps.practice.refusal import BAD_METHOD, BAD_VALUE, NOT_FOUND, Refusal
from apps.practice.store import Line, Notes

PACK_UNITS = 100_000  # what the account began with


def answers(operation: str, method: str = "GET") -> Callable[..., Callable[..., HttpResponseBase]]:
    """A view of `(call, dialect, ...)` that answers one call in a dialect, or raises Refusal or Instead.

    It is there only while the service is on, and only for whoever has the key; their calls are written down.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
        @csrf_exempt
        @login_not_required
        @wraps(view)
        def wrapper(request: HttpRequest, dialect: Dialect, **kwargs: Any) -> HttpResponseBase:
            if not settings.PRACTICE_ENABLED:
                return HttpResponse(status=404)
            try:
                keys.check(request.headers.get("Authorization", ""), may_be_signed=dialect.takes_tokens)
            except Refusal as refusal:
                return dialect.refused(refusal)
            call = Call(request=request, dialect=dialect.slug, operation=operation, about=kwargs.get("number", ""))
            try:
                if request.method != method:
                    raise Refusal(BAD_METHOD, "Method is not valid")
                return view(call, dialect, **kwargs)
            except Refusal as refusal:
                return _refused(call, dialect, refusal)
            except Instead as instead:
                call.outcome = instead.word
                return instead.response
            finally:
                calls.note(call)

        return wrapper

    return decorate


@answers("submit", "POST")
def submit(call: Call, dialect: Dialect) -> HttpResponse:
    """Take an order, unless its script says otherwise."""
    order = dialect.read(call.request.read(intake.MAX_BODY_BYTES + 1))  # `request.body` stops at 2.5 MB
    call.about = order.external_task_id
    script = faults.script(order.text or order.prompt)
    fault = _struck(call, order.external_task_id or _hash(order.text or order.prompt), script)
    line = _accepted(call, dialect, order, script)
    call.about = order.external_task_id or line["task_id"]
    faults.strike(fault)
    return dialect.created(looks.look(line, call.origin))


@answers("list")
def _list(call: Call, dialect: Dialect) -> HttpResponse:
    """A page of the films, newest first."""
    size = _number(call.request, "pageSize", 30, 500)
    first = (_number(call.request, "pageNum", 1, 1000) - 1) * size
    page = store.films(dialect.slug)[::-1][first : first + size]
    return dialect.listed([looks.look(line, call.origin) for line in page])


@csrf_exempt
@login_not_required
def tasks(request: HttpRequest, dialect: Dialect) -> HttpResponseBase:
    """POST makes a film; GET lists them."""
    return (_list if request.method == "GET" else submit)(request, dialect=dialect)


@answers("query")
def task(call: Call, dialect: Dialect, number: str) -> HttpResponse:
    """One film, by its id or by the client's own."""
    line = store.find(number, dialect.slug)
    if line is None or line["kind"] != "film":
        raise Refusal(NOT_FOUND, "Task not found")
    return dialect.looked(looks.asked(line, call.origin))


@answers("speak", "POST")
def speak(call: Call, dialect: Dialect) -> HttpResponse:
    """Have a text spoken. The sound is finished in the answer."""
    utterance = intake.read_utterance(call.request.read(intake.MAX_BODY_BYTES + 1))
    script = faults.script(utterance.text)
    fault = _struck(call, _hash(utterance.text), script)
    folder = folders.new_folder()
    try:
        seconds = speech.speak(utterance, folders.voice(folder))
    except Refusal:
        shutil.rmtree(folder)
        raise
    line = store.accept_speech(folder, dialect=dialect.slug, seconds=seconds, script=script)
    call.about = line["task_id"]
    faults.strike(fault)
    return dialect.answered(looks.described_speech(line, call.origin, is_done=fault is None))


@answers("query_speech")
def speech_task(call: Call, dialect: Dialect, number: str) -> HttpResponse:
    """One spoken text, by its task's id."""
    line = store.find(number, dialect.slug)
    if line is None or line["kind"] != "speech" or number != line["task_id"]:
        raise Refusal(NOT_FOUND, "Task not found")
    faults.strike(faults.take("query", number, line.get("script", [])))
    return dialect.answered(looks.described_speech(line, call.origin))


@answers("costs")
def costs(call: Call, dialect: Dialect) -> HttpResponse:
    """What the account has left."""
    for name in ("start_time", "end_time"):
        if not call.request.GET.get(name, "").isdecimal():
            raise Refusal(BAD_VALUE, f"{name} must be a time in milliseconds")
    used = sum(Decimal(line["units"]) for line in store.bill() if line["dialect"] == dialect.slug)
    pack = {
        "resource_pack_name": "Practice",
        "resource_pack_id": "practice",
        "resource_pack_type": "decreasing_total",
        "total_quantity": PACK_UNITS,
        "remaining_quantity": int(PACK_UNITS - used),
        "status": "online",
    }
    return dialect.answered({"code": 0, "msg": "success", "resource_pack_subscribe_infos": [pack]})


@csrf_exempt
@login_not_required
def nowhere(request: HttpRequest, dialect: Dialect, **kwargs: Any) -> HttpResponse:
    """All other addresses below a service's own."""
    return dialect.nowhere(request) if settings.PRACTICE_ENABLED else HttpResponse(status=404)


def _struck(call: Call, key: str, script: list[str]) -> Fault | None:
    """End an order that its script lets go wrong; returns the fault that waits until the order is accepted."""
    fault = faults.take("submit", f"{call.dialect} {key}", script)
    if fault and fault.word in faults.AFTERWARDS:
        return fault
    faults.strike(fault)
    return None


def _accepted(call: Call, dialect: Dialect, order: Order, script: list[str]) -> Line:
    folder = folders.new_folder(dialect.prefix)
    try:
        seconds = arrivals.keep_files(order, folder, dialect=dialect.slug, limits=dialect.limits)
        return store.accept(
            folder,
            external_task_id=order.external_task_id,
            mode=order.mode,
            seconds=seconds,
            dialect=dialect.slug,
            notes=_notes(call, order, script),
        )
    except Refusal:
        shutil.rmtree(folder)
        raise


def _notes(call: Call, order: Order, script: list[str]) -> Notes:
    notes = Notes(script=script) if script else Notes()
    return {**notes, "callback_url": order.callback_url, "origin": call.origin} if order.callback_url else notes


def _refused(call: Call, dialect: Dialect, refusal: Refusal) -> HttpResponse:
    call.outcome = str(refusal.code)
    response = dialect.refused(refusal)
    if refusal.retry_after:
        response["Retry-After"] = refusal.retry_after
    return response


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _number(request: HttpRequest, name: str, default: int, most: int) -> int:
    text = request.GET.get(name, str(default))
    if not (text.isdecimal() and len(text) < 5 and 1 <= int(text) <= most):
        raise Refusal(BAD_VALUE, f"{name} must be between 1 and {most}")
    return int(text)
