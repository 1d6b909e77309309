"""What people are told, what becomes of the mail about it, and how each of them wants to be told."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.due import Leased, LeasedQuerySet
from apps.teams.models import Team


class Kind(models.TextChoices):
    """What a notice is about. `words.KINDS` explains each."""

    ASKED = "asked", _("Your turn")
    MENTIONED = "mentioned", _("Your name")
    COMMENTED = "commented", _("Comments")
    DECIDED = "decided", _("Decisions")
    READY = "ready", _("Ready")
    FIX = "fix", _("Needs a fix")


class When(models.TextChoices):
    """How soon a person is mailed."""

    ONCE = "once", _("At once")
    DAILY = "daily", _("Once a day")
    OFF = "off", _("Never")


class Status(models.TextChoices):
    """Of the mail. What may follow what: waiting → sending → sent; and see `sending.py` for how it ends otherwise."""

    NONE = "none", _("No mail")
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    UNCLEAR = "unclear", _("Unclear")
    REFUSED = "refused", _("Refused")
    GIVEN_UP = "given_up", _("Given up")


class NoticeQuerySet(LeasedQuerySet["Notice"]):
    def waiting(self) -> "NoticeQuerySet":
        """Those whose mail nobody has begun to send."""
        return self.filter(status=Status.WAITING)

    def untaken(self, now: datetime) -> "NoticeQuerySet":
        """Those that wait and that no worker holds, whether their time has come or not."""
        return self.waiting().filter(Q(lease_until=None) | Q(lease_until__lt=now))

    def taken(self, now: datetime) -> "NoticeQuerySet":
        """Those that a worker holds at this moment."""
        return self.filter(status__in=(Status.WAITING, Status.SENDING), lease_until__gte=now)

    def mailed(self) -> "NoticeQuerySet":
        """Those whose mail left, or may have, or may leave yet."""
        return self.exclude(status__in=(Status.NONE, Status.REFUSED, Status.GIVEN_UP))

    def going_with(self, first: "Notice") -> "NoticeQuerySet":
        """What goes in one mail with `first`: all of a day, or what was told at once about the same thing."""
        alike = self.filter(person=first.person_id, when=first.when)
        return alike if first.when == When.DAILY else alike.filter(topic=first.topic)


class Notice(Leased):
    """Something one person is told. A row first; then, as that person wishes, a mail.

    The lease of `core.due` says which worker sends it; all notices of one mail carry the same token.
    """

    Status = Status

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("person")
    )
    team = models.ForeignKey(Team, models.CASCADE, related_name="+", verbose_name=_("team"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    about = models.CharField(_("about"), max_length=60)  # what happened, such as "comment-12": told once
    topic = models.CharField(max_length=60)  # what it happened to, such as "video-3": its notices share a mail
    params = models.JSONField(default=dict)  # names and titles as they were: see `words.py`
    address = models.CharField(_("page"), max_length=200)  # the path of the page where it can be seen
    created_at = models.DateTimeField(_("told"), default=timezone.now)
    status = models.CharField(_("mail"), max_length=10, choices=Status)
    when = models.CharField(_("when"), max_length=5, choices=When)
    due_at = models.DateTimeField(_("due"), default=timezone.now)  # `next_check_at` moves on with each try
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    sending_at = models.DateTimeField(_("sending"), null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    trouble = models.CharField(_("trouble"), max_length=300, blank=True)  # as the mail server put it

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind", "about"], name="each_thing_is_told_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="notice_kind_is_known"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="notice_mail_is_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["status", "next_check_at"], name="notice_due"),
            models.Index(fields=["about"], name="notice_about"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.about}"


class Preference(models.Model):
    """When a person wants mail of one kind. Where there is no row, `preferences.USUAL` holds."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_preferences", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    when = models.CharField(_("when"), max_length=5, choices=When)

    class Meta:
        verbose_name = _("wish about mail")
        verbose_name_plural = _("wishes about mail")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_wish_per_person_and_kind"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="wish_kind_is_known"),
            models.CheckConstraint(condition=Q(when__in=When.values), name="wish_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_kind_display()}: {self.get_when_display()}"
