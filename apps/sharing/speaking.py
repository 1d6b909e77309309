"""Guests who speak: from which browser, under which name, and how much of it a link takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from apps.reviews.models import Comment, Guest
from apps.sharing.cookies import keep, kept
from apps.sharing.models import ShareLink, Visitor
from apps.teams.models import Team

COOKIE = "speaker"
# What all guests of a link do together: say, answer, edit, bring back and decide. To take something back is always
# possible, and there is no more of that than of the rest.
AT_ONCE, WINDOW = 30, timedelta(minutes=10)
IN_ALL = 500
DRAWINGS = 50  # in all: each is on every page that shows its comment


class TooMuch(Exception):
    """So much was said by this link that it takes no more for a while; `for_good`: that it takes no more at all."""

    def __init__(self, *, for_good: bool) -> None:
        self.for_good = for_good
        super().__init__(for_good)


def speaker(request: HttpRequest, link: ShareLink) -> Guest | None:
    """Who speaks from this browser; None before they said who they are."""
    return _known(link, browser(request, link))


def browser(request: HttpRequest, link: ShareLink) -> UUID:
    """The key by which the browser is known at this link: a new one where it has none. See `remember`."""
    key = kept(request, str(link.public_id), COOKIE)
    return UUID(key) if isinstance(key, str) else uuid4()


def remember(answer: HttpResponse, link: ShareLink, key: UUID) -> None:
    """Let the browser come again with that key. It gets it with the page, so that a double click comes with one key."""
    keep(answer, link, COOKIE, str(key))


@contextmanager
def turn(link: ShareLink, key: UUID, name: str = "") -> Iterator[Guest]:
    """A transaction in which a guest does one thing; gives the guest, who gets that name where none is known.

    Raises TooMuch. The team's row is locked, so that of two presses at once the second knows the guest of the first.
    """
    with transaction.atomic():
        Team.objects.lock(link.team.pk)
        _take_a_turn(link)
        yield _known(link, key) or _introduced(link, key, name)


def _known(link: ShareLink, key: UUID) -> Guest | None:
    """A link for one person has one speaker, from whichever of their browsers."""
    visitors = Visitor.objects.filter(link=link).select_related("guest")
    visitor = visitors.first() if link.person else visitors.filter(key=key).first()
    return visitor.guest if visitor else None


def _introduced(link: ShareLink, key: UUID, name: str) -> Guest:
    guest = Guest.objects.create(team=link.team, name=link.person or name, is_invited=bool(link.person))
    link.visitors.create(guest=guest, key=None if link.person else key)
    return guest


def may_draw(link: ShareLink) -> bool:
    return Comment.objects.filter(guest__visitor__link=link).exclude(drawing=None).count() < DRAWINGS


def _take_a_turn(link: ShareLink) -> None:
    now = timezone.now()
    this = ShareLink.objects.filter(pk=link.pk)
    is_over = Q(turns_since=None) | Q(turns_since__lte=now - WINDOW)
    this.filter(is_over).update(turns_since=now, turns_lately=0)
    left = this.filter(turns__lt=IN_ALL, turns_lately__lt=AT_ONCE)
    if not left.update(turns=F("turns") + 1, turns_lately=F("turns_lately") + 1):
        raise TooMuch(for_good=this.filter(turns__gte=IN_ALL).exists())
