import logging
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.utils import timezone

from apps.renders.models import Render
from apps.reviews.comments import NotReady
from apps.reviews.deciding import NothingSaid, NothingToUndo, NotTheFilm, TooLate, decide, withdraw
from apps.reviews.models import Comment, Decision
from apps.reviews.verdicts import standing
from apps.teams.models import Team

pytestmark = pytest.mark.django_db
APPROVED, CHANGES, WITHDRAWN = Decision.Verdict


def rev_of(team: Team) -> int:
    return Team.objects.get(pk=team.pk).rev


class TestDecide:
    def test_it_is_bound_to_the_file(self, take, rita):
        decision = decide(take, rita, APPROVED)
        assert len(decision.film_sha256) == 64
        assert (decision.render, decision.person, decision.film_sha256) == (take, rita, take.film_sha256)

    def test_the_same_decision_twice_is_one_row(self, take, rita):
        assert decide(take, rita, APPROVED) == decide(take, rita, APPROVED)
        assert Decision.objects.count() == 1

    def test_a_change_of_mind_is_added_and_the_first_word_is_kept(self, take, rita):
        decide(take, rita, APPROVED)
        decide(take, rita, CHANGES, "On second thought: louder.")
        decide(take, rita, APPROVED)
        assert list(Decision.objects.values_list("verdict", flat=True)) == [APPROVED, CHANGES, APPROVED]

    def test_what_should_change_is_a_comment(self, take, rita):
        decide(take, rita, CHANGES, "Louder.")
        assert take.comments.get().text == "Louder."

    def test_a_double_click_on_ask_for_changes_leaves_one_of_each(self, take, rita):
        for _ in range(2):
            decide(take, rita, CHANGES, "Louder.")
        assert (take.comments.count(), take.decisions.count()) == (1, 1)

    def test_asking_for_changes_needs_words(self, take, rita):
        with pytest.raises(NothingSaid):
            decide(take, rita, CHANGES)
        assert not Decision.objects.exists()

    def test_a_take_without_a_film_cannot_be_decided(self, open_take, rita):
        with pytest.raises(NotReady):
            decide(open_take, rita, CHANGES, "Louder.")
        assert not Decision.objects.exists()
        assert not Comment.objects.exists()

    def test_it_does_not_change_the_take(self, take, rita):
        before = Render.objects.filter(pk=take.pk).values().get()
        decide(take, rita, CHANGES, "Louder.")
        assert Render.objects.filter(pk=take.pk).values().get() == before

    def test_it_carries_the_new_revision(self, team, take, rita):
        assert decide(take, rita, CHANGES, "Louder.").rev == rev_of(team)

    def test_the_words_are_kept_with_it(self, take, rita):
        assert decide(take, rita, CHANGES, "Louder.").text == "Louder."

    def test_other_words_are_said_as_well(self, take, rita):
        for text in ("Louder.", "And slower."):
            decide(take, rita, CHANGES, text)
        assert list(Decision.objects.values_list("text", flat=True)) == ["Louder.", "And slower."]


class TestTheFilmIsChecked:
    def spoil(self, take):
        with default_storage.open(take.film_key, "r+b") as film:
            film.seek(-1, 2)
            film.write(b"x")

    def lose(self, take):
        default_storage.delete(take.film_key)

    @pytest.mark.parametrize("damage", ["spoil", "lose"])
    def test_nobody_approves_another_file_and_it_is_an_error_of_the_studio(self, take, rita, damage, caplog):
        getattr(self, damage)(take)
        before = rev_of(take.video.project.team)
        with pytest.raises(NotTheFilm), caplog.at_level(logging.ERROR):
            decide(take, rita, APPROVED, "Good.")
        assert not Decision.objects.exists()
        assert not Comment.objects.exists()
        assert rev_of(take.video.project.team) == before
        assert f"take {take.pk} is not the one that was made: {take.film_sha256}" in caplog.text

    def test_changes_can_be_asked_for_all_the_same(self, take, rita):
        self.lose(take)
        assert decide(take, rita, CHANGES, "It does not play.").verdict == CHANGES


class TestWithdraw:
    def test_it_is_a_further_row_and_the_decision_stays(self, take, rita):
        decide(take, rita, APPROVED)
        taken = withdraw(take, rita)
        assert list(Decision.objects.values_list("verdict", flat=True)) == [APPROVED, WITHDRAWN]
        assert (taken.person, taken.film_sha256, taken.rev) == (rita, take.film_sha256, rev_of(take.video.project.team))
        assert standing(take.decisions.all()) == []

    def test_what_somebody_had_said_before_it_does_not_come_back(self, take, rita):
        decide(take, rita, APPROVED)
        decide(take, rita, CHANGES, "Louder.")
        withdraw(take, rita)
        assert standing(take.decisions.all()) == []

    def test_afterwards_they_can_decide_anew(self, take, rita):
        decide(take, rita, APPROVED)
        withdraw(take, rita)
        again = decide(take, rita, APPROVED)
        assert standing(take.decisions.all()) == [again]

    def test_it_is_possible_for_ten_minutes(self, take, rita):
        decide(take, rita, APPROVED)
        with time_machine.travel(timezone.now() + timedelta(minutes=10), tick=False), pytest.raises(TooLate):
            withdraw(take, rita)
        with time_machine.travel(timezone.now() + timedelta(minutes=9), tick=False):
            assert withdraw(take, rita).verdict == WITHDRAWN

    def test_only_ones_own_is_taken_back(self, take, rita, bob):
        decide(take, rita, APPROVED)
        with pytest.raises(NothingToUndo):
            withdraw(take, bob)
        assert [decision.person for decision in standing(take.decisions.all())] == [rita]

    def test_a_double_click_takes_back_once_and_tells_no_page(self, take, rita):
        decide(take, rita, APPROVED)
        withdraw(take, rita)
        before = rev_of(take.video.project.team)
        with pytest.raises(NothingToUndo):
            withdraw(take, rita)
        assert (Decision.objects.count(), rev_of(take.video.project.team)) == (2, before)

    def test_the_comment_with_the_words_stays(self, take, rita):
        decide(take, rita, CHANGES, "Louder.")
        withdraw(take, rita)
        assert take.comments.get().text == "Louder."
