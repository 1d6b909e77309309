"""How django-allauth does its work here."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.teams.links import password_link
from apps.teams.models import User


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This e-mail address and this password do not go together. Check both."),
        "enter_current_password": _("This is not your current password. Type it once more."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come in through /welcome or an invitation, never by themselves."""
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject  # without the "[host name]" that allauth puts before it

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        self.send_mail(
            "teams/mail/password_link", email, {"user": user, "link": password_link(user, context["request"])}
        )
