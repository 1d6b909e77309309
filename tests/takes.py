"""Takes for tests, with real files: `make_take(team, by)` is a ready one, `make_take(team, by, "failed")` is not.

A take gets to its status through `lifecycle.move`, as it does in the studio, so that its events and revisions are true.
"""

import tempfile
import uuid
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from itertools import takewhile
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from apps.avatars.models import Avatar
from apps.connections.actions import try_free
from apps.media import store
from apps.media.backdrops import backdrop
from apps.projects.models import Project
from apps.renders.actions import make_video as make_video_take
from apps.renders.actions import reserve
from apps.renders.lifecycle import move, touch
from apps.renders.models import Render, Video
from apps.renders.quote import quote, shown
from apps.spending.models import Budget
from apps.spending.months import month_of
from apps.teams.models import Team, User
from apps.voices.models import VoiceClip
from tests import media_files

SECONDS = Decimal("2.000")
PEAKS = [20, 80, 45, 60, 10, 75, 30, 55]
WAY = ("queued", "submitting", "submitted", "processing", "saving", "ready")


def make_take(
    team: Team, by: User, status: str = "ready", *, title: str = "Welcome", video: Video | None = None
) -> Render:
    """A take of a new video of the team (or the next one of `video`) in the given status."""
    video = video or make_video(team, by, title)
    assert video.avatar is not None
    assert video.clip is not None
    assert video.connection is not None
    with transaction.atomic():
        rev = touch(video)
        render = Render(
            video=video,
            number=video.renders.count() + 1,
            form_token=uuid.uuid4(),
            connection=video.connection,
            avatar=video.avatar,
            mode=video.mode,
            portrait_key=video.avatar.portrait_key,
            portrait_sha256=video.avatar.portrait_sha256,
            backdrop_key=video.avatar.backdrop_key,
            voice_key=video.clip.audio_key,
            voice_sha256=video.clip.audio_sha256,
            seconds=video.clip.seconds,
            peaks=video.clip.peaks,
            created_by=by,
            micros_per_second=56_000,
            low_micros=112_000,
            estimate_micros=112_000,
            is_play_money=True,
            rev=rev,
        )
        render.hold = reserve(render)
        render.save()
    return bring_to(render, status)


def make_video(team: Team, by: User, title: str = "Welcome") -> Video:
    """A filled-in video in the team's first project, with the practice service: it could be made."""
    project = Project.objects.filter(team=team).first()
    project = project or Project.objects.create(team=team, name="Spring launch", created_by=by)
    with transaction.atomic():
        rev = Team.objects.next_rev(team.pk)
        return Video.objects.create(
            project=project,
            title=title,
            avatar=make_face(team, by),
            clip=make_voice(team, by),
            connection=try_free(team),
            created_by=by,
            rev=rev,
            created_rev=rev,
        )


def press_make(video: Video, by: User, form_token: uuid.UUID | None = None, *, ask: bool = False) -> Render:
    """Press "Make video", or "Ask to spend", seeing the video as it is stored."""
    current = Video.objects.get(pk=video.pk)
    seen = shown(current, quote(current, timezone.now()))
    return make_video_take(current, by, form_token or current.form_token, seen, ask=ask)


def limit(video: Video, person: User | None, micros: int) -> None:
    """Limit what the video's team, or one person in it, may spend this month, in play money."""
    team = video.project.team
    month = month_of(team, timezone.now())
    fields = {"team": team, "user": person, "month": month, "is_play_money": True}
    Budget.objects.update_or_create(**fields, defaults={"limit_micros": micros})


def make_face(team: Team, by: User) -> Avatar:
    """A face with consent."""
    portrait = _keep(team, "faces", "jpg", _portrait)
    face = Avatar.objects.create(
        team=team,
        name="Mei",
        source_key=portrait.key,
        source_width=640,
        source_height=800,
        source_bytes=portrait.size,
        portrait_key=portrait.key,
        portrait_sha256=portrait.sha256,
        portrait_bytes=portrait.size,
        backdrop_key=_keep(team, "faces", "jpg", _backdrop).key,
        width=640,
        height=800,
        original_name="mei.jpg",
        original_format="JPG",
        original_bytes=portrait.size,
        created_by=by,
    )
    face.record_consent(by)
    return face


def make_voice(team: Team, by: User) -> VoiceClip:
    audio = _keep(team, "voices", "mp3", _voice)
    return VoiceClip.objects.create(
        team=team,
        name="Hello",
        audio_key=audio.key,
        audio_sha256=audio.sha256,
        audio_bytes=audio.size,
        seconds=SECONDS,
        peaks=PEAKS,
        source_seconds=SECONDS,
        source_peaks=PEAKS,
        end=SECONDS,
        original_name="hello.mp3",
        original_format="MP3",
        original_bytes=audio.size,
        created_by=by,
    )


def bring_to(render: Render, status: str) -> Render:
    """Move a take on, step by step, until it has the status. A failed one could not use its photo."""
    for step in _steps(render.status, status):
        move(render, step, why="for a test", **_fields(render, step))
    return render


def _steps(now: str, status: str) -> list[str]:
    if status == "failed":
        return [status]
    if status == "unknown":
        return [*(["submitting"] if now == "queued" else []), status]
    ahead = WAY[WAY.index(now) + 1 :]
    return [*takewhile(lambda step: step != status, ahead), status] if status != now else []


def _fields(render: Render, status: str) -> dict[str, object]:
    """What the pipeline writes together with a status."""
    now = timezone.now()
    if status == "submitting":
        return {"sending_at": now}
    if status == "submitted":
        return {"task_id": f"task-{render.pk}", "submitted_at": now}
    if status == "failed":
        return {"reason": "image", "finished_at": now}
    return _film_fields(render) if status == "ready" else {}


def _film_fields(render: Render) -> dict[str, object]:
    team = render.video.project.team
    film = _keep(team, "films", "mp4", _film)
    return {
        "film_key": film.key,
        "film_sha256": film.sha256,
        "film_bytes": film.size,
        "film_seconds": SECONDS,
        "poster_key": _keep(team, "films", "jpg", _portrait).key,
        "backdrop_key": _keep(team, "films", "jpg", _backdrop).key,
        "charged_micros": render.estimate_micros,
        "finished_at": timezone.now(),
    }


def _keep(team: Team, kind: str, ext: str, content: Callable[[], bytes]) -> store.StoredFile:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{ext}"
        path.write_bytes(content())
        return store.keep(path, team=team.uuid, kind=kind, ext=ext)


# Encoded once in a run; every take gets its own copy.


@cache
def _portrait() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return media_files.jpeg(Path(folder) / "portrait.jpg").read_bytes()


@cache
def _backdrop() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "backdrop.jpg"
        backdrop(media_files.jpeg(Path(folder) / "portrait.jpg"), small)
        return small.read_bytes()


@cache
def _voice() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return media_files.mp3(Path(folder) / "voice.mp3", float(SECONDS)).read_bytes()


@cache
def _film() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return media_files.film(Path(folder) / "film.mp4", float(SECONDS)).read_bytes()
