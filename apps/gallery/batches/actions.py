"""What people do with a batch before it is under way: begin one, drop files, mend lines, ask, say OK, stop."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.connections.models import DefaultConnection
from apps.core.due import LEASE, LostRace
from apps.gallery.batches.checking import check
from apps.gallery.batches.headings import MOST, WRITTEN, Row
from apps.gallery.batches.matching import match
from apps.gallery.batches.offer import Offer, offer
from apps.gallery.batches.tables import TableRefused
from apps.gallery.models import Batch, BatchLine
from apps.projects.models import Project
from apps.renders import actions as renders
from apps.renders.models import Render, Video
from apps.renders.quote import Changed
from apps.teams.models import Team, User
from apps.voices import actions as voices
from apps.voices.models import Speech

Line = BatchLine.Status


class NotOpen(Exception):
    """Somebody waits for an OK, or lines are just being handed over: the batch stays as it is."""


class ConsentMissing(Exception):
    """Nobody has said that the people in the photos agreed."""


def begin(project: Project, by: User, rows: Sequence[Row], *, name: str = "", **usual: Any) -> Batch:
    """A batch of these lines. `usual`: connection, mode and voice of lines that say nothing else."""
    with transaction.atomic():
        rev = Team.objects.next_rev(project.team_id)
        batch = Batch.objects.create(
            team=project.team, project=project, name=name[:120], created_by=by, rev=rev, **usual
        )
        _add(batch, rows, rev, after=0)
    return batch


def begin_again(videos: Sequence[Video], by: User) -> Batch:
    """A batch that makes another version of each of these videos of one team, as they stand."""
    project = videos[0].project
    with transaction.atomic():
        rev = Team.objects.next_rev(project.team_id)
        batch = Batch.objects.create(
            team=project.team,
            project=project,
            is_again=True,
            connection=DefaultConnection.objects.connection_of(project.team),
            created_by=by,
            rev=rev,
        )
        numbered = enumerate(videos, start=1)
        BatchLine.objects.bulk_create(
            BatchLine(batch=batch, number=number, title=str(video), video=video, rev=rev) for number, video in numbered
        )
    return batch


def change(batch: Batch, **usual: Any) -> None:
    """Set what lines use that say nothing else. Raises NotOpen."""
    with transaction.atomic():
        rev = _opened(batch)
        if batch.lines.filter(status__in=BatchLine.ON_THE_WAY).exists():
            raise NotOpen
        Batch.objects.filter(pk=batch.pk).update(**usual)
        batch.lines.update(rev=rev)
    for field, value in usual.items():
        setattr(batch, field, value)


def replace_lines(batch: Batch, rows: Sequence[Row]) -> tuple[int, int, int]:
    """Put mended lines in the place of those with their numbers; others are added.

    Answers with how many were mended, how many added, and how many left as they are because somebody said OK to them.
    Raises NotOpen, and TableRefused where there would be too many.
    """
    with transaction.atomic():
        rev = _opened(batch)
        known = {line.number: line for line in batch.lines.all()}
        mended = {row.number: row for row in rows if row.number in known and known[row.number].status == Line.OPEN}
        kept = {row.number for row in rows if row.number in known} - mended.keys()
        fresh = [row for row in rows if row.number not in known]
        if len(known) + len(fresh) > MOST:
            raise TableRefused(
                _("A batch takes up to %(most)d lines. Begin another one for the rest.") % {"most": MOST}
            )
        lines = [_written(known[number], row, rev) for number, row in mended.items()]
        match(batch, lines)
        BatchLine.objects.bulk_update(lines, [*WRITTEN, "avatar", "clip", "is_left_out", "rev"])
        _add(batch, fresh, rev, after=max(known, default=0))
    return len(lines), len(fresh), len(kept)


def leave_out(batch: Batch, pks: Iterable[int], *, is_left_out: bool) -> None:
    """Leave lines out of what is made, or take them in again, also those that were stopped before they began.

    Raises NotOpen.
    """
    with transaction.atomic():
        rev = _opened(batch)
        chosen = batch.lines.filter(pk__in=pks)
        chosen.filter(status=Line.OPEN).update(is_left_out=is_left_out, rev=rev)
        if not is_left_out:
            begun = {"video": None, "speech": None} if not batch.is_again else {"render": None}
            chosen.filter(status=Line.STOPPED, **begun).update(status=Line.OPEN, reason="", rev=rev)


def match_files(batch: Batch) -> None:
    """Give lines the faces and voices that have just been dropped. Raises NotOpen."""
    with transaction.atomic():
        rev = _opened(batch)
        lines = match(batch, batch.lines.filter(status=Line.OPEN), with_library=False)
        BatchLine.objects.bulk_update(lines, ["avatar", "clip"])
        batch.lines.filter(pk__in=[line.pk for line in lines]).update(rev=rev)


def ask(batch: Batch, user: User, seen: str, *, has_consents: bool) -> Offer:
    """Somebody who may not spend so much wants an OK. Raises Changed, ConsentMissing and NotOpen."""
    with transaction.atomic():
        rev = _opened(batch)
        asked = _as_seen(batch, user, seen)
        _record_consents(asked, user, has_consents=has_consents)
        Batch.objects.filter(pk=batch.pk).update(status=Batch.Status.ASKED, created_by=user, rev=rev)
    return asked


def take_back(batch: Batch) -> None:
    """Nobody is asked any more, and lines can be mended. Raises NotOpen where nobody was."""
    with transaction.atomic():
        rev = Team.objects.next_rev(batch.team_id)
        asked = Batch.objects.filter(pk=batch.pk, status=Batch.Status.ASKED)
        if asked.update(status=Batch.Status.OPEN, rev=rev) != 1:
            raise NotOpen
        batch.lines.update(rev=rev)


def say_ok(batch: Batch, user: User, seen: str, *, has_consents: bool, goes_over: bool = False) -> Offer | None:
    """Put every good line in line, at no more than the price that was seen: all of them, or none.

    None where this very press has arrived before. Raises Changed where anything is not as it was seen, and
    ConsentMissing.
    """
    with transaction.atomic():
        rev = _opened(batch, Batch.Status.OPEN, Batch.Status.ASKED)
        if seen and batch.agreed == seen:
            return None
        agreed = _as_seen(batch, user, seen)
        if (agreed.over and not goes_over) or not agreed.may_say_ok:
            raise Changed
        _record_consents(agreed, user, has_consents=has_consents)
        _put_in_line(agreed, user, rev)
        whose = batch.created_by if batch.status == Batch.Status.ASKED else user  # and whose limit it counts for
        Batch.objects.filter(pk=batch.pk).update(status=Batch.Status.OPEN, created_by=whose, agreed=seen, rev=rev)
    return agreed


def stop(batch: Batch, by: User) -> int:
    """Stop what has not been sent: lines that have not been handed over, their texts, and takes in line.

    Answers with how many lines and takes.
    """
    with transaction.atomic():
        rev = Team.objects.next_rev(batch.team_id)
        waiting = batch.lines.filter(status__in=BatchLine.ON_THE_WAY)
        taken_away = {"lease_token": None, "lease_until": None}  # a worker that sleeps must not wake up in the next OK
        texts = list(Speech.objects.filter(pk__in=waiting.values("speech"), status=Speech.Status.QUEUED))
        stopped = waiting.update(status=Line.STOPPED, reason="stopped", rev=rev, **taken_away)
    for text in texts:
        with suppress(ValueError, LostRace):  # it is just being sent
            voices.stop(text)
    takes = Render.objects.filter(pk__in=batch.lines.exclude(render=None).values("render"), status__in=Render.NOT_SENT)
    parts = ("video__project__team", "created_by", "hold")
    return stopped + sum(_stopped(take, by) for take in takes.select_related(*parts).without_captions())


def _stopped(take: Render, by: User) -> bool:
    """A worker that only found it too early to send has lost us nothing but the moment: so we try twice."""
    for _attempt in range(2):
        with suppress(ValueError, LostRace):
            renders.stop(take, by)
            return True
        take.refresh_from_db(fields=["task_id", "sent_to", "hold", *LEASE])
    return False


def _opened(batch: Batch, *statuses: str) -> int:
    """The team's new revision, under whose lock the batch stays as it is. Raises NotOpen."""
    rev = Team.objects.next_rev(batch.team_id)
    batch.refresh_from_db(fields=["status", "agreed", "created_by"])
    if batch.status not in (statuses or (Batch.Status.OPEN,)):
        raise NotOpen
    Batch.objects.filter(pk=batch.pk).update(rev=rev)
    return rev


