"""The gateways: CometAPI and ChainHub pass Kling's call on, UniAll has one of its own. Each has its own errors."""

import json
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from apps.practice import intake
from apps.practice.dialect import Dialect
from apps.practice.looks import Look
from apps.practice.refusal import BAD_REQUEST, BAD_VALUE, NO_PLACE, TOO_FAST, USED_UP, Refusal

HOME_PAGE = b"<!doctype html><html><head><title>API gateway</title></head><body><p>Welcome</p></body></html>"
CHAINHUB_WORDS = {"succeed": "SUCCESS"}
UNIALL_WORDS = {"submitted": "queued", "succeed": "completed"}
ERRORS = {
    BAD_REQUEST: "invalid_request",
    BAD_VALUE: "invalid_request",
    USED_UP: "quota_not_enough",
    TOO_FAST: "rate_limit_exceeded",
    NO_PLACE: "rate_limit_exceeded",
}


class CometAPI(Dialect):
    """Kling's answers, but its own words about keys; a shorter voice; and a prompt is demanded."""

    slug = "cometapi"
    limits = (2, 60)
    takes_tokens = False
    read = staticmethod(intake.read_with_prompt)

    def refused(self, refusal: Refusal) -> HttpResponse:
        if refusal.is_about_the_key:
            return _error(refusal.message, kind="comet_api_error", status=refusal.status)
        return super().refused(refusal)

    def nowhere(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(HOME_PAGE)


class NewAPI(Dialect):
    """The errors of the family of gateways to which ChainHub and UniAll belong."""

    takes_tokens = False

    def refused(self, refusal: Refusal) -> HttpResponse:
        if refusal.is_about_the_key:
            return _error(refusal.message, kind="new_api_error", status=refusal.status)
        if refusal.status == 404:
            return _task_error("task_not_exist", refusal.message, status=400)
        return self.passed_on(refusal)

    def passed_on(self, refusal: Refusal) -> HttpResponse:
        """What the gateway makes of a refusal that came from behind it."""
        status = 403 if refusal.code == USED_UP else refusal.status
        return _task_error(ERRORS.get(refusal.code, "task_failed"), refusal.message, status=status)

    def nowhere(self, request: HttpRequest) -> HttpResponse:
        return _error(f"Invalid URL ({request.method} {request.path})", kind="invalid_request_error", status=404)


class ChainHub(NewAPI):
    """Kling's answers to orders; around the answer to a look, and around refusals, an envelope of its own."""

    slug = "chainhub"

    def passed_on(self, refusal: Refusal) -> HttpResponse:
        kling = Dialect.refused(self, refusal).content.decode()
        return _task_error("fail_to_fetch_task", kling, status=refusal.status)

    def looked(self, now: Look) -> HttpResponse:
        line, kling = now.line, json.loads(Dialect.looked(self, now).content)
        is_over = now.status in {"succeed", "failed"}
        data = {
            "task_id": line["task_id"],
            "action": "generate",
            "status": CHAINHUB_WORDS.get(now.status, now.status.upper()),
            "fail_reason": now.trouble,
            "submit_time": line["at"] // 1000,
            "start_time": line["at"] // 1000,
            "finish_time": now.changed_at // 1000 if is_over else 0,
            "progress": "100%" if is_over else "30%",
            "data": kling,
        }
        return JsonResponse({"code": "success", "message": "", "data": data})


class UniAll(NewAPI):
    """A call of its own: flat answers, addresses instead of files, no id of the client's, no word about the bill."""

    slug = "uniall"
    prefix = "task_"
    read = staticmethod(intake.read_public)

    def created(self, now: Look) -> HttpResponse:
        return JsonResponse({**_uniall_task(now), "status": "queued"})

    def looked(self, now: Look) -> HttpResponse:
        answer = {**_uniall_task(now), "status": UNIALL_WORDS.get(now.status, now.status)}
        if now.url:
            answer |= {"video_url": now.url, "result": {"outputs": [now.url]}}
        if now.trouble:
            answer["error"] = {"message": now.trouble}
        return JsonResponse(answer)


def _uniall_task(now: Look) -> dict[str, Any]:
    task_id = now.line["task_id"]
    return {"id": task_id, "task_id": task_id, "object": "video.generation.job"}


def _error(message: str, *, kind: str, status: int) -> HttpResponse:
    """An error about the request as such: a key or an address."""
    told = f"{message} (request id: {secrets.token_hex(8)})"
    return JsonResponse({"error": {"message": told, "type": kind, "param": "", "code": ""}}, status=status)


def _task_error(code: str, message: str, *, status: int) -> HttpResponse:
    return JsonResponse({"code": code, "message": message, "data": None}, status=status)
