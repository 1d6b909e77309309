"""Who must approve the videos of a project."""

from collections.abc import Iterable

from django.db import transaction

from apps.projects.models import Decider, Project
from apps.teams.models import Team, User


def deciders(projects: Iterable[int]) -> dict[int, list[User]]:
    """Who must approve, by the pk of the project, by name; nobody: one approval of anybody does. One query."""
    wanted = set(projects)
    named: dict[int, list[User]] = {pk: [] for pk in wanted}
    rows = Decider.objects.present().filter(project__in=wanted).select_related("user")
    for row in rows.order_by("user__name", "user"):
        named[row.project_id].append(row.user)
    return named


def name_deciders(project: Project, people: Iterable[User]) -> None:
    """From now on these people must approve, and nobody else. Open pages are told."""
    wanted = {person.pk for person in people}
    with transaction.atomic():
        project.deciders_rev = Team.objects.next_rev(project.team_id)
        project.save(update_fields=["deciders_rev"])
        project.deciders.exclude(user__in=wanted).delete()
        known = set(project.deciders.values_list("user", flat=True))
        Decider.objects.bulk_create(Decider(project=project, user_id=pk) for pk in sorted(wanted - known))
