"""The trash: videos that nobody sees any more, can be brought back for a while, and are then erased with their files.

What was spent on them stays in the ledger, whose receipts know no video.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from apps.media import store
from apps.notices.telling import take_back_topics
from apps.renders import telling
from apps.renders.lifecycle import touch_all
from apps.renders.models import Render, Video
from apps.renders.rights import who_may_answer
from apps.teams.models import Team, User

KEPT = timedelta(days=30)
FILES = ("portrait_key", "backdrop_key", "voice_key", "film_key", "poster_key")  # copies, which belong to a take alone


@dataclass(frozen=True, slots=True)
class Done:
    """The pks of the videos for which something was done, and of those for which it could not be."""

    videos: list[int]
    left: list[int]


def throw_away(team: Team, videos: Iterable[int], by: User) -> Done:
    """Move videos of the team to the trash. Those that are being made stay: their money is on its way."""
    with transaction.atomic():
        Team.objects.lock(team.pk)  # from here on nothing new is put in line
        making = Render.objects.filter(video=OuterRef("pk"), status__in=Render.OPEN)
        kept = Video.objects.kept().filter(project__team=team, pk__in=list(videos))
        found = list(kept.annotate(is_made=Exists(making)).values_list("pk", "is_made"))
        gone = Done([pk for pk, is_made in found if not is_made], [pk for pk, is_made in found if is_made])
        if gone.videos:
            touch_all(team.pk, gone.videos)
            Video.objects.filter(pk__in=gone.videos).update(trashed_at=timezone.now(), trashed_by=by)
            take_back_topics(map(telling.topic_of, gone.videos))
    return gone


def bring_back(team: Team, videos: Iterable[int], thrown_by: int | None = None) -> list[int]:
    """Videos of the team are as they were before they came into the trash; returns the pks of those that were there.

    `thrown_by`: only those that this person threw away. Whoever may say OK to one that waits for it is told once more,
    as far as no mail had told them.
    """
    with transaction.atomic():
        Team.objects.lock(team.pk)
        there = Video.objects.trashed().filter(project__team=team, pk__in=list(videos))
        if thrown_by is not None:
            there = there.filter(trashed_by=thrown_by)
        back = list(there.values_list("pk", flat=True))
        if back:
            touch_all(team.pk, back)
            Video.objects.filter(pk__in=back).update(trashed_at=None, trashed_by=None)
        waiting = Render.objects.filter(video__in=back, status=Render.Status.WAITING_FOR_OK)
        for take in waiting.select_related("video__project__team", "created_by"):
            telling.asked_to_spend(take, who_may_answer(take))
    return back


def erase(team: Team, videos: Iterable[int]) -> Done:
    """Delete videos of the team that are in the trash: their takes, what was said about them, links and files.

    One whose take may still be delivered, and charged, stays until that is settled. One after the other, so that a
    program that is killed leaves whole videos, and at most files that nobody refers to.
    """
    there = Video.objects.trashed().filter(project__team=team, pk__in=list(videos))
    done = Done([], [])
    for pk in list(there.values_list("pk", flat=True)):
        (done.videos if _erase(team, pk) else done.left).append(pk)
    return done


def erase_old() -> int:
    """Delete what has been in the trash for `KEPT`; returns how many videos."""
    erased, old = 0, Video.objects.filter(trashed_at__lte=timezone.now() - KEPT)
    for team in Team.objects.filter(pk__in=old.values("project__team")):
        of_team = old.filter(project__team=team).values_list("pk", flat=True)
        erased += len(erase(team, list(of_team)).videos)
    return erased


def _erase(team: Team, pk: int) -> bool:
    with transaction.atomic():
        Team.objects.lock(team.pk)
        video = Video.objects.trashed().filter(pk=pk).first()  # unless it was brought back just now
        takes = Render.objects.filter(video=pk)
        if video is None or takes.unsettled(timezone.now()).exists():
            return False
        keys = {key for row in takes.values_list(*FILES) for key in row if key}
        video.delete()
        for key in keys:
            transaction.on_commit(partial(store.delete, key))
    return True
