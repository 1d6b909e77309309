"""What people say about a take, and what they decide."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.renders.models import Render
from apps.reviews.guests import Guest
from apps.reviews.speakers import Key, Speaker, columns, one_of
from apps.teams.models import User

__all__ = ["Comment", "CommentQuerySet", "Decision", "DecisionQuerySet", "Guest"]


class CommentQuerySet(models.QuerySet["Comment"]):
    def by(self, speaker: Speaker) -> "CommentQuerySet":
        return self.filter(**columns(speaker, "author"))

    def visible_to(self, user: User) -> "CommentQuerySet":
        return self.filter(render__video__trashed_at=None, render__video__project__team__memberships__user=user)

    def living(self) -> "CommentQuerySet":
        """Without those that were deleted."""
        return self.filter(deleted_at=None)


class Comment(models.Model):
    """A remark about one take: about all of the film, a moment of it, or a part; or the answer to such a remark.

    A deleted one stays a row, so that its author can bring it back and answers to it keep their place.
    """

    UNDO_FOR = timedelta(minutes=10)  # after it was deleted
    GUEST_CHANGES_FOR = timedelta(minutes=10)  # after it was said

    render = models.ForeignKey(Render, models.CASCADE, related_name="comments", verbose_name=_("take"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    guest = models.ForeignKey(
        Guest, models.PROTECT, null=True, blank=True, related_name="comments", verbose_name=_("guest")
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies", verbose_name=_("answers")
    )
    text = models.TextField(_("comment"), max_length=2000)
    at_seconds = models.DecimalField(_("at second"), max_digits=8, decimal_places=2, null=True, blank=True)
    until_seconds = models.DecimalField(_("until second"), max_digits=8, decimal_places=2, null=True, blank=True)
    drawing = models.JSONField(_("drawing"), null=True, blank=True)  # on the picture at that moment: drawings.py
    done_at = models.DateTimeField(_("done"), null=True, blank=True)  # of a whole thread
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("deleted by")
    )  # None: by whoever said it
    rev = models.BigIntegerField(default=0, editable=False)
    created_rev = models.BigIntegerField(default=0, editable=False)  # pages that know less do not have it yet
    created_at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(at_seconds=None) | Q(at_seconds__gte=0), name="comment_is_inside_the_film"
            ),
            models.CheckConstraint(
                condition=Q(until_seconds=None) | Q(at_seconds__isnull=False, until_seconds__gt=F("at_seconds")),
                name="comment_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | Q(at_seconds=None, until_seconds=None, done_at=None),
                name="answer_has_the_place_of_its_thread",
            ),
            models.CheckConstraint(  # so that no answer has one, either
                condition=Q(drawing__isnull=True) | Q(at_seconds__isnull=False), name="drawing_has_a_moment"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="comment_is_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(author=None, guest__isnull=False) | Q(author__isnull=False, guest=None),
                name="comment_is_said_by_one",
            ),
            models.CheckConstraint(
                condition=Q(deleted_by=None) | Q(deleted_at__isnull=False), name="comment_is_deleted_if_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def who(self) -> Speaker:
        return one_of(self.author, self.guest)

    @property
    def speaker_key(self) -> Key:
        return self.author_id, self.guest_id

    @property
    def guest_may_change(self) -> bool:
        """Whether it was said so short a time ago that the guest who said it may still edit and delete it."""
        return timezone.now() < self.created_at + self.GUEST_CHANGES_FOR


class DecisionQuerySet(models.QuerySet["Decision"]):
    def by(self, speaker: Speaker) -> "DecisionQuerySet":
        return self.filter(**columns(speaker, "person"))

    def standing(self) -> "DecisionQuerySet":
        """Each person's latest one about a take, without what was taken back: as `verdicts.standing`."""
        same = Q(person=OuterRef("person")) | Q(guest=OuterRef("guest"))  # of what is NULL nothing is the same
        later = Decision.objects.filter(same, render=OuterRef("render"), rev__gt=OuterRef("rev"))
        return self.exclude(verdict=Decision.Verdict.WITHDRAWN).filter(~Exists(later))


class Decision(models.Model):
    """One person's verdict on one exact file. Rows are only ever added: a later one takes the place of the one before.

    One that is taken back is followed by a row that says so; then the person has not decided.
    """

    UNDO = timedelta(minutes=10)

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("Approved")
        CHANGES = "changes", _("Changes asked")
        WITHDRAWN = "withdrawn", _("Taken back")

    render = models.ForeignKey(Render, models.CASCADE, related_name="decisions", verbose_name=_("take"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    guest = models.ForeignKey(
        Guest, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("guest")
    )
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict)
    set_aside_by = models.ForeignKey(  # where a member took back what a guest had decided
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("set aside by"),
    )
    text = models.TextField(_("words"), max_length=2000, blank=True)  # as they were said: a comment may be edited
    film_sha256 = models.CharField(_("file"), max_length=64, editable=False)
    rev = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(verdict__in=["approved", "changes", "withdrawn"]), name="decision_is_known"
            ),
            models.CheckConstraint(
                condition=Q(person=None, guest__isnull=False) | Q(person__isnull=False, guest=None),
                name="decision_is_made_by_one",
            ),
            models.CheckConstraint(
                condition=Q(set_aside_by=None) | Q(verdict="withdrawn", guest__isnull=False),
                name="guests_decisions_are_set_aside",
            ),
        ]

    def __str__(self) -> str:
        if self.set_aside_by:
            return _("Set aside by %(name)s") % {"name": self.set_aside_by}
        return self.get_verdict_display()

    @property
    def who(self) -> Speaker:
        return one_of(self.person, self.guest)

    @property
    def speaker_key(self) -> Key:
        return self.person_id, self.guest_id

    @property
    def stands(self) -> bool:
        """Whether it is a word about the film, as long as nothing follows it."""
        return self.verdict != self.Verdict.WITHDRAWN

    @property
    def can_be_undone(self) -> bool:
        return self.stands and timezone.now() < self.created_at + self.UNDO
