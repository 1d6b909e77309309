import re

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from apps.teams.models import Invitation, Membership, User
from apps.teams.welcome import one_time_code
from tests.cast import PASSWORD, make_person, signed_in

pytestmark = pytest.mark.django_db

MEI = {"name": "Mei Lin", "email": "Mei@example.com", "password": PASSWORD}
TEAM_PAGE = reverse("teams:detail")
INVITE = reverse("teams:invite")


def text(answer) -> str:
    return answer.content.decode()


def shown_link(answer) -> str:
    (link,) = re.findall(r'<input[^>]* id="link" value="([^"]+)" readonly>', text(answer))
    return link


class TestWelcome:
    URL = reverse("teams:welcome")

    def test_makes_an_owner_who_is_signed_in(self, client):
        answer = client.post(self.URL, MEI)
        assert (answer.status_code, answer.url) == (303, reverse("connections:choose"))
        mei = User.objects.get(email="mei@example.com")
        assert get_user(client) == mei
        assert mei.memberships.get().role == "owner"
        assert client.get(answer.url).status_code == 200

    def test_is_gone_once_somebody_is_here(self, client, alice):
        assert client.get(self.URL).status_code == 404
        assert client.post(self.URL, MEI).status_code == 404
        assert User.objects.count() == 1

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"name": ""}, "This is needed"),
            ({"email": "mei"}, "Write a whole e-mail address"),
            ({"password": "123456789"}, "too short"),
            ({"password": "password123"}, "too common"),
            ({"email": "quietevening@example.com", "password": "quietevening1"}, "too similar"),
        ],
    )
    def test_says_beside_the_field_what_to_change_and_keeps_the_rest(self, client, change, sentence):
        answer = client.post(self.URL, {**MEI, **change})
        assert answer.status_code == 422
        assert sentence in text(answer)
        assert PASSWORD not in text(answer)
        assert ("Mei Lin" in text(answer)) == ("name" not in change)
        assert not User.objects.exists()

    def test_asks_for_no_code_on_the_machine_itself(self, client):
        assert "id_code" not in text(client.get(self.URL))

    def test_somebody_from_elsewhere_needs_the_code(self):
        client = Client(REMOTE_ADDR="192.168.1.7")
        assert "id_code" in text(client.get(self.URL))
        assert client.post(self.URL, MEI).status_code == 422
        assert "This is not the code" in text(client.post(self.URL, {**MEI, "code": "AAAA-AAAA"}))
        assert not User.objects.exists()
        assert client.post(self.URL, {**MEI, "code": one_time_code()}).status_code == 303
        assert User.objects.get().is_superuser

    def test_the_code_is_gone_afterwards(self, client, settings):
        one_time_code()
        client.post(self.URL, MEI)
        assert not (settings.DATA_DIR / "welcome_code").exists()

    def test_guessing_is_stopped(self):
        code = one_time_code()
        for number in range(10):
            Client(REMOTE_ADDR=f"10.0.0.{number}").post(self.URL, {**MEI, "code": "AAAA-AAAA"})
        answer = Client(REMOTE_ADDR="10.0.0.99").post(self.URL, {**MEI, "code": code})
        assert "Too many wrong codes" in text(answer)
        assert not User.objects.exists()


class TestDetail:
    def test_everybody_of_the_team_sees_who_is_in_it(self, alice, bob, cleo, rita, charlie):
        for person in (alice, bob, cleo, rita):
            page = text(signed_in(person).get(TEAM_PAGE))
            assert all(str(member) in page for member in (alice, bob, cleo, rita))
            assert str(charlie) not in page

    def test_the_owner_has_the_tools(self, alice, bob, invitation):
        page = text(signed_in(alice).get(TEAM_PAGE))
        assert INVITE in page
        assert reverse("teams:withdraw", args=[invitation[0].pk]) in page
        assert page.count("New password link") == 1  # for Bob, not for herself

    @pytest.mark.parametrize("role", ["bob", "cleo", "rita"])
    def test_others_have_none(self, request, role, invitation):
        page = text(signed_in(request.getfixturevalue(role)).get(TEAM_PAGE))
        assert not re.search(r'action="/team/', page)
        assert "Links that nobody has used yet" not in page

    def test_each_role_is_explained(self, alice):
        page = text(signed_in(alice).get(TEAM_PAGE))
        for sentence in ("May do everything", "may spend money", "needs an OK", "comments and decides"):
            assert sentence in page

    def test_somebody_without_a_team_is_sent_home(self, staff):
        assert signed_in(staff).get(TEAM_PAGE).url == reverse("gallery:home")

    def test_asks_the_same_number_of_questions_for_any_number_of_people(
        self, alice, team, invitation, django_assert_num_queries
    ):
        owner = signed_in(alice)
        owner.get(TEAM_PAGE)  # the first request asks once whether anybody is here
        with django_assert_num_queries(5):
            owner.get(TEAM_PAGE)
        for name in ("Dora", "Emil", "Fay"):
            Invitation.issue(team, "creator", make_person(name, team))
        with django_assert_num_queries(5):
            assert "Fay" in text(owner.get(TEAM_PAGE))


