"""Faces: checked, normalised portraits, each with the record of who allowed its use."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.teams.models import Team, User


class AvatarQuerySet(models.QuerySet["Avatar"]):
    def visible_to(self, user: User) -> "AvatarQuerySet":
        return self.filter(team__memberships__user=user)


class Avatar(models.Model):
    """A face of a team. Its bytes are our own re-encoded JPEG; what was uploaded is not kept."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="avatars")
    name = models.CharField(_("name"), max_length=80)
    portrait_key = models.CharField(max_length=200, editable=False)
    portrait_sha256 = models.CharField(max_length=64, editable=False)
    portrait_bytes = models.PositiveIntegerField(_("bytes"), editable=False)
    backdrop_key = models.CharField(max_length=200, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    original_name = models.CharField(_("file"), max_length=200, editable=False)
    original_format = models.CharField(max_length=8, editable=False)
    original_bytes = models.PositiveIntegerField(editable=False)
    is_sample = models.BooleanField(default=False, editable=False)  # ours, for a first try
    consent_at = models.DateTimeField(_("consent given"), null=True, blank=True, editable=False)
    consent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("consent recorded by"),
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = AvatarQuerySet.as_manager()

    class Meta:
        verbose_name = _("face")
        verbose_name_plural = _("faces")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def has_consent(self) -> bool:
        return self.consent_at is not None

    def record_consent(self, by: User) -> None:
        """Write down who says that this person agreed. A consent that stands is left as it is."""
        Avatar.objects.filter(pk=self.pk, consent_at=None).update(consent_at=timezone.now(), consent_by=by)
        self.refresh_from_db(fields=["consent_at", "consent_by"])
