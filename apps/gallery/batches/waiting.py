"""Batches that wait for somebody's OK, for the pages on which people see what is their turn."""

from apps.gallery.models import Batch
from apps.teams.models import Team, User
from apps.teams.policy import may_answer


def asked_of(team: Team, user: User) -> list[Batch]:
    """Those that this person may say OK to, the first one first."""
    asked = Batch.objects.filter(team=team, status=Batch.Status.ASKED).select_related("created_by", "project")
    return [batch for batch in asked.order_by("created_at", "pk") if may_answer(user, team, batch.created_by)]
