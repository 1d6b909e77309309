"""What the poll of a room says about comments: each change once, and in the place where the page has it."""

import re

import pytest

from apps.reviews.comments import bring_back, comment, delete, edit, mark_done, reply
from tests.reviews.test_live import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(take, rita):
    return comment(take, rita, "Louder.", take.film_seconds / 2)


@pytest.fixture
def page(said, take, alice):
    """The room as somebody has it open who says nothing."""
    return Page(alice, take)


def swapped(pieces: str) -> list[str]:
    """The ids of what takes the place of something in the page, but for the title and the counts."""
    ids = re.findall(r'id="([^"]+)" ?(?:hidden )?hx-swap-oob="true"', pieces)
    return [name for name in ids if re.match(r"[cp]\d", name)]


def appended(pieces: str) -> list[str]:
    return re.findall(r'hx-swap-oob="beforeend:#([^"]+)"', pieces)


class TestChanges:
    def test_an_edit_takes_the_place_of_what_was_said_and_of_its_pin(self, page, said):
        edit(said, "Much louder.")
        pieces = page.look()
        assert swapped(pieces) == [f"c{said.pk}-said", f"p{said.pk}"]
        assert appended(pieces) == []
        assert "Much louder." in pieces
        assert page.look() is None

    def test_what_somebody_may_be_writing_is_never_in_a_piece(self, page, said, take, bob):
        edit(said, "Much louder.")
        mark_done(said, bob)
        reply(said, bob, "Where?")
        pieces = page.look()
        assert "<textarea" not in pieces
        assert f'id="c{said.pk}-reply"' not in pieces
        assert f'id="c{said.pk}-edit"' not in pieces

    def test_a_thread_that_is_done_says_so_and_the_counts_follow(self, page, said, bob):
        mark_done(said, bob)
        pieces = page.look()
        assert f"{bob} marked this as done" in pieces
        assert '<span id="open-count" hx-swap-oob="true">0</span>' in pieces
        assert '<span id="done-count" hx-swap-oob="true">1</span>' in pieces

    def test_what_is_deleted_leaves_an_empty_place_and_undo_fills_it(self, page, said):
        delete(said)
        gone = page.look()
        assert swapped(gone) == [f"c{said.pk}-said", f"p{said.pk}"]
        assert "Louder." not in gone
        bring_back(said)
        back = page.look()
        assert swapped(back) == [f"c{said.pk}-said", f"p{said.pk}"]
        assert "Louder." in back

    def test_a_comment_of_before_that_changes_at_once_after_the_page_was_read_is_there_and_comes_again(
        self, take, said, alice
    ):
        """It is left in the page, whatever its new words are, so that its place is there when they come."""
        page = Page(alice, take)
        edit(said, "Much louder.")
        assert swapped(page.look()) == [f"c{said.pk}-said", f"p{said.pk}"]


class TestThreads:
    def test_an_answer_comes_once_and_into_its_thread(self, page, said, bob):
        answer = reply(said, bob, "Where?")
        pieces = page.look()
        assert appended(pieces) == [f"c{said.pk}-replies"]
        assert swapped(pieces) == []
        assert pieces.count(f'id="c{answer.pk}"') == 1
        assert page.look() is None

    def test_a_new_thread_brings_its_answers_with_it(self, page, take, bob):
        second = comment(take, bob, "Slower.")
        reply(second, bob, "Much.")
        pieces = page.look()
        assert appended(pieces) == ["thread", "pins"]
        assert pieces.count("Much.") == 1

    def test_an_answer_opens_a_thread_that_was_done_on_every_page(self, page, said, bob):
        mark_done(said, bob)
        page.look()
        reply(said, bob, "Or is it?")
        pieces = page.look()
        assert swapped(pieces) == [f"c{said.pk}-said", f"p{said.pk}"]
        assert "marked this as done" not in pieces

    def test_what_was_deleted_shows_as_long_as_it_is_answered(self, page, said, bob):
        answer = reply(said, bob, "Where?")
        delete(said)
        assert "This comment was deleted." in page.look()
        delete(answer)
        pieces = page.look()
        assert swapped(pieces) == [f"c{said.pk}-said", f"c{answer.pk}-said", f"p{said.pk}"]
        assert "This comment was deleted." not in pieces
        assert f'id="c{said.pk}-said" hidden' in pieces

    def test_what_came_and_went_between_two_looks_leaves_a_place_to_come_back_to(self, page, take, bob):
        second = comment(take, bob, "Slower.")
        delete(second)
        pieces = page.look()
        assert "Slower." not in pieces
        bring_back(second)
        assert swapped(page.look()) == [f"c{second.pk}-said"]

    def test_many_comments_cost_no_more_queries(self, page, said, take, bob, rita, django_assert_max_num_queries):
        for number in range(5):
            reply(comment(take, bob, f"Remark {number}."), rita, "Yes.")
            mark_done(said, [bob, rita][number % 2])
        with django_assert_max_num_queries(11):
            page.look()
