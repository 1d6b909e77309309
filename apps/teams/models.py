"""People, their teams, and the invitations that bring them together."""

import hashlib
import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    language = models.CharField(_("language"), max_length=10, blank=True)  # as they used the studio last: for mails
    is_staff = models.BooleanField(_("may use the admin site"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    known_memberships: "list[Membership] | None" = None  # on the person of a request alone, the oldest first

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]


def validate_time_zone(name: str) -> None:
    """A validator: whether this computer knows the time zone."""
    if name not in available_timezones():
        raise ValidationError(_("Choose a time zone of the list."))


class TeamQuerySet(models.QuerySet["Team"]):
    def visible_to(self, user: User) -> "TeamQuerySet":
        return self.filter(memberships__user=user)

    def next_rev(self, team_id: int) -> int:
        """Raise the team's revision and return it.

        Call it inside the transaction that changes something: the row stays locked until the commit, so that
        revisions become visible in their order and a reader's cursor never skips one.
        """
        self.filter(pk=team_id).update(rev=F("rev") + 1)
        rev: int = self.values_list("rev", flat=True).get(pk=team_id)
        return rev

    def people_changed(self, team_ids: Iterable[int]) -> None:
        """Tell the pages of these teams that who is there, or what somebody may do, is no longer the same."""
        for team_id in sorted(team_ids):
            with transaction.atomic():
                self.filter(pk=team_id).update(people_rev=self.next_rev(team_id))

    def expect_guests(self, team_id: int, until: datetime | None) -> None:
        """People without an account may speak until then: pages look for news even where the team is one person."""
        self.filter(pk=team_id).update(guests_until=until)

    def lock(self, team_id: int) -> None:
        """Keep the team's row until the commit, before rows that others lock after it."""
        self.select_for_update(no_key=True).get(pk=team_id)


class Team(models.Model):
    """The tenant: everything but people and connections belongs to exactly one team."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC", validators=[validate_time_zone])
    # Guests read "AI-generated" over the picture of a video, unless an owner says that they need not.
    label_off_at = models.DateTimeField(_("label turned off"), null=True, blank=True, editable=False)
    label_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("label turned off by"),
    )
    rev = models.BigIntegerField(default=0, editable=False)
    people_rev = models.BigIntegerField(default=0, editable=False)  # `rev` when somebody came, left or changed roles
    listed_rev = models.BigIntegerField(default=0, editable=False)  # how far the gallery's listings are
    guests_until = models.DateTimeField(null=True, editable=False)  # when the last link ends by which guests may speak
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    known_others: bool | None = None  # as `is_shared` asks; on the teams of a request's person alone

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self) -> str:
        return self.name

    @property
    def shows_label(self) -> bool:
        """Whether "AI-generated" stands over the picture where guests watch; beside it, it always does."""
        return self.label_off_at is None

    @property
    def is_shared(self) -> bool:
        """Whether more than one person may do something here, now or as soon as they open their invitation or link."""
        now = timezone.now()
        if self.guests_until is not None and self.guests_until > now:
            return True
        if self.known_others is not None:
            return self.known_others
        return self.memberships.count() > 1 or self.invitations.usable(now).exists()


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    PRODUCER = "producer", _("Producer")
    CREATOR = "creator", _("Creator")
    REVIEWER = "reviewer", _("Reviewer")


class Membership(models.Model):
    """What one person is in one team."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "user"], name="one_membership_per_person_and_team"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"


def token_hash(token: str) -> str:
    """What is kept of a secret link: its SHA-256, so that a copy of the database opens no door."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def usable(self, now: datetime) -> "InvitationQuerySet":
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)

    def with_token(self, token: str) -> "InvitationQuerySet":
        return self.filter(token_hash=token_hash(token))


class Invitation(models.Model):
    """A link that lets one person join a team with a role. It works once and ends after seven days."""

    LIFETIME = timedelta(days=7)

    team = models.ForeignKey(Team, models.CASCADE, related_name="invitations")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("ends"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.team}, {self.get_role_display()}"

    @classmethod
    def issue(cls, team: Team, role: str, invited_by: User) -> tuple["Invitation", str]:
        """Make an invitation; returns it with the token, which is shown once and kept nowhere."""
        token = secrets.token_urlsafe(32)
        invitation = cls.objects.create(
            team=team,
            role=role,
            token_hash=token_hash(token),
            invited_by=invited_by,
            expires_at=timezone.now() + cls.LIFETIME,
        )
        return invitation, token
