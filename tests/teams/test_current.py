import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from apps.teams.current import choose_team, current_team
from apps.teams.models import Membership
from tests.cast import make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(alice):
    request = RequestFactory().get("/")
    request.session, request.user = SessionStore(), alice
    return request


class TestCurrentTeam:
    def test_is_the_first_one_joined(self, asked, alice, team):
        Membership.objects.create(team=make_team("Aardvark"), user=alice, role="creator")
        assert current_team(asked) == team

    def test_can_be_chosen(self, asked, alice):
        second = make_team("Second")
        Membership.objects.create(team=second, user=alice, role="creator")
        choose_team(asked, second)
        assert current_team(asked) == second

    def test_a_team_one_no_longer_belongs_to_is_not_chosen(self, asked, team):
        choose_team(asked, make_team("Gone"))
        assert current_team(asked) == team

    def test_other_members_do_not_change_the_order(self, asked, alice, bob, team, django_assert_num_queries):
        with django_assert_num_queries(1):
            assert current_team(asked) == team

    def test_nobody_has_none(self, asked, staff):
        asked.user = staff
        assert current_team(asked) is None
        asked.user = AnonymousUser()
        assert current_team(asked) is None
