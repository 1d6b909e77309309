"""What a guest says, under which name, and for how long they may change it."""

import re
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.avatars.consents import withdraw as withdraw_consent
from apps.reviews import comments
from apps.reviews.models import Comment, Guest
from apps.sharing import actions, speaking
from apps.sharing.forms import GuestCommentForm
from apps.sharing.models import ShareLink, Visitor
from apps.teams.models import Team
from tests.cast import signed_in
from tests.takes import make_take

pytestmark = pytest.mark.django_db


def of(link, name="watch", *more):
    return reverse(f"sharing:{name}", args=[link.public_id, *more])


def say(browser, link, take, text="Louder.", name="Pieter Vos", **more):
    return browser.post(of(link, "comment", take.pk), {"text": text, "name": name, **more})


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


@pytest.fixture
def opened(make_link, arrive):
    """A link by which guests may comment, and the browser of a guest."""
    link, token = make_link(may_comment=True)
    return link, arrive(token)


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


class TestComment:
    def test_is_said_under_the_name_that_was_typed_and_leads_back_to_it(self, opened, take, team):
        link, guest = opened
        answer = say(guest, link, take, name=" Pieter\n Vos ", pinned="on", at_seconds="0:01.50", until_seconds="")
        said = Comment.objects.get()
        assert (said.render, said.text, str(said.at_seconds)) == (take, "Louder.", "1.50")
        assert (said.author, said.guest.name, said.guest.team, said.guest.visitor.link) == (
            None,
            "Pieter Vos",
            team,
            link,
        )
        assert (answer.status_code, answer["Location"]) == (303, f"{of(link)}?t=1.50#c{said.pk}")
        page = text_of(guest.get(of(link)))
        assert "Pieter Vos Guest" in page
        assert "You write as Pieter Vos." in page

    def test_says_where_in_the_picture(self, opened, take):
        link, guest = opened
        say(guest, link, take, pinned="on", at_seconds="0:01", where="top-left")
        assert Comment.objects.get().drawing["region"] == "top-left"
        assert "Marked: top left" in guest.get(of(link)).content.decode()

    def test_the_name_is_asked_once(self, opened, take):
        link, guest = opened
        assert 'name="name"' in guest.get(of(link)).content.decode()
        say(guest, link, take)
        assert 'name="name"' not in guest.get(of(link)).content.decode()
        say(guest, link, take, "Slower.", name="Somebody else")
        assert {said.guest for said in Comment.objects.all()} == {Guest.objects.get()}
        assert Guest.objects.get().name == "Pieter Vos"

    def test_the_field_takes_as_much_as_the_form(self):
        form = GuestCommentForm(asks_name=True)
        form.fields["name"].max_length = 7
        assert 'maxlength="7"' in render_to_string("sharing/_who.html", {"asks_name": True, "field": form["name"]})

    def test_two_browsers_are_two_guests(self, make_link, arrive, take):
        link, token = make_link(may_comment=True)
        for browser in (arrive(token), arrive(token)):
            say(browser, link, take)
        assert Guest.objects.count() == Comment.objects.count() == 2

    @pytest.mark.parametrize(
        ("data", "problem"),
        [
            ({"name": "\u200d \t"}, "Write your name, so that people know who says it."),
            ({"name": ""}, "Write your name, so that people know who says it."),
            ({"text": " "}, "Write something first."),
            ({"name": "a" * 61}, "60 characters"),
            ({"at_seconds": "soon", "pinned": "on"}, "We do not know this moment of the video."),
        ],
    )
    def test_what_is_missing_is_said_beside_what_was_written(self, data, problem, opened, take):
        link, guest = opened
        answer = say(guest, link, take, **{"text": "Louder.", **data})
        assert answer.status_code == 422
        assert problem in answer.content.decode()
        assert "text" in data or ">Louder.</textarea>" in answer.content.decode()
        assert not Guest.objects.exists()

    def test_a_double_click_says_it_once(self, opened, take):
        link, guest = opened
        say(guest, link, take)
        assert say(guest, link, take).status_code == 303
        assert Comment.objects.count() == 1

    def test_so_does_one_that_is_sent_before_the_first_answer_came(self, opened, take):
        link, guest = opened
        guest.get(of(link))
        cookies = {name: cookie.value for name, cookie in guest.cookies.items()}
        for _press in range(2):
            browser = Client()
            browser.cookies.load(cookies)
            assert say(browser, link, take).status_code == 303
        assert Guest.objects.count() == Comment.objects.count() == 1
        assert "You write as Pieter Vos." in text_of(browser.get(of(link)))

    def test_about_another_version_than_the_one_that_is_shown_it_is_not_recorded(self, opened, take, team, alice):
        link, guest = opened
        make_take(team, alice, video=take.video)
        answer = say(guest, link, take, "The first word is swallowed.")
        assert answer.status_code == 409
        assert "Version 2 is shown now" in answer.content.decode()
        assert ">The first word is swallowed.</textarea>" in answer.content.decode()
        assert not Comment.objects.exists()

    def test_not_by_a_link_that_is_for_watching(self, make_link, arrive, take, rita):
        comments.comment(take, rita, "For the team alone.")
        link, token = make_link()
        guest = arrive(token)
        assert say(guest, link, take).status_code == 404
        page = guest.get(of(link)).content.decode()
        assert "For the team alone." not in page
        assert "Write a comment" not in page
        assert not Guest.objects.exists()

    def test_not_without_the_passphrase(self, make_link, arrive, take):
        link, token = make_link(may_comment=True, passphrase="oolong and jasmine")
        assert say(arrive(token), link, take).status_code == 403
        assert not Comment.objects.exists()

    def test_revoking_stops_it_at_once(self, opened, take):
        link, guest = opened
        say(guest, link, take)
        actions.end(link)
        assert say(guest, link, take, "Slower.").status_code == 404
        assert Comment.objects.count() == 1

    def test_so_does_the_end_of_the_consent(self, opened, take, alice):
        link, guest = opened
        withdraw_consent(take.avatar.consent, alice, "")
        assert say(guest, link, take).status_code == 404
        assert not Comment.objects.exists()


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


