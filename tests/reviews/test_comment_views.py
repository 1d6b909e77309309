import pytest
from django.urls import reverse

from apps.reviews.comments import comment, delete, mark_done, reply
from apps.reviews.models import Comment
from tests.cast import HTMX, signed_in

pytestmark = pytest.mark.django_db


def room_of(take, query=""):
    return f"{reverse('reviews:room', args=[take.video_id])}{query}"


@pytest.fixture
def said(take, rita) -> Comment:
    return comment(take, rita, "Louder.")


@pytest.fixture
def browser(rita):
    return signed_in(rita)


class TestComment:
    @pytest.fixture
    def say(self, rita, take):
        browser, address = signed_in(rita), reverse("reviews:comment", args=[take.pk])
        return lambda data, headers=None: browser.post(address, data, headers=headers)

    def test_without_javascript_it_leads_back_to_the_comment(self, say, take, rita):
        answer = say({"text": " Louder. ", "pinned": "on", "at_seconds": "1.5"})
        said = take.comments.get()
        assert (said.text, said.author, str(said.at_seconds)) == ("Louder.", rita, "1.50")
        assert (answer.status_code, answer["Location"]) == (303, f"{room_of(take)}?v=1#c{said.pk}")

    def test_it_is_about_the_whole_film_unless_pinned(self, say, take):
        say({"text": "Good.", "at_seconds": "1.5"})
        assert take.comments.get().at_seconds is None

    def test_htmx_gets_an_empty_field_and_wakes_the_poller(self, say, take):
        answer = say({"text": "Good."}, headers=HTMX)
        assert answer.status_code == 200
        assert "videos-changed" in answer["HX-Trigger"]
        assert ">Good.<" not in answer.content.decode()
        assert take.comments.count() == 1

    def test_without_words_the_field_says_so(self, say):
        answer = say({"text": "  ", "pinned": "on", "at_seconds": "1"}, headers=HTMX)
        assert answer.status_code == 422
        assert "Write something first." in answer.content.decode()
        assert not Comment.objects.exists()

    def test_what_is_too_long_stays_in_the_field(self, say):
        text = "a" * 2001
        page = say({"text": text, "pinned": "on", "at_seconds": "1.25"})
        assert page.status_code == 422
        assert f">{text}</textarea>" in page.content.decode()
        assert 'name="at_seconds" value="1.25"' in page.content.decode()
        assert "Use at most 2000 characters; there are 2001." in page.content.decode()

    def test_a_moment_that_is_no_number_is_refused_in_words(self, say):
        page = say({"text": "Good.", "pinned": "on", "at_seconds": "NaN"}, headers=HTMX).content.decode()
        assert "We do not know this moment of the video." in page
        assert ">Good.</textarea>" in page

    def test_a_take_without_a_film_leads_back(self, rita, open_take):
        browser = signed_in(rita)
        answer = browser.post(reverse("reviews:comment", args=[open_take.pk]), {"text": "Good."})
        assert answer.status_code == 303
        assert "It is not ready yet." in browser.get(answer["Location"]).content.decode()
        assert not Comment.objects.exists()

    def test_a_stranger_gets_404_and_nothing_is_written(self, charlie, take):
        answer = signed_in(charlie).post(reverse("reviews:comment", args=[take.pk]), {"text": "Hello."})
        assert answer.status_code == 404
        assert not Comment.objects.exists()


class TestPart:
    @pytest.mark.parametrize(
        ("at", "until", "kept"),
        [
            ("0:00.5", "0:01.5", "0.50 1.50"),
            ("0,5", "1", "0.50 1.00"),
            ("", "0:01", "0.00 1.00"),
            ("0:01", "", "1.00 None"),
            ("0:00:01", "", "1.00 None"),
            ("", "", "None None"),
        ],
    )
    def test_it_is_written_as_a_clock_shows_it(self, browser, take, at, until, kept):
        data = {"text": "Here.", "pinned": "on", "at_seconds": at, "until_seconds": until}
        browser.post(reverse("reviews:comment", args=[take.pk]), data)
        said = take.comments.get()
        assert f"{said.at_seconds} {said.until_seconds}" == kept

    @pytest.mark.parametrize(("at", "until"), [("1.5", "1"), ("1", "1"), ("", "0")])
    def test_an_end_before_the_beginning_is_refused_in_words(self, browser, take, at, until):
        data = {"text": "Here.", "pinned": "on", "at_seconds": at, "until_seconds": until}
        page = browser.post(reverse("reviews:comment", args=[take.pk]), data, headers=HTMX)
        assert page.status_code == 422
        assert "The end has to come after the beginning." in page.content.decode()

    def test_what_is_not_pinned_is_about_the_whole_film_whatever_the_fields_say(self, browser, take):
        data = {"text": "Here.", "at_seconds": "1.5", "until_seconds": "0.5"}
        browser.post(reverse("reviews:comment", args=[take.pk]), data)
        assert take.comments.get().at_seconds is None

    def test_whoever_does_not_pin_is_not_asked_to_untick_it_again(self, browser, take):
        page = browser.post(reverse("reviews:comment", args=[take.pk]), {"text": "Here."}, headers=HTMX)
        assert 'name="pinned">' in page.content.decode()


