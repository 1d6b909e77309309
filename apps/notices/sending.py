"""Mails that are due are sent, each once.

What goes in one mail is claimed together (`core.due`). Nothing is delivered before the mail server has the recipient;
then `sending` is committed, then the content goes, then `sent` is committed. So a row that is found as `sending` by
somebody else may have been delivered: it is `unclear`, staff reads of it, and nothing is sent again. A row that was
claimed and still waits was not sent, and goes to the next worker.

Without a mail server, what is due ends without a mail.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.core import faults
from apps.core.due import LostRace, claim, held
from apps.notices import post, preferences
from apps.notices.letters import letter
from apps.notices.models import Notice, Status, When
from apps.teams.models import Membership

MOST_MAILS = 50  # of one sweep
MOST_NOTICES = 1000  # in one mail
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)  # between two tries; longer each time
PATIENCE = timedelta(days=1)  # after a mail was due; then it is no news any more
KEPT = timedelta(days=90)

log = logging.getLogger(__name__)


def sweep() -> int:
    """Send what is due; returns how many mails left.

    One worker at a time, so that a mail server that hangs holds up mails and nothing else: each looks before each mail
    whether another one is sending, so that two which began together are one again after a mail. And where one mail
    cannot be sent for now, the others wait for the next sweep: it is hardly about that one.
    """
    now = timezone.now()
    mark_unclear(now)
    if not settings.EMAIL_HOST:
        Notice.objects.waiting().free(now).update(status=Status.NONE)
        return 0
    line, sent = post.SmtpBackend(), 0
    try:
        for _nth in range(MOST_MAILS):
            first = _next(timezone.now())
            if first is None:
                break
            sent += _send(line, first)
    except post.NotNow as error:
        log.warning("No mail can be sent just now: %s", error)
    finally:
        line.hang_up()
    return sent


def mark_unclear(now: datetime) -> int:
    """Mails whose worker ended, or lost its lease, while the mail server took them; returns how many notices."""
    left = Notice.objects.filter(status=Status.SENDING, lease_until__lt=now)
    found = left.update(status=Status.UNCLEAR, trouble="the studio was interrupted while the mail was being sent")
    if found:
        log.error("Of %d notices it is unclear whether their mail was delivered. They are not sent again.", found)
    return found


def forget_old() -> int:
    """Delete what nobody needs any more; returns how many notices."""
    return Notice.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]


def _next(now: datetime) -> Notice | None:
    """The notice that has been due for the longest time; nothing while another worker sends."""
    if Notice.objects.taken(now).exists():
        return None
    return Notice.objects.waiting().free(now).order_by("next_check_at", "pk").first()


def _send(line: post.SmtpBackend, first: Notice) -> int:
    """Send the mail in which `first` goes; returns 1 if it left. Raises NotNow when no mail can be sent just now."""
    notices = _claim(first)
    if not notices:  # another worker was faster
        return 0
    with held(notices, seconds=settings.LEASE_SECONDS):
        try:
            wanted = _wanted(notices)
            return _deliver(line, wanted) if wanted else 0
        except LostRace:
            log.info("notices of person %s were taken over or taken back", first.person_id)
        except post.NotNow:
            raise
        except Exception as error:  # one mail that cannot be made must not keep all others
            log.exception("the mail with notice %s", first.pk)
            line.hang_up()
            _give_up_old(notices, repr(error))
        finally:
            _release(notices)
    return 0


def _claim(first: Notice) -> list[Notice]:
    """Take all that goes in one mail with `first`, with its person and the names of its teams."""
    faults.reached("mail-due")
    now = timezone.now()
    alike = Notice.objects.untaken(now).going_with(first).select_related("person", "team")
    notices = claim(alike, now=now, seconds=settings.LEASE_SECONDS, limit=MOST_NOTICES)
    if notices:
        faults.reached("mail-claimed")
        _put_off(notices, now)
    return notices


def _put_off(notices: Sequence[Notice], now: datetime) -> None:
    """Count the try and plan the next one, before anything can go wrong: what always does must not always be first."""
    attempts = max(notice.attempts for notice in notices) + 1
    again = now + min(FIRST_PAUSE * 2 ** min(attempts - 1, 12), LONGEST_PAUSE)
    _mine(notices).update(attempts=attempts, next_check_at=again)


def _wanted(notices: Sequence[Notice]) -> list[Notice]:
    """Those that may and should still be mailed, oldest first: of teams that the person is in, as they wish now.

    The others end without a mail.
    """
    person = notices[0].person
    teams = set(Membership.objects.filter(user=person, user__is_active=True).values_list("team", flat=True))
    wishes = preferences.of(person)
    wanted = [notice for notice in notices if notice.team_id in teams and wishes[notice.kind] != When.OFF]
    kept = {notice.pk for notice in wanted}
    unwanted = [notice for notice in notices if notice.pk not in kept]
    _mine(unwanted).filter(status=Status.WAITING).update(status=Status.NONE)
    return sorted(wanted, key=lambda notice: (notice.created_at, notice.pk))


def _deliver(line: post.SmtpBackend, notices: Sequence[Notice]) -> int:
    person = notices[0].person
    try:
        line.deliver(letter(person, notices), lambda: _mark_sending(notices))
    except post.Refused as error:
        log.warning("The mail server refused a mail to person %d: %s", person.pk, error)
        _end(notices, Status.REFUSED, str(error))
    except post.Unsure as error:
        log.error("It is unclear whether a mail to person %d was delivered: %s", person.pk, error)
        _end(notices, Status.UNCLEAR, str(error))
    except post.NotNow as error:
        _try_again(notices, str(error))
        raise
    else:
        faults.reached("mail-delivered")
        _end(notices, Status.SENT, "", sent_at=timezone.now())
        return 1
    return 0


def _try_again(notices: Sequence[Notice], why: str) -> None:
    """Nothing was delivered: they wait, as `_put_off` planned."""
    _mine(notices).update(status=Status.WAITING, sending_at=None, trouble=why[:300])
    _give_up_old(notices, why)


def _give_up_old(notices: Sequence[Notice], why: str) -> None:
    old = _mine(notices).filter(status=Status.WAITING, due_at__lt=timezone.now() - PATIENCE)
    if given_up := old.update(status=Status.GIVEN_UP, trouble=why[:300]):
        log.error("%d notices are given up: for a day their mail could not be sent. %s", given_up, why)


def _mark_sending(notices: Sequence[Notice]) -> None:
    """Committed when it returns, for all or for none. Raises LostRace when they do not all wait any more."""
    with transaction.atomic(durable=True):
        waiting = _mine(notices).filter(status=Status.WAITING)
        if waiting.update(status=Status.SENDING, sending_at=timezone.now()) != len(notices):
            raise LostRace


def _end(notices: Sequence[Notice], status: str, trouble: str, **fields: Any) -> None:
    """What is known counts, also when it was called unclear meanwhile."""
    _mine(notices).update(status=status, trouble=trouble[:300], **fields)


def _mine(notices: Sequence[Notice]) -> Any:
    """These rows, as long as nobody else has taken them over."""
    token = notices[0].lease_token if notices else None
    return Notice.objects.filter(pk__in=[notice.pk for notice in notices], lease_token=token)


def _release(notices: Sequence[Notice]) -> None:
    """Those that may have been delivered keep the lease, by which a worker that was only slow can still say how it
    ended; and when it ends, `mark_unclear` finds them."""
    may_be_delivered = (Status.SENDING, Status.UNCLEAR)
    _mine(notices).exclude(status__in=may_be_delivered).update(lease_token=None, lease_until=None)
