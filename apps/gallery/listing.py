"""Keeps the listings: what videos are found by, made from everything that stands elsewhere.

Whatever changes something about a video raises its revision, within the same transaction and under the team's lock. So
nobody has to tell the gallery: before it looks, it brings up to date what has a newer revision than the team's
`listed_rev`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Prefetch

from apps.gallery.folding import folded
from apps.gallery.models import Listing, Tagging
from apps.gallery.states import SLUGS, UNFINISHED
from apps.projects.models import Project
from apps.renders.models import Render, Video, VideoQuerySet
from apps.reviews.models import Decision
from apps.reviews.pages import stands_for
from apps.reviews.states import approved_before, state_of
from apps.reviews.verdicts import Tally, comment_counts, tallies
from apps.teams.models import Team

STEP = 300  # videos that one look brings up to date; the worker does the rest
CAME = ("project_id", "trashed_at")
PLACED = (*CAME, "state", "to_decide_id", "title", "text", "tags", "avatar_id", "clip_id", "connection_id", "seconds")
SAID_LESS = ("captions", "peaks", "prompt")  # of older takes


def catch_up(team: Team) -> int:
    """Bring the listings of a team up to date, as far as `STEP` goes; returns the revision that they hold.

    `team` as it was read by this request: where nothing is new, this costs no query.
    """
    if team.listed_rev == team.rev:
        return team.rev
    with transaction.atomic():
        Team.objects.lock(team.pk)  # one at a time, and nothing changes meanwhile
        team.refresh_from_db(fields=["rev", "people_rev", "listed_rev"])
        if team.listed_rev == team.rev:  # somebody else has just done it
            return team.rev
        until = _until(team)
        _list(team, _changed(team, until), until)
        Team.objects.filter(pk=team.pk).update(listed_rev=until)
    team.listed_rev = until
    return until


def catch_up_all() -> None:
    """The same for every team, to the end: after an update of the studio there may be more than one look takes in."""
    for team in Team.objects.filter(listed_rev__lt=F("rev")):
        while team.listed_rev < team.rev:
            catch_up(team)


def _until(team: Team) -> int:
    """The revision up to which one step goes: all of it, or that of the last video that fits in."""
    newer = Video.objects.filter(project__team=team, rev__gt=team.listed_rev).order_by("rev")
    last = newer.values_list("rev", flat=True)[STEP : STEP + 1].first()
    return team.rev if last is None else last


def _changed(team: Team, until: int) -> VideoQuerySet:
    """Videos that changed since they were listed, or about which people's decisions count otherwise now.

    Two questions, each of which an index answers: as one, it would be asked of all videos of the team.
    """
    since, own = team.listed_rev, Video.objects.filter(project__team=team).order_by()
    changed = set(own.filter(rev__gt=since, rev__lte=until).values_list("pk", flat=True))
    otherwise = Project.objects.filter(team=team, deciders_rev__gt=since)
    if team.people_rev > since:
        otherwise |= Project.objects.filter(team=team, deciders__isnull=False)
    if projects := set(otherwise.values_list("pk", flat=True)):
        decided = Exists(Decision.objects.filter(render__video=OuterRef("pk")))
        changed.update(own.filter(decided, project__in=projects).values_list("pk", flat=True))
    return Video.objects.filter(pk__in=changed)


def _list(team: Team, videos: VideoQuerySet, until: int) -> None:
    takes = Prefetch("renders", Render.objects.defer(*SAID_LESS), to_attr="takes")
    tags = Prefetch("taggings", Tagging.objects.select_related("tag"))
    rows = list(videos.select_related("project", "clip", "speech").prefetch_related(takes, tags))
    if not rows:
        return
    before = Listing.objects.in_bulk([video.pk for video in rows])
    said = comment_counts(rows)
    decided = tallies(take for video in rows for take in _takes(video) if take.is_ready)
    texts = _texts(rows)
    listings = [_listing(video, decided, said.get(video.pk, 0), texts) for video in rows]
    for listing in listings:
        listing.rev = listing.video.shown_rev if listing.video.shown_rev > team.listed_rev else until
        _place(listing, before.get(listing.video_id))
    fields = [field.attname for field in Listing._meta.concrete_fields if not field.primary_key]
    names = [Listing._meta.get_field(name).name for name in fields]
    Listing.objects.bulk_create(listings, update_conflicts=True, unique_fields=["video"], update_fields=names)


def _takes(video: Video) -> list[Render]:
    takes: list[Render] = video.takes  # type: ignore[attr-defined]
    return takes


def _texts(videos: Iterable[Video]) -> dict[int, str]:
    """What the take says that stands for each video, by its pk: captions are read of that one alone."""
    newest = {take.pk: video.pk for video in videos if (take := stands_for(_takes(video)))}
    rows = Render.objects.filter(pk__in=newest).values_list("pk", "captions", "script")
    return {newest[pk]: " ".join(cue["text"] for cue in captions) or script for pk, captions, script in rows}


def _listing(video: Video, decided: Mapping[int, Tally], comments: int, texts: Mapping[int, str]) -> Listing:
    takes = _takes(video)
    take = stands_for(takes)
    tally = decided.get(take.pk) if take else None
    tags = [tagging.tag.name for tagging in video.taggings.all()]
    approved = approved_before(takes, decided)
    return Listing(
        video=video,
        team_id=video.project.team_id,
        project_id=video.project_id,
        created_by_id=video.created_by_id,
        created_at=video.created_at,
        trashed_at=video.trashed_at,
        take=take,
        state=SLUGS[state_of(take, tally.verdict if tally else None) if take else UNFINISHED],
        is_open=take is not None and take.is_open,
        to_decide=_to_decide(takes, decided),
        approved=approved.take.number if approved and approved.take != take else None,
        is_spoken_about=bool(tally and tally.said),
        takes=len(takes),
        comments=comments,
        title=folded(video.title)[:120],
        tags=tags,
        text=folded("\n".join([video.title, *tags, texts.get(video.pk) or _written(video)])),
        **_facts(video, take),
    )


def _facts(video: Video, take: Render | None) -> dict[str, Any]:
    """What a video shows and costs: its take's, else what was chosen for it so far."""
    source: Render | Video = take or video
    clip = video.clip
    return {
        "avatar_id": source.avatar_id,
        "clip_id": video.clip_id,
        "connection_id": source.connection_id,
        "seconds": (take.film_seconds or take.seconds) if take else clip.seconds if clip else 0,
        "price_micros": _price(take) if take else 0,
    }


def _price(take: Render) -> int:
    return take.estimate_micros if take.charged_micros is None else take.charged_micros


def _written(video: Video) -> str:
    """What a video will say that has no take yet."""
    if video.clip:
        return " ".join(cue.text for cue in video.clip.cues) or video.clip.spoken_text
    return video.speech.text if video.speech else video.script


def _to_decide(takes: list[Render], decided: Mapping[int, Tally]) -> Render | None:
    """The newest finished version, where it is not decided; the page of reviews asks about it."""
    versions = [take for take in takes if take.is_ready and not take.is_draft]
    newest = max(versions, key=lambda take: take.number, default=None)
    return newest if newest and decided[newest.pk].verdict is None else None


def _place(listing: Listing, before: Listing | None) -> None:
    """Note whether pages have to look where they show it, or whether at all."""
    listing.placed_rev, listing.came_rev = listing.rev, listing.rev if before else listing.video.created_rev
    if before and all(getattr(before, name) == getattr(listing, name) for name in CAME):
        listing.came_rev = before.came_rev
    if before and all(getattr(before, name) == getattr(listing, name) for name in PLACED):
        listing.placed_rev = before.placed_rev
