import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from apps.teams.models import Invitation, User
from tests.cast import PASSWORD, make_person, make_team, signed_in

pytestmark = pytest.mark.django_db

PEOPLE = reverse("admin:teams_user_changelist")


@pytest.fixture
def admin(staff) -> Client:
    return signed_in(staff)


@pytest.fixture
def helper() -> Client:
    """Staff who may change people, but is no superuser."""
    user = make_person("Hana Help")
    user.is_staff = True
    user.save()
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user"]))
    return signed_in(user)


def make_link(browser: Client, person: User) -> str:
    fields = {"action": "make_password_link", "_selected_action": [person.pk]}
    return browser.post(PEOPLE, fields, follow=True).content.decode()


class TestChangelists:
    @pytest.mark.parametrize("model", ["user", "team", "membership", "invitation"])
    def test_ask_the_same_number_of_questions_for_any_number_of_rows(
        self, admin, model, alice, invitation, django_assert_num_queries
    ):
        url = reverse(f"admin:teams_{model}_changelist")
        admin.get(url)  # the first request asks once whether anybody is here
        with django_assert_num_queries(8):
            assert admin.get(url).status_code == 200
        for number in range(3):
            team = make_team(f"Team {number}")
            Invitation.issue(team, "creator", make_person(f"Person{number}", team))
        with django_assert_num_queries(8):
            assert "Team" in admin.get(url).content.decode()

    @pytest.mark.parametrize("model", ["user", "team", "membership", "invitation"])
    def test_can_be_searched(self, admin, model, alice, charlie, invitation):
        Invitation.issue(charlie.memberships.get().team, "creator", charlie)
        page = admin.get(reverse(f"admin:teams_{model}_changelist"), {"q": "Lantern"}).content.decode()
        assert "1 result" in page

    @pytest.mark.parametrize("model", ["user", "team", "membership", "invitation"])
    def test_each_row_opens(self, admin, model, invitation, alice):
        row = {"user": alice, "team": alice.memberships.get().team, "membership": alice.memberships.get()}
        pk = row.get(model, invitation[0]).pk
        assert admin.get(reverse(f"admin:teams_{model}_change", args=[pk])).status_code == 200


class TestUserAdmin:
    def test_makes_a_person_in_lower_case(self, admin):
        password = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
        fields = {"email": "Dora@Example.com", "name": "Dora", **password}
        assert admin.post(reverse("admin:teams_user_add"), fields).status_code == 302
        assert User.objects.get(email="dora@example.com").check_password(PASSWORD)

    def test_a_replaced_address_opens_nothing_any_more(self, admin, alice):
        EmailAddress.objects.create(user=alice, email=alice.email, primary=True)
        url = reverse("admin:teams_user_change", args=[alice.pk])
        form = admin.get(url).context["adminform"].form
        inline = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
        fields = {"email": "New@example.com", "name": form.initial["name"], "is_active": "on", **inline}
        assert admin.post(url, fields).status_code == 302
        sign_in = reverse("account_login")
        for email, status in (("alice@example.com", 200), ("new@example.com", 302)):
            assert Client().post(sign_in, {"login": email, "password": PASSWORD}).status_code == status

    def test_makes_a_password_link_for_anybody(self, admin, charlie):
        (link,) = re.findall(r"http://testserver(/account/password/reset/key/[^<\s]+)", make_link(admin, charlie))
        assert "Choose a new password" in Client().get(link, follow=True).content.decode()

    def test_other_staff_can_help_people_but_not_superusers(self, helper, staff, charlie):
        assert "password/reset/key" in make_link(helper, charlie)
        assert "Only a superuser can" in make_link(helper, staff)
        password = reverse("admin:auth_user_password_change", args=[staff.pk])
        assert helper.get(password).status_code == 403

    def test_other_staff_cannot_give_rights(self, helper, charlie):
        form = helper.get(reverse("admin:teams_user_change", args=[charlie.pk])).context["adminform"].form
        assert not {"is_staff", "is_superuser", "groups", "user_permissions"} & set(form.fields)


class TestInvitationAdmin:
    def test_can_end_an_invitation_but_not_make_one(self, admin, invitation):
        url = reverse("admin:teams_invitation_changelist")
        admin.post(url, {"action": "withdraw_selected", "_selected_action": [invitation[0].pk]})
        invitation[0].refresh_from_db()
        assert invitation[0].withdrawn_at
        assert admin.get(reverse("admin:teams_invitation_add")).status_code == 403


class TestSignIn:
    def test_goes_through_our_own_page(self, client, alice):
        answer = client.get(reverse("admin:index"), follow=True)
        assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))

    def test_members_of_a_team_have_no_business_here(self, alice):
        assert signed_in(alice).get(reverse("admin:index"), follow=True).status_code == 403
