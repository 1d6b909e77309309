"""Projects: the folders in which a team keeps its videos, and who must approve what is in them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.teams.models import Team, User
from apps.teams.policy import MAY_REVIEW


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User) -> "ProjectQuerySet":
        return self.filter(team__memberships__user=user)


class Project(models.Model):
    """A folder of videos of one team."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="projects")
    name = models.CharField(_("name"), max_length=80)
    deciders_rev = models.BigIntegerField(default=0, editable=False)  # the team's, when they were named last
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def swatch(self) -> str:
        """The letter of the project's colour in the navigation."""
        return "abcd"[self.pk % 4]


class DeciderQuerySet(models.QuerySet["Decider"]):
    def present(self) -> "DeciderQuerySet":
        """Those who can still approve something: nobody waits for people who left the team."""
        return self.filter(
            user__memberships__team=F("project__team"),
            user__memberships__role__in=MAY_REVIEW,
            user__is_active=True,
        )


class Decider(models.Model):
    """Somebody who must approve the videos of a project. Where nobody is named, one approval of anybody does."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="deciders", verbose_name=_("project"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("who"))

    objects = DeciderQuerySet.as_manager()

    class Meta:
        verbose_name = _("person who must approve")
        verbose_name_plural = _("people who must approve")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "user"], name="each_decider_is_named_once"),
        ]

    def __str__(self) -> str:
        return str(self.user)
