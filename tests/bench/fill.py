"""Takes in flight: rows as the studio would have them after an hour, made in bulk."""

import copy
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from apps.connections.models import Connection
from apps.projects.models import Project
from apps.renders.models import Render, Video
from apps.spending import ledger
from apps.spending.models import Hold
from tests.bench.service import uuid
from tests.cast import make_person, make_team

SECONDS, MICROS = Decimal(20), 1_120_000
KEY = "bench-0123456789"


def connect(provider: str, address: str) -> Connection:
    """An account at the service of the bench."""
    return Connection.objects.create(name=provider, provider=provider, base_url=address, key=KEY, may_be_private=True)


def fill(connection: Connection, takes: int) -> None:
    """Takes that are being made, with the numbers that the service knows."""
    team = make_team()
    person = make_person("Alice Ames", team)
    project = Project.objects.create(team=team, name="Bench", created_by=person)
    video = Video.objects.create(project=project, title="Bench", created_by=person)
    for first in range(1, takes + 1, 500):
        numbers = range(first, min(first + 500, takes + 1))
        holds = _receipts(video, numbers)
        Render.objects.bulk_create(_take(video, connection, *each) for each in zip(numbers, holds, strict=True))


def _receipts(video: Video, numbers: range) -> list[Hold]:
    """One is booked, the others are like it."""
    purchase = ledger.Purchase(
        key=uuid(numbers[0]),
        what=Hold.What.FILM,
        title="Bench",
        service="Bench",
        seconds=SECONDS,
        low_micros=MICROS,
        micros=MICROS,
        is_play_money=True,
    )
    booked = ledger.reserve(video.project.team, video.created_by, purchase, timezone.now())
    return [booked, *Hold.objects.bulk_create(_like(booked, number) for number in numbers[1:])]


def _like(booked: Hold, number: int) -> Hold:
    hold = copy.copy(booked)
    hold.pk, hold.key = None, uuid(number)
    return hold


def _take(video: Video, connection: Connection, number: int, hold: Hold) -> Render:
    return Render(
        video=video,
        number=number,
        status=Render.Status.PROCESSING,
        form_token=uuid(number),
        external_id=uuid(number),
        connection=connection,
        mode="std",
        prompt="Speaks naturally and looks into the camera. " * 5,
        seconds=SECONDS,
        peaks=list(range(200)),
        created_by=video.created_by,
        hold=hold,
        micros_per_second=56_000,
        estimate_micros=MICROS,
        is_play_money=True,
        task_id=str(number),
        submitted_at=timezone.now() - timedelta(hours=1),
    )
