"""The words by which a team sorts its videos."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.renders.models import Video
from apps.teams.models import Team, User


class TagQuerySet(models.QuerySet["Tag"]):
    def visible_to(self, user: User) -> "TagQuerySet":
        return self.filter(team__memberships__user=user)


class Tag(models.Model):
    """A word of a team. `key` is its name in one case, so that "Spring" and "spring" are the same."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="tags")
    name = models.CharField(_("name"), max_length=40)
    key = models.CharField(max_length=80, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering: ClassVar = ["key"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["team", "key"], name="each_tag_once_in_a_team")]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """That a video has a tag."""

    video = models.ForeignKey(Video, models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings")

    class Meta:
        verbose_name = _("tag of a video")
        verbose_name_plural = _("tags of videos")
        ordering: ClassVar = ["tag__key"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["video", "tag"], name="each_tag_once_on_a_video")]

    def __str__(self) -> str:
        return str(self.tag)