class TestInvite:
    def test_shows_the_link_once(self, alice, team):
        owner = signed_in(alice)
        answer = owner.post(INVITE, {"role": "creator"})
        invitation = team.invitations.get()
        token = shown_link(answer).removeprefix("http://testserver/join/").rstrip("/")
        assert Invitation.objects.with_token(token).get() == invitation
        assert (invitation.role, invitation.invited_by) == ("creator", alice)
        assert "Works once, until" in text(answer)
        assert "no-store" in answer["Cache-Control"]
        assert token not in text(owner.get(TEAM_PAGE))
        assert token not in str(dict(owner.session))

    def test_a_public_address_stands_in_the_link(self, alice, settings):
        settings.PUBLIC_BASE_URL = "https://studio.example.com"
        assert shown_link(signed_in(alice).post(INVITE, {"role": "owner"})).startswith(
            "https://studio.example.com/join/"
        )

    @pytest.mark.parametrize("fields", [{}, {"role": "emperor"}])
    def test_needs_a_role_that_exists(self, alice, fields):
        assert signed_in(alice).post(INVITE, fields).status_code == 422
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize("role", ["bob", "cleo", "rita"])
    def test_is_for_owners(self, request, role):
        assert signed_in(request.getfixturevalue(role)).post(INVITE, {"role": "owner"}).status_code == 403
        assert not Invitation.objects.exists()

    def test_somebody_without_a_team_has_nowhere_to_invite_to(self, staff):
        assert signed_in(staff).post(INVITE, {"role": "owner"}).status_code == 404


class TestWithdraw:
    @pytest.fixture
    def url(self, invitation) -> str:
        return reverse("teams:withdraw", args=[invitation[0].pk])

    def test_ends_the_link(self, alice, client, invitation, url):
        assert signed_in(alice).post(url).status_code == 303
        assert client.get(reverse("teams:join", args=[invitation[1]])).status_code == 404

    def test_says_so_when_it_had_ended(self, alice, url):
        signed_in(alice).post(url)
        assert "had ended already" in text(signed_in(alice).post(url, follow=True))

    @pytest.mark.parametrize(("person", "status"), [("bob", 403), ("rita", 403), ("charlie", 404), ("staff", 404)])
    def test_is_for_owners_of_the_team(self, request, url, person, status):
        assert signed_in(request.getfixturevalue(person)).post(url).status_code == status
        assert Invitation.objects.filter(withdrawn_at=None).exists()


class TestPasswordLink:
    def url(self, person: User) -> str:
        return reverse("teams:password_link", args=[person.memberships.first().pk])

    def test_works_once_and_really_sets_the_password(self, client, alice, bob):
        link = shown_link(signed_in(alice).post(self.url(bob)))
        form = client.get(link, follow=True)
        new = {"password1": "another-quiet-evening", "password2": "another-quiet-evening"}
        client.post(form.request["PATH_INFO"], new)
        bob.refresh_from_db()
        assert bob.check_password("another-quiet-evening")
        assert "This link no longer works" in text(Client().get(link, follow=True))

    def test_without_being_used_it_changes_nothing(self, client, alice, bob):
        client.get(shown_link(signed_in(alice).post(self.url(bob))), follow=True)
        bob.refresh_from_db()
        assert bob.check_password(PASSWORD)

    @pytest.mark.parametrize(("person", "status"), [("cleo", 403), ("rita", 403), ("charlie", 404), ("staff", 404)])
    def test_is_for_owners_of_the_team(self, request, bob, person, status):
        assert signed_in(request.getfixturevalue(person)).post(self.url(bob)).status_code == status

    def test_for_oneself_points_to_changing_it(self, alice):
        answer = signed_in(alice).post(self.url(alice))
        assert answer.status_code == 422
        assert reverse("account_change_password") in text(answer).split('role="alert"')[1]

    def test_is_not_given_for_somebody_who_is_elsewhere_too(self, alice, bob, charlie):
        Membership.objects.create(team=charlie.memberships.get().team, user=bob, role="reviewer")
        answer = signed_in(alice).post(self.url(bob))
        assert answer.status_code == 422
        assert "We cannot make a password link for Bob Bond here" in text(answer)
        assert "password/reset/key" not in text(answer)


class TestTheme:
    URL = reverse("teams:theme")

    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_is_kept_for_a_year(self, alice, theme):
        answer = signed_in(alice).post(self.URL, {"theme": theme, "next": TEAM_PAGE})
        cookie = answer.cookies["theme"]
        assert (answer.url, cookie.value, cookie["samesite"]) == (TEAM_PAGE, theme, "Lax")
        assert cookie["max-age"] == 365 * 24 * 3600

    @pytest.mark.parametrize("theme", ["system", "", '"><script>'])
    def test_anything_else_follows_the_system(self, alice, theme):
        browser = signed_in(alice)
        browser.post(self.URL, {"theme": "dark"})
        assert browser.post(self.URL, {"theme": theme}).cookies["theme"].value == ""

    @pytest.mark.parametrize("to", ["https://evil.example", "//evil.example", "javascript:alert(1)", ""])
    def test_leads_nowhere_else(self, alice, to):
        assert signed_in(alice).post(self.URL, {"theme": "dark", "next": to}).url == "/"
