"""Telling people something: a row for each of them, in the transaction of what they are told.

The only locks are those of the new rows, so that it can stand wherever the team's row is locked already.
"""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from apps.notices import preferences
from apps.notices.models import Kind, Notice, Status, When
from apps.teams.models import Team, User


def tell(
    people: Iterable[User],
    kind: Kind,
    *,
    team: Team,
    about: str,
    topic: str,
    address: str,
    by: User | None = None,
    **params: object,
) -> None:
    """Tell these people that something happened, once: a second time with the same `about` does nothing.

    Nobody hears of their own act (`by`), and only who is in the team hears at all. `params` go into the sentence of
    `words.py`: texts, numbers, and whether something is so.
    """
    wanted = {person.pk for person in people} - {by.pk if by else None}
    if not wanted:
        return
    present = list(members(team, wanted).order_by("pk").values_list("pk", flat=True))
    now, wishes = timezone.now(), preferences.about(kind, present)
    said = {name: one_line(value) if isinstance(value, str) else value for name, value in params.items()}
    rows = []
    for pk in present:
        when = wishes[pk]
        moment = preferences.due_at(when, team, now)
        row = Notice(person_id=pk, team=team, kind=kind, about=about, topic=topic, address=address, params=said)
        row.when, row.status = when, Status.NONE if when == When.OFF else Status.WAITING
        row.created_at, row.due_at, row.next_check_at = now, moment, moment
        rows.append(row)
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def take_back(*abouts: str, kind: Kind | None = None, people: Iterable[User] | None = None) -> None:
    """These are not news any more: whoever was not mailed about them yet will not be.

    `kind` and `people`: only these. What a worker is just sending stays.
    """
    untaken = Notice.objects.untaken(timezone.now()).filter(about__in=abouts)
    if kind is not None:
        untaken = untaken.filter(kind=kind)
    if people is not None:
        untaken = untaken.filter(person__in=[person.pk for person in people])
    locked = list(untaken.select_for_update(skip_locked=True).values_list("pk", flat=True))
    Notice.objects.filter(pk__in=locked).delete()


def take_back_topics(topics: Iterable[str]) -> None:
    """Nothing about these is news any more, as with `take_back`."""
    untaken = Notice.objects.untaken(timezone.now()).filter(topic__in=list(topics))
    locked = list(untaken.select_for_update(skip_locked=True).values_list("pk", flat=True))
    Notice.objects.filter(pk__in=locked).delete()


def heard_last(abouts: Iterable[str], kind: Kind) -> dict[User, str]:
    """What each person was mailed about last, or may have been, of these `abouts`. Who heard of none is not there."""
    heard = Notice.objects.mailed().filter(about__in=list(abouts), kind=kind).select_related("person")
    return {notice.person: notice.about for notice in heard.order_by("created_at", "pk")}


def members(team: Team, people: Iterable[int]) -> QuerySet[User]:
    """Those of these people who are in the team and may sign in."""
    return User.objects.filter(pk__in=people, memberships__team=team, is_active=True)


def one_line(text: str) -> str:
    """A name or title as it can stand in a subject: without line ends and other signs that nobody sees."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
