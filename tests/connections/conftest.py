from collections.abc import Iterator

import pytest
from django.test import Client

from apps.connections.models import Connection
from tests.cast import signed_in
from tests.connections.desk import KEY, REFUSED
from tests.providers.scripted import Scripted, reply, scripted


@pytest.fixture
def admin(staff) -> Client:
    return signed_in(staff)


@pytest.fixture
def kling(db: None) -> Connection:
    return Connection.objects.create(name="Kling", provider="kling", key=KEY)


@pytest.fixture
def refusing() -> Iterator[Scripted]:
    """A service that does not know our key."""
    with scripted(reply(401, REFUSED)) as server:
        yield server
