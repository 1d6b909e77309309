"""Moving videos to another project of their team.

Who must approve them is, from then on, who must approve in the new project. A link to one video, or to chosen ones, is
about those: it shows them as before, with all that it allows. A link to a whole project is about the project: guests
who have the old one's do not see the video any more, and those who have the new one's do.
"""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from apps.projects.models import Project
from apps.renders.lifecycle import touch_all
from apps.renders.models import Video
from apps.sharing.models import ShareLink
from apps.teams.models import Team


def move(project: Project, videos: Iterable[int]) -> dict[int, list[int]]:
    """Move videos of the team into the project; returns the pks of those that came, by the project they come from."""
    with transaction.atomic():
        Team.objects.lock(project.team_id)
        others = Video.objects.kept().filter(project__team=project.team_id, pk__in=list(videos))
        came: dict[int, list[int]] = {}
        for pk, before in others.exclude(project=project).order_by("pk").values_list("pk", "project"):
            came.setdefault(before, []).append(pk)
        moved = [pk for pks in came.values() for pk in pks]
        if moved:
            touch_all(project.team_id, moved)
            Video.objects.filter(pk__in=moved).update(project=project)
            ShareLink.objects.filter(video__in=moved).update(project=project)
    return came


def move_back(team: Team, away: int, came: Mapping[str, Iterable[int]]) -> int:
    """Move videos back to where they came from, as far as they are still in the project `away`; returns how many."""
    back = 0
    with transaction.atomic():
        Team.objects.lock(team.pk)
        for before, videos in came.items():
            still = Video.objects.kept().filter(project=away, project__team=team, pk__in=list(videos))
            project = Project.objects.get(team=team, pk=int(before))
            back += sum(map(len, move(project, list(still.values_list("pk", flat=True))).values()))
    return back


def links_showing(project: Project) -> int:
    """How many links, that open something, show guests all of the project."""
    return ShareLink.objects.usable(timezone.now()).filter(project=project, video=None, is_chosen=False).count()
