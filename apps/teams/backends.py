"""Who a session belongs to, read in one query with the teams that the person is in."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef
from django.utils import timezone

from apps.teams.models import Invitation, Membership, User


class PersonBackend(AuthenticationBackend):
    """Signs in as allauth does. The person of a request knows their memberships: nearly every page asks for them."""

    def get_user(self, user_id: int) -> User | None:
        others = Membership.objects.filter(team=OuterRef("team")).exclude(user=user_id)
        invited = Invitation.objects.usable(timezone.now()).filter(team=OuterRef("team"))
        own = Membership.objects.filter(user=user_id).select_related("user", "team").order_by("joined_at", "team")
        memberships: list[Any] = list(own.annotate(has_others=Exists(others) | Exists(invited)))
        if not memberships:
            return super().get_user(user_id)
        user: User = memberships[0].user
        user.known_memberships = memberships
        for membership in memberships:
            membership.team.known_others = membership.has_others
        return user if self.user_can_authenticate(user) else None
