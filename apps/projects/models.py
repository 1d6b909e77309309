"""Projects: the folders in which a team keeps its videos."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.teams.models import Team, User


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User) -> "ProjectQuerySet":
        return self.filter(team__memberships__user=user)


class Project(models.Model):
    """A folder of videos of one team."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="projects")
    name = models.CharField(_("name"), max_length=80)
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
