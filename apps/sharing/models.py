"""Links with which people who have no account watch a video, some chosen ones, or all videos of a project."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.projects.models import Project
from apps.renders.models import Video
from apps.reviews.guests import LONGEST_NAME
from apps.reviews.models import Guest
from apps.teams.models import Membership, Team, User, token_hash
from apps.teams.policy import MAY_PREPARE


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def visible_to(self, user: User) -> "ShareLinkQuerySet":
        return self.filter(project__team__memberships__user=user)

    def usable(self, now: datetime) -> "ShareLinkQuerySet":
        """Those that open something: not ended, and made by somebody who may still make them."""
        makers = Membership.objects.filter(user__is_active=True, role__in=MAY_PREPARE)
        here = makers.filter(user=OuterRef("created_by"), team=OuterRef("project__team"))
        return self.filter(Exists(here), revoked_at=None, ends_at__gt=now)

    def speaking(self) -> "ShareLinkQuerySet":
        """As `may_speak` says of one."""
        return self.filter(Q(may_comment=True) | Q(may_approve=True))

    def with_token(self, token: str) -> "ShareLinkQuerySet":
        return self.filter(token_hash=token_hash(token))

    def with_embed_token(self, token: str) -> "ShareLinkQuerySet":
        return self.filter(embed_hash=token_hash(token))

    def showing(self, project: Project, video: Video | None) -> "ShareLinkQuerySet":
        """The links that show that video of the project; without one, those that show all of it or chosen ones."""
        if video is None:
            return self.filter(project=project, video=None)
        chosen = ShareLink.videos.through.objects.filter(video=video)
        whole = Q(project=project, video=None, is_chosen=False)
        return self.filter(whole | Q(video=video) | Q(pk__in=chosen.values("sharelink")))


class ShareLink(models.Model):
    """A secret address for guests. Its token is shown once; afterwards guests are known by a cookie (`guests.py`).

    A link to one video may have a second token, with which pages of others show the player alone (`embedding.py`).
    """

    LIFETIME = timedelta(days=14)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # in addresses; opens nothing
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="share_links", verbose_name=_("project"))
    video = models.ForeignKey(
        Video, models.CASCADE, null=True, blank=True, related_name="share_links", verbose_name=_("video")
    )  # None: the whole project, or those that were chosen
    # Said apart from which they are: a link whose videos were all deleted must not become one to the whole project.
    is_chosen = models.BooleanField(default=False, editable=False)
    videos = models.ManyToManyField(Video, related_name="+", editable=False)
    embed_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    may_comment = models.BooleanField(_("may comment"), default=False)
    may_approve = models.BooleanField(_("may approve"), default=False)
    person = models.CharField(_("for"), max_length=LONGEST_NAME, blank=True)  # the one guest that it is for, by name
    may_download = models.BooleanField(_("may download"), default=False)
    passphrase = models.CharField(max_length=128, blank=True, editable=False)  # hashed, as passwords are
    tries = models.PositiveSmallIntegerField(default=0, editable=False)  # of the passphrase, since `tries_since`
    tries_since = models.DateTimeField(null=True, editable=False)
    turns = models.PositiveIntegerField(default=0, editable=False)  # of all its guests: speaking.py says of what
    turns_lately = models.PositiveSmallIntegerField(default=0, editable=False)  # of them, since `turns_since`
    turns_since = models.DateTimeField(null=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    ends_at = models.DateTimeField(_("ends"))
    revoked_at = models.DateTimeField(_("ended by somebody"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("share link")
        verbose_name_plural = _("share links")
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(may_approve=False) | ~Q(person=""), name="approval_is_somebodys"),
            models.CheckConstraint(condition=Q(is_chosen=False) | Q(video=None), name="one_video_or_chosen_ones"),
            models.CheckConstraint(
                condition=Q(embed_hash=None) | Q(video__isnull=False, passphrase=""), name="embedded_is_one_video"
            ),
        ]

    def __str__(self) -> str:
        return str(self.video or self.project)

    @property
    def team(self) -> Team:
        return self.project.team

    @property
    def may_speak(self) -> bool:
        return self.may_comment or self.may_approve

    @property
    def may_be_embedded(self) -> bool:
        return self.embed_hash is not None

    @property
    def has_run_out(self) -> bool:
        return self.ends_at <= timezone.now()


class Visitor(models.Model):
    """A guest who has spoken, and the one link by which they do."""

    link = models.ForeignKey(ShareLink, models.CASCADE, related_name="visitors", verbose_name=_("share link"))
    guest = models.OneToOneField(Guest, models.CASCADE, related_name="visitor", verbose_name=_("guest"))
    key = models.UUIDField(null=True, editable=False)  # of the browser; None: of a link for one person, who has many

    class Meta:
        verbose_name = _("visitor")
        verbose_name_plural = _("visitors")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["link", "key"], name="one_guest_in_a_browser")]

    def __str__(self) -> str:
        return str(self.guest)
