from decimal import Decimal

import pytest

from apps.renders.models import Render
from apps.reviews.actions import NothingSaid, NotReady, comment, decide
from apps.reviews.models import Comment, Decision
from apps.teams.models import Team
from tests.takes import make_take

pytestmark = pytest.mark.django_db
APPROVED, CHANGES = Decision.Verdict.APPROVED, Decision.Verdict.CHANGES


def rev_of(team: Team) -> int:
    return Team.objects.get(pk=team.pk).rev


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
