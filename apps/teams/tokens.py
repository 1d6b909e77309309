"""The token in a link to a new password."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from apps.teams.models import User


class PasswordLinks(PasswordResetTokenGenerator):
    """Such a link works once, as always, and also ends when the person gets more, or less, to say."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        roles = sorted(user.memberships.values_list("team", "role"))
        power = (user.is_active, user.is_staff, user.is_superuser, roles)
        return f"{super()._make_hash_value(user, timestamp)}{power}"
