"""Who may do what. The only place that knows what a role means.

Whether somebody may *see* a thing is asked by `visible_to(user)` on its QuerySet; a stranger gets 404. These
functions answer for people who see it already: what they may not do gets 403.
"""

from django.core.exceptions import PermissionDenied

from apps.teams.models import Membership, Role, Team, User

MAY_PREPARE = {Role.OWNER, Role.PRODUCER, Role.CREATOR}  # projects, faces, voices, unfinished videos
MAY_SPEND = {Role.OWNER, Role.PRODUCER}
MAY_SEE_SPENDING = MAY_SPEND
MAY_REVIEW = {Role.OWNER, Role.PRODUCER, Role.CREATOR, Role.REVIEWER}  # comment and decide
MAY_MODERATE = MAY_PREPARE  # delete what guests said: whoever may send them links
MAY_NAME_DECIDERS = {Role.OWNER, Role.PRODUCER}
MAY_MANAGE = {Role.OWNER}  # people, roles and limits


def role_in(team: Team, user: User) -> Role | None:
    """The person's role in the team, or None for a stranger."""
    if user.known_memberships is not None:
        return next((Role(known.role) for known in user.known_memberships if known.team_id == team.pk), None)
    role = Membership.objects.filter(team=team, user=user).values_list("role", flat=True).first()
    return Role(role) if role else None


def may_prepare(user: User, team: Team) -> bool:
    return role_in(team, user) in MAY_PREPARE


def may_spend(user: User, team: Team) -> bool:
    return role_in(team, user) in MAY_SPEND


def may_answer(user: User, team: Team, asker: User) -> bool:
    """Whether somebody may say OK to what `asker` wants to spend: not to their own wish, unless they own the budget."""
    return may_spend(user, team) and (user != asker or may_manage(user, team))


def may_stop(user: User, team: Team, asker: User) -> bool:
    """Whether somebody may stop what `asker` put in line."""
    return may_spend(user, team) or (user == asker and may_prepare(user, team))


def may_see_spending(user: User, team: Team) -> bool:
    return role_in(team, user) in MAY_SEE_SPENDING


def may_review(user: User, team: Team) -> bool:
    return role_in(team, user) in MAY_REVIEW


def may_name_deciders(user: User, team: Team) -> bool:
    """Whether somebody may say who must approve the videos of a project."""
    return role_in(team, user) in MAY_NAME_DECIDERS


def may_change_comment(user: User, team: Team, author: User | None) -> bool:
    """Whether somebody may edit or delete what `author` said, None being a guest: only their own words."""
    return user == author and may_review(user, team)


def may_moderate(user: User, team: Team) -> bool:
    """Whether somebody may delete what guests said."""
    return role_in(team, user) in MAY_MODERATE


def may_manage(user: User, team: Team) -> bool:
    return role_in(team, user) in MAY_MANAGE


def may_help_with_password(user: User, member: User) -> bool:
    """Whether an owner may make a password link for somebody: a link is as good as that person's account.

    So every team of that person must be the owner's, and people of the admin site are helped there.
    """
    if user == member or member.is_staff or member.is_superuser:
        return False
    owned = Membership.objects.filter(user=user, role=Role.OWNER).values("team")
    teams = Membership.objects.filter(user=member)
    return teams.exists() and not teams.exclude(team__in=owned).exists()


def require(allowed: bool) -> None:
    """Answer 403 to a person who sees the thing but may not do this with it."""
    if not allowed:
        raise PermissionDenied
