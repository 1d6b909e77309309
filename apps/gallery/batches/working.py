"""What the workers do with the lines of a batch after the OK, under a lease (`core.due`).

A line has its text spoken, if it has one, and then puts a take of its video in line. Each of the two is done by the
pipeline that everybody uses, with a token of the line's own, in one transaction with the line's next status: so it is
done once, whatever dies or runs twice. What is paid by then comes to no more than was agreed to, else the line stops.
"""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.connections.models import Connection
from apps.core.due import LostRace, write
from apps.gallery.batches.inputs import inputs_of, with_parts
from apps.gallery.models import Batch, BatchLine
from apps.renders.actions import MadeBefore, Outdated, make_video, new_video
from apps.renders.inputs import discard
from apps.renders.models import Render, Video
from apps.renders.quote import Changed, NotComplete, quote, shown
from apps.spending.ledger import Limits, OverLimit
from apps.teams.models import Team
from apps.teams.policy import may_manage, may_prepare, may_spend
from apps.voices import actions as voices
from apps.voices.models import Speech
from apps.voices.scripts import NORMAL

S = BatchLine.Status
LISTEN_SECONDS, ROOM_SECONDS = 1.0, 60.0


class Dearer(Exception):
    """It would cost more than was agreed to."""


def step(claimed: BatchLine) -> float:
    """The next step of a line; answers in how many seconds there is more to do."""
    line = with_parts(BatchLine.objects.filter(pk=claimed.pk)).get()
    if (line.status, line.lease_token) != (claimed.status, claimed.lease_token):
        raise LostRace
    if not _may_go_on(line):
        return _stop(line, "rights")
    return STEPS[line.status](line)


def begin(line: BatchLine) -> float:
    """A line in line: have its text spoken, or go on with the recording."""
    inputs = inputs_of(line)
    if inputs.fingerprint != line.agreed:
        return _stop(line, "changed")
    if line.batch.is_again:
        return _make(line)
    if inputs.clip is not None:
        if line.video is None:
            with transaction.atomic():
                _write(line, video=_new_video(line, clip=inputs.clip))
        return _make(line)
    return _speak(line)


def _speak(line: BatchLine) -> float:
    """Have its text spoken, at no more than was agreed to; the text, its money and the video come together."""
    try:
        with transaction.atomic():
            speech = _speech(line)
            if speech.estimate_micros > line.speech_micros:
                raise Dearer
            video = _new_video(line, speech=speech, script=line.script, script_voice=line.batch.voice)
            _write(line, status=S.SPEAKING, speech=speech, video=video)
    except Dearer:
        return _stop(line, "price")
    except voices.ScriptRefused:
        return _stop(line, "incomplete")
    except OverLimit:
        return _wait_for_room(line)
    return 0 if speech.status == Speech.Status.WRITTEN else LISTEN_SECONDS


def listen(line: BatchLine) -> float:
    """A line whose text is being spoken; once it is, the sweep of the videos makes it the video's voice."""
    speech = line.speech
    if speech is None or line.video is None:
        return _stop(line, "changed")
    if speech.status in (Speech.Status.FAILED, Speech.Status.UNKNOWN):
        return _stop(line, "speech")
    is_waiting = line.video.speech_id == speech.pk and speech.status != Speech.Status.WRITTEN
    return LISTEN_SECONDS if speech.is_open or is_waiting else _make(line)


def _make(line: BatchLine) -> float:
    """Put a take in line, together with the line's last status: both, or neither."""
    parts = ("project__team", "avatar", "clip", "speech", "connection")
    video = Video.objects.select_related(*parts).filter(pk=line.video_id or 0).first()
    if video is None or video.trashed_at is not None:
        return _stop(line, "changed")
    now = timezone.now()
    price = quote(video, now)
    if not _is_as_agreed(line, video):
        return _stop(line, "changed")
    if price is not None and price.micros > line.most_micros - line.speech_micros:
        return _stop(line, "price")
    try:
        _hand_over(line, video, shown(video, price))
    except NotComplete:
        return _stop(line, "incomplete")
    except Outdated:
        return LISTEN_SECONDS if line.batch.is_again else _stop(line, "changed")
    except Changed:
        return LISTEN_SECONDS  # the next look sees what
    except OverLimit:
        return _wait_for_room(line)
    return 0


