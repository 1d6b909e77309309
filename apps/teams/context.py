"""What the pages around signing in need to know."""

from django.conf import settings
from django.http import HttpRequest


def account(request: HttpRequest) -> dict[str, bool]:
    return {"can_mail": bool(settings.EMAIL_HOST)}
