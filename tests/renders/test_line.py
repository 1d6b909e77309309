"""The line for a service's places: in order, fair between teams, and told truthfully."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.connections.models import Connection
from apps.renders import line, pipeline
from apps.renders.models import Render
from apps.teams.models import Team, User
from tests.takes import make_take

S = Render.Status

pytestmark = [pytest.mark.django_db, pytest.mark.stack]


@pytest.fixture
def places(connection):
    """How many takes the service has at the same time."""

    def set_places(count: int) -> Connection:
        Connection.objects.update(places=count)
        connection.refresh_from_db()
        return connection

    return set_places


@pytest.fixture
def crowd(alice: User, charlie: User):
    """Four takes of one team in line, then two of another."""
    ours, theirs = alice.memberships.get().team, charlie.memberships.get().team
    takes = [make_take(ours, alice, S.QUEUED) for _ in range(4)] + [make_take(theirs, charlie, S.QUEUED) for _ in "ab"]
    return [take.pk for take in takes]


def wait(pk: int, seconds: float) -> None:
    Render.objects.filter(pk=pk).update(next_check_at=timezone.now() + timedelta(seconds=seconds))


class TestOrder:
    def test_teams_take_turns_and_within_a_team_it_goes_in_order(self, crowd, places):
        a, b, c, d, x, y = crowd
        assert line.in_order(places(1)) == [a, x, b, y, c, d]

    def test_what_a_team_has_at_the_service_already_counts(self, crowd, places):
        a, b, c, d, x, y = crowd
        Render.objects.filter(pk__in=[a, b]).update(status=S.PROCESSING)
        assert line.in_order(places(3)) == [x, y, c, d]

    def test_only_as_many_as_there_are_places(self, crowd, places):
        a, b, c, _d, x, _y = crowd
        now = timezone.now()
        assert line.next_ones(places(3), now) == [a, x, b]
        Render.objects.filter(pk=c).update(status=S.SUBMITTED)
        assert len(line.next_ones(places(3), now)) == 2
        assert line.next_ones(places(1), now) == []

    def test_one_that_may_not_be_sent_yet_holds_nobody_up(self, crowd, places):
        a, _b, _c, _d, x, _y = crowd
        wait(a, 10)
        assert line.next_ones(places(1), timezone.now()) == [x]

    def test_one_that_is_worked_on_keeps_its_turn(self, crowd, places):
        a, *_others, x, _y = crowd
        Render.objects.filter(pk=a).update(lease_until=timezone.now() + timedelta(seconds=30))
        places(1)
        assert line.due(timezone.now()) == []
        places(2)
        assert line.due(timezone.now()) == [x]


class TestTurn:
    def test_a_hint_for_one_whose_turn_it_is_not_sends_nothing(self, service, crowd, places):
        a, _b, _c, _d, x, _y = crowd
        places(1)
        pipeline.work(x)
        assert Render.objects.get(pk=x).status == S.QUEUED
        pipeline.work(a)
        assert Render.objects.get(pk=a).status == S.SUBMITTED

    def test_nobody_waits_for_ever_behind_a_team_with_many(self, service, crowd, places):
        places(1)
        sent = []
        for _ in crowd:
            (pk,) = line.due(timezone.now())
            pipeline.work(pk)
            sent.append(Render.objects.get(pk=pk).video.project.team_id)
            Render.objects.filter(pk=pk).update(status=S.READY)
        ours, theirs = Team.objects.order_by("pk").values_list("pk", flat=True)
        assert sent == [ours, theirs, ours, theirs, ours, ours]


class TestPlaces:
    def test_people_read_where_they_stand(self, crowd, places):
        places(1)
        line.tell_places()
        a, b, c, d, x, y = crowd
        assert dict(Render.objects.values_list("pk", "place")) == {a: 1, x: 2, b: 3, y: 4, c: 5, d: 6}

    def test_and_open_pages_hear_of_it_once(self, crowd, places):
        places(1)
        line.tell_places()
        before = list(Team.objects.order_by("pk").values_list("rev", flat=True))
        line.tell_places()
        assert list(Team.objects.order_by("pk").values_list("rev", flat=True)) == before
        Render.objects.filter(pk=crowd[0]).update(status=S.SUBMITTING)
        line.tell_places()
        after = list(Team.objects.order_by("pk").values_list("rev", flat=True))
        assert min(now - then for now, then in zip(after, before, strict=True)) > 0

    def test_far_back_nobody_is_told_a_number(self, crowd, places, monkeypatch):
        places(1)
        monkeypatch.setattr(line, "TOLD", 2)
        line.tell_places()
        assert sorted(filter(None, Render.objects.values_list("place", flat=True))) == [1, 2]

    def test_a_long_line_costs_no_more_questions(self, alice, connection, django_assert_max_num_queries):
        team = alice.memberships.get().team
        for _ in range(12):
            make_take(team, alice, S.QUEUED)
        line.tell_places()
        with django_assert_max_num_queries(6):
            line.tell_places()
