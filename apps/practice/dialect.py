"""How a service speaks. Kling's own way is the base, and the gateways beside it change what they change."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from apps.practice import intake
from apps.practice.intake import Order
from apps.practice.looks import Look, described
from apps.practice.refusal import BAD_METHOD, Refusal


class Dialect:
    """Kling: one envelope for everything, and an own code beside each HTTP status."""

    slug = "kling"
    limits = (2, 300)  # seconds of a voice
    prefix = ""  # of a task's id
    takes_tokens = True  # signed ones, beside the plain key
    read: Callable[[bytes], Order] = staticmethod(intake.read)

    def answered(self, data: Any) -> HttpResponse:
        """A good answer that carries `data`."""
        return JsonResponse(_envelope(0, "SUCCEED", data=data))

    def refused(self, refusal: Refusal) -> HttpResponse:
        return JsonResponse(_envelope(refusal.code, refusal.message), status=refusal.status)

    def created(self, now: Look) -> HttpResponse:
        """What an order for a film is answered with."""
        return self.answered(described(now))

    def looked(self, now: Look) -> HttpResponse:
        """What a look at a task is answered with."""
        return self.answered(described(now))

    def listed(self, page: Sequence[Look]) -> HttpResponse:
        return self.answered([described(now) for now in page])

    def nowhere(self, request: HttpRequest) -> HttpResponse:
        """What an address is answered with that does not exist."""
        return self.refused(Refusal(BAD_METHOD, f"{request.method} {request.path} is not valid"))


class Spoken(Dialect):
    """Kling's other dialect, in which a film can be ordered with a text."""

    read = staticmethod(intake.read_spoken)


def _envelope(code: int, message: str, **data: Any) -> dict[str, Any]:
    return {"code": code, "message": message, "request_id": str(uuid.uuid4()), **data}
