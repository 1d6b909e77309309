"""Who a session belongs to, read in one query with the teams that the person is in."""

from allauth.account.auth_backends import AuthenticationBackend

from apps.teams.models import Membership, User


class PersonBackend(AuthenticationBackend):
    """Signs in as allauth does. The person of a request knows their memberships: nearly every page asks for them."""

    def get_user(self, user_id: int) -> User | None:
        rows = Membership.objects.filter(user=user_id).select_related("user", "team").order_by("joined_at", "team")
        memberships = list(rows)
        if not memberships:
            return super().get_user(user_id)
        user = memberships[0].user
        user.known_memberships = memberships
        return user if self.user_can_authenticate(user) else None
