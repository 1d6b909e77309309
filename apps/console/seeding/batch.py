"""Rows of a made-up studio that wait to be written together, and the revisions that they got."""

from dataclasses import dataclass, field

from django.db import transaction

from apps.console.seeding.money import Books
from apps.gallery.models import Tagging
from apps.renders.models import Render, RenderEvent, Video
from apps.reviews.models import Comment, Decision
from apps.teams.models import Team


@dataclass(slots=True)
class Batch:
    """Some videos of a team with everything about them. Rows name each other before any of them is written."""

    team: Team
    books: Books
    videos: list[Video] = field(default_factory=list)
    takes: list[Render] = field(default_factory=list)
    events: list[RenderEvent] = field(default_factory=list)
    threads: list[Comment] = field(default_factory=list)
    answers: list[Comment] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    taggings: list[Tagging] = field(default_factory=list)

    def next_rev(self) -> int:
        self.team.rev += 1
        return self.team.rev

    @transaction.atomic
    def write(self) -> None:
        """Make rows of everything, in an order in which each finds those that it names."""
        Video.objects.bulk_create(self.videos)
        self.books.write()
        Render.objects.bulk_create(self.takes)
        RenderEvent.objects.bulk_create(self.events)
        Comment.objects.bulk_create(self.threads)
        Comment.objects.bulk_create(self.answers)
        Decision.objects.bulk_create(self.decisions)
        Tagging.objects.bulk_create(self.taggings)
        self.team.save(update_fields=["rev"])
        for written in (
            self.videos,
            self.takes,
            self.events,
            self.threads,
            self.answers,
            self.decisions,
            self.taggings,
        ):
            written.clear()
