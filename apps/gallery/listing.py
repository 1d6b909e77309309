"""Keeps the listings."""

from django.db import transaction

from apps.gallery.models import Listing
from apps.renders.models import Video
from apps.teams.models import Team


def catch_up(team: Team) -> int:
    with transaction.atomic():
        for video in Video.objects.filter(project__team=team).select_related("project"):
            take = video.renders.order_by("-number").first()
            fields = {
                "team": team, "project": video.project, "created_by": video.created_by, "created_at": video.created_at,
                "trashed_at": video.trashed_at, "rev": video.rev, "placed_rev": video.rev, "take": take,
                "state": "review" if take and take.is_ready else "unfinished", "takes": video.renders.count(),
                "title": video.title.casefold(), "text": video.title.casefold(), "avatar": video.avatar,
                "clip": video.clip, "connection": video.connection,
                "tags": list(video.taggings.values_list("tag__name", flat=True)),
                "seconds": take.seconds if take else 0, "price_micros": 0,
            }  # fmt: skip
            Listing.objects.update_or_create(video=video, defaults=fields)
    return team.rev
