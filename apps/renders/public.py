"""Addresses by which a service reaches this studio: the photo and the voice of one take, and the place to call back.

They are signed, end by themselves, and are good only while the service has the take.
"""

from datetime import timedelta

from django.core import signing
from django.urls import reverse

from apps.renders.models import Render

GOOD_FOR = timedelta(hours=24)
SALT = "renders.public"
BUSY = (*Render.AT_SERVICE, Render.Status.UNKNOWN)  # when a service may still be fetching


def addresses(render: Render) -> dict[str, str]:
    """The addresses of a take's files, as an order names them; the voice is left out where there is only a text."""
    found = {"image_url": _address(render, "public:photo", _token(render))}
    if render.voice_key:
        found["audio_url"] = _address(render, "public:voice", _token(render))
    return found


def callback_url(render: Render) -> str:
    """Where the service may say that something changed; empty where nobody outside reaches this studio."""
    return _address(render, "public:callback", render.callback_id) if render.service.public_origin else ""


def take_of(token: str) -> Render | None:
    """The take whose files `token` opens; None when it was never given out, has ended, or the service is done."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    return Render.objects.filter(pk=pk, status__in=BUSY).first()


def _token(render: Render) -> str:
    return signing.dumps(render.pk, salt=SALT)


def _address(render: Render, name: str, *args: object) -> str:
    return render.service.public_origin + reverse(name, args=args)