def _hand_over(line: BatchLine, video: Video, seen: str) -> None:
    """Raises what `make_video` does; and LostRace where somebody stopped the line meanwhile: then there is no take."""
    take: Render | None = None
    try:
        with transaction.atomic():
            if line.batch.is_again and not Render.objects.filter(form_token=line.form_token).exists():
                Video.objects.filter(pk=video.pk).update(form_token=line.form_token)
            try:
                take = make_video(video, line.batch.created_by, line.form_token, seen, limits=_limits(line))
            except MadeBefore as error:
                take = error.take
            _write(line, status=S.MADE, reason="", render=take)
    except IntegrityError as error:  # somebody else made it just now, with this very token
        raise LostRace from error
    except LostRace:
        if take is not None and not Render.objects.filter(pk=take.pk).exists():
            discard(take)
        raise


def _speech(line: BatchLine) -> Speech:
    """Put its text in line to be spoken, for money in the name of who said OK."""
    batch = line.batch
    assert batch.voice is not None  # noqa: S101 - it is part of what was agreed to
    assert line.ok_by is not None  # noqa: S101 - nothing goes on without
    given: dict[str, Any] = {
        "text": line.script,
        "voice": batch.voice,
        "speed": NORMAL,
        "form_token": line.speech_token,
    }
    if batch.voice.is_draft:
        return voices.speak_draft(batch.team, line.ok_by, **given)
    return voices.speak(batch.team, line.ok_by, _connection(batch), **given)


def _connection(batch: Batch) -> Connection:
    assert batch.connection_id is not None  # noqa: S101 - it is part of what was agreed to
    return Connection.objects.without_secrets().get(pk=batch.connection_id)


def _new_video(line: BatchLine, **spoken: Any) -> Video:
    batch, inputs = line.batch, inputs_of(line)
    fields = {
        "title": line.title,
        "avatar": line.avatar,
        "connection_id": batch.connection_id,
        "mode": inputs.mode,
        "prompt": line.style,
        "form_token": line.form_token,
    }
    return new_video(batch.project, batch.created_by, **fields, **spoken)


def _is_as_agreed(line: BatchLine, video: Video) -> bool:
    """Whether the video, which people can open meanwhile, still is what its line was agreed to be."""
    inputs = inputs_of(line)
    if inputs.fingerprint != line.agreed:
        return False
    voice = line.speech.clip_id if line.speech else line.clip_id
    then = (line.avatar_id, voice, line.batch.connection_id, inputs.mode, line.style)
    now = (video.avatar_id, video.clip_id, video.connection_id, video.mode, video.prompt)
    return line.batch.is_again or then == now


def _may_go_on(line: BatchLine) -> bool:
    """Whether who said OK may still spend, and whose videos they are still prepares some."""
    team = line.batch.team
    return line.ok_by is not None and may_spend(line.ok_by, team) and may_prepare(line.batch.created_by, team)


def _limits(line: BatchLine) -> Limits:
    """As for one video: an owner may let it go over; whoever asked may be over their own limit."""
    if line.goes_over and line.ok_by and may_manage(line.ok_by, line.batch.team):
        return Limits.NONE
    return Limits.BOTH if line.ok_by_id == line.batch.created_by_id else Limits.TEAM


def _wait_for_room(line: BatchLine) -> float:
    """A limit leaves too little just now: another one may come back, or the limit be raised."""
    if line.reason != "over":
        with transaction.atomic():
            _write(line, reason="over")
    return ROOM_SECONDS


def _stop(line: BatchLine, reason: str) -> float:
    with transaction.atomic():
        _write(line, status=S.STOPPED, reason=reason)
    return 0


def _write(line: BatchLine, **fields: Any) -> None:
    """Change the line and tell the pages; inside a transaction, and last in it: see `ledger` for the order of locks.

    It counts only while the line has made no more than it had when it was read.
    """
    rev = Team.objects.next_rev(line.batch.team_id)
    made = {"pk": line.pk, "video": line.video_id, "speech": line.speech_id, "render": None}
    if not BatchLine.objects.select_for_update().filter(**made).exists():
        raise LostRace
    write(line, rev=rev, **fields)


STEPS: dict[str, Callable[[BatchLine], float]] = {S.QUEUED: begin, S.SPEAKING: listen}
