from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from apps.teams import actions
from apps.teams.models import Invitation, Membership, Team, User
from tests.cast import PASSWORD, make_person, make_team


def together(*jobs):
    """Run the jobs at once, each in a thread with a database connection of its own; their results or errors."""
    barrier = Barrier(len(jobs))

    def run(job):
        barrier.wait(timeout=10)
        try:
            return job()
        except Exception as error:  # noqa: BLE001 - the result is looked at
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


@pytest.mark.django_db
class TestFoundStudio:
    def test_makes_the_owner_of_a_team_who_may_use_the_admin_site(self):
        mei = actions.found_studio("Mei Lin", "Mei@Example.com", PASSWORD)
        assert (mei.email, mei.is_staff, mei.is_superuser) == ("mei@example.com", True, True)
        assert mei.check_password(PASSWORD)
        assert (mei.memberships.get().role, str(mei.memberships.get().team)) == ("owner", "Mei's team")

    def test_the_team_can_have_a_name_of_its_own(self):
        assert actions.found_studio("Mei", "mei@example.com", PASSWORD, "Lantern Tea").memberships.get().team.name == (
            "Lantern Tea"
        )

    def test_a_long_name_fits(self):
        user = actions.found_studio("M" * 80, "mei@example.com", PASSWORD)
        assert user.memberships.get().team.name == "M" * 80

    def test_works_once(self):
        actions.found_studio("Mei", "mei@example.com", PASSWORD)
        with pytest.raises(actions.StudioExists):
            actions.found_studio("Bob", "bob@example.com", PASSWORD)
        assert User.objects.count() == Team.objects.count() == 1


@pytest.mark.stack
@pytest.mark.django_db(transaction=True)
class TestTogether:
    def test_of_two_founders_one_gets_the_studio(self):
        results = together(
            lambda: actions.found_studio("Mei", "mei@example.com", PASSWORD),
            lambda: actions.found_studio("Bob", "bob@example.com", PASSWORD),
        )
        assert sorted(type(result).__name__ for result in results) == ["StudioExists", "User"]
        assert User.objects.filter(is_superuser=True).count() == Membership.objects.count() == Team.objects.count() == 1

    def test_the_second_of_two_founders_gets_a_sentence(self):
        def found(name: str) -> int:
            fields = {"name": name, "email": f"{name}@example.com", "password": PASSWORD}
            return Client().post(reverse("teams:welcome"), fields).status_code

        late = {404, 422}  # 404 if the first was done before the second was looked at
        answers = together(lambda: found("mei"), lambda: found("bob"))
        assert 303 in answers
        assert late & set(answers)
        assert User.objects.count() == 1

    def test_of_two_people_with_one_link_one_gets_in(self):
        team = make_team()
        invitation, _token = Invitation.issue(team, "creator", make_person("Alice Ames", team))
        bob, cleo = make_person("Bob Bond"), make_person("Cleo Cruz")
        results = together(lambda: actions.join(invitation, bob), lambda: actions.join(invitation, cleo))
        assert sorted(type(result).__name__ for result in results) == ["InvitationEnded", "Membership"]
        invitation.refresh_from_db()
        assert list(team.memberships.filter(role="creator").values_list("user", flat=True)) == [
            invitation.accepted_by_id
        ]

    def test_one_person_with_two_links_becomes_one_member(self):
        team, bob = make_team(), make_person("Bob Bond")
        alice = make_person("Alice Ames", team)
        links = [Invitation.issue(team, role, alice)[0] for role in ("creator", "producer")]
        results = together(*[lambda link=link: actions.join(link, bob) for link in links])
        assert results[0] == results[1] == bob.memberships.get()


@pytest.mark.django_db
class TestJoin:
    def test_makes_a_member_with_the_role_of_the_invitation(self, invitation, charlie):
        member = actions.join(invitation[0], charlie)
        invitation[0].refresh_from_db()
        assert (member.role, invitation[0].accepted_by) == ("reviewer", charlie)
        assert invitation[0].accepted_at

    def test_works_once(self, invitation, charlie, staff):
        actions.join(invitation[0], charlie)
        with pytest.raises(actions.InvitationEnded):
            actions.join(invitation[0], staff)
        assert not staff.memberships.exists()

    def test_a_member_keeps_the_role_and_leaves_the_link_to_others(self, invitation, alice, charlie):
        assert actions.join(invitation[0], alice).role == "owner"
        assert actions.join(invitation[0], charlie).role == "reviewer"


@pytest.mark.django_db
class TestJoinWithNewAccount:
    def test_makes_a_person_without_any_right_in_the_admin_site(self, invitation):
        rita = actions.join_with_new_account(invitation[0], "Rita", "Rita@example.com", PASSWORD)
        assert (rita.email, rita.is_staff, rita.is_superuser) == ("rita@example.com", False, False)
        assert rita.memberships.get().role == "reviewer"

    def test_an_address_that_is_taken_uses_nothing_up(self, invitation, charlie):
        with pytest.raises(actions.EmailTaken):
            actions.join_with_new_account(invitation[0], "Charlie", "CHARLIE@example.com", PASSWORD)
        assert actions.join(invitation[0], charlie).role == "reviewer"

    def test_an_ended_link_leaves_no_account_behind(self, invitation):
        actions.withdraw(invitation[0])
        with pytest.raises(actions.InvitationEnded):
            actions.join_with_new_account(invitation[0], "Rita", "rita@example.com", PASSWORD)
        assert not User.objects.filter(email="rita@example.com").exists()


@pytest.mark.django_db
class TestWithdraw:
    def test_ends_an_invitation_once(self, invitation):
        assert actions.withdraw(invitation[0]) is True
        assert actions.withdraw(invitation[0]) is False

    def test_comes_too_late_for_a_used_one(self, invitation, charlie):
        actions.join(invitation[0], charlie)
        assert actions.withdraw(invitation[0]) is False
