"""Guests who speak: under which name, and how much of it a link takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import models, transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from apps.reviews.models import Comment, Decision, Guest
from apps.sharing.cookies import keep, kept
from apps.sharing.models import ShareLink, Visitor
from apps.teams.models import Team

COOKIE = "speaker"
AT_ONCE, WINDOW = 30, timedelta(minutes=10)  # comments and decisions by one link, of all its guests together
IN_ALL = 500


class TooMuch(Exception):
    """So much was said by this link that it takes no more for a while; `for_good`: that it takes no more at all."""

    def __init__(self, *, for_good: bool) -> None:
        self.for_good = for_good
        super().__init__(for_good)


def speaker(request: HttpRequest, link: ShareLink) -> Guest | None:
    """Who speaks from this browser; None before they said who they are.

    A link for one person has one speaker, from whichever of their browsers.
    """
    visitors = Visitor.objects.filter(link=link).select_related("guest")
    if not link.person:
        visitors = visitors.filter(guest=kept(request, str(link.public_id), COOKIE))
    visitor = visitors.first()
    return visitor.guest if visitor else None


def remember(answer: HttpResponse, link: ShareLink, guest: Guest) -> None:
    """Let the guest be the same one when this browser comes again."""
    keep(answer, link, COOKIE, guest.pk)


@contextmanager
def turn(link: ShareLink, known: Guest | None, name: str = "") -> Iterator[Guest]:
    """A transaction in which a guest says one thing; gives the guest, who gets that name where none is known.

    Raises TooMuch. The team's row is locked, so that guests who speak at once are counted one after the other.
    """
    with transaction.atomic():
        Team.objects.lock(link.team.pk)
        _count(link)
        yield known or _introduced(link, name)


def _introduced(link: ShareLink, name: str) -> Guest:
    if link.person and (visitor := link.visitors.select_related("guest").first()):
        return visitor.guest  # who came in between
    guest = Guest.objects.create(team=link.team, name=link.person or name)
    link.visitors.create(guest=guest)
    return guest


def _count(link: ShareLink) -> None:
    since = timezone.now() - WINDOW
    rows = [_said(of.objects.filter(guest__visitor__link=link), since) for of in (Comment, Decision)]
    in_all, lately = (sum(numbers) for numbers in zip(*rows, strict=True))
    if in_all >= IN_ALL:
        raise TooMuch(for_good=True)
    if lately >= AT_ONCE:
        raise TooMuch(for_good=False)


def _said(rows: models.QuerySet, since: object) -> tuple[int, int]:
    """How many there are, and how many of them since then. Those that were deleted count, too."""
    counted = rows.aggregate(in_all=Count("pk"), lately=Count("pk", filter=Q(created_at__gt=since)))
    return counted["in_all"], counted["lately"]
