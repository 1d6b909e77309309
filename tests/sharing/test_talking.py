"""What a guest says, answers and changes, and for how long they may."""

from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.avatars.consents import withdraw as withdraw_consent
from apps.reviews import comments
from apps.reviews.models import Comment, Guest
from apps.sharing import actions
from apps.sharing.forms import GuestCommentForm
from tests.cast import signed_in
from tests.sharing.talk import of, say, text_of
from tests.takes import make_take

pytestmark = pytest.mark.django_db


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


class TestReply:
    def test_stands_in_the_thread(self, opened, take, rita):
        link, guest = opened
        said = comments.comment(take, rita, "Louder?", Decimal("1.50"))
        answer = guest.post(of(link, "reply", said.pk), {"text": "Yes.", "name": "Pieter"})
        reply = said.replies.get()
        assert (answer.status_code, answer["Location"]) == (303, f"{of(link)}?t=1.50#c{reply.pk}")
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
        for hidden in ("Never mind.", "@example.com", "called", "hx-post", f"/comments/{said.pk}/done"):
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
