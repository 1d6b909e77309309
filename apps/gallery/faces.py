"""The library: the faces of a team, and the page of each with the videos that show it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.avatars.desk import desk
from apps.avatars.models import Avatar
from apps.avatars.words import ConsentState, consent_state
from apps.gallery.paging import so_far
from apps.renders.models import Render, Video, VideoQuerySet
from apps.teams.current import SignedInRequest, team_of
from apps.teams.policy import may_prepare

PAGE = 60  # faces that "Show more" adds
VIDEOS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class FaceCard:
    """A face of the library, how its permission stands, and in how many videos it is."""

    face: Avatar
    consent: ConsentState
    videos: int


@require_safe
def faces(request: SignedInRequest) -> HttpResponse:
    team = team_of(request)
    of_team = Avatar.objects.filter(team=team)
    deleted, shows_deleted = of_team.exclude(deleted_at=None), request.GET.get("show") == "deleted"
    chosen = deleted if shows_deleted else of_team.offered()
    found, more = so_far(chosen.with_consent(), request.GET.get("shown", ""), PAGE)
    context = {
        "cards": _cards(found),
        "more": more,
        "shows_deleted": shows_deleted,
        "deleted_count": deleted.count(),
        "may_prepare": may_prepare(request.user, team),
    }
    return TemplateResponse(request, "faces/library.html", context)


@require_safe
def face(request: SignedInRequest, pk: int) -> HttpResponse:
    faces = Avatar.objects.visible_to(request.user).with_consent().select_related("created_by", "deleted_by")
    found = get_object_or_404(faces, pk=pk)
    showing = _with(found)
    videos = list(showing.kept()[: VIDEOS_SHOWN + 1])
    context = {
        "face": found,
        "in_trash": showing.trashed().count(),
        "consent": found.consent,
        "consent_state": consent_state(found),
        "videos": videos[:VIDEOS_SHOWN],
        "has_more_videos": len(videos) > VIDEOS_SHOWN,
        "desk": desk(found, reverse("avatars:mend", args=[pk])) if found.deleted_at is None else None,
        "may_prepare": may_prepare(request.user, found.team),
    }
    return TemplateResponse(request, "faces/detail.html", context)


def _cards(faces: Iterable[Avatar]) -> list[FaceCard]:
    rows = list(faces)
    used: dict[int, set[int]] = {face.pk: set() for face in rows}
    chosen = Video.objects.filter(avatar__in=used).values_list("avatar", "pk")
    made = Render.objects.filter(avatar__in=used).values_list("avatar", "video").distinct()
    for face, video in (*chosen, *made):
        used[face].add(video)
    return [FaceCard(face, consent_state(face), len(used[face.pk])) for face in rows]


def _with(face: Avatar) -> VideoQuerySet:
    """The videos that show the face now, or have a version that does; `has_takes`: there is something to see."""
    takes = Render.objects.filter(video=OuterRef("pk"))
    shows = Q(avatar=face) | Q(Exists(takes.filter(avatar=face)))
    return Video.objects.filter(shows).select_related("project").annotate(has_takes=Exists(takes))
