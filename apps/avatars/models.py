"""Faces: checked, normalised portraits, each with the records of who allowed its use."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.media.face_checks import MUST
from apps.teams.models import Team, User

KEPT_FOR = timedelta(days=30)  # a deleted face can be brought back so long


class AvatarQuerySet(models.QuerySet["Avatar"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(team__memberships__user=user)

    def offered(self) -> Self:
        """Those that can be chosen for a video."""
        return self.filter(deleted_at=None)

    def with_consent(self) -> Self:
        """Each face's consents (and the team, in whose time zone they end), in one more query."""
        consents = Consent.objects.select_related("recorded_by", "withdrawn_by")
        return self.select_related("team").prefetch_related(models.Prefetch("consents", consents))

    def to_forget(self, now: datetime) -> Self:
        """Those that were deleted so long ago that nobody can bring them back."""
        return self.filter(deleted_at__lt=now - KEPT_FOR)


class Avatar(models.Model):
    """A face of a team. Its bytes are our own re-encoded JPEGs; what was uploaded is not kept.

    `source` is the whole photo, upright. The portrait is made from it by the last of `edits`.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="avatars")
    name = models.CharField(_("name"), max_length=80)
    person = models.CharField(_("who it is"), max_length=120, blank=True)

    source_key = models.CharField(max_length=200, editable=False)
    source_width = models.PositiveIntegerField(editable=False)
    source_height = models.PositiveIntegerField(editable=False)
    source_bytes = models.PositiveIntegerField(editable=False)
    proof_key = models.CharField(max_length=200, blank=True, editable=False)  # the source, small
    mended = models.JSONField(default=list, editable=False)  # what was done to it by itself, see `words.py`
    edits = models.JSONField(default=list, editable=False)  # each the whole of what is done; the last one is in force

    portrait_key = models.CharField(max_length=200, editable=False)
    portrait_sha256 = models.CharField(max_length=64, editable=False)
    portrait_bytes = models.PositiveIntegerField(_("bytes"), editable=False)
    thumb_key = models.CharField(max_length=200, blank=True, editable=False)  # the portrait, small
    backdrop_key = models.CharField(max_length=200, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    checks = models.JSONField(default=dict, editable=False)  # what was seen in the portrait; {} for those of before
    used_anyway_at = models.DateTimeField(_("used anyway since"), null=True, editable=False)
    used_anyway_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("used anyway by"),
    )

    original_name = models.CharField(_("file"), max_length=200, editable=False)
    original_format = models.CharField(max_length=8, editable=False)
    original_bytes = models.PositiveIntegerField(editable=False)
    is_sample = models.BooleanField(default=False, editable=False)  # ours, for a first try
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, editable=False)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("deleted by"),
    )

    objects = AvatarQuerySet.as_manager()

    class Meta:
        verbose_name = _("face")
        verbose_name_plural = _("faces")
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["team", "deleted_at", "created_at"], name="face_library")]

    def __str__(self) -> str:
        return self.name

    @property
    def keys(self) -> set[str]:
        """Its files, each once: of a face of before the source is the portrait."""
        names = {self.source_key, self.proof_key, self.portrait_key, self.thumb_key, self.backdrop_key}
        return names - {""}

    @property
    def version(self) -> str:
        """A short name of the portrait as it is now, for the addresses of its pictures."""
        return self.portrait_sha256[:12]

    @property
    def edit(self) -> dict[str, Any]:
        """What is done to the source to get the portrait; {} for nothing."""
        return self.edits[-1] if self.edits else {}

    @property
    def troubles(self) -> set[str]:
        """The codes of everything that makes the portrait no good."""
        return {check["code"] for check in self.checks.get("checks", []) if check["level"] == "bad"}

    @property
    def is_usable(self) -> bool:
        """Whether a video can be made from it: nothing is bad, or somebody said to use it anyway."""
        return self.deleted_at is None and (not self.troubles or (self.used_anyway_at is not None and self.may_pass))

    @property
    def may_pass(self) -> bool:
        """Whether a person may overrule all that makes the portrait no good."""
        return not self.troubles & MUST

    @property
    def forgotten_at(self) -> datetime:
        """Until when it could be brought back, had it been deleted just now or when it was."""
        return (self.deleted_at or timezone.now()) + KEPT_FOR

    @property
    def consent(self) -> "Consent | None":
        """The newest record, whether it still stands or not."""
        return next(iter(self.consents.all()), None)

    @property
    def has_consent(self) -> bool:
        """Whether its use is allowed now."""
        return self.consent is not None and self.consent.stands

    @property
    def is_allowed(self) -> bool:
        """Whether something new may be made with it, as far as the person and the team are concerned."""
        return self.deleted_at is None and self.has_consent

    def record_consent(self, by: User) -> None:
        """Write down that somebody says, by a tick, that the person agreed.

        A tick is enough for the first time only: where a consent stands nothing is added, and where one has ended or
        was withdrawn it takes a new record that names who agreed (`actions.add_consent`).
        """
        with transaction.atomic():
            Avatar.objects.select_for_update().get(pk=self.pk)  # two ticks make one record
            if not Consent.objects.filter(avatar=self).exists():
                self.consents.create(person=self.person, recorded_by=by)


class Consent(models.Model):
    """That a person allowed the use of their face. Rows are only ever added and withdrawn; the newest one counts."""

    avatar = models.ForeignKey(Avatar, models.CASCADE, related_name="consents")
    person = models.CharField(_("who agreed"), max_length=120, blank=True)  # empty: the one in the photo, by a tick
    scope = models.TextField(_("what for"), max_length=1000, blank=True)
    agreed_on = models.DateField(_("agreed on"), null=True)
    until = models.DateField(_("good until"), null=True)  # that day included, in the team's time zone
    file_key = models.CharField(max_length=200, blank=True, editable=False)
    file_name = models.CharField(_("file"), max_length=200, blank=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("withdrawn by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_why = models.TextField(_("why"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering: ClassVar = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return self.person or str(self.avatar)

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None and not self.has_ended

    @property
    def has_ended(self) -> bool:
        return self.until is not None and self.until < today(self.avatar.team)


def today(team: Team) -> date:
    """The date where the team is."""
    return timezone.now().astimezone(ZoneInfo(team.time_zone)).date()