class TestReply:
    def test_without_javascript_it_has_a_page_with_what_it_answers(self, browser, said):
        page = browser.get(reverse("reviews:reply", args=[said.pk])).content.decode()
        assert "Louder." in page
        assert 'aria-label="Write a reply"' in page

    def test_from_there_it_leads_back_to_the_answer(self, browser, take, said):
        answer = browser.post(reverse("reviews:reply", args=[said.pk]), {"text": "Where?"})
        made = said.replies.get()
        assert (answer.status_code, answer["Location"]) == (303, f"{room_of(take)}?v=1#c{made.pk}")

    def test_htmx_gets_the_field_alone_then_an_empty_place_and_wakes_the_poller(self, browser, said):
        address = reverse("reviews:reply", args=[said.pk])
        assert browser.get(address, headers=HTMX).content.decode().lstrip().startswith("<form")
        answer = browser.post(address, {"text": "Where?"}, headers=HTMX)
        assert (answer.status_code, answer.content) == (200, b"")
        assert "videos-changed" in answer["HX-Trigger"]

    @pytest.mark.parametrize("headers", [HTMX, None])
    def test_without_words_the_field_says_so(self, browser, said, headers):
        answer = browser.post(reverse("reviews:reply", args=[said.pk]), {"text": " "}, headers=headers)
        assert answer.status_code == 422
        assert "Write something first." in answer.content.decode()
        assert not said.replies.exists()

    def test_what_was_deleted_is_not_shown_to_whoever_answers(self, browser, said):
        delete(said)
        assert "Louder." not in browser.get(reverse("reviews:reply", args=[said.pk])).content.decode()


class TestEdit:
    def test_the_field_holds_what_was_said(self, browser, said):
        assert ">Louder.</textarea>" in browser.get(reverse("reviews:edit", args=[said.pk])).content.decode()

    def test_it_is_said_in_other_words(self, browser, take, said):
        answer = browser.post(reverse("reviews:edit", args=[said.pk]), {"text": "Much louder."})
        assert answer["Location"] == f"{room_of(take)}?v=1#c{said.pk}"
        page = browser.get(room_of(take)).content.decode()
        assert "Much louder." in page
        assert ">edited<" in page

    def test_nobody_edits_what_another_said(self, bob, said):
        answer = signed_in(bob).post(reverse("reviews:edit", args=[said.pk]), {"text": "Quieter."})
        assert answer.status_code == 403
        said.refresh_from_db()
        assert said.text == "Louder."

    def test_what_is_deleted_cannot_be_edited(self, browser, said):
        delete(said)
        assert browser.get(reverse("reviews:edit", args=[said.pk])).status_code == 404


class TestDone:
    def test_anybody_in_the_room_marks_it_and_opens_it_again(self, bob, take, said):
        browser, address = signed_in(bob), reverse("reviews:done", args=[said.pk])
        assert browser.post(address, {"done": "on"})["Location"] == f"{room_of(take)}?v=1#c{said.pk}"
        assert f"{bob} marked this as done, just now." in browser.get(room_of(take)).content.decode()
        browser.post(address)
        assert "marked this as done" not in browser.get(room_of(take)).content.decode()

    def test_open_and_done_threads_are_counted(self, browser, take, said, rita):
        reply(said, rita, "Really.")
        mark_done(comment(take, rita, "Slower."), rita)
        delete(comment(take, rita, "Redder."))
        page = browser.get(room_of(take)).content.decode()
        assert '<span id="open-count">1</span>' in page
        assert '<span id="done-count">1</span>' in page


class TestDelete:
    def test_its_author_can_undo_it_in_its_place_and_others_see_nothing(self, browser, take, said, bob):
        browser.post(reverse("reviews:delete", args=[said.pk]))
        page = browser.get(room_of(take)).content.decode()
        assert "Comment deleted." in page
        assert "Louder." not in page
        others = signed_in(bob).get(room_of(take)).content.decode()
        assert "deleted" not in others
        assert "Louder." not in others
        browser.post(reverse("reviews:bring_back", args=[said.pk]))
        assert "Louder." in browser.get(room_of(take)).content.decode()

    def test_answers_to_it_stay(self, browser, take, said, bob):
        reply(said, bob, "Where?")
        delete(said)
        page = signed_in(bob).get(room_of(take)).content.decode()
        assert "This comment was deleted." in page
        assert "Where?" in page

    def test_its_pin_goes(self, browser, take, rita):
        said = comment(take, rita, "Here.", take.film_seconds)
        assert 'class="pin"' in browser.get(room_of(take)).content.decode()
        delete(said)
        assert 'class="pin"' not in browser.get(room_of(take)).content.decode()

    def test_undo_that_comes_too_late_says_so(self, browser, take, said, settings):
        delete(said)
        Comment.objects.update(deleted_at="2020-01-01T00:00Z")
        answer = browser.post(reverse("reviews:bring_back", args=[said.pk]), follow=True)
        assert "This comment was deleted too long ago to bring it back." in answer.content.decode()

    def test_nobody_deletes_what_another_said(self, bob, said):
        assert signed_in(bob).post(reverse("reviews:delete", args=[said.pk])).status_code == 403
        assert Comment.objects.living().exists()
