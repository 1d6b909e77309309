"""What leaves the gallery: the films of the chosen videos as one file, and a list of videos as a table."""

from zoneinfo import ZoneInfo

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core.csv import table
from apps.gallery.archive import Archive, Busy, Entry
from apps.gallery.choosing import came_from, for_members, project_of, team_for
from apps.gallery.finding import found
from apps.gallery.listing import catch_up
from apps.gallery.sheet import rows
from apps.projects.models import Project
from apps.renders.files import name_of
from apps.renders.models import Render, Video
from apps.reviews.verdicts import tallies
from apps.sharing.showing import played
from apps.teams.current import SignedInRequest
from apps.teams.models import Team

AGAIN_SECONDS = 60  # after which somebody may try once more


@for_members
def zipped(request: SignedInRequest, team: Team, videos: list[int]) -> HttpResponseBase:
    """The films of the chosen videos. Where too many people download at once, a page says so."""
    project = project_of(request.POST, team)  # before there is an archive: nobody would close it
    names = _("Title"), _("Project"), _("Version"), _("Seconds"), _("Film"), _("Captions"), _("Missing")
    try:
        archive = Archive(_entries(team, videos), list(names), _("The file of the film is not there."))
    except Busy:
        context = {"next": came_from(request)}
        answer = TemplateResponse(request, "gallery/zip_busy.html", context, status=503)
        answer["Retry-After"] = str(AGAIN_SECONDS)
        return answer
    return _saved(StreamingHttpResponse(archive, content_type="application/zip"), project, "zip")


@require_safe
def listed(request: SignedInRequest) -> StreamingHttpResponse:
    """The videos that a page of the gallery matches, as a table that is written while they are read."""
    team = team_for(request)
    project = project_of(request.GET, team)
    catch_up(team)
    listings = found(team, request.user, request.GET, project).listings
    lines = table(rows(listings, team, request))
    return _saved(StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8"), project, "csv")


def _saved(answer: StreamingHttpResponse, project: Project | None, ending: str) -> StreamingHttpResponse:
    """As a file to save, called after the project and the day."""
    name = slugify(project.name, allow_unicode=True) if project else ""
    today = timezone.localdate()
    answer["Content-Disposition"] = content_disposition_header(True, f"{name or 'videos'}-{today:%Y-%m-%d}.{ending}")
    return answer


def _entries(team: Team, videos: list[int]) -> list[Entry]:
    ready = Render.objects.filter(video__in=videos, status=Render.Status.READY).exclude(film_key="")
    takes = list(ready.select_related("video"))
    said = tallies(takes)
    by_video: dict[int, list[Render]] = {}
    for take in takes:
        by_video.setdefault(take.video_id, []).append(take)
    shown = {pk: played(its, said) for pk, its in by_video.items()}
    rows = Video.objects.in_bulk(videos)
    projects = dict(Project.objects.filter(team=team).values_list("pk", "name"))
    zone = ZoneInfo(team.time_zone)
    return [_entry(rows[pk], projects[rows[pk].project_id], shown.get(pk), zone) for pk in videos if pk in rows]


def _entry(video: Video, project: str, take: Render | None, zone: ZoneInfo) -> Entry:
    if take is None:
        return Entry(line=[str(video), project, "", ""], cues=[], missing=_("It has no film yet."))
    return Entry(
        line=[str(video), project, take.name, take.film_seconds],
        name=name_of(take),
        film_key=take.film_key,
        cues=take.cues,
        made_at=take.finished_at.astimezone(zone) if take.finished_at else None,
    )