def _as_seen(batch: Batch, user: User, seen: str) -> Offer:
    now = offer(batch, check(batch), user)
    if now.shown != seen or not now.lines:
        raise Changed
    return now


def _record_consents(seen: Offer, user: User, *, has_consents: bool) -> None:
    """The tick was about the faces that the page named: those of the offer, which is as it was seen."""
    if seen.consents and not has_consents:
        raise ConsentMissing
    for face in seen.consents:
        face.record_consent(user)


def _put_in_line(agreed: Offer, user: User, rev: int) -> None:
    lines, now = [], timezone.now()
    for good in agreed.lines:
        line = good.line
        line.status, line.reason, line.next_check_at, line.rev = Line.QUEUED, "", now, rev
        line.low_micros, line.most_micros = good.low_micros, good.most_micros
        line.speech_micros, line.agreed = good.speech_micros, good.inputs.fingerprint
        line.ok_by, line.goes_over = user, bool(agreed.over)
        lines.append(line)
    prices = ("low_micros", "most_micros", "speech_micros", "agreed", "ok_by", "goes_over")
    BatchLine.objects.bulk_update(lines, ["status", "reason", "next_check_at", "rev", *prices], batch_size=100)


def _add(batch: Batch, rows: Sequence[Row], rev: int, after: int) -> None:
    numbered = enumerate(rows, start=after + 1)
    lines = [_written(BatchLine(batch=batch, number=number), row, rev) for number, row in numbered]
    match(batch, lines)
    BatchLine.objects.bulk_create(lines)
    if lines:
        Batch.objects.filter(pk=batch.pk).update(lines_rev=rev)


def _written(line: BatchLine, row: Row, rev: int) -> BatchLine:
    """The line as `row` says. What a mended line is made of is found anew."""
    for name in WRITTEN:
        setattr(line, name, getattr(row, name))
    line.avatar_id = line.clip_id = None
    line.is_left_out, line.rev = False, rev
    return line
