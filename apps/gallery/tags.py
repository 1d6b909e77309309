"""The words by which a team sorts its videos: put on and taken off, for many videos at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from apps.gallery.folding import in_one_case
from apps.gallery.models import Tag, Tagging
from apps.renders.lifecycle import touch_all
from apps.renders.models import Video
from apps.reviews.guests import clean_name
from apps.teams.models import Team

LONGEST = 40  # characters of a tag
LONGEST_KEY = 80  # some signs are folded into many
MOST_OF_VIDEO = 20
MOST_OF_TEAM = 200


class TooManyTags(Exception):
    """The team has as many tags as it may have."""


@dataclass(frozen=True, slots=True)
class Put:
    """What became of putting a tag on videos, as their pks: it is new there, was there, or found no room."""

    tag: Tag
    videos: list[int]
    had: list[int]
    full: list[int]


def clean(typed: str) -> str:
    """A tag as it is kept: on one line, without signs that are not seen."""
    return clean_name(typed)


def key_of(name: str) -> str:
    """What two tags have in common that are the same, however they are written."""
    return in_one_case(name)


def put_on(team: Team, name: str, videos: Iterable[int]) -> Put:
    """Put a tag (a new one, or one that the team has) on videos of the team. Raises TooManyTags."""
    with transaction.atomic():
        Team.objects.lock(team.pk)
        tag = _tag(team, name)
        counted = Video.objects.kept().filter(project__team=team, pk__in=list(videos)).order_by("pk")
        counts = dict(counted.annotate(count=Count("taggings")).values_list("pk", "count"))
        had = set(Tagging.objects.filter(tag=tag, video__in=counts).values_list("video", flat=True))
        full = {pk for pk, count in counts.items() if count >= MOST_OF_VIDEO} - had
        new = [pk for pk in counts if pk not in had | full]
        if new:
            Tagging.objects.bulk_create(Tagging(tag=tag, video_id=pk) for pk in new)
            touch_all(team.pk, new)
        forget_unused(team)  # it found no room anywhere
    return Put(tag, new, sorted(had), sorted(full))


def take_off(team: Team, key: str, videos: Iterable[int]) -> list[int]:
    """Take the tag with that key off videos of the team; returns the pks of those that had it."""
    with transaction.atomic():
        Team.objects.lock(team.pk)
        taggings = Tagging.objects.filter(tag__team=team, tag__key=key, video__in=list(videos))
        had = list(taggings.order_by("video").values_list("video", flat=True))
        if had:
            taggings.delete()
            forget_unused(team)
            touch_all(team.pk, had)
    return had


def forget_unused(team: Team | None = None) -> int:
    """Delete the tags that no video has any more (those in the trash have theirs); returns how many."""
    unused = Tag.objects.filter(taggings=None)
    return (unused.filter(team=team) if team else unused).delete()[0]


def _tag(team: Team, name: str) -> Tag:
    key = key_of(name)
    found = Tag.objects.filter(team=team, key=key).first()
    if found is None and Tag.objects.filter(team=team).count() >= MOST_OF_TEAM:
        raise TooManyTags
    return found or Tag.objects.create(team=team, name=name, key=key)
