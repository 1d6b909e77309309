"""What a person can ask for. Views and the admin site call these; nothing else starts a take."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from apps.connections.models import DefaultConnection
from apps.core import faults
from apps.projects.models import Project
from apps.renders import telling
from apps.renders.inputs import copy_face, copy_voice, discard
from apps.renders.lifecycle import move, touch
from apps.renders.models import Render, RenderEvent, RenderQuerySet, Video
from apps.renders.quote import Changed, NotComplete, Quote, is_of, missing, quote, shown
from apps.renders.rights import who_may_answer
from apps.renders.states import Why
from apps.spending import ledger
from apps.spending.models import Hold
from apps.teams.models import Team, User


class Outdated(Exception):
    """The page that asked was used already and what it asked for is not there: it must be loaded again."""


class MadeBefore(Exception):
    """The page that asked was used already, for `take`; the video was changed since, which `take` knows nothing of."""

    def __init__(self, take: Render) -> None:
        super().__init__(f"made before the change: {take.pk}")
        self.take = take


def start_video(project: Project, by: User) -> Video:
    """An unfinished video to fill in. One that the person has not begun to fill in is used again."""
    untouched = {"avatar": None, "clip": None, "speech": None, "script": "", "title": "", "prompt": "", "renders": None}
    empty = Video.objects.kept().filter(project=project, created_by=by, **untouched).first()
    connection = DefaultConnection.objects.connection_of(project.team)
    if empty:
        change_video(empty, connection=connection)
        return empty
    return new_video(project, by, connection=connection)


def new_video(project: Project, by: User, **fields: Any) -> Video:
    """A video that is filled in with `fields`, never one that there is already."""
    with transaction.atomic():
        rev = Team.objects.next_rev(project.team_id)
        return Video.objects.create(project=project, created_by=by, rev=rev, created_rev=rev, **fields)


def change_video(video: Video, **fields: object) -> None:
    """Save some fields of an unfinished video and tell the pages that show it."""
    with transaction.atomic():
        rev = touch(video)
        Video.objects.filter(pk=video.pk).update(**fields)
    for name, value in {**fields, "rev": rev}.items():
        setattr(video, name, value)


def make_video(
    video: Video,
    by: User,
    form_token: uuid.UUID,
    seen: str,
    *,
    ask: bool = False,
    limits: ledger.Limits = ledger.Limits.BOTH,
) -> Render:
    """Put a new take of the video in line, at the price that the person saw (`seen`, made by `quote.shown`).

    The price is set aside, and nothing is sent for `UNDO_SECONDS`. With `ask` nothing is set aside: the take waits
    until somebody who may spend says OK (`asking.py`).

    The same `form_token` makes one take, however often it is posted. Raises NotComplete; Changed; Outdated for a token
    that neither belongs to a take nor is the video's current one; MadeBefore for one that belongs to a take of
    something else; and OverLimit of `spending.ledger`.
    """
    if made := _made(video, form_token):
        return made
    now = timezone.now()
    price = quote(video, now)
    if (lacking := missing(video, price)) or price is None:
        raise NotComplete(lacking)
    if shown(video, price) != seen:
        raise Changed
    render = _frozen(video, by, form_token, price)
    try:
        return _put_in_line(render, seen, None if ask else limits)
    except (Outdated, Changed, ledger.OverLimit):
        discard(render)
        if made := _made(video, form_token):
            return made
        raise


def stop(render: Render, by: User) -> None:
    """Stop a take that was not sent yet: nothing is set aside for it any more, and it costs nothing.

    One that was sent before, and is in line again only because somebody said that it never arrived, may still turn up.
    Raises ValueError when it is too late for that, and LostRace when it is just being sent.
    """
    if not render.can_be_stopped:
        raise ValueError("This take cannot be stopped any more.")
    why, reason = (Why.STOPPED_UNCLEAR, "given_up") if render.may_turn_up else ("stopped", "")
    move(render, Render.Status.CANCELLED, why=why, actor=by, reason=reason, place=None, finished_at=timezone.now())


def fetch_again(render: Render, by: User) -> None:
    """Have the film of a take that needs a fix fetched once more; the service keeps it for a while.

    Raises ValueError for a take of which there is no film to fetch.
    """
    if render.status != Render.Status.FAILED or not render.result_url:
        raise ValueError("There is no film to fetch.")
    fresh: dict[str, Any] = {"reason": "", "attempts": 0, "spoilt": 0, "finished_at": None}
    move(render, Render.Status.SAVING, why="fetch again", actor=by, next_check_at=timezone.now(), **fresh)


def look_now(renders: RenderQuerySet) -> int:
    """Make open takes due at once; returns how many. The sweep does the rest."""
    return renders.filter(status__in=Render.OPEN).update(next_check_at=timezone.now())


def reserve(render: Render, limits: ledger.Limits = ledger.Limits.BOTH) -> Hold:
    """Set aside what a take may cost, for the person who asked for it. Raises OverLimit of `spending.ledger`."""
    purchase = ledger.Purchase(
        key=render.external_id,
        what=Hold.What.FILM,
        title=str(render.video),
        service=render.service.name,
        quality=str(render.get_mode_display()),
        seconds=render.seconds,
        low_micros=render.low_micros,
        micros=render.estimate_micros,
        is_play_money=render.is_play_money,
    )
    return ledger.reserve(render.video.project.team, render.created_by, purchase, timezone.now(), limits)


def next_number(takes: RenderQuerySet) -> int:
    """The number that follows on those of a video's versions, or of its drafts."""
    return (takes.aggregate(last=Max("number"))["last"] or 0) + 1


