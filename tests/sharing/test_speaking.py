"""Guests who speak: under which name, from which browser, and how much a link takes."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.reviews.models import Comment, Guest
from apps.sharing import speaking
from apps.sharing.models import ShareLink, Visitor
from tests.sharing.talk import of, say, text_of

pytestmark = pytest.mark.django_db


class TestName:
    @pytest.mark.parametrize("name", ["Sign in: https://evil.example", "mei@example.com", "evil.example", "C:\\x"])
    def test_is_no_address_which_a_mail_would_make_a_link_of(self, opened, take, name):
        link, guest = opened
        answer = say(guest, link, take, name=name)
        assert (answer.status_code, "Write a name without an address." in text_of(answer)) == (422, True)
        assert not Comment.objects.exists()

    @pytest.mark.parametrize("name", ["J. R. Smith", "J.R. Smith", "Dr. Mei Lin", "Mei: boss"])
    def test_may_have_marks(self, opened, take, name):
        link, guest = opened
        assert say(guest, link, take, name=name).status_code == 303

    def test_that_the_team_gave_is_told_from_one_that_was_typed(self, opened, make_link, arrive, take):
        link, guest = opened
        say(guest, link, take, name="Jane Client")
        hers, token = make_link(may_comment=True, person="Jane Client")
        jane = arrive(token)
        say(jane, hers, take, "Go ahead.")
        assert {str(said.guest) for said in Comment.objects.all()} == {
            "Jane Client (guest)",
            "Jane Client (invited guest)",
        }
        assert text_of(jane.get(of(hers))).count("Jane Client Invited guest") == 1


class TestDrawings:
    def test_a_link_takes_only_so_many(self, opened, take, monkeypatch):
        monkeypatch.setattr(speaking, "DRAWINGS", 1)
        link, guest = opened
        marked = {"pinned": "on", "at_seconds": "0:01", "where": "top-left"}
        assert say(guest, link, take, "Here.", **marked).status_code == 303
        answer = say(guest, link, take, "And here.", **marked)
        assert (answer.status_code, "no more drawings" in text_of(answer)) == (422, True)
        assert say(guest, link, take, "And there.").status_code == 303


class TestFromElsewhere:
    """The page says no-referrer, so that there is no token: the cookie is what a stranger's form comes without."""

    @pytest.fixture
    def strict(self, make_link):
        link, token = make_link(may_comment=True)
        browser = Client(enforce_csrf_checks=True)
        browser.get(reverse("sharing:enter", args=[token]))
        return link, browser

    def post(self, browser, link, take, **headers):
        data = {"text": "Louder.", "name": "Pieter"}
        return browser.post(of(link, "comment", take.pk), data, headers=headers).status_code

    def test_the_form_works_where_browsers_hide_where_it_comes_from(self, strict, take):
        link, browser = strict
        assert self.post(browser, link, take, **{"Origin": "null", "Sec-Fetch-Site": "same-origin"}) == 303
        assert self.post(browser, link, take, Origin="null") == 303

    def test_the_cookies_go_with_no_post_of_another_site(self, strict, take):
        link, browser = strict
        answer = browser.post(of(link, "comment", take.pk), {"text": "Louder.", "name": "Pieter"})
        for cookie in (browser.cookies["guest"], answer.cookies["speaker"]):
            assert (cookie["samesite"], cookie["path"], cookie["httponly"]) == ("Lax", of(link), True)
        assert self.post(Client(), link, take, Origin="https://elsewhere.example") == 404

    @pytest.mark.parametrize("site", ["same-site", "cross-site"])
    def test_nor_does_a_neighbour_at_the_same_site(self, site, strict, take):
        link, browser = strict
        assert self.post(browser, link, take, **{"Sec-Fetch-Site": site}) == 404
        assert not Comment.objects.exists()


