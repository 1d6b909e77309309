from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from apps.reviews.comments import (
    NotReady,
    TooLate,
    bring_back,
    comment,
    delete,
    edit,
    forget_deleted,
    mark_done,
    reopen,
    reply,
)
from apps.reviews.models import Comment
from apps.reviews.verdicts import comment_counts
from apps.teams.models import Team
from tests.takes import make_take

pytestmark = pytest.mark.django_db


def rev_of(team: Team) -> int:
    return Team.objects.get(pk=team.pk).rev


@pytest.fixture
def said(take, rita) -> Comment:
    return comment(take, rita, "Louder.", Decimal(1))


def later(said: Comment, by: timedelta) -> None:
    """As if it had been deleted that long ago."""
    Comment.objects.filter(pk=said.pk).update(deleted_at=timezone.now() - by)


class TestComment:
    def test_it_carries_the_new_revision_of_team_and_video(self, team, take, rita):
        before = rev_of(team)
        said = comment(take, rita, "Louder.")
        take.video.refresh_from_db()
        assert before < said.rev == rev_of(team) == take.video.rev

    @pytest.mark.parametrize(("asked", "kept"), [("1.239", "1.23"), ("-3", "0"), ("1e400", "2.00"), ("2.004", "2.00")])
    def test_its_moment_lies_inside_the_film(self, take, rita, asked, kept):
        said = comment(take, rita, "Here.", Decimal(asked))
        assert Comment.objects.get(pk=said.pk).at_seconds == Decimal(kept)

    def test_without_a_moment_it_is_about_the_whole_film(self, take, rita):
        assert comment(take, rita, "Good.").at_seconds is None

    def test_a_double_click_says_it_once(self, take, rita, bob):
        said = comment(take, rita, "Louder.", Decimal(1))
        assert comment(take, rita, "Louder.", Decimal(1)) == said
        comment(take, bob, "Louder.", Decimal(1))
        comment(take, rita, "Louder.", Decimal(2))
        assert take.comments.count() == 3

    @pytest.mark.parametrize("status", ["queued", "processing", "unknown", "failed"])
    def test_there_is_nothing_to_say_before_there_is_a_film(self, team, alice, rita, status):
        take = make_take(team, alice, status)
        before = rev_of(team)
        with pytest.raises(NotReady):
            comment(take, rita, "Good.")
        assert not Comment.objects.exists()
        assert rev_of(team) == before


class TestPart:
    def test_a_comment_may_be_about_a_part_of_the_film(self, take, rita):
        said = comment(take, rita, "Here.", Decimal("0.5"), Decimal("1.759"))
        said.refresh_from_db()
        assert (said.at_seconds, said.until_seconds) == (Decimal("0.50"), Decimal("1.75"))

    @pytest.mark.parametrize(("at", "until"), [(None, 1), (1, 1), (1, "0.5"), (2, 9)])
    def test_what_is_no_part_of_the_film_is_a_moment_or_the_whole(self, take, rita, at, until):
        at = None if at is None else Decimal(at)
        said = comment(take, rita, "Here.", at, Decimal(until))
        assert (said.at_seconds, said.until_seconds) == (at, None)


class TestReply:
    def test_it_stands_in_the_thread_of_what_it_answers(self, take, said, bob, rita):
        first = reply(said, bob, "Where?")
        second = reply(first, rita, "In the middle.")
        assert [answer.parent for answer in (first, second)] == [said, said]
        assert {answer.render for answer in (first, second)} == {take}
        assert first.at_seconds is None

    def test_a_double_click_says_it_once(self, said, bob):
        assert reply(said, bob, "Where?") == reply(said, bob, "Where?")

    def test_the_same_words_in_two_threads_are_two_answers(self, take, said, bob, rita):
        other = comment(take, rita, "Slower.")
        assert reply(said, bob, "Yes.") != reply(other, bob, "Yes.")

    def test_a_thread_that_was_done_is_open_again(self, team, said, bob):
        mark_done(said, bob)
        reply(said, bob, "Or is it?")
        said.refresh_from_db()
        assert (said.done_at, said.done_by) == (None, None)
        assert said.rev == rev_of(team)


class TestDone:
    def test_whoever_said_so_first_stands_there(self, team, said, bob, rita):
        mark_done(said, bob)
        before = rev_of(team)
        mark_done(said, rita)
        said.refresh_from_db()
        assert said.done_by == bob
        assert rev_of(team) == before  # nothing to tell the pages

    def test_it_can_be_opened_again(self, team, said, bob):
        mark_done(said, bob)
        reopen(said)
        said.refresh_from_db()
        assert (said.done_at, said.done_by) == (None, None)
        assert said.rev == rev_of(team)

    def test_an_answer_is_not_done_by_itself(self, said, bob):
        answer = reply(said, bob, "Where?")
        mark_done(answer, bob)
        answer.refresh_from_db()
        assert answer.done_at is None


class TestEdit:
    def test_the_words_change_and_it_is_written_that_they_did(self, team, said):
        edit(said, "Much louder.")
        said.refresh_from_db()
        assert said.text == "Much louder."
        assert said.edited_at is not None
        assert said.created_rev < said.rev == rev_of(team)

    def test_the_same_words_are_no_edit(self, team, said):
        before = rev_of(team)
        edit(said, "Louder.")
        said.refresh_from_db()
        assert said.edited_at is None
        assert rev_of(team) == before

    def test_what_was_deleted_meanwhile_stays_deleted(self, said):
        delete(said)
        edit(said, "Much louder.")
        said.refresh_from_db()
        assert said.text == "Louder."


class TestDelete:
    def test_undo_brings_it_back_as_it_was(self, team, said, bob):
        mark_done(said, bob)
        delete(said)
        assert not Comment.objects.living().exists()
        bring_back(said)
        back = Comment.objects.living().get()
        assert (back.text, back.at_seconds, back.done_by) == ("Louder.", 1, bob)
        assert back.rev == rev_of(team)

    def test_undo_ends_after_ten_minutes(self, said):
        delete(said)
        later(said, timedelta(minutes=10))
        with pytest.raises(TooLate):
            bring_back(said)
        assert not Comment.objects.living().exists()

    def test_pressing_delete_again_does_not_make_it_longer(self, said):
        delete(said)
        later(said, timedelta(minutes=9))
        delete(said)
        said.refresh_from_db()
        assert said.deleted_at < timezone.now() - timedelta(minutes=8)

    def test_its_words_are_forgotten_once_it_cannot_come_back(self, take, said, rita, bob):
        fresh, kept = comment(take, rita, "Slower."), reply(said, bob, "Where?")
        for gone in (said, fresh):
            delete(gone)
        later(said, timedelta(minutes=11))
        assert forget_deleted() == 1
        texts = {row.pk: row.text for row in Comment.objects.all()}
        assert texts == {said.pk: "", fresh.pk: "Slower.", kept.pk: "Where?"}

    def test_the_same_words_may_be_said_again(self, take, said, rita):
        delete(said)
        assert comment(take, rita, "Louder.", Decimal(1)) != said

    def test_it_is_not_counted(self, take, said, bob):
        reply(said, bob, "Where?")
        delete(said)
        assert comment_counts([take.video]) == {take.video_id: 1}
