"""What a guest's browser keeps for one link: signed, sent to the addresses of that link alone, and as long as it lasts.

A cookie of one link is worth nothing at another, also where somebody carries it there.
"""

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from apps.sharing.models import ShareLink


def keep(answer: HttpResponse, link: ShareLink, name: str, value: Any) -> None:
    left = link.ends_at - timezone.now()
    answer.set_cookie(
        name,
        signing.dumps([str(link.public_id), value], salt=_salt(name)),
        max_age=max(0, int(left.total_seconds())),
        path=reverse("sharing:watch", args=[link.public_id]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def kept(request: HttpRequest, public_id: str, name: str) -> Any:
    """What was kept under that name for the link with that public id; None where nothing was."""
    try:
        of, value = signing.loads(request.COOKIES.get(name, ""), salt=_salt(name))
    except signing.BadSignature:
        return None
    return value if of == public_id else None


def _salt(name: str) -> str:
    return f"sharing.{name}"
