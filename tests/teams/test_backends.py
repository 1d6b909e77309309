"""The person of a request comes with their teams, in one query, and pages hear when people change."""

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from apps.teams.backends import PersonBackend
from apps.teams.current import own_team
from apps.teams.models import Invitation, Membership, Role, Team
from apps.teams.policy import role_in
from tests.cast import make_person, make_team, signed_in

pytestmark = pytest.mark.django_db


def person(user):
    """As a request gets them."""
    return PersonBackend().get_user(user.pk)


class TestPerson:
    def test_comes_with_all_their_teams_in_one_query(self, team, alice, django_assert_num_queries):
        other = make_team("Harbour Books")
        Membership.objects.create(team=other, user=alice, role=Role.REVIEWER)
        with django_assert_num_queries(1):
            known = person(alice)
            assert (role_in(team, known), role_in(other, known)) == (Role.OWNER, Role.REVIEWER)
            assert not known.known_memberships[1].team.is_shared
            assert role_in(Team(pk=0), known) is None

    def test_knows_whether_they_are_alone(self, team, alice):
        assert not person(alice).known_memberships[0].team.is_shared
        Invitation.issue(team, Role.CREATOR, alice)
        assert person(alice).known_memberships[0].team.is_shared
        make_person("Bob Bond", team, "producer")
        Invitation.objects.all().delete()
        assert person(alice).known_memberships[0].team.is_shared

    def test_without_a_team_is_a_person_all_the_same(self, staff):
        known = person(staff)
        assert known == staff
        assert known.known_memberships is None

    def test_who_may_not_sign_in_is_nobody(self, alice):
        alice.is_active = False
        alice.save()
        assert person(alice) is None

    def test_a_role_that_was_taken_away_is_gone_with_the_next_request(self, team, bob):
        browser = signed_in(bob)
        assert browser.get(reverse("spending:month")).status_code == 200
        Membership.objects.filter(user=bob).update(role=Role.CREATOR)
        assert browser.get(reverse("spending:month")).status_code == 403
        Membership.objects.filter(user=bob).delete()
        assert "You are not in a team yet" in browser.get("/").content.decode()

    def test_only_their_own_team_is_found(self, team, alice, charlie, rf):
        request = rf.get("/")
        request.user = person(alice)
        assert own_team(request, team.pk) == team
        with pytest.raises(Http404):
            own_team(request, charlie.memberships.get().team.pk)


class TestPeopleChanged:
    """What the admin site does to people is heard by the pages of their teams."""

    @pytest.fixture
    def admin(self, staff) -> Client:
        staff.is_superuser = True
        staff.save()
        return signed_in(staff)

    @staticmethod
    def revs(team: Team) -> tuple[int, int]:
        fresh = Team.objects.get(pk=team.pk)
        return fresh.rev, fresh.people_rev

    def test_by_another_role(self, admin, team, bob):
        before, membership = self.revs(team), bob.memberships.get()
        address = reverse("admin:teams_membership_change", args=[membership.pk])
        admin.post(address, {"team": team.pk, "user": bob.pk, "role": Role.REVIEWER})
        assert bob.memberships.get().role == Role.REVIEWER
        assert self.revs(team) == (before[0] + 1, before[0] + 1)

    def test_by_leaving(self, admin, team, bob):
        before = self.revs(team)
        admin.post(reverse("admin:teams_membership_delete", args=[bob.memberships.get().pk]), {"post": "yes"})
        assert not bob.memberships.exists()
        assert self.revs(team)[1] == before[0] + 1

    def test_by_several_leaving_at_once(self, admin, team, bob, cleo):
        before, pks = self.revs(team), list(Membership.objects.exclude(role=Role.OWNER).values_list("pk", flat=True))
        chosen = {"action": "delete_selected", "_selected_action": pks, "post": "yes"}
        admin.post(reverse("admin:teams_membership_changelist"), chosen)
        assert not bob.memberships.exists()
        assert not cleo.memberships.exists()
        assert self.revs(team)[1] == before[0] + 1
