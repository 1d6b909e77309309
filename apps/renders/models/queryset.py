"""Which takes: of whom, in which state, due for what."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from apps.connections.models import Connection
from apps.core.due import LeasedQuerySet
from apps.renders.states import AT_SERVICE, AT_WORK, DRAFT, OPEN, Status
from apps.teams.models import User
from apps.voices.models import VoiceClip

if TYPE_CHECKING:
    from apps.renders.models.render import Render  # noqa: F401 - named below, where ruff does not look for types

LATE_FOR = timedelta(days=1)  # after its end a take may still turn out well


class RenderQuerySet(LeasedQuerySet["Render"]):
    def visible_to(self, user: User) -> "RenderQuerySet":
        return self.filter(video__trashed_at=None, video__project__team__memberships__user=user)

    def versions(self) -> "RenderQuerySet":
        """What a service makes, for money."""
        return self.exclude(mode=DRAFT)

    def drafts(self) -> "RenderQuerySet":
        """What the studio itself makes, for nothing."""
        return self.filter(mode=DRAFT)

    def without_captions(self) -> "RenderQuerySet":
        """For lists: captions are long, and read only with the film."""
        return self.defer("captions")

    def saying(self, clip: VoiceClip) -> "RenderQuerySet":
        """Takes of the clip's team that say the very same thing."""
        return self.filter(video__project__team=clip.team_id, voice_sha256=clip.audio_sha256)

    def due(self, now: datetime) -> "RenderQuerySet":
        """Versions that want work. One that ended while nobody knew whether a service had it may still turn up."""
        return self.versions().free(now).filter(Q(status__in=OPEN) | _may_turn_up(now))

    def worth_a_look(self, now: datetime) -> "RenderQuerySet":
        """Takes about which a service has something to say. One that was given up may still turn out well."""
        return self.versions().filter(Q(status__in=AT_WORK) | _may_be_delivered(now))

    def unsettled(self, now: datetime) -> "RenderQuerySet":
        """Takes that are on their way, and those for which a service may still deliver, and charge, something."""
        late = Q(_may_turn_up(now) | _may_be_delivered(now), ~Q(mode=DRAFT))
        return self.filter(Q(status__in=OPEN) | late)

    def to_look_at(self, now: datetime) -> "RenderQuerySet":
        """Those whose time for a look has come."""
        return self.free(now).worth_a_look(now)

    def needs_a_hand(self) -> "RenderQuerySet":
        """Takes that a person should look at: unclear ones, slow ones, and those whose film does not arrive."""
        lost = Q(status=Status.SAVING, reason="fetch")
        return self.filter(Q(status=Status.UNKNOWN) | Q(slow_at__isnull=False) | lost, status__in=OPEN)

    def holding_a_place(self, connection: Connection | None) -> "RenderQuerySet":
        """Takes that a service is busy with; None: drafts, with which the studio is."""
        return self.filter(connection=connection, status__in=AT_SERVICE)


def _may_turn_up(now: datetime) -> Q:
    """Versions that ended while nobody knew whether a service had them."""
    ended_here = Q(status=Status.CANCELLED) | Q(status=Status.FAILED, reason__in=("consent", "changed", "files"))
    may_be_there = Q(status=Status.FAILED, reason="given_up") | (ended_here & ~Q(sent_to=""))
    return may_be_there & Q(task_id="", finished_at__gt=now - LATE_FOR)


def _may_be_delivered(now: datetime) -> Q:
    """Versions that a service has, and that came to nothing a short time ago."""
    ended = Q(status__in=(Status.FAILED, Status.CANCELLED), finished_at__gt=now - LATE_FOR)
    return ended & ~Q(task_id="") & ~Q(reason__in=("film", "film_gone"))
