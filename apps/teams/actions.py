"""What people do about people: set up the studio, join a team, take an invitation back."""

import logging

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.teams.models import Invitation, Membership, Role, Team, User
from apps.teams.policy import may_manage

log = logging.getLogger(__name__)


class StudioExists(Exception):
    """Somebody set up this studio first."""


class EmailTaken(Exception):
    """There is an account with this e-mail address."""


class InvitationEnded(Exception):
    """Somebody used the invitation meanwhile, or it was withdrawn or too old."""


def show_label(team: Team, by: User, *, shown: bool) -> None:
    """Put "AI-generated" over the picture where guests watch, or take it away; whoever does is written down."""
    at, who = (None, None) if shown else (timezone.now(), by)
    if Team.objects.filter(pk=team.pk, label_off_at__isnull=not shown).update(label_off_at=at, label_off_by=who):
        log.info("Team %s, by user %s: the AI label over the picture is %s.", team.pk, by.pk, "on" if shown else "off")


@transaction.atomic
def found_studio(name: str, email: str, password: str, team_name: str = "") -> User:
    """Make the first user (who may use the admin site too) and their team. Raises StudioExists for the second.

    Two people who press the button together wait for each other: on PostgreSQL for a row that is always there, on
    SQLite because its transactions take the write lock at their start.
    """
    ContentType.objects.select_for_update().get(app_label="teams", model="user")
    if User.objects.exists():
        raise StudioExists
    user = User.objects.create_superuser(email, password, name=name)
    team_name = team_name or _("%(name)s's team") % {"name": user.get_short_name()}
    team = Team.objects.create(name=team_name[:80])
    Membership.objects.create(team=team, user=user, role=Role.OWNER)
    return user


def open_invitation(token: str) -> Invitation:
    """The invitation behind a link. Raises InvitationEnded for one that is unknown, used, withdrawn or too old, and
    for one whose sender may not invite any more."""
    usable = Invitation.objects.usable(timezone.now()).with_token(token)
    invitation = usable.select_related("team", "invited_by").first()
    if invitation is None or not may_manage(invitation.invited_by, invitation.team):
        raise InvitationEnded
    return invitation


@transaction.atomic
def join(invitation: Invitation, user: User) -> Membership:
    """Use the invitation up and make the person a member. Raises InvitationEnded.

    Somebody who is a member already keeps their role, and the invitation stays good for somebody else.
    """
    member = Membership.objects.filter(team=invitation.team, user=user).first()
    if member:
        return member
    now = timezone.now()
    mine = Invitation.objects.usable(now).filter(pk=invitation.pk)
    if not may_manage(invitation.invited_by, invitation.team) or not mine.update(accepted_at=now, accepted_by=user):
        raise InvitationEnded
    member, _made = Membership.objects.get_or_create(
        team=invitation.team, user=user, defaults={"role": invitation.role}
    )
    Team.objects.people_changed([invitation.team_id])  # whoever comes back may be among those who must approve
    return member


@transaction.atomic
def join_with_new_account(invitation: Invitation, name: str, email: str, password: str) -> User:
    """Make an account and join with it. Raises EmailTaken or InvitationEnded; then no account was made."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, name=name)
    except IntegrityError as error:
        raise EmailTaken from error
    join(invitation, user)
    return user


def withdraw(invitation: Invitation) -> bool:
    """End an invitation. False when there was nothing to end any more."""
    now = timezone.now()
    return bool(Invitation.objects.usable(now).filter(pk=invitation.pk).update(withdrawn_at=now))
