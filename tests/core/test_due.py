"""Leases, on the takes of a team: the rows that have them."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection as database
from django.db.models import Model
from django.utils import timezone

from apps.core.due import advance, claim, held, release, release_all
from apps.renders.models import Render
from tests.processes import wait_for
from tests.takes import make_take

pytestmark = pytest.mark.stack


@contextmanager
def renamed(model: type[Model], name: str) -> Iterator[None]:
    """Take a model's table away from everybody for a while."""
    table = model._meta.db_table
    with database.schema_editor() as editor:
        editor.alter_db_table(model, table, name)
    try:
        yield
    finally:
        with database.schema_editor() as editor:
            editor.alter_db_table(model, name, table)


def claim_all(limit: int = 100) -> list[Render]:
    now = timezone.now()
    return claim(Render.objects.due(now), now=now, seconds=60, limit=limit)


@pytest.mark.django_db
class TestClaim:
    def test_what_is_claimed_is_no_longer_due(self, team, alice):
        take = make_take(team, alice, "queued")
        assert claim_all() == [take]
        assert claim_all() == []

    def test_a_lease_that_has_ended_can_be_taken_over(self, team, alice):
        make_take(team, alice, "queued")
        [mine] = claim_all()
        Render.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        [theirs] = claim_all()
        assert theirs.lease_token != mine.lease_token

    def test_the_longest_waiting_come_first(self, team, alice):
        first, second = (make_take(team, alice, "queued") for _ in range(2))
        Render.objects.filter(pk=second.pk).update(next_check_at=timezone.now() - timedelta(minutes=5))
        assert claim_all(limit=1) == [second]
        assert claim_all(limit=1) == [first]

    def test_no_more_is_read_than_was_asked_for(self, team, alice):
        make_take(team, alice, "queued")
        now = timezone.now()
        [mine] = claim(Render.objects.due(now), now=now, seconds=60, limit=1, only=("task_id",))
        assert mine.get_deferred_fields() >= {"peaks", "prompt", "script"}
        assert mine.lease_token is not None


@pytest.mark.django_db
class TestRelease:
    def test_says_when_to_look_again(self, team, alice):
        make_take(team, alice, "queued")
        [mine] = claim_all()
        assert release(mine, next_check_at=timezone.now() + timedelta(minutes=1))
        assert claim_all() == []

    def test_whoever_lost_the_lease_changes_nothing(self, team, alice):
        make_take(team, alice, "queued")
        [mine] = claim_all()
        Render.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        claim_all()
        assert not release(mine, next_check_at=timezone.now() - timedelta(days=1))


@pytest.mark.django_db
class TestReleaseAll:
    def test_each_is_looked_at_again_at_its_own_moment(self, team, alice):
        takes = [make_take(team, alice, "queued") for _ in range(3)]
        soon, later = (timezone.now() + timedelta(minutes=minutes) for minutes in (1, 2))
        release_all(dict(zip(claim_all(), (soon, later, soon), strict=True)))
        found = {take.pk: take for take in Render.objects.all()}
        assert [found[take.pk].next_check_at for take in takes] == [soon, later, soon]
        assert {take.lease_token for take in found.values()} == {None}

    def test_those_that_share_a_moment_share_an_update(self, team, alice, django_assert_num_queries):
        for _ in range(6):
            make_take(team, alice, "queued")
        mine, moment = claim_all(), timezone.now()
        with django_assert_num_queries(2 + 2):  # a transaction is two
            release_all({take: moment + timedelta(seconds=nth % 2) for nth, take in enumerate(mine)})

    def test_what_was_taken_over_is_left_alone(self, team, alice):
        make_take(team, alice, "queued")
        mine = claim_all()
        Render.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        [theirs] = claim_all()
        release_all({take: timezone.now() for take in mine})
        assert Render.objects.get().lease_token == theirs.lease_token


@pytest.mark.django_db
class TestAdvance:
    def test_the_step_says_when_there_is_more_to_do(self, team, alice):
        make_take(team, alice, "queued")
        [mine] = claim_all()
        advance(mine, lambda: 60)
        assert Render.objects.get().next_check_at > timezone.now() + timedelta(seconds=50)
        assert Render.objects.get().lease_token is None

    def test_a_step_that_breaks_keeps_the_row_until_its_lease_ends(self, team, alice, caplog):
        make_take(team, alice, "queued")
        [mine] = claim_all()
        advance(mine, lambda: 1 // 0)
        assert Render.objects.get().lease_token == mine.lease_token
        assert "ZeroDivisionError" in caplog.text


@pytest.mark.django_db(transaction=True)
class TestManyAtOnce:
    def test_no_row_is_claimed_twice(self, team, alice):
        for _ in range(12):
            make_take(team, alice, "queued")
        claimed: list[int] = []
        together = threading.Barrier(4)

        def work() -> None:
            together.wait(timeout=10)
            while mine := claim_all(limit=2):
                claimed.extend(take.pk for take in mine)
            database.close()

        workers = [threading.Thread(target=work) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(timeout=30)
        assert len(claimed) == len(set(claimed)) == 12

    def test_a_lease_lasts_while_it_is_held_and_ends_soon_after(self, team, alice):
        make_take(team, alice, "queued")
        now = timezone.now()
        mine = claim(Render.objects.due(now), now=now, seconds=0.6, limit=1)
        with held(mine, seconds=0.6):
            time.sleep(1.2)
            assert claim_all() == []
        time.sleep(0.7)
        assert len(claim_all()) == 1

    def test_a_lease_outlasts_trouble_with_the_database(self, team, alice, caplog):
        make_take(team, alice, "queued")
        now = timezone.now()
        mine = claim(Render.objects.due(now), now=now, seconds=0.6, limit=1)
        with held(mine, seconds=0.6):
            with renamed(Render, "out_of_reach"):
                wait_for(lambda: "could not be renewed" in caplog.text, 5, "a renewal that does not work")
            before = timezone.now()
            wait_for(lambda: Render.objects.filter(lease_until__gt=before + timedelta(seconds=0.6)), 5, "the next one")
            assert claim_all() == []


@pytest.mark.django_db
@pytest.mark.skipif(database.vendor != "sqlite", reason="PostgreSQL waits for the disk at every COMMIT by itself")
def test_what_is_committed_survives_a_power_cut():
    with database.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,)  # FULL
