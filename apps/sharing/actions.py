"""What a team does about its share links, and what guests leave behind in them."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from apps.projects.models import Project
from apps.renders.lifecycle import touch
from apps.renders.models import Video
from apps.reviews.models import Guest
from apps.sharing.models import ShareLink
from apps.teams.models import Team, User, token_hash

TRIES = 10  # wrong passphrases in a window, of all guests of a link together
WINDOW = timedelta(hours=1)
USED_EVERY = timedelta(minutes=1)  # how often it is written down that somebody watches


class Rights(TypedDict, total=False):
    """What a link lets guests do, as fields of `ShareLink`."""

    may_comment: bool
    may_approve: bool
    may_download: bool
    person: str


class WrongPassphrase(Exception):
    """Not the passphrase."""


class TriedTooOften(Exception):
    """There were so many wrong ones before this one that it was not looked at."""


def share(
    project: Project,
    video: Video | None,
    by: User,
    *,
    chosen: Collection[Video] = (),
    lifetime: timedelta = ShareLink.LIFETIME,
    passphrase: str = "",
    **rights: Unpack[Rights],
) -> tuple[ShareLink, str]:
    """Make a link to a video of the project, to those that are `chosen`, or to all of it (neither).

    Returns it with its token, which is not kept.
    """
    token = secrets.token_urlsafe(32)
    hashed = make_password(passphrase) if passphrase else ""  # takes a while: before the team's row is locked
    with transaction.atomic():
        Team.objects.lock(project.team_id)
        link = ShareLink.objects.create(
            token_hash=token_hash(token),
            project=project,
            video=video,
            is_chosen=bool(chosen),
            created_by=by,
            passphrase=hashed,
            ends_at=timezone.now() + lifetime,
            **rights,
        )
        if chosen:
            link.videos.set(chosen)
        if link.may_speak:
            _expect_guests(link)
    return link, token


def embed(link: ShareLink) -> str:
    """Let pages of others show the video of the link; returns the token for them, which is not kept.

    Only of a link to one video without a passphrase, which nobody could be asked for there.
    """
    token = secrets.token_urlsafe(32)
    link.embed_hash = token_hash(token)
    link.save(update_fields=["embed_hash"])
    return token


def _expect_guests(link: ShareLink) -> None:
    """Pages of the team look for news as long as guests may speak by any of its links. The room of this one is told.

    Only inside a transaction that has locked the team's row, so that no link is made or ended meanwhile.
    """
    speaking = ShareLink.objects.usable(timezone.now()).speaking().filter(project__team=link.team)
    Team.objects.expect_guests(link.team.pk, speaking.aggregate(last=Max("ends_at"))["last"])
    if link.video:
        touch(link.video)


def end(link: ShareLink) -> bool:
    """End a link at once. False when it had ended already."""
    now = timezone.now()
    with transaction.atomic():
        Team.objects.lock(link.team.pk)
        has_ended = bool(ShareLink.objects.usable(now).filter(pk=link.pk).update(revoked_at=now))
        if has_ended and link.may_speak:
            _expect_guests(link)
    return has_ended


def used(link: ShareLink) -> None:
    """Write down that somebody watches now."""
    now = timezone.now()
    if link.last_used_at is None or link.last_used_at <= now - USED_EVERY:
        before = Q(last_used_at=None) | Q(last_used_at__lte=now - USED_EVERY)
        ShareLink.objects.filter(before, pk=link.pk).update(last_used_at=now)


def check_passphrase(link: ShareLink, typed: str) -> None:
    """Raises WrongPassphrase and TriedTooOften. Each try takes one of ten places in an hour; the right one gives its
    place back."""
    if not _take_a_try(link, timezone.now()):
        raise TriedTooOften
    if not check_password(typed, link.passphrase):
        raise WrongPassphrase
    ShareLink.objects.filter(pk=link.pk, tries__gt=0).update(tries=F("tries") - 1)


def _take_a_try(link: ShareLink, now: datetime) -> bool:
    """Whether there was one left. It is taken before the passphrase is looked at, so that no two guests share it."""
    this = ShareLink.objects.filter(pk=link.pk)
    is_over = Q(tries_since=None) | Q(tries_since__lte=now - WINDOW)
    return bool(this.filter(is_over).update(tries=1, tries_since=now)) or bool(
        this.filter(tries__lt=TRIES).update(tries=F("tries") + 1)
    )


def forget_guests() -> int:
    """Delete the guests of whom nothing is left: no link by which they come, and nothing that they said.

    Returns how many.
    """
    return Guest.objects.filter(visitor=None, comments=None, decisions=None).delete()[0]
