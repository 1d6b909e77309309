"""Secret addresses that are shown once, to be copied and sent to one person."""

from datetime import datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from apps.teams.models import User


def join_link(token: str, request: HttpRequest) -> str:
    return absolute(reverse("teams:join", args=[token]), request)


def password_link(member: User, request: HttpRequest) -> str:
    """The address at which this person chooses a new password: works once, until `password_link_ends()`."""
    key = {"uidb36": user_pk_to_url_str(member), "key": default_token_generator.make_token(member)}
    return absolute(reverse("account_reset_password_from_key", kwargs=key), request)


def password_link_ends() -> datetime:
    """When a password link made now stops working."""
    return timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def absolute(path: str, request: HttpRequest | None = None) -> str:
    """The path as people elsewhere would type it. No `request`: it stands in a mail, which nobody asked us for."""
    if settings.PUBLIC_BASE_URL:
        return f"{settings.PUBLIC_BASE_URL}{path}"
    return request.build_absolute_uri(path) if request else f"http://localhost:{settings.PORT}{path}"
