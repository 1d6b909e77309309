"""What a card of the gallery shows about a video; one query, however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from apps.gallery.finding import Found
from apps.gallery.models import Listing, ListingQuerySet
from apps.gallery.states import BY_SLUG
from apps.gallery.words import folded
from apps.media.captions import Cue
from apps.renders import words
from apps.renders.models import Render, Video
from apps.renders.rights import Rights
from apps.renders.troubles import CAME_TO_NOTHING, trouble
from apps.reviews.states import IN_LINE, UNSENT, State, beside
from apps.teams.models import Team, User

PARTS = ("video__project", "video__avatar", "take__created_by", "take__answered_by")
LONG = ("text", "take__peaks", "take__prompt", "take__script", "video__script", "video__prompt")
LONG_OF_FACE = ("video__avatar__checks", "video__avatar__edits", "video__avatar__mended")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One video of the gallery with the take that stands for it, and what whoever looks may do about that."""

    listing: Listing
    video: Video
    take: Render | None
    state: State
    approved: str = ""  # which version is, where that is not the newest one
    stages: list[words.StageLine]
    doing: str = ""
    trouble: tuple[str, str] | None = None
    said: Cue | None = None  # the caption with the words that were looked for
    may_stop: bool = False
    may_undo: bool = False
    may_answer: bool = False
    may_clear_up: bool = False

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
    long = (*LONG, *LONG_OF_FACE) if sought else (*LONG, *LONG_OF_FACE, "take__captions")
    rights = Rights(user, team)
    return [_card(listing, team, rights, sought) for listing in listings.select_related(*PARTS).defer(*long)]


def _card(listing: Listing, team: Team, rights: Rights, sought: list[str]) -> Card:
    video, take = listing.video, listing.take
    video.project.team = team
    if take:
        take.video = video
    state = _state(listing, take)
    return Card(
        listing=listing,
        video=video,
        take=take,
        state=state,
        approved=_approved(listing, take, state),
        stages=words.stages(take) if take and take.is_open else [],
        doing=words.doing(take) if take else "",
        trouble=trouble(take) if take and take.status in CAME_TO_NOTHING else None,
        said=_said(take, sought) if take and sought else None,
        **(rights.about(take) if take else {}),
    )


def _state(listing: Listing, take: Render | None) -> State:
    state = BY_SLUG[listing.state]
    return UNSENT if state is IN_LINE and take and take.can_be_undone else state


def _approved(listing: Listing, take: Render | None, state: State) -> str:
    if listing.approved is None or take is None:
        return ""
    return beside(listing.approved, take.number, state, is_spoken_about=listing.is_spoken_about)


def _said(take: Render, sought: Iterable[str]) -> Cue | None:
    """The first caption with most of the words."""
    hits = [(sum(word in folded(cue.text) for word in sought), -index) for index, cue in enumerate(take.cues)]
    most, first = max(hits, default=(0, 0))
    return take.cues[-first] if most else None
