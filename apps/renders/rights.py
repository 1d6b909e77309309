"""What somebody may do about takes of their team, asked once however many takes a page shows."""

from functools import cache, partial

from apps.renders.models import Render
from apps.teams.models import Team, User
from apps.teams.policy import may_answer, may_spend, may_stop

S = Render.Status


class Rights:
    """The answers of the policy to one person, kept while a page is put together."""

    def __init__(self, user: User, team: Team) -> None:
        self._may_stop = cache(partial(may_stop, user, team))
        self._may_answer = cache(partial(may_answer, user, team))
        self._may_spend = cache(partial(may_spend, user, team))

    def may_answer(self, take: Render) -> bool:
        """Whether it waits for an OK, and this person may say it."""
        return take.status == S.WAITING_FOR_OK and self._may_answer(take.created_by)

    def about(self, take: Render) -> dict[str, bool]:
        may_stop = take.can_be_stopped and self._may_stop(take.created_by)
        return {
            "may_stop": may_stop,
            "may_undo": may_stop and take.can_be_undone,
            "may_answer": self.may_answer(take),
            "may_clear_up": take.status == S.UNKNOWN and self._may_spend(),
        }
