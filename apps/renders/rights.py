"""What somebody may do about takes of their team, asked once however many takes a page shows."""

from functools import cache, partial

from django.utils import timezone

from apps.renders.models import Render
from apps.spending.room import room_for
from apps.teams.models import Team, User
from apps.teams.policy import MAY_SPEND, may_answer, may_manage, may_spend, may_stop

S = Render.Status


def needs_owner(take: Render) -> bool:
    """Whether only an owner may say OK to it: it goes over the team's limit of this month."""
    room = room_for(take.video.project.team, None, timezone.now(), is_play_money=take.is_play_money)
    return not room.holds(take.estimate_micros)


def who_may_answer(take: Render) -> list[User]:
    """Who may say OK to a take that waits for it; nobody for another one."""
    if take.status != S.WAITING_FOR_OK:
        return []
    return who_may_say_ok(take.video.project.team, take.created_by, takes_owner=needs_owner(take))


def who_may_say_ok(team: Team, asker: User, *, takes_owner: bool) -> list[User]:
    """Who may say OK to what `asker` wants to spend, by name; `takes_owner`: it goes over the team's limit."""
    may = may_manage if takes_owner else partial(may_answer, asker=asker)
    people = User.objects.filter(memberships__team=team, memberships__role__in=MAY_SPEND, is_active=True)
    return [person for person in people.order_by("name") if may(person, team)]


class Rights:
    """The answers of the policy to one person, kept while a page is put together."""

    def __init__(self, user: User, team: Team) -> None:
        self._may_stop = cache(partial(may_stop, user, team))
        self._may_answer = cache(partial(may_answer, user, team))
        self._may_spend = cache(partial(may_spend, user, team))
        self._may_manage = cache(partial(may_manage, user, team))
        self._room = cache(partial(room_for, team, None, timezone.now()))

    def may_answer(self, take: Render) -> bool:
        """Whether it waits for an OK, and this person may say it."""
        return take.status == S.WAITING_FOR_OK and self._may_answer(take.created_by)

    def may_say_ok(self, take: Render) -> bool:
        """Whether this person's OK would do: over the team's limit it takes an owner's."""
        return self.may_answer(take) and (
            self._may_manage() or self._room(is_play_money=take.is_play_money).holds(take.estimate_micros)
        )

    def about(self, take: Render) -> dict[str, bool]:
        may_stop = take.can_be_stopped and self._may_stop(take.created_by)
        return {
            "may_stop": may_stop,
            "may_undo": may_stop and take.can_be_undone,
            "may_answer": self.may_answer(take),
            "may_clear_up": take.status == S.UNKNOWN and self._may_spend(),
        }