class TestReading:
    def test_what_members_and_guests_say_is_there_and_what_was_deleted_is_not(self, opened, take, rita, bob):
        link, guest = opened
        said = comments.comment(take, rita, "Is @Bob Bond there?", take.film_seconds / 2)
        comments.reply(said, bob, "Yes.")
        comments.delete(comments.comment(take, rita, "Never mind."))
        comments.mark_done(comments.comment(take, bob, "Shorter."), rita)
        page = guest.get(of(link)).content.decode()
        for words in ("Rita Moss", "Is @Bob Bond there?", "Yes.", "Shorter.", "Rita Moss marked this as done"):
            assert words in page
        for hidden in ("Never mind.", "@example.com", "called", "htmx", "hx-", f"/comments/{said.pk}/done"):
            assert hidden not in page
        assert page.count('class="pin"') == 1
        assert f'data-comment="c{said.pk}"' in page

    def test_of_the_version_that_is_shown_alone(self, opened, take, rita, team, alice):
        link, guest = opened
        comments.comment(take, rita, "About the first one.")
        make_take(team, alice, video=take.video)
        assert "About the first one." not in guest.get(of(link)).content.decode()

    def test_many_comments_cost_no_more_queries(self, opened, take, rita, counted):
        link, guest = opened
        say(guest, link, take)
        few = counted(guest, of(link))
        for number in range(5):
            comments.reply(comments.comment(take, rita, f"Remark {number}"), rita, "Yes.")
        assert counted(guest, of(link)) == few <= 9


