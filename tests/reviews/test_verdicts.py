import pytest

from apps.projects.deciders import deciders, name_deciders
from apps.reviews.comments import comment
from apps.reviews.deciding import decide, withdraw
from apps.reviews.models import Decision
from apps.reviews.verdicts import comment_counts, standing, tallies, verdict_of
from apps.teams.models import Membership
from tests.takes import make_take

pytestmark = pytest.mark.django_db
APPROVED, CHANGES, _ = Decision.Verdict


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


class TestWhoMustApprove:
    """A project with named people: all of them, for this very version."""

    @pytest.fixture
    def project(self, take, alice, bob):
        name_deciders(take.video.project, [alice, bob])
        return take.video.project

    @pytest.fixture
    def verdict(self, take):
        return lambda: tallies([take])[take.pk].verdict

    def test_one_of_two_is_not_enough_and_both_are(self, project, take, alice, bob, verdict):
        decide(take, alice, APPROVED)
        assert verdict() is None
        decide(take, bob, APPROVED)
        assert verdict() is APPROVED

    def test_the_approvals_of_others_are_shown_and_count_for_nothing(self, project, take, rita, cleo, verdict):
        decide(take, rita, APPROVED)
        decide(take, cleo, APPROVED)
        assert verdict() is None
        assert [said.person for said in tallies([take])[take.pk].said] == [rita, cleo]

    def test_whoever_asks_for_changes_outweighs_them_all(self, project, take, alice, bob, rita, verdict):
        decide(take, alice, APPROVED)
        decide(take, bob, APPROVED)
        decide(take, rita, CHANGES, "Louder.")
        assert verdict() is CHANGES

    def test_one_who_takes_it_back_is_missing_again(self, project, take, alice, bob, verdict):
        decide(take, alice, APPROVED)
        decide(take, bob, APPROVED)
        withdraw(take, bob)
        assert verdict() is None
        assert tallies([take])[take.pk].missing == [bob]

    def test_an_approval_of_another_version_is_none_of_this_one(self, project, team, take, alice, bob):
        second = make_take(team, alice, video=take.video)
        decide(take, alice, APPROVED)
        decide(second, bob, APPROVED)
        assert [tally.verdict for tally in tallies([take, second]).values()] == [None, None]

    def test_nobody_waits_for_people_who_left_the_team(self, project, take, alice, bob, verdict):
        decide(take, alice, APPROVED)
        Membership.objects.filter(user=bob).delete()
        assert verdict() is APPROVED

    def test_nor_for_those_who_may_not_sign_in_any_more(self, project, take, alice, bob, verdict):
        decide(take, alice, APPROVED)
        bob.is_active = False
        bob.save()
        assert verdict() is APPROVED

    def test_when_all_of_them_left_one_approval_of_anybody_does(self, project, take, rita, verdict):
        Membership.objects.exclude(user=rita).delete()
        assert verdict() is None
        decide(take, rita, APPROVED)
        assert verdict() is APPROVED

    def test_whoever_likes_a_draft_says_ok_to_it(self, project, take, rita, verdict):
        take.mode = "draft"
        decide(take, rita, APPROVED)
        assert verdict() is APPROVED

    def test_those_who_are_named_anew_take_the_place_of_the_others(self, project, bob, rita):
        before = project.deciders_rev
        name_deciders(project, [bob, rita])
        assert deciders([project.pk]) == {project.pk: [bob, rita]}
        assert before < project.deciders_rev


class TestTallies:
    def test_many_takes_cost_two_queries(self, team, alice, rita, take, django_assert_num_queries):
        takes = [take, *(make_take(team, alice) for _ in range(3))]
        name_deciders(take.video.project, [alice])
        for each in takes:
            decide(each, rita, APPROVED)
        with django_assert_num_queries(2):
            found = tallies(takes)
            assert [found[each.pk].said[0].person for each in takes] == [rita] * 4


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
