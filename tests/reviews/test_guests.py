"""Guests speak as people do, are nobody else, and are seen to be guests."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from apps.projects.deciders import name_deciders
from apps.reviews.comments import TooLate, bring_back, comment, delete, reply
from apps.reviews.deciding import decide, withdraw
from apps.reviews.guests import clean_name
from apps.reviews.inbox import your_turn
from apps.reviews.models import Comment, Decision, Guest
from apps.reviews.threads import threads_of
from apps.reviews.verdicts import standing, tallies
from tests.cast import signed_in
from tests.reviews.test_live import Page

pytestmark = pytest.mark.django_db
APPROVED, CHANGES, _ = Decision.Verdict


def make_guest(team, name, pk=None):
    return Guest.objects.create(pk=pk, team=team, name=name)


@pytest.fixture
def pieter(team) -> Guest:
    return make_guest(team, "Pieter Vos")


@pytest.fixture
def looks(take, team):
    """`looks(reader)`: how each thread of the take shows to that person."""
    return lambda reader, **more: [thread.look for thread in threads_of(take, reader, [], 10**9, **more)]


class TestName:
    @pytest.mark.parametrize(
        ("typed", "name"),
        [
            (" Pieter  Vos ", "Pieter Vos"),
            ("Pie\tter\nVos\x00", "Pie ter Vos"),
            ("\u202eecilA", "ecilA"),  # would be read from right to left
            ("A\u200blice", "Alice"),
            ("Ali\ufeffce\u2028", "Alice"),
            ("Zoe\u0308", "Zoë"),
            ("می\u200cخواهم", "می\u200cخواهم"),
            ("\u200d \x07", ""),
        ],
    )
    def test_is_one_line_of_what_is_seen(self, typed, name):
        assert clean_name(typed) == name

    def test_says_that_it_is_a_guests(self, pieter):
        assert str(pieter) == "Pieter Vos (guest)"


class TestOneOfTheTwo:
    @pytest.mark.parametrize("both", [True, False])
    def test_a_row_is_said_by_one(self, both, take, rita, pieter):
        with pytest.raises(IntegrityError):
            Comment.objects.create(
                render=take, text="Louder.", author=rita if both else None, guest=pieter if both else None
            )

    @pytest.mark.parametrize("both", [True, False])
    def test_so_is_a_decision(self, both, take, rita, pieter):
        with pytest.raises(IntegrityError):
            Decision.objects.create(
                render=take, verdict="approved", person=rita if both else None, guest=pieter if both else None
            )


class TestThreePeople:
    """Two guests and a user, two of whom have the same number in their tables."""

    @pytest.fixture
    def people(self, team, rita):
        return [rita, make_guest(team, "Rita Moss", pk=rita.pk), make_guest(team, "Rita Moss", pk=rita.pk + 1)]

    def test_each_has_a_word(self, people, take):
        for person in people:
            comment(take, person, "Louder.")
            decide(take, person, APPROVED)
        assert [said.who for said in take.comments.all()] == people
        assert [decision.who for decision in standing(take.decisions.all())] == people
        assert Decision.objects.standing().count() == 3
        tally = tallies([take])[take.pk]
        assert [tally.of(person).who for person in people] == people
        assert tally.of(None) is None

    def test_one_takes_back_only_their_own(self, people, take):
        for person in people:
            decide(take, person, APPROVED)
        withdraw(take, people[1])
        left = [people[0], people[2]]
        assert [decision.who for decision in standing(take.decisions.all())] == left
        assert {decision.who for decision in Decision.objects.standing()} == set(left)

    def test_a_comment_is_one_persons(self, people, take):
        comment(take, people[1], "Louder.")
        assert [threads_of(take, person, [], 10**9)[0].is_mine for person in [*people, None]] == [
            False,
            True,
            False,
            False,
        ]

    def test_a_double_click_is_one_persons(self, people, take):
        for person in (*people, people[2]):
            comment(take, person, "Louder.")
        assert take.comments.count() == 3


class TestDeciding:
    def test_a_guest_counts_like_anybody_where_nobody_is_named(self, take, pieter):
        decide(take, pieter, APPROVED)
        assert tallies([take])[take.pk].verdict is APPROVED

    def test_not_where_people_are_named(self, take, pieter, alice, team):
        name_deciders(take.video.project, [alice])
        decide(take, pieter, APPROVED)
        assert tallies([take])[take.pk].verdict is None
        assert list(your_turn(team, alice)) == [take]
        decide(take, pieter, CHANGES, "Louder.")
        assert tallies([take])[take.pk].verdict is CHANGES
        assert list(your_turn(team, alice)) == []

    def test_the_page_of_reviews_counts_a_guest_too(self, take, pieter, alice, team):
        assert list(your_turn(team, alice)) == [take]
        decide(take, pieter, APPROVED)
        assert list(your_turn(team, alice)) == []
        page = signed_in(alice).get(reverse("reviews:inbox")).content.decode()
        assert "Approved by: Pieter Vos (guest)" in page


class TestRoom:
    def test_a_guest_who_calls_themselves_like_a_member_is_seen_to_be_a_guest(self, team, take, alice, rita):
        guest = make_guest(team, "Rita Moss")
        comment(take, guest, "Louder.", take.film_seconds / 2)
        decide(take, guest, APPROVED)
        page = signed_in(alice).get(reverse("reviews:room", args=[take.video_id])).content.decode()
        assert page.count('<b dir="auto">Rita Moss</b> <span class="chip">Guest</span>') == 2  # its words, and the log
        assert "Rita Moss (guest) approved this version" in page
        assert "0:01, Rita Moss (guest): Louder." in page

    def test_the_table_of_decisions_says_it_too(self, take, alice, pieter):
        decide(take, pieter, APPROVED)
        table = signed_in(alice).get(reverse("reviews:log", args=[take.video_id])).content.decode()
        assert "Pieter Vos (guest)" in table

    def test_it_comes_to_open_pages_like_any_other(self, take, alice, pieter):
        page = Page(alice, take)
        said = comment(take, pieter, "Louder.")
        pieces = page.look()
        assert f'id="c{said.pk}"' in pieces
        assert '<span class="chip">Guest</span>' in pieces

    def test_members_answer_and_mark_as_done(self, take, rita, pieter):
        said = comment(take, pieter, "Louder.")
        browser = signed_in(rita)
        browser.post(reverse("reviews:reply", args=[said.pk]), {"text": "Where?"})
        browser.post(reverse("reviews:done", args=[said.pk]), {"done": "on"})
        said.refresh_from_db()
        assert (said.replies.get().author, said.done_by) == (rita, rita)
        assert browser.post(reverse("reviews:edit", args=[said.pk]), {"text": "No."}).status_code == 403


class TestModerating:
    @pytest.fixture
    def said(self, take, pieter):
        return comment(take, pieter, "Buy cheap watches.")

    def press(self, name, said, by):
        return signed_in(by).post(reverse(f"reviews:{name}", args=[said.pk])).status_code

    def test_whoever_prepares_takes_away_what_guests_say_and_brings_it_back(self, said, cleo, alice, pieter, looks):
        assert self.press("delete", said, cleo) == 303
        said.refresh_from_db()
        assert (said.deleted_at is not None, said.deleted_by) == (True, cleo)
        assert [looks(person)[0] for person in (cleo, alice, pieter)] == ["undo", "gone", "gone"]
        assert self.press("bring_back", said, alice) == 403
        assert self.press("bring_back", said, cleo) == 303
        said.refresh_from_db()
        assert (said.deleted_at, said.deleted_by) == (None, None)

    def test_it_stays_away_although_the_guest_was_just_bringing_it_back(self, said, cleo):
        delete(said)
        asked = Comment.objects.get()  # as a request reads it, before others do something
        bring_back(said)
        delete(said, by=cleo)
        with pytest.raises(TooLate):
            bring_back(asked)
        assert Comment.objects.get().deleted_by == cleo

    def test_a_reviewer_does_not(self, said, rita):
        assert self.press("delete", said, rita) == 403

    def test_nobody_brings_back_what_a_guest_took_back(self, said, alice, pieter, looks):
        delete(said)
        assert [looks(person)[0] for person in (alice, pieter)] == ["gone", "undo"]
        assert self.press("bring_back", said, alice) == 403

    def test_the_words_of_members_are_their_own(self, take, rita, alice):
        assert self.press("delete", comment(take, rita, "Louder."), alice) == 403

    def test_the_button_is_there_for_those_who_may(self, said, take, cleo, rita, bob):
        reply(said, bob, "No.")
        for person, times in ((cleo, 1), (rita, 0), (bob, 2)):
            page = signed_in(person).get(reverse("reviews:room", args=[take.video_id])).content.decode()
            assert page.count(">Delete</button>") == times


def test_a_guest_may_change_it_for_ten_minutes(take, pieter):
    said = comment(take, pieter, "Louder.")
    assert said.guest_may_change
    said.created_at = timezone.now() - timedelta(minutes=10)
    assert not said.guest_may_change
