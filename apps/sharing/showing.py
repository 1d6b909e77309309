"""Which take of a video guests see: one answer for pages and for files, asked on each request."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import Http404

from apps.avatars.models import Consent
from apps.renders.models import Render, Video, VideoQuerySet
from apps.reviews.models import Decision
from apps.reviews.verdicts import Tally, tallies
from apps.sharing.models import ShareLink


@dataclass(frozen=True, slots=True)
class Shown:
    """A video of a link, the take of it that is played, and what people decided about that."""

    video: Video
    take: Render
    tally: Tally


def shown(link: ShareLink, video: int | None = None) -> list[Shown]:
    """What the link shows, newest video first; only the video with that pk, where one is named.

    A video that has nothing ready, that is in the trash, or whose face may not be used any more, is left out. The
    number of queries is the same for every link.
    """
    videos = _videos(link)
    if video is not None:
        videos = videos.filter(pk=video)
    consents = Prefetch("avatar__consents", Consent.objects.order_by("-recorded_at", "-pk"))
    ready = Render.objects.without_captions().filter(video__in=videos, status=Render.Status.READY)
    takes = list(ready.select_related("video", "avatar__team").prefetch_related(consents))
    said = tallies(takes)
    by_video: dict[Video, list[Render]] = {}
    for take in sorted(takes, key=lambda take: (take.video.created_at, take.video_id), reverse=True):
        by_video.setdefault(take.video, []).append(take)
    plays = {of: played(its, said) for of, its in by_video.items()}
    return [Shown(of, take, said[take.pk]) for of, take in plays.items() if _is_allowed(take)]


def _videos(link: ShareLink) -> VideoQuerySet:
    """What the link is for. Whatever it names stays with it where it is moved; a project has what lies in it now."""
    of_team = Video.objects.kept().filter(project__team=link.project.team_id)
    if link.video_id is not None:
        return of_team.filter(pk=link.video_id)
    if link.is_chosen:
        return of_team.filter(pk__in=link.videos.values("pk"))
    return of_team.filter(project=link.project_id)


def shown_beside(link: ShareLink, take: int) -> Shown:
    """What the link plays of the video which that take belongs to; raises Http404 where that is none of the link."""
    of = Render.objects.filter(pk=take, status=Render.Status.READY).values_list("video", flat=True).first()
    return first_or_404(shown(link, of or 0))


def first_or_404(videos: list[Shown]) -> Shown:
    """The first; raises Http404 where there is none."""
    if not videos:
        raise Http404
    return videos[0]


def played(takes: list[Render], said: dict[int, Tally]) -> Render:
    """Which of a video's ready takes: the newest approved version, else the newest version, else the newest draft."""

    def rank(take: Render) -> tuple[bool, bool, int]:
        return not take.is_draft, said[take.pk].verdict == Decision.Verdict.APPROVED, take.number

    return max(takes, key=rank)


def _is_allowed(take: Render) -> bool:
    """Whether the person in the picture still agrees. Of a face that was forgotten nobody can say so any more."""
    return take.avatar is not None and take.avatar.has_consent
