import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from apps.teams.links import password_link
from apps.teams.models import User
from tests.cast import PASSWORD, signed_in

pytestmark = pytest.mark.django_db

LOGIN = reverse("account_login")
RESET = reverse("account_reset_password")
ALICE = {"login": "alice@example.com", "password": PASSWORD}


class TestSignIn:
    def test_with_e_mail_and_password(self, client, alice):
        answer = client.post(f"{LOGIN}?next=/team/", {**ALICE, "login": "Alice@Example.com"})
        assert answer.url == "/team/"
        assert get_user(client) == alice

    def test_leads_to_no_other_site(self, client, alice):
        assert client.post(f"{LOGIN}?next=https://evil.example/", ALICE).url == "/"

    def test_does_not_tell_which_of_the_two_is_wrong(self, client, alice):
        pages = [
            client.post(LOGIN, fields).content.decode()
            for fields in ({**ALICE, "password": "wrong"}, {**ALICE, "login": "nobody@example.com"})
        ]
        assert all("do not go together" in page for page in pages)

    def test_guessing_is_slowed_down(self, client, alice):
        for _number in range(5):
            client.post(LOGIN, {**ALICE, "password": "wrong"})
        assert "Too many tries" in client.post(LOGIN, ALICE).content.decode()

    def test_somebody_who_was_switched_off_stays_outside(self, client, alice):
        alice.is_active = False
        alice.save()
        client.post(LOGIN, ALICE)
        assert get_user(client).is_anonymous

    def test_the_fields_have_our_names(self, client, alice):
        page = client.get(LOGIN).content.decode()
        assert re.findall(r"<label[^>]*>([^<]+)", page) == ["E-mail", "Password"]

    def test_nobody_signs_up_alone(self, client, alice):
        fields = {"email": "dora@example.com", "password1": PASSWORD}
        assert "dora" not in client.post(reverse("account_signup"), fields).content.decode()
        assert get_user(client).is_anonymous


class TestSignOut:
    def test_ends_the_visit(self, alice):
        browser = signed_in(alice)
        assert browser.post(reverse("account_logout")).url == LOGIN
        assert browser.get("/").url.startswith(LOGIN)

    def test_a_mere_link_does_not(self, alice):
        browser = signed_in(alice)
        browser.get(reverse("account_logout"))
        assert get_user(browser) == alice


class TestForgottenPassword:
    @pytest.mark.parametrize("email", ["alice@example.com", "nobody@example.com"])
    def test_without_a_mail_server_says_whom_to_ask(self, client, alice, mailoutbox, email):
        for answer in (client.get(RESET), client.post(RESET, {"email": email})):
            assert answer.status_code == 200
            assert "This studio sends no e-mail" in answer.content.decode()
            assert email not in answer.content.decode()
        assert mailoutbox == []

    def test_with_one_sends_a_link_that_works(self, client, alice, mailoutbox, settings):
        settings.EMAIL_HOST = "mail.example.com"
        assert client.post(RESET, {"email": "Alice@example.com"}).url == reverse("account_reset_password_done")
        (mail,) = mailoutbox
        assert (mail.to, mail.subject) == (["alice@example.com"], "A new password for Avatar Studio")
        assert mail.body.startswith("Hello Alice,")
        (link,) = re.findall(r"http://testserver/\S+", mail.body)
        form = Client().get(link, follow=True)
        assert "Choose a new password" in form.content.decode()

    def test_does_not_tell_who_has_an_account(self, client, alice, mailoutbox, settings):
        settings.EMAIL_HOST = "mail.example.com"
        known, unknown = (client.post(RESET, {"email": f"{who}@example.com"}) for who in ("alice", "nobody"))
        assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
        assert [mail.to for mail in mailoutbox] == [["alice@example.com"]]


class TestPasswordLink:
    def test_ends_when_the_person_gets_more_to_say(self, client, rita, rf):
        link = password_link(rita, rf.get("/"))
        User.objects.filter(pk=rita.pk).update(is_staff=True, is_superuser=True)
        page = client.get(link, follow=True).content.decode()
        assert "password1" not in page


class TestOtherAddresses:
    def test_nobody_takes_the_address_of_somebody_else(self, alice, rita):
        address = reverse("account_email")
        assert signed_in(rita).post(address, {"action_add": "", "email": alice.email}).status_code == 302
        assert not EmailAddress.objects.filter(user=rita, email=alice.email).exists()
