"""Work that is due: `Leased` rows, taken by one worker at a time.

The database says what is due; a message of the queue is only a hint. Whoever holds a lease writes only while the row
still carries its token, so that a worker that slept through its lease changes nothing.
"""

import logging
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Self, TypeVar

from django.db import DatabaseError, connection, models, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

LONGEST_SECONDS = 1800.0  # longer than any honest step: what still runs then hangs, and its rows go to others
LEASE = ("status", "lease_token")

log = logging.getLogger(__name__)


class Leased(models.Model):
    """A row that wants work at `next_check_at`; until `lease_until` it belongs to whoever knows `lease_token`.

    Its model has a `status`, which says what work that is.
    """

    status: Any
    next_check_at = models.DateTimeField(default=timezone.now, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    lease_token = models.UUIDField(null=True, editable=False)
    claimed_at: datetime | None = None  # on the object alone

    class Meta:
        abstract = True


class LostRace(Exception):
    """Somebody else changed the row, or took over its lease, since it was read."""


Row = TypeVar("Row", bound=Leased)


class LeasedQuerySet(models.QuerySet[Row]):
    """Rows of a `Leased` model."""

    def free(self, now: datetime) -> Self:
        """Those whose time has come and that nobody is working on."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lt=now), next_check_at__lte=now)


def claim(
    due: models.QuerySet[Row], *, now: datetime, seconds: float, limit: int, only: Sequence[str] = ()
) -> list[Row]:
    """Take up to `limit` rows of `due` for `seconds`; returns them with their new lease.

    `only`: read no more than these columns now (and those of `LEASE`), where rows are many or large.
    Rows that another worker is just taking are skipped (PostgreSQL) or waited for and then no longer due (SQLite,
    where the transaction is IMMEDIATE).
    """
    token, until = uuid.uuid4(), now + timedelta(seconds=seconds)
    with transaction.atomic():
        free = due.select_for_update(skip_locked=True, of=("self",)).order_by("next_check_at", "pk")
        rows = list((free.only(*only, *LEASE) if only else free)[:limit])
        due.model._default_manager.filter(pk__in=[row.pk for row in rows]).update(lease_token=token, lease_until=until)
    for row in rows:
        row.lease_token, row.lease_until, row.claimed_at = token, until, now
    return rows


@contextmanager
def held(rows: Sequence[Leased], *, seconds: float) -> Iterator[None]:
    """Keep the lease of `rows` (of one `claim`) going while the block runs, however long that takes.

    A thread renews it; a process that dies stops renewing, so that its rows are free again after `seconds`.
    """
    done = threading.Event()
    thread = threading.Thread(target=_renew, args=(rows[0], seconds, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _renew(row: Leased, seconds: float, done: threading.Event) -> None:
    leased = type(row)._default_manager.filter(lease_token=row.lease_token)
    ends = time.monotonic() + LONGEST_SECONDS
    while not done.wait(seconds / 3) and time.monotonic() < ends:
        try:
            leased.update(lease_until=timezone.now() + timedelta(seconds=seconds))
        except DatabaseError:
            log.warning("A lease could not be renewed; we try again before it ends.", exc_info=True)
        finally:
            connection.close()  # a thread has one of its own, and after an error it may be of no use


def write(row: Leased, **fields: Any) -> None:
    """Set fields, by a conditional UPDATE: only while status and lease are as `row` was read. Raises LostRace else."""
    seen = {"pk": row.pk, "status": row.status, "lease_token": row.lease_token}
    if type(row)._default_manager.filter(**seen).update(**fields) != 1:
        raise LostRace
    for name, value in fields.items():
        setattr(row, name, value)


def release(row: Leased, *, next_check_at: datetime) -> bool:
    """Give a row back and say when to look again; False when the lease has gone to somebody else."""
    mine = type(row)._default_manager.filter(pk=row.pk, lease_token=row.lease_token)
    return _give_back(mine, row, next_check_at) == 1


def release_all(moments: Mapping[Row, datetime]) -> None:
    """Give rows of one `claim` back and say when to look again, by one UPDATE for all that share a moment.

    Rows whose lease has gone to somebody else stay as they are.
    """
    alike: defaultdict[datetime, list[Row]] = defaultdict(list)
    for row, moment in moments.items():
        alike[moment].append(row)
    with transaction.atomic():
        for moment, rows in alike.items():
            leased = type(rows[0])._default_manager.filter(lease_token=rows[0].lease_token)
            _give_back(leased.filter(pk__in=[row.pk for row in rows]), rows[0], moment)


def _give_back(mine: models.QuerySet[Any], row: Leased, moment: datetime) -> int:
    """`row` stands for all of `mine`. Who asked meanwhile for an earlier look (a callback, a person) gets it."""
    asked = When(next_check_at__gt=row.claimed_at or moment, next_check_at__lt=moment, then=F("next_check_at"))
    when = Case(asked, default=Value(moment), output_field=models.DateTimeField())
    return mine.update(next_check_at=when, lease_token=None, lease_until=None)


def advance(row: Leased, step: Callable[[], float]) -> None:
    """Run a step of a row and give the row back; the step answers in how many seconds there is more to do.

    A row whose step ends in an exception stays taken until its lease ends.
    """
    try:
        wait = step()
    except LostRace:
        log.info("%s %s was taken over", type(row).__name__, row.pk)
    except Exception:
        log.exception("%s %s", type(row).__name__, row.pk)
    else:
        release(row, next_check_at=timezone.now() + timedelta(seconds=wait))
