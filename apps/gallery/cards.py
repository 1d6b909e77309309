"""What a card of the gallery shows about a video; one query, however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from apps.gallery.finding import Found
from apps.gallery.folding import folded
from apps.gallery.models import Listing, ListingQuerySet
from apps.gallery.states import BY_SLUG
from apps.media.captions import Cue
from apps.renders import words
from apps.renders.models import Render, Video
from apps.renders.rights import Rights
from apps.renders.troubles import CAME_TO_NOTHING, trouble
from apps.reviews.states import ASKED, IN_LINE, UNSENT, State, beside
from apps.teams.models import Team, User

PARTS = ("video__project", "video__avatar", "take__created_by", "take__answered_by")
# All that a card looks at: the rows have some two hundred columns together.
OF_LISTING = ("state", "is_open", "approved", "is_spoken_about", "comments", "tags", "rev", "placed_rev", "came_rev")
OF_SORTS = ("created_at", "title", "seconds", "price_micros")
OF_VIDEO = ("title", "project__name", "avatar__portrait_sha256")
OF_TAKE = (
    "number", "status", "reason", "mode", "rev", "place", "task_id", "sent_to", "queued_at", "created_at",
    "finished_at", "film_seconds", "charged_micros", "estimate_micros", "low_micros", "is_play_money", "answer",
    "created_by__name", "created_by__email", "answered_by__name", "answered_by__email",
)  # fmt: skip
COLUMNS = (
    *OF_LISTING,
    *OF_SORTS,
    *(f"video__{name}" for name in OF_VIDEO),
    *(f"take__{name}" for name in OF_TAKE),
)


@dataclass(frozen=True, kw_only=True)
class Card:
    """One video of the gallery with the take that stands for it, and what whoever looks may do about that."""

    listing: Listing
    video: Video
    take: Render | None
    state: State
    rights: Rights
    said: Cue | None = None  # the caption with the words that were looked for

    @cached_property
    def id(self) -> str:
        """The video's pk as addresses and ids have it: a number would be written as people write numbers."""
        return str(self.video.pk)

    @property
    def is_settled(self) -> bool:
        """Whether it says the same to everybody, until something changes: who asks for an OK reads "You asked"."""
        return not self.listing.is_open and self.state is not ASKED and self.said is None

    @property
    def mark(self) -> str:
        """Another one whenever anything about the video has changed."""
        return f"{self.video.project.team.uuid}-{self.video.pk}-{self.listing.rev}"

    @property
    def approved(self) -> str:
        """Which version is, where that is not the newest one."""
        listing, take = self.listing, self.take
        if listing.approved is None or take is None:
            return ""
        return beside(listing.approved, take.number, self.state, is_spoken_about=listing.is_spoken_about)

    @cached_property
    def stages(self) -> list[words.StageLine]:
        return words.stages(self.take) if self.take and self.take.is_open else []

    @property
    def doing(self) -> str:
        return words.doing(self.take) if self.take else ""

    @cached_property
    def trouble(self) -> tuple[str, str] | None:
        return trouble(self.take) if self.take and self.take.status in CAME_TO_NOTHING else None

    @cached_property
    def may(self) -> dict[str, bool]:
        """What the person may do with the take; see `Rights.about`."""
        return self.rights.about(self.take) if self.take else {}

    def became_ready(self, since: int) -> bool:
        """Whether its film came after that revision."""
        return self.take is not None and self.take.is_ready and self.take.rev > since

    @property
    def url(self) -> str:
        """Where its title leads: to the moment at which it is said what somebody looked for."""
        if self.take is None:
            return reverse("videos:edit", args=[self.video.pk])
        room = reverse("reviews:room", args=[self.video.pk])
        return f"{room}?{urlencode({'t': f'{self.said.start:.1f}'})}" if self.said else room


def cards(listings: ListingQuerySet, team: Team, user: User, found: Found | None = None) -> list[Card]:
    """Cards for listings of the team, in their order; with `found` each says where it is said what was looked for."""
    sought = found.words if found else []
    columns = (*COLUMNS, "take__captions") if sought else COLUMNS
    rights = Rights(user, team)
    return [_card(listing, team, rights, sought) for listing in listings.select_related(*PARTS).only(*columns)]


def _card(listing: Listing, team: Team, rights: Rights, sought: list[str]) -> Card:
    video, take = listing.video, listing.take
    video.project.team = team
    if take:
        take.video = video
    said = _said(take, sought) if take and sought else None
    return Card(listing=listing, video=video, take=take, state=_state(listing, take), rights=rights, said=said)


def _state(listing: Listing, take: Render | None) -> State:
    state = BY_SLUG[listing.state]
    return UNSENT if state is IN_LINE and take and take.can_be_undone else state


def _said(take: Render, sought: Iterable[str]) -> Cue | None:
    """The first caption with most of the words."""
    hits = [(sum(word in folded(cue.text) for word in sought), -index) for index, cue in enumerate(take.cues)]
    most, first = max(hits, default=(0, 0))
    return take.cues[-first] if most else None
