"""How Kling speaks: one envelope for everything, an own code beside each HTTP status, a bearer key."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

WRONG_KEY, NO_KEY, BAD_KEY = 1000, 1001, 1002
BAD_REQUEST, BAD_VALUE, BAD_METHOD, NOT_FOUND = 1200, 1201, 1202, 1203
OUT_OF_ORDER = 5001

STATUSES = {
    WRONG_KEY: 401,
    NO_KEY: 401,
    BAD_KEY: 401,
    BAD_REQUEST: 400,
    BAD_VALUE: 400,
    BAD_METHOD: 404,
    NOT_FOUND: 404,
    OUT_OF_ORDER: 503,
}


class Refusal(Exception):
    """Ends a request with one of Kling's codes; nothing was made."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def speaks_kling(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """A view that gives back the `data` of a good answer, or raises Refusal; there only while the service is on."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.PRACTICE_ENABLED:
            return HttpResponse(status=404)
        try:
            _check_key(request.headers.get("Authorization", ""))
            return _envelope(0, "SUCCEED", data=view(request, *args, **kwargs))
        except Refusal as refusal:
            return _envelope(refusal.code, refusal.message)

    return wrapper


def _check_key(authorization: str) -> None:
    if not authorization:
        raise Refusal(NO_KEY, "Authorization is empty")
    scheme, _, key = authorization.partition(" ")
    if scheme != "Bearer" or not key:
        raise Refusal(BAD_KEY, "Authorization is invalid")
    if not constant_time_compare(key, settings.PRACTICE_KEY):
        raise Refusal(WRONG_KEY, "Authentication failed")


def _envelope(code: int, message: str, **data: Any) -> JsonResponse:
    answer = {"code": code, "message": message, "request_id": str(uuid.uuid4()), **data}
    return JsonResponse(answer, status=STATUSES.get(code, 200))
