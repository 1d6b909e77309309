"""What videos are found by: one row for each, made from everything that stands elsewhere (`gallery.listing`)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.avatars.models import Avatar
from apps.connections.models import Connection
from apps.projects.models import Project
from apps.renders.models import Render, Video
from apps.teams.models import Team
from apps.voices.models import VoiceClip


class ListingQuerySet(models.QuerySet["Listing"]):
    def kept(self) -> "ListingQuerySet":
        """Those that are not in the trash."""
        return self.filter(trashed_at=None)


class Listing(models.Model):
    """A video as people look for it. It can be made anew at any time: nothing stands here alone."""

    video = models.OneToOneField(Video, models.CASCADE, primary_key=True, related_name="listing")
    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    trashed_at = models.DateTimeField(null=True)
    # The team's revision when anything about the video changed last; when something did that filters ask for; and when
    # it came or went: it was made, moved to another project, went into the trash or came back.
    rev = models.BigIntegerField()
    placed_rev = models.BigIntegerField()
    came_rev = models.BigIntegerField()

    take = models.ForeignKey(Render, models.SET_NULL, null=True, related_name="+")  # that stands for the video
    state = models.CharField(max_length=16)  # a slug of `gallery.states`
    is_open = models.BooleanField(default=False)  # whether `take` is on its way
    to_decide = models.ForeignKey(Render, models.SET_NULL, null=True, related_name="+")  # newest version, if undecided
    approved = models.PositiveIntegerField(null=True)  # the approved version, where a newer one stands for the video
    is_spoken_about = models.BooleanField(default=False)  # whether anybody has decided about `take`
    takes = models.PositiveIntegerField(default=0)
    comments = models.PositiveIntegerField(default=0)

    title = models.CharField(max_length=120, blank=True)  # folded, to sort by
    text = models.TextField(blank=True)  # folded: title, tags and all that is said
    tags = models.JSONField(default=list)  # their names, in order
    seconds = models.DecimalField(max_digits=8, decimal_places=3, default=0)
    price_micros = models.BigIntegerField(default=0)  # charged, or else estimated
    avatar = models.ForeignKey(Avatar, models.SET_NULL, null=True, related_name="+")
    clip = models.ForeignKey(VoiceClip, models.SET_NULL, null=True, related_name="+")
    connection = models.ForeignKey(Connection, models.SET_NULL, null=True, related_name="+")

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        indexes: ClassVar = [
            models.Index(fields=["team", "rev"], name="listing_changes"),
            models.Index(fields=["team", "trashed_at", "state"], name="listing_states"),
            models.Index(fields=["project", "trashed_at", "state"], name="listing_project_states"),
            models.Index(fields=["team", "created_at", "video"], name="listing_newest"),
            models.Index(fields=["project", "created_at", "video"], name="listing_project_newest"),
            # An order without one would sort all videos of a team with everything that cards say about them.
            models.Index(fields=["team", "title", "video"], name="listing_named"),
            models.Index(fields=["team", "seconds", "video"], name="listing_longest"),
            models.Index(fields=["team", "price_micros", "video"], name="listing_dearest"),
            models.Index(
                fields=["team"], condition=Q(trashed_at=None, to_decide__isnull=False), name="listing_undecided"
            ),
        ]

    def __str__(self) -> str:
        return str(self.video)
