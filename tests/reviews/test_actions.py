from decimal import Decimal

import pytest

from apps.reviews.actions import NotReady, comment
from apps.reviews.models import Comment
from apps.teams.models import Team
from tests.takes import make_take

pytestmark = pytest.mark.django_db


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
