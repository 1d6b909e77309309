import pytest

from apps.teams import policy
from apps.teams.models import Membership
from tests.cast import make_person, make_team

pytestmark = pytest.mark.django_db

#           alice  bob    cleo   rita   charlie (a stranger)
MATRIX = {
    "may_prepare": [True, True, True, False, False],
    "may_spend": [True, True, False, False, False],
    "may_see_spending": [True, True, False, False, False],
    "may_review": [True, True, True, True, False],
    "may_moderate": [True, True, True, False, False],
    "may_name_deciders": [True, True, False, False, False],
    "may_manage": [True, False, False, False, False],
}


@pytest.mark.parametrize("question", MATRIX)
def test_each_role_may_what_it_is_for(question, team, alice, bob, cleo, rita, charlie):
    answers = [getattr(policy, question)(person, team) for person in (alice, bob, cleo, rita, charlie)]
    assert answers == MATRIX[question]


def test_the_matrix_asks_every_question():
    about_others = {"may_help_with_password", "may_answer", "may_stop", "may_change_comment"}
    assert {name for name in vars(policy) if name.startswith("may_")} - about_others == set(MATRIX)


def test_a_role_counts_in_its_own_team_only(alice, charlie):
    harbour = charlie.memberships.get().team
    Membership.objects.create(team=harbour, user=alice, role="reviewer")
    assert not policy.may_spend(alice, harbour)


def test_staff_have_no_role_in_a_team(team, staff):
    assert policy.role_in(team, staff) is None


class TestWhatOthersAskedFor:
    def test_owners_and_producers_say_ok_to_it(self, team, alice, bob, cleo, rita, charlie):
        answers = [policy.may_answer(person, team, cleo) for person in (alice, bob, cleo, rita, charlie)]
        assert answers == [True, True, False, False, False]

    def test_nobody_says_ok_to_their_own_wish_but_an_owner(self, team, alice, bob):
        assert [policy.may_answer(person, team, person) for person in (alice, bob)] == [True, False]

    def test_whoever_asked_and_whoever_spends_may_stop_it(self, team, alice, bob, cleo, rita, charlie):
        dora = make_person("Dora Dale", team, "creator")
        answers = [policy.may_stop(person, team, cleo) for person in (alice, bob, cleo, dora, rita, charlie)]
        assert answers == [True, True, True, False, False, False]

    def test_not_once_they_only_watch(self, team, cleo):
        Membership.objects.filter(user=cleo).update(role="reviewer")
        assert not policy.may_stop(cleo, team, cleo)


class TestMayHelpWithPassword:
    def test_an_owner_helps_the_people_of_their_team(self, alice, bob):
        assert policy.may_help_with_password(alice, bob)

    def test_nobody_else_does(self, alice, bob, cleo, charlie):
        assert not policy.may_help_with_password(bob, cleo)
        assert not policy.may_help_with_password(charlie, bob)
        assert not policy.may_help_with_password(alice, charlie)

    def test_not_oneself(self, alice):
        assert not policy.may_help_with_password(alice, alice)

    @pytest.mark.parametrize("right", ["is_staff", "is_superuser"])
    def test_not_people_of_the_admin_site(self, alice, bob, right):
        setattr(bob, right, True)
        assert not policy.may_help_with_password(alice, bob)

    def test_not_who_is_in_a_team_of_somebody_else_too(self, alice, bob, charlie):
        Membership.objects.create(team=charlie.memberships.get().team, user=bob, role="reviewer")
        assert not policy.may_help_with_password(alice, bob)

    def test_who_is_in_two_teams_of_one_owner_is_helped(self, alice, bob):
        second = make_team("Second")
        Membership.objects.create(team=second, user=alice, role="owner")
        Membership.objects.create(team=second, user=bob, role="creator")
        assert policy.may_help_with_password(alice, bob)

    def test_not_who_is_in_no_team(self, alice):
        assert not policy.may_help_with_password(alice, make_person("Dora Dale"))