class TestReply:
    def test_stands_in_the_thread(self, opened, take, rita):
        link, guest = opened
        said = comments.comment(take, rita, "Louder?")
        answer = guest.post(of(link, "reply", said.pk), {"text": "Yes.", "name": "Pieter"})
        reply = said.replies.get()
        assert (answer.status_code, answer["Location"]) == (303, f"{of(link)}#c{reply.pk}")
        assert reply.guest.name == "Pieter"

    def test_without_words_or_a_name_a_page_says_so(self, opened, take, rita):
        link, guest = opened
        said = comments.comment(take, rita, "Louder?")
        answer = guest.post(of(link, "reply", said.pk), {"text": "Yes."})
        assert answer.status_code == 422
        assert "Write your name" in answer.content.decode()
        assert ">Yes.</textarea>" in answer.content.decode()
        assert '<input name="name"' in answer.content.decode()

    def test_the_page_that_refuses_it_knows_who_writes(self, opened, take, rita):
        link, guest = opened
        address = of(link, "reply", comments.comment(take, rita, "Louder?").pk)
        page = guest.post(address, {"text": " ", "name": "Pieter"}).content.decode()
        assert 'value="Pieter" required maxlength="60"' in page
        assert guest.post(address, {"text": "Yes.", "name": "Pieter"}).status_code == 303
        assert "You write as Pieter." in text_of(guest.post(address, {"text": " "}))

    def test_pressed_twice_before_the_first_answer_came_it_stands_there_once(self, opened, take, rita):
        link, guest = opened
        said = comments.comment(take, rita, "Louder?")
        guest.get(of(link))
        cookies = {name: cookie.value for name, cookie in guest.cookies.items()}
        for _press in range(2):
            browser = Client()
            browser.cookies.load(cookies)
            browser.post(of(link, "reply", said.pk), {"text": "Yes.", "name": "Pieter"})
        assert Guest.objects.count() == said.replies.count() == 1

    def test_the_words_are_kept_where_a_newer_version_came(self, opened, take, rita, team, alice):
        link, guest = opened
        said = comments.comment(take, rita, "Louder?")
        make_take(team, alice, video=take.video)
        answer = guest.post(of(link, "reply", said.pk), {"text": "Yes, please.", "name": "Pieter"})
        assert answer.status_code == 409
        assert ">Yes, please.</textarea>" in answer.content.decode()
        assert 'value="Pieter"' in answer.content.decode()
        assert "Louder?" not in answer.content.decode()
        assert not said.replies.exists()

    def test_not_to_what_the_link_does_not_show(self, opened, team, alice, charlie, rita):
        link, guest = opened
        other = comments.comment(make_take(team, alice, title="Tasting"), rita, "Elsewhere.")
        foreign = comments.comment(make_take(charlie.memberships.get().team, charlie), charlie, "Abroad.")
        for pk in (other.pk, foreign.pk, 999_999):
            assert guest.post(of(link, "reply", pk), {"text": "Yes.", "name": "Pieter"}).status_code == 404
        assert Comment.objects.count() == 2


class TestChanging:
    @pytest.fixture
    def said(self, opened, take):
        link, guest = opened
        say(guest, link, take, pinned="on", at_seconds="1")
        return Comment.objects.get()

    def grow_old(self):
        Comment.objects.update(created_at=timezone.now() - Comment.GUEST_CHANGES_FOR)

    def test_own_words_are_edited_deleted_and_brought_back(self, opened, said):
        link, guest = opened
        assert ">Louder.</textarea>" in guest.get(of(link, "edit", said.pk)).content.decode()
        assert guest.post(of(link, "edit", said.pk), {"text": " "}).status_code == 422
        guest.post(of(link, "edit", said.pk), {"text": "Much louder."})
        said.refresh_from_db()
        assert (said.text, said.edited_at is not None) == ("Much louder.", True)
        guest.post(of(link, "delete", said.pk))
        page = guest.get(of(link)).content.decode()
        assert "Much louder." not in page
        assert "Comment deleted." in page
        assert guest.post(of(link, "bring_back", said.pk)).status_code == 303
        assert "Much louder." in guest.get(of(link)).content.decode()

    def test_for_ten_minutes(self, opened, said):
        link, guest = opened
        assert of(link, "edit", said.pk) in guest.get(of(link)).content.decode()
        self.grow_old()
        assert of(link, "edit", said.pk) not in guest.get(of(link)).content.decode()
        for name in ("edit", "delete"):
            answer = guest.post(of(link, name, said.pk), {"text": "Softer."})
            assert answer.status_code == 409
            assert "more than 10 minutes ago" in answer.content.decode()
            assert ">Softer.</textarea>" in answer.content.decode()
        said.refresh_from_db()
        assert (said.text, said.deleted_at) == ("Louder.", None)

    def test_what_was_deleted_comes_back_for_ten_minutes(self, opened, said):
        link, guest = opened
        guest.post(of(link, "delete", said.pk))
        Comment.objects.update(deleted_at=timezone.now() - Comment.UNDO_FOR)
        answer = guest.post(of(link, "bring_back", said.pk))
        assert (answer.status_code, "too long ago" in answer.content.decode()) == (409, True)

    def test_what_the_team_took_away_stays_away(self, opened, said, alice):
        link, guest = opened
        signed_in(alice).post(reverse("reviews:delete", args=[said.pk]))
        assert "Louder." not in guest.get(of(link)).content.decode()
        assert guest.post(of(link, "bring_back", said.pk)).status_code == 404

    def test_the_words_of_others_are_theirs(self, make_link, arrive, opened, take, said, rita):
        link, guest = opened
        members = comments.comment(take, rita, "Slower.")
        nobody = Client()
        nobody.cookies["guest"] = guest.cookies["guest"].value
        for browser, pk in ((guest, members.pk), (nobody, said.pk)):
            for name in ("edit", "delete", "bring_back"):
                assert browser.post(of(link, name, pk), {"text": "No."}).status_code == 404
        assert Comment.objects.living().count() == 2


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