class TestCookieOfAnotherLink:
    def test_speaks_as_nobody(self, make_link, arrive, take):
        first, token = make_link(may_comment=True)
        second, other_token = make_link(may_comment=True)
        guest, other = arrive(token), arrive(other_token)
        say(guest, first, take)
        said = Comment.objects.get()
        carried = guest.cookies["speaker"].value
        other.cookies["speaker"] = carried
        assert 'name="name"' in other.get(of(second)).content.decode()
        assert other.post(of(second, "edit", said.pk), {"text": "No."}).status_code == 404
        assert say(other, second, take, "Slower.", name="").status_code == 422

    def test_a_guest_of_another_link_is_none_of_this_one_whatever_a_cookie_says(self, make_link, arrive, take, rf):
        first, token = make_link(may_comment=True)
        second, _ = make_link(may_comment=True)
        say(arrive(token), first, take)
        request, answer = rf.get("/"), Client().get("/healthz")
        speaking.remember(answer, second, Visitor.objects.get().key)  # as if the studio had signed it
        request.COOKIES["speaker"] = answer.cookies["speaker"].value
        assert speaking.speaker(request, second) is None

    def test_the_door_leaves_the_name_as_it_is(self, make_link, arrive, take):
        link, token = make_link(may_comment=True)
        guest = arrive(token)
        say(guest, link, take)
        guest.get(reverse("sharing:enter", args=[token]))
        assert "You write as Pieter Vos." in text_of(guest.get(of(link)))


class TestLinkForOnePerson:
    def test_whoever_comes_by_it_speaks_under_that_name(self, make_link, arrive, take):
        link, token = make_link(may_comment=True, person="Mei Lin")
        for browser, text in ((arrive(token), "Louder."), (arrive(token), "Slower.")):
            page = text_of(browser.get(of(link)))
            assert "You write as Mei Lin." in page
            assert say(browser, link, take, text, name="The boss").status_code == 303
        assert {said.guest for said in Comment.objects.all()} == {Guest.objects.get(name="Mei Lin")}


class TestFlood:
    @pytest.fixture
    def crowd(self, opened, take, monkeypatch):
        """A link that takes three things at once and five in all, and has taken three of two guests."""
        monkeypatch.setattr(speaking, "AT_ONCE", 3)
        monkeypatch.setattr(speaking, "IN_ALL", 5)
        link, guest = opened
        other = Client()
        other.cookies["guest"] = guest.cookies["guest"].value
        for browser, text in ((guest, "One."), (other, "Two."), (other, "Three.")):
            assert say(browser, link, take, text).status_code == 303
        return link, guest

    def age(self):
        ShareLink.objects.update(turns_since=timezone.now() - speaking.WINDOW)

    def test_it_takes_so_many_in_ten_minutes_of_all_its_guests(self, crowd, take):
        link, guest = crowd
        answer = say(guest, link, take, "Four.")
        assert answer.status_code == 429
        assert "in 10 minutes. Wait a little" in answer.content.decode()
        assert ">Four.</textarea>" in answer.content.decode()
        reply = guest.post(of(link, "reply", Comment.objects.first().pk), {"text": "Five."})
        assert (reply.status_code, "Wait a little" in reply.content.decode()) == (429, True)
        self.age()
        assert say(guest, link, take, "Four.").status_code == 303

    def test_what_was_deleted_counts(self, crowd, take):
        link, guest = crowd
        guest.post(of(link, "delete", Comment.objects.get(text="One.").pk))
        assert say(guest, link, take, "Four.").status_code == 429

    def test_and_so_many_in_all(self, crowd, take):
        link, guest = crowd
        self.age()
        for text in ("Four.", "Five."):
            say(guest, link, take, text)
        self.age()
        answer = say(guest, link, take, "Six.")
        assert (answer.status_code, "takes no more" in answer.content.decode()) == (429, True)
        assert Comment.objects.count() == 5

    def test_changing_and_bringing_back_count_and_taking_back_is_always_possible(self, crowd):
        link, guest = crowd
        said = Comment.objects.get(text="One.")
        edited = guest.post(of(link, "edit", said.pk), {"text": "One and a half."})
        assert (edited.status_code, "Wait a little" in edited.content.decode()) == (429, True)
        assert ">One and a half.</textarea>" in edited.content.decode()
        assert guest.post(of(link, "delete", said.pk)).status_code == 303
        back = guest.post(of(link, "bring_back", said.pk))
        assert (back.status_code, "Wait a little" in back.content.decode()) == (429, True)
        said.refresh_from_db()
        assert (said.text, said.deleted_at is None) == ("One.", False)
        self.age()
        guest.post(of(link, "bring_back", said.pk))
        guest.post(of(link, "edit", said.pk), {"text": "One and a half."})
        assert ShareLink.objects.get().turns == 5

    def test_other_links_are_not_concerned(self, crowd, make_link, arrive, take):
        link, token = make_link(may_comment=True)
        assert say(arrive(token), link, take).status_code == 303

    def test_a_refused_newcomer_leaves_nothing(self, crowd, take):
        link, guest = crowd
        other = Client()
        other.cookies["guest"] = guest.cookies["guest"].value
        say(other, link, take, "Four.")
        assert Guest.objects.count() == 2
