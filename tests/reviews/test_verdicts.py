import pytest

from apps.reviews.actions import decide
from apps.reviews.comments import comment
from apps.reviews.models import Decision
from apps.reviews.verdicts import comment_counts, standing, verdict_of, verdicts
from tests.takes import make_take

pytestmark = pytest.mark.django_db
APPROVED, CHANGES = Decision.Verdict.APPROVED, Decision.Verdict.CHANGES


class TestVerdictOf:
    def test_nobody_has_said_anything(self):
        assert verdict_of([]) is None

    def test_one_approval_approves(self, take, rita):
        decide(take, rita, APPROVED)
        assert verdict_of(take.decisions.all()) is APPROVED

    def test_who_asks_for_changes_outweighs_who_approves(self, take, rita, bob):
        decide(take, rita, CHANGES, "Louder.")
        decide(take, bob, APPROVED)
        assert verdict_of(take.decisions.all()) is CHANGES

    def test_only_the_latest_word_of_each_person_counts(self, take, rita, bob):
        decide(take, rita, CHANGES, "Louder.")
        decide(take, bob, APPROVED)
        decide(take, rita, APPROVED)
        assert verdict_of(take.decisions.all()) is APPROVED

    def test_the_order_of_the_rows_does_not_matter(self, take, rita):
        decide(take, rita, APPROVED)
        decide(take, rita, CHANGES, "Louder.")
        assert verdict_of(take.decisions.order_by("-pk")) is CHANGES


class TestStanding:
    def test_each_person_stands_there_once_and_the_latest_comes_last(self, take, rita, bob):
        decide(take, rita, APPROVED)
        decide(take, bob, APPROVED)
        last = decide(take, rita, CHANGES, "Louder.")
        assert [decision.person for decision in standing(take.decisions.all())] == [bob, rita]
        assert standing(take.decisions.all())[-1] == last


class TestVerdicts:
    def test_takes_nobody_decided_about_are_left_out(self, team, alice, rita, take):
        other = make_take(team, alice)
        decide(take, rita, APPROVED)
        assert verdicts([take, other]) == {take.pk: APPROVED}

    def test_many_takes_cost_one_query(self, team, alice, rita, take, django_assert_num_queries):
        others = [make_take(team, alice) for _ in range(3)]
        for other in others:
            decide(other, rita, APPROVED)
        with django_assert_num_queries(1):
            assert len(verdicts([take, *others])) == 3


class TestCommentCounts:
    def test_comments_of_all_takes_of_a_video_count(self, team, alice, rita, take):
        second = make_take(team, alice, video=take.video)
        for place, text in ((take, "Louder."), (take, "Slower."), (second, "Good.")):
            comment(place, rita, text)
        assert comment_counts([take.video]) == {take.video_id: 3}

    def test_many_videos_cost_one_query(self, team, alice, rita, take, django_assert_num_queries):
        other = make_take(team, alice)
        comment(other, rita, "Good.")
        with django_assert_num_queries(1):
            assert comment_counts([take.video, other.video]) == {other.video_id: 1}
