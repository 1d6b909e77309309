"""Fixtures of batches: a project with a face "Mei" and a voice "Hello" (2 s) in its library."""

from collections.abc import Callable

import pytest

from apps.gallery.batches import actions
from apps.gallery.batches.headings import Row
from apps.gallery.models import Batch
from apps.projects.models import Project
from apps.teams.models import User
from apps.voices.models import Voice
from tests.takes import make_face, make_voice


@pytest.fixture
def project(alice, connection) -> Project:
    team = alice.memberships.get().team
    make_face(team, alice)
    make_voice(team, alice)
    return Project.objects.create(team=team, name="Spring launch", created_by=alice)


@pytest.fixture
def begin(project, connection, voices, alice) -> Callable[..., Batch]:
    """`begin(rows)` is a batch of the practice service, whose scripts the draft voice speaks."""

    def make(rows: list[Row], by: User = alice, **usual: object) -> Batch:
        draft = Voice.objects.get(is_draft=True)
        return actions.begin(project, by, rows, **{"connection": connection, "voice": draft, "mode": "std", **usual})

    return make