class TestNewVersion:
    def test_is_said_once_with_where_the_words_about_the_old_one_are(self, opened, take, team, alice):
        link, guest = opened
        assert "is new since" not in guest.get(of(link)).content.decode()
        assert "is new since" not in guest.get(of(link)).content.decode()
        make_take(team, alice, video=take.video)
        guest.head(of(link))
        page = guest.get(of(link)).content.decode()
        assert "Version 2 is new since you were here." in page
        assert "What was said about Version 1 stays with it" in page
        assert "is new since" not in guest.get(of(link)).content.decode()

    def test_what_the_guest_said_about_the_old_one_can_be_read_with_its_answers(self, opened, take, team, alice, rita):
        link, guest = opened
        say(guest, link, take, "The first word is swallowed.", pinned="on", at_seconds="1")
        comments.reply(Comment.objects.get(), rita, "We cut it anew.")
        comments.comment(take, rita, "Among us: it is expensive.")
        assert "What you said about" not in guest.get(of(link)).content.decode()
        make_take(team, alice, video=take.video)
        page = guest.get(of(link)).content.decode()
        earlier = page.split("What you said about Version 1")[1]
        assert "The first word is swallowed." in earlier
        assert "We cut it anew." in earlier
        for gone in ("Among us", "data-seek", ">Edit<", ">Reply<"):
            assert gone not in earlier
        assert 'class="pin"' not in page

    def test_of_each_video_of_a_project(self, make_link, arrive, take, team, alice):
        link, token = make_link(whole=True)
        guest = arrive(token)
        other = make_take(team, alice, title="Tasting")
        for each in (take, other):
            guest.get(of(link, "watch_one", each.video_id))
        make_take(team, alice, video=take.video)
        pages = [guest.get(of(link, "watch_one", each.video_id)).content.decode() for each in (other, take)]
        assert ["is new since" in page for page in pages] == [False, True]
        assert "stays with it" not in pages[1]  # by this link nobody comments


class TestTeam:
    def test_pages_of_one_person_alone_look_for_news_as_long_as_guests_may_speak(self, take, alice, team, make_link):
        room = reverse("reviews:room", args=[take.video_id])
        browser = signed_in(alice)
        assert "every " not in browser.get(room).content.decode().split('id="live"')[1]
        make_link()
        assert "every " not in browser.get(room).content.decode().split('id="live"')[1]
        make_link(may_comment=True)
        assert "every 5s" in browser.get(room).content.decode().split('id="live"')[1]
        team.refresh_from_db()
        assert team.guests_until == ShareLink.objects.get(may_comment=True).ends_at
        make_link(may_comment=True, lifetime=timedelta(days=1))
        team.refresh_from_db()
        assert team.guests_until > timezone.now() + timedelta(days=13)

    def test_they_do_no_longer_than_there_is_a_link_for_that(self, take, alice, team, make_link):
        long, short = (make_link(may_comment=True, lifetime=timedelta(days=days))[0] for days in (9, 2))
        make_link()
        for ended, until in ((long, short.ends_at), (short, None)):
            before = Team.objects.get().rev
            actions.end(ended)
            team.refresh_from_db()
            assert (team.guests_until, team.rev > before) == (until, True)
        room = signed_in(alice).get(reverse("reviews:room", args=[take.video_id])).content.decode()
        assert "every " not in room.split('id="live"')[1]

    def test_nobody_gets_a_link_of_which_the_team_hears_nothing(self, make_link, take, monkeypatch):
        monkeypatch.setattr(actions, "touch", Mock(side_effect=RuntimeError))
        with pytest.raises(RuntimeError):
            make_link(may_comment=True)
        assert not ShareLink.objects.exists()
