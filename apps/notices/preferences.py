"""How soon each person is mailed about each kind of thing, and when that is."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.notices.models import Kind, Notice, Preference, Status, When
from apps.teams.models import Team, User

GATHER = timedelta(minutes=1)  # so long "at once" waits for more about the same thing: ten comments are one mail
DAILY_HOUR = 8  # in the time zone of the team

# What a person waits for, or is waited for, comes at once; comments come in numbers.
USUAL: dict[str, When] = {**dict.fromkeys(Kind.values, When.ONCE), Kind.COMMENTED: When.DAILY}


def of(person: User) -> dict[str, When]:
    """What the person wishes, by kind."""
    kept = Preference.objects.filter(person=person).values_list("kind", "when")
    return {**USUAL, **{kind: When(when) for kind, when in kept}}


def about(kind: Kind, people: Collection[int]) -> dict[int, When]:
    """What each of these people wishes about one kind, by their pk; one query."""
    kept = Preference.objects.filter(kind=kind, person__in=people).values_list("person", "when")
    return {**dict.fromkeys(people, USUAL[kind]), **{pk: When(when) for pk, when in kept}}


def choose(person: User, wishes: Mapping[str, When]) -> None:
    """From now on it is as the person wishes, also for what waits already.

    The rows are locked in the order of their kinds, so that two pages of the same person do not wait for each other.
    """
    rows = [Preference(person=person, kind=kind, when=when) for kind, when in sorted(wishes.items())]
    with transaction.atomic():
        Preference.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["person", "kind"], update_fields=["when"]
        )
        _change_waiting(person, wishes)


def turn_off(person: User, kinds: Iterable[str]) -> None:
    """No more mail of these kinds."""
    choose(person, dict.fromkeys(kinds, When.OFF))


def due_at(when: When, team: Team, now: datetime) -> datetime:
    """When a mail about something that happens now is due."""
    return _next_morning(now.astimezone(ZoneInfo(team.time_zone))) if when == When.DAILY else now + GATHER


def _next_morning(here: datetime) -> datetime:
    morning = here.replace(hour=DAILY_HOUR, minute=0, second=0, microsecond=0)
    return morning if morning > here else morning + timedelta(days=1)


def _change_waiting(person: User, wishes: Mapping[str, When]) -> None:
    """Those that a worker holds stay as they are: it asks for the person's wish once more before it sends.

    One UPDATE for all that become due together.
    """
    now = timezone.now()
    others = Q(pk__in=[])
    for kind, when in wishes.items():
        others |= Q(kind=kind) & ~Q(when=when)
    waiting = Notice.objects.untaken(now).filter(others, person=person).select_related("team").order_by("pk")
    alike: defaultdict[tuple[When, datetime], list[int]] = defaultdict(list)
    for notice in waiting.select_for_update(skip_locked=True, of=("self",)).only("kind", "team__time_zone"):
        when = wishes[notice.kind]
        alike[when, due_at(when, notice.team, now)].append(notice.pk)
    for (when, moment), pks in alike.items():
        status = Status.NONE if when == When.OFF else Status.WAITING
        Notice.objects.filter(pk__in=pks).update(when=when, status=status, due_at=moment, next_check_at=moment)
