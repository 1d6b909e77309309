"""Fixtures: a video that is ready to be made, and the practice service to make it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from apps.avatars.actions import add_face
from apps.connections.actions import try_free
from apps.connections.models import Connection
from apps.practice import tasks as practice
from apps.projects.models import Project
from apps.renders import actions, looking, pipeline
from apps.renders.models import Render, Video
from apps.teams.models import Invitation, Role, Team, User
from apps.voices.actions import add_clip
from apps.voices.catalogue import load, load_draft
from tests.media_files import jpeg, mp3
from tests.practice_server import practice_server
from tests.takes import bring_to, press_make


@pytest.fixture
def service(settings, tmp_path: Path) -> Iterator[str]:
    """The practice service over real HTTP, quick and with an empty bill."""
    settings.DATA_DIR = tmp_path
    settings.PRACTICE_SECONDS = 0
    settings.PRACTICE_MAX_SIDE = 320
    with practice_server() as origin:
        settings.PRACTICE_ORIGIN = origin
        yield origin


@pytest.fixture
def voices(db: None) -> None:
    """The voices of services and the draft voice, which a test in transactions of its own may have swept away."""
    load()
    load_draft()


@pytest.fixture
def connection(alice: User) -> Connection:
    return try_free(alice.memberships.get().team)


@pytest.fixture
def video(alice: User, connection: Connection, tmp_path: Path) -> Video:
    """Face, voice and consent are there; nothing is missing."""
    team = alice.memberships.get().team
    project = Project.objects.create(team=team, name="Spring launch", created_by=alice)
    face = add_face(team, alice, jpeg(tmp_path / "mei.jpg", (400, 500)), "mei.jpg")
    face.record_consent(alice)
    clip = add_clip(team, alice, mp3(tmp_path / "hello.mp3", 3), "hello.mp3")
    video = actions.start_video(project, alice)
    actions.change_video(video, avatar=face, clip=clip, title="Spring offer")
    return video


@pytest.fixture
def take(video: Video, alice: User) -> Render:
    return press_make(video, alice)


@pytest.fixture
def step() -> Callable[[Render], str]:
    """Do the next thing that a worker would do for a take, as if its time had come; answers with its new status."""

    def run(render: Render) -> str:
        Render.objects.filter(pk=render.pk).update(next_check_at=timezone.now() - timedelta(seconds=1))
        if render.status in Render.AT_WORK:
            looking.look(render.connection)
        else:
            pipeline.work(render.pk)
        practice.work()
        render.refresh_from_db()
        return render.status

    return run


@pytest.fixture
def ready_take(take: Render) -> Render:
    return bring_to(take, Render.Status.READY)


@pytest.fixture
def invitation_token(team: Team, alice: User) -> str:
    return Invitation.issue(team, Role.REVIEWER, alice)[1]


@pytest.fixture
def people(alice: User, bob: User, cleo: User, rita: User, charlie: User) -> list[User | None]:
    """A visitor, the four roles of one team, and the owner of another team."""
    return [None, alice, bob, cleo, rita, charlie]
