import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.teams.models import Invitation, User
from tests.cast import PASSWORD, signed_in

pytestmark = pytest.mark.django_db

RITA = {"name": "Rita Moss", "email": "rita@example.com", "password": PASSWORD}


@pytest.fixture
def url(invitation) -> str:
    return reverse("teams:join", args=[invitation[1]])


def end(invitation: Invitation, **fields: object) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(**fields)


class TestJoin:
    def test_says_who_invites_to_what_as_what(self, client, url):
        page = client.get(url).content.decode()
        assert "Alice Ames invites you to Lantern Tea as Reviewer" in page
        assert "Watches, comments and decides" in page

    def test_somebody_new_makes_an_account_and_is_in(self, client, url, team):
        answer = client.post(url, RITA)
        assert (answer.status_code, answer.url) == (303, reverse("gallery:home"))
        rita = User.objects.get(email="rita@example.com")
        assert (get_user(client), rita.memberships.get().role) == (rita, "reviewer")
        assert client.session["team"] == team.pk

    def test_somebody_signed_in_has_one_button(self, url, charlie, team):
        browser = signed_in(charlie)
        page = browser.get(url).content.decode()
        assert "Join Lantern Tea" in page
        assert "id_password" not in page
        assert browser.post(url).url == reverse("gallery:home")
        assert browser.session["team"] == team.pk
        assert charlie.memberships.get(team=team).role == "reviewer"

    def test_a_member_is_told_so_and_does_not_use_it_up(self, url, alice, charlie, team):
        assert "You are in this team already" in signed_in(alice).get(url).content.decode()
        assert signed_in(alice).post(url).url == reverse("gallery:home")
        assert alice.memberships.get().role == "owner"
        signed_in(charlie).post(url)
        assert charlie.memberships.filter(team=team).exists()

    def test_an_address_with_an_account_leads_to_signing_in_and_back(self, client, url, charlie):
        answer = client.post(url, {**RITA, "email": "Charlie@example.com"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "There is an account with this address" in page
        assert "Rita Moss" in page
        (sign_in,) = re.findall(r'href="(/account/login/\?next=[^"]*join[^"]*)"', page)
        back = client.post(sign_in, {"login": "charlie@example.com", "password": PASSWORD})
        assert back.url == url

    @pytest.mark.parametrize("change", [{"name": ""}, {"email": "rita"}, {"password": "short"}])
    def test_says_what_to_change_and_stays_good(self, client, url, change):
        assert client.post(url, {**RITA, **change}).status_code == 422
        assert client.post(url, RITA).status_code == 303

    @pytest.mark.parametrize(
        "fields",
        [
            {"expires_at": timezone.now() - timedelta(seconds=1)},
            {"withdrawn_at": timezone.now()},
            {"accepted_at": timezone.now()},
        ],
        ids=["too old", "withdrawn", "used"],
    )
    def test_every_end_looks_the_same(self, client, url, invitation, charlie, fields):
        never_there = client.get(reverse("teams:join", args=["never-there"]))
        end(invitation[0], **fields)
        his = signed_in(charlie)
        for answer in (client.get(url), client.post(url, RITA), his.get(url), his.post(url)):
            assert (answer.status_code, answer.template_name) == (404, never_there.template_name)
            assert "Ask the person who sent it for a new one." in answer.content.decode()
        assert not User.objects.filter(email="rita@example.com").exists()

    def test_it_ends_with_the_rights_of_whoever_sent_it(self, client, url, alice, charlie, team):
        team.memberships.filter(user=alice).update(role="creator")
        assert client.get(url).status_code == 404
        assert signed_in(charlie).post(url).status_code == 404
        team.memberships.filter(user=alice).delete()
        assert signed_in(alice).post(url).status_code == 404
        assert not team.memberships.exists()

    def test_two_people_with_one_link(self, client, url):
        client.post(url, RITA)
        assert Client().post(url, {**RITA, "email": "other@example.com"}).status_code == 404
        assert not User.objects.filter(email="other@example.com").exists()

    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_looking_changes_nothing(self, client, charlie, url, method, invitation):
        for browser in (client, signed_in(charlie)):
            assert browser.generic(method, url).status_code == 200
        invitation[0].refresh_from_db()
        assert invitation[0].accepted_at is None

    def test_the_address_goes_to_no_other_site_no_index_and_no_cache(self, client, url):
        for answer in (client.get(url), client.get("/join/never-there/")):
            assert answer["Referrer-Policy"] == "same-origin"
            assert answer["X-Robots-Tag"] == "noindex"
            assert "no-store" in answer["Cache-Control"]