def until_sent() -> dict[str, Any]:
    """Fields of a take that enters the line: for a while nothing is sent, so that it can be undone."""
    now = timezone.now()
    return {"queued_at": now, "next_check_at": now + timedelta(seconds=settings.UNDO_SECONDS)}


def _made(video: Video, form_token: uuid.UUID) -> Render | None:
    """The take that the token was used for already. Raises MadeBefore where the video is another one by now."""
    take = Render.objects.filter(video=video, form_token=form_token).first()
    if take and not is_of(take, video):
        raise MadeBefore(take)
    return take


def _frozen(video: Video, by: User, form_token: uuid.UUID, price: Quote) -> Render:
    """The take that will be made (not saved yet), with copies of the bytes that go in, which belong to it alone."""
    assert video.avatar is not None  # noqa: S101 - `missing` said so
    assert video.connection is not None  # noqa: S101 - as above
    return Render(
        video=video,
        form_token=form_token,
        connection=video.connection,
        mode=video.mode,
        prompt=video.prompt,
        created_by=by,
        micros_per_second=price.micros_per_second,
        micros_per_unit=price.micros_per_unit,
        low_micros=price.low_micros,
        estimate_micros=price.micros,
        is_play_money=price.is_play_money,
        **copy_face(video.avatar),
        **_spoken(video, price),
    )


def _spoken(video: Video, price: Quote) -> dict[str, Any]:
    """What the take says: a recording, which the service may know by a number; or a text that it speaks along."""
    clip, text = video.clip, video.text_along
    if clip is None:
        assert text is not None  # noqa: S101 - `missing` said so
        return {"script": text.text, "voice_id": text.voice_id, "seconds": Decimal(price.seconds)}
    assert video.connection is not None  # noqa: S101 - as above
    return {
        **copy_voice(clip),
        "audio_id": clip.audio_id_at(video.connection, timezone.now()),
        "audio_id_until": clip.audio_id_until,
    }


def _put_in_line(render: Render, seen: str, limits: ledger.Limits | None) -> Render:
    """Save it, with its price set aside within `limits`; without any it waits for an OK."""
    video = render.video
    with transaction.atomic():
        render.status = Render.Status.QUEUED if limits else Render.Status.WAITING_FOR_OK
        render.hold = reserve(render, limits) if limits else None
        render.rev = touch(video)  # from here on nobody else changes the video
        _take_token(render, seen)
        render.number = next_number(Render.objects.versions().filter(video=video))
        for name, value in until_sent().items():
            setattr(render, name, value)
        render.save(force_insert=True)
        why = "asked" if limits else "asked for an OK"
        RenderEvent.objects.create(render=render, to_status=render.status, actor=render.created_by, why=why)
        telling.asked_to_spend(render, who_may_answer(render))
    faults.reached("asked")
    return render


def _take_token(render: Render, seen: str) -> None:
    """Use up the form's token, if the video is still what the person saw. Raises Changed and Outdated."""
    current = Video.objects.kept().filter(pk=render.video_id).first()
    if current is None:  # somebody has just moved it to the trash
        raise Outdated
    if shown(current, quote(current, timezone.now())) != seen:
        raise Changed
    unused = Video.objects.filter(pk=render.video_id, form_token=render.form_token)
    if unused.update(form_token=uuid.uuid4()) != 1:
        raise Outdated
