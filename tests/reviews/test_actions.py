import pytest

from apps.renders.models import Render
from apps.reviews.actions import NothingSaid, decide
from apps.reviews.comments import NotReady
from apps.reviews.models import Comment, Decision
from apps.teams.models import Team

pytestmark = pytest.mark.django_db
APPROVED, CHANGES = Decision.Verdict.APPROVED, Decision.Verdict.CHANGES


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
