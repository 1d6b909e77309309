"""A person with everything that a video needs, and a browser of theirs: each press is one real request."""

import urllib.error
import urllib.request
import uuid
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from apps.avatars.actions import add_face
from apps.connections.actions import ensure_practice
from apps.connections.models import Connection
from apps.projects.models import Project
from apps.renders.models import Video
from apps.spending.models import Budget
from apps.spending.months import month_of
from apps.teams.models import Team, User
from apps.voices.actions import add_clip
from tests.cast import make_person, make_team
from tests.faults.plan import SERVICES
from tests.media_files import jpeg, mp3

CLIP_SECONDS = 2.5  # whatever encoders add to it, it is billed as three
LIMIT_MICROS = 10**12
PLACES = 16


class Person:
    """An owner, with one finished video for each kind of service."""

    def __init__(self, folder: Path) -> None:
        self.team = make_team()
        self.user = make_person("Alice Ames", self.team)
        self._folder = folder
        project = Project.objects.create(team=self.team, name="Spring launch", created_by=self.user)
        self._photo = jpeg(folder / "mei.jpg")
        self._recording = mp3(folder / "hello.mp3", CLIP_SECONDS)
        connections = dict(zip(SERVICES, connections_of_all_kinds(), strict=True))
        self.videos = {service: self._video(project, service, connections[service]) for service in SERVICES}
        set_limits(self.team, self.user)
        self._cookies = _signed_in(self.user)

    def press(self, path: str, fields: dict[str, str], file: tuple[str, Path] | None = None) -> int:
        """Post a form as a browser does; returns the HTTP status, 0 where the server died on the way."""
        body, kind = _multipart(fields, file)
        return self.call(path, body, {"Content-Type": kind, "Cookie": self._cookies, "X-CSRFToken": "c" * 32})

    def call(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        """Post anything."""
        request = urllib.request.Request(f"http://127.0.0.1:{settings.PORT}{path}", body, headers)
        try:
            with _opener.open(request, timeout=90) as response:
                return response.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def upload(self, video: Video, step: str) -> int:
        """Send a photo (`step` "face") or a recording ("voice")."""
        file = ("photo", self._photo) if step == "face" else ("recording", self._recording)
        return self.press(f"/videos/{video.pk}/{step}/", {}, file)

    def _video(self, project: Project, service: str, connection: Connection) -> Video:
        face = add_face(self.team, self.user, self._photo, "mei.jpg")
        face.record_consent(self.user)
        clip = add_clip(self.team, self.user, self._recording, "hello.mp3")
        with transaction.atomic():
            rev = Team.objects.next_rev(self.team.pk)
            given = {"avatar": face, "clip": clip, "connection": connection, "rev": rev, "created_rev": rev}
            return Video.objects.create(project=project, title=service, created_by=self.user, **given)


def connections_of_all_kinds() -> list[Connection]:
    """In the order of `plan.SERVICES`: a look-up that is believed, one that is not, none."""
    practice = {connection.provider: connection for connection in ensure_practice()}
    doubted = Connection.objects.create(
        name="Kling by staff",
        provider="kling",
        base_url=f"{settings.PRACTICE_ORIGIN}/practice/kling",
        key=settings.PRACTICE_KEY,
        webhook_secret=settings.PRACTICE_WEBHOOK_SECRET,
        may_be_private=True,
        is_on=True,
    )
    for price in practice["kling"].prices.all():
        doubted.prices.create(what=price.what, micros=price.micros)
    Connection.objects.update(places=PLACES)
    return [practice["kling"], doubted, practice["uniall"]]


def set_limits(team: Team, user: User) -> None:
    """More than anything costs, so that all sums are looked at and nothing is refused."""
    for is_play_money in (True, False):
        month = month_of(team, timezone.now())
        for budget in Budget.objects.both(team, user, month, is_play_money=is_play_money):
            Budget.objects.filter(pk=budget.pk).update(limit_micros=LIMIT_MICROS)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *words: object) -> None:
        """The answer to a press is enough."""


_opener = urllib.request.build_opener(_Stay)


def _signed_in(user: User) -> str:
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={'c' * 32}"


def _multipart(fields: dict[str, str], file: tuple[str, Path] | None) -> tuple[bytes, str]:
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if file:
        name, path = file
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{path.name}"\r\n'
        parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + path.read_bytes() + b"\r\n")
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"
