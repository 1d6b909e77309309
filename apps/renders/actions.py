"""What a person can ask for. Views and the admin site call these; nothing else starts a take."""

import uuid
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from apps.connections.models import DefaultConnection
from apps.media import store
from apps.projects.models import Project
from apps.renders import tasks
from apps.renders.lifecycle import move, touch
from apps.renders.models import Render, RenderEvent, RenderQuerySet, Video
from apps.renders.quote import Missing, Quote, missing, quote, shown
from apps.teams.models import Team, User


class NotComplete(Exception):
    """The video cannot be made yet; `missing` says what to do first."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(", ".join(part.text for part in missing))
        self.missing = missing


class Outdated(Exception):
    """The page that asked was used already and what it asked for is not there: it must be loaded again."""


class Changed(Exception):
    """The video or its price is no longer what the person saw when they asked: they must look again."""


def start_video(project: Project, by: User) -> Video:
    """An unfinished video to fill in. One that the person has not begun to fill in is used again."""
    untouched = {"avatar": None, "clip": None, "speech": None, "script": "", "title": "", "prompt": "", "renders": None}
    empty = Video.objects.filter(project=project, created_by=by, **untouched).first()
    connection = DefaultConnection.objects.connection_of(project.team)
    if empty:
        change_video(empty, connection=connection)
        return empty
    with transaction.atomic():
        rev = Team.objects.next_rev(project.team_id)
        return Video.objects.create(project=project, created_by=by, connection=connection, rev=rev, created_rev=rev)


def change_video(video: Video, **fields: object) -> None:
    """Save some fields of an unfinished video and tell the pages that show it."""
    with transaction.atomic():
        rev = touch(video)
        Video.objects.filter(pk=video.pk).update(**fields)
    for name, value in {**fields, "rev": rev}.items():
        setattr(video, name, value)


def make_video(video: Video, by: User, form_token: uuid.UUID, seen: str) -> Render:
    """Put a new take of the video in line, at the price that the person saw (`seen`, made by `quote.shown`).

    The same `form_token` makes one take, however often it is posted. Raises NotComplete; Changed; and Outdated for a
    token that neither belongs to a take nor is the video's current one.
    """
    made = Render.objects.filter(video=video, form_token=form_token).first()
    if made:
        return made
    now = timezone.now()
    price = quote(video, now)
    if (lacking := missing(video, price)) or price is None:
        raise NotComplete(lacking)
    if shown(video, price) != seen:
        raise Changed
    copies = _copy_inputs(video)
    try:
        return _put_in_line(video, by, form_token, seen, price, copies)
    except (Outdated, Changed):
        for file in copies.values():
            store.delete(file.key)
        made = Render.objects.filter(video=video, form_token=form_token).first()
        if made:
            return made
        raise


def fetch_again(render: Render, by: User) -> None:
    """Have the film of a take that needs a fix fetched once more; the service keeps it for a while.

    Raises ValueError for a take of which there is no film to fetch.
    """
    if render.status != Render.Status.FAILED or not render.result_url:
        raise ValueError("There is no film to fetch.")
    fresh: dict[str, Any] = {"reason": "", "attempts": 0, "spoilt": 0, "finished_at": None}
    move(render, Render.Status.SAVING, why="fetch again", actor=by, next_check_at=timezone.now(), **fresh)


def never_made(render: Render, by: User) -> None:
    """A person found out that the service has no task for an unclear take. Raises ValueError for any other take."""
    if render.status != Render.Status.UNKNOWN:
        raise ValueError("This take is not unclear.")
    now = timezone.now()
    move(render, Render.Status.FAILED, why="never made", actor=by, reason="unclear", finished_at=now)


def look_now(renders: RenderQuerySet) -> int:
    """Make open takes due at once; returns how many. The sweep does the rest."""
    return renders.filter(status__in=Render.OPEN).update(next_check_at=timezone.now())


def _copy_inputs(video: Video) -> dict[str, store.StoredFile]:
    """Copies of the bytes that go in, which belong to the take alone."""
    assert video.avatar is not None  # noqa: S101 - `missing` said so
    team = video.project.team.uuid
    inputs = {"portrait": video.avatar.portrait_key, "backdrop": video.avatar.backdrop_key}
    if video.clip is not None:
        inputs["voice"] = video.clip.audio_key
    return {name: store.copy(key, team=team, kind="takes") for name, key in inputs.items()}


def _put_in_line(
    video: Video, by: User, form_token: uuid.UUID, seen: str, price: Quote, copies: dict[str, store.StoredFile]
) -> Render:
    assert video.connection is not None  # noqa: S101 - `missing` said so
    with transaction.atomic():
        rev = touch(video)  # from here on nobody else changes the video
        current = Video.objects.get(pk=video.pk)
        if shown(current, quote(current, timezone.now())) != seen:
            raise Changed
        unused = Video.objects.filter(pk=video.pk, form_token=form_token)
        if unused.update(form_token=uuid.uuid4()) != 1:
            raise Outdated
        last = Render.objects.filter(video=video).aggregate(last=Max("number"))["last"] or 0
        render = Render.objects.create(
            video=video,
            number=last + 1,
            form_token=form_token,
            connection=video.connection,
            avatar=video.avatar,
            mode=video.mode,
            prompt=video.prompt,
            portrait_key=copies["portrait"].key,
            portrait_sha256=copies["portrait"].sha256,
            backdrop_key=copies["backdrop"].key,
            created_by=by,
            micros_per_second=price.micros_per_second,
            micros_per_unit=price.micros_per_unit,
            estimate_micros=price.micros,
            is_play_money=price.is_play_money,
            rev=rev,
            **_spoken(video, price, copies.get("voice")),
        )
        RenderEvent.objects.create(render=render, to_status=render.status, actor=by, why="asked")
        transaction.on_commit(lambda: tasks.work.delay(render.pk), robust=True)  # only a hint: the sweep finds it
    return render


def _spoken(video: Video, price: Quote, voice: store.StoredFile | None) -> dict[str, Any]:
    """What the take says: a recording, which the service may know by a number; or a text that it speaks along."""
    clip, text = video.clip, video.text_along
    if clip is None or voice is None:
        assert text is not None  # noqa: S101 - `missing` said so
        return {"script": text.text, "voice_id": text.voice_id, "seconds": Decimal(price.seconds)}
    assert video.connection is not None  # noqa: S101 - as above
    return {
        "voice_key": voice.key,
        "voice_sha256": voice.sha256,
        "seconds": clip.seconds,
        "peaks": clip.peaks,
        "audio_id": clip.audio_id_at(video.connection, timezone.now()),
        "audio_id_until": clip.audio_id_until,
    }
