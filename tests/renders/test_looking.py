"""Takes that are being made, hundreds at a time: what does not change costs next to nothing, and nothing gets lost."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.connections.models import Connection
from apps.renders.looking import look
from apps.renders.models import Render, RenderEvent
from tests.bench.fill import connect, fill
from tests.bench.service import PLACE
from tests.bench.service import uuid as ours
from tests.providers.scripted import Handler, Scripted, nobody, reply, scripted

S = Render.Status
MANY = 200
ENDED = {"task_status": "succeed", "task_result": {"videos": [{"url": "https://cdn.test/a.mp4"}]}}

pytestmark = [pytest.mark.django_db, pytest.mark.stack]


def said(handler: Handler, **more: object) -> None:
    """The task that was asked about is being made, or whatever `more` says."""
    number = handler.path.rpartition("/")[2]
    info = {"external_task_id": str(ours(int(number)))}
    data = {"task_id": number, "task_status": "processing", "task_info": info, **more}
    reply(200, {"code": 0, "data": data})(handler)


@pytest.fixture
def service() -> Iterator[Scripted]:
    with scripted(said) as server:
        yield server


def account(url: str, takes: int) -> Connection:
    """An account at a service without a list, where so many takes are being made."""
    connection = connect("cometapi", url)
    fill(connection, takes)
    return connection


def queries(connection: Connection) -> list[str]:
    with CaptureQueriesContext(
        database,
    ) as captured:
        look(connection)
    return [query["sql"] for query in captured]


class TestUnchanged:
    def test_many_cost_as_few_queries_as_some(self, service):
        told = queries(account(service.url, MANY))
        assert len(service.seen) == MANY
        assert len(told) <= 20
        assert not [query for query in told if "peaks" in query or "prompt" in query]

    def test_all_are_looked_at_again_in_about_a_minute(self, service):
        look(account(service.url, MANY))
        waits = [take.next_check_at - timezone.now() for take in Render.objects.all()]
        assert all(timedelta(seconds=50) < wait < timedelta(seconds=71) for wait in waits)
        assert not Render.objects.exclude(lease_token=None).exists()
        assert not RenderEvent.objects.exists()

    def test_more_than_a_batch_are_looked_at_by_one_hint(self, service, monkeypatch):
        monkeypatch.setattr("apps.renders.looking.BATCH", 20)
        look(account(service.url, 50))
        assert len(service.seen) == 50


class TestChanged:
    def test_only_what_changes_is_moved(self):
        def script(handler: Handler) -> None:
            said(handler, **(ENDED if handler.path.endswith("/7") else {}))

        with scripted(script) as server:
            look(account(server.url, 30))
        assert [take.task_id for take in Render.objects.filter(status=S.SAVING)] == ["7"]
        assert Render.objects.filter(status=S.PROCESSING, lease_token=None).count() == 29
        assert RenderEvent.objects.count() == 1

    @pytest.mark.django_db(transaction=True)  # somebody else is another connection
    def test_a_take_that_somebody_else_took_over_stays_theirs(self):
        theirs = uuid.uuid4()

        def script(handler: Handler) -> None:
            Render.objects.filter(task_id__in=["3", "7"]).update(lease_token=theirs)
            database.close()
            said(handler, **(ENDED if handler.path.endswith("/7") else {}))

        with scripted(script) as server:
            look(account(server.url, 9))
        left = Render.objects.filter(lease_token=theirs)
        assert sorted(left.values_list("task_id", "status")) == [("3", S.PROCESSING), ("7", S.PROCESSING)]
        assert Render.objects.filter(lease_token=None).count() == 7


class TestTrouble:
    def test_a_service_that_is_away_is_noted_for_a_few_and_for_each_once(self):
        with nobody() as nowhere:
            connection = account(nowhere, MANY)
            look(connection)
            assert 0 < RenderEvent.objects.count() <= 8
            for _ in range(3):
                Render.objects.filter(pk__gt=Render.objects.order_by("pk")[4].pk).delete()
                Render.objects.update(next_check_at=timezone.now())
                look(connection)
        assert sorted(RenderEvent.objects.values_list("render__task_id", flat=True)) == ["1", "2", "3", "4", "5"]

    def test_all_wait_for_their_next_look_all_the_same(self):
        with nobody() as nowhere:
            look(account(nowhere, MANY))
        assert not Render.objects.filter(next_check_at__lte=timezone.now()).exists()
        assert not Render.objects.exclude(lease_token=None).exists()

    def test_a_service_that_never_says_the_same_twice_does_not_fill_the_timeline(self):
        def script(handler: Handler) -> None:
            reply(400, {"message": f"trouble {uuid.uuid4()}"})(handler)

        with scripted(script) as server:
            connection = account(server.url, 1)
            for _ in range(45):
                Render.objects.update(next_check_at=timezone.now())
                look(connection)
        assert (len(server.seen), RenderEvent.objects.count()) == (45, 40)


def test_the_list_spares_nearly_all_calls():
    def script(handler: Handler) -> None:
        if "pageNum" not in handler.path:
            said(handler)
            return
        ids = [{"task_id": str(number), "task_status": "processing"} for number in range(MANY, 0, -1)]
        reply(200, {"code": 0, "data": ids})(handler)

    with scripted(script) as server:
        connection = connect("kling", server.url)
        fill(connection, MANY)
        look(connection)
    assert [seen.path for seen in server.seen] == [f"{PLACE}?pageNum=1&pageSize=500"]
    assert not Render.objects.filter(next_check_at__lte=timezone.now()).exists()
