"""Videos are found by listings, which follow by themselves whatever changes."""

from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from apps.avatars.models import Avatar
from apps.gallery import listing
from apps.gallery.listing import catch_up, catch_up_all
from apps.gallery.models import Listing, Tag, Tagging
from apps.projects.deciders import name_deciders
from apps.renders.actions import change_video, start_video, stop
from apps.renders.lifecycle import move, touch, touch_all
from apps.renders.models import Render, Video
from apps.reviews.comments import comment
from apps.reviews.deciding import decide
from apps.reviews.models import Decision
from apps.teams.actions import join, open_invitation
from apps.teams.models import Invitation, Membership, Team
from tests.takes import make_take, make_video

pytestmark = pytest.mark.django_db


def listed(video: Video) -> Listing:
    """The listing of a video once everything is taken in."""
    catch_up(Team.objects.get(pk=video.project.team_id))
    return Listing.objects.get(pk=video.pk)


class TestWhatItSays:
    def test_follows_a_take_from_the_line_to_a_decision(self, team, alice, bob):
        video = make_video(team, alice)
        assert listed(video).state == "unfinished"
        take = make_take(team, alice, "queued", video=video)
        assert (listed(video).state, listed(video).is_open) == ("in-line", True)
        move(take, Render.Status.SUBMITTING)
        assert listed(video).state == "making"
        ready = make_take(team, alice, video=video)
        assert (listed(video).state, listed(video).to_decide) == ("review", ready)
        decide(ready, bob, Decision.Verdict.APPROVED)
        found = listed(video)
        assert (found.state, found.to_decide, found.is_spoken_about) == ("approved", None, True)
        make_take(team, alice, "queued", video=video)
        assert (listed(video).state, listed(video).approved) == ("in-line", ready.number)

    def test_a_version_that_was_stopped_takes_the_place_of_no_film(self, team, alice, bob):
        good = make_take(team, alice)
        decide(good, bob, Decision.Verdict.APPROVED)
        stop(make_take(team, alice, "queued", video=good.video), alice)
        found = listed(good.video)
        assert (found.take, found.state, found.approved) == (good, "approved", None)
        alone = make_take(team, alice, "queued")
        stop(alone, alice)
        assert listed(alone.video).state == "stopped"

    def test_counts_takes_and_comments(self, team, alice):
        take = make_take(team, alice)
        make_take(team, alice, video=take.video)
        comment(take, alice, "Brighter, please")
        assert (listed(take.video).takes, listed(take.video).comments) == (2, 1)

    def test_has_length_price_face_voice_and_service_of_its_take(self, team, alice):
        take = make_take(team, alice)
        found = listed(take.video)
        assert found.seconds == take.film_seconds
        assert found.price_micros == take.charged_micros
        assert (found.avatar, found.connection, found.clip) == (take.avatar, take.connection, take.video.clip)

    def test_before_there_is_a_take_it_has_what_was_chosen(self, team, alice):
        video = make_video(team, alice)
        found = listed(video)
        assert video.clip is not None
        assert (found.avatar, found.seconds, found.price_micros) == (video.avatar, video.clip.seconds, 0)

    def test_its_text_is_title_tags_and_all_that_is_said(self, team, alice):
        take = make_take(team, alice, title="Spring OFFER")
        Render.objects.update(
            captions=[{"start": 0, "end": 1, "text": "Twenty-five"}, {"start": 1, "end": 2, "text": "percent"}]
        )
        tag = Tag.objects.create(team=team, name="Launch", key="launch")
        Tagging.objects.create(video=take.video, tag=tag)
        with transaction.atomic():
            touch(take.video)
        assert listed(take.video).text == "spring offer launch twenty-five percent"
        assert listed(take.video).tags == ["Launch"]

    def test_an_unmade_one_is_found_by_what_it_will_say(self, team, alice):
        video = start_video(make_video(team, alice).project, alice)
        change_video(video, title="Half done", script="Our shop opens at nine")
        assert "our shop opens at nine" in listed(video).text

    def test_chinese_is_found_across_the_ends_of_captions(self, team, alice):
        take = make_take(team, alice)
        Render.objects.update(
            captions=[{"start": 0, "end": 1, "text": "欢迎来到我们的"}, {"start": 1, "end": 2, "text": "春季茶会"}]
        )
        with transaction.atomic():
            touch(take.video)
        assert "我们的春季" in listed(take.video).text


class TestWhoseWordCounts:
    def test_deciders_named_later_change_what_is_approved(self, team, alice, bob, rita):
        take = make_take(team, alice)
        decide(take, bob, Decision.Verdict.APPROVED)
        assert listed(take.video).state == "approved"
        name_deciders(take.video.project, [rita])
        assert listed(take.video).state == "review"

    def test_nobody_waits_for_somebody_who_left(self, team, alice, bob, rita):
        take = make_take(team, alice)
        name_deciders(take.video.project, [bob, rita])
        decide(take, bob, Decision.Verdict.APPROVED)
        assert listed(take.video).state == "review"
        Membership.objects.filter(user=rita).delete()
        Team.objects.people_changed([team.pk])
        assert listed(take.video).state == "approved"

    def test_of_somebody_who_comes_back_it_counts_again(self, team, alice, bob, rita):
        take = make_take(team, alice)
        name_deciders(take.video.project, [bob, rita])
        decide(take, bob, Decision.Verdict.APPROVED)
        Membership.objects.filter(user=rita).delete()
        Team.objects.people_changed([team.pk])
        assert listed(take.video).state == "approved"
        _invitation, token = Invitation.issue(team, "reviewer", alice)
        join(open_invitation(token), rita)
        assert listed(take.video).state == "review"


class TestCatchUp:
    def test_costs_nothing_where_nothing_is_new(self, team, alice, django_assert_num_queries):
        listed(make_take(team, alice).video)
        team.refresh_from_db()
        with django_assert_num_queries(0):
            assert catch_up(team) == team.rev

    def test_asks_as_much_for_many_videos_as_for_few(self, team, alice, django_assert_max_num_queries):
        for _ in range(5):
            make_take(team, alice)
        team.refresh_from_db()
        with django_assert_max_num_queries(18):
            catch_up(team)
        assert Listing.objects.count() == 5

    def test_goes_in_steps_that_never_part_what_changed_together(self, team, alice, monkeypatch):
        monkeypatch.setattr(listing, "STEP", 2)
        videos = [make_video(team, alice, str(number)) for number in range(6)]
        with transaction.atomic():
            touch_all(team.pk, [video.pk for video in videos[:4]])
        team.refresh_from_db()
        assert catch_up(team) == videos[5].rev + 1
        catch_up_all()
        assert Listing.objects.count() == 6
        team.refresh_from_db()
        assert team.listed_rev == team.rev

    def test_knows_when_a_video_came_and_when_it_took_another_place(self, team, alice):
        video = make_video(team, alice)
        came = listed(video).came_rev
        change_video(video, prompt="Warm smile")
        assert listed(video).placed_rev < listed(video).rev
        change_video(video, title="Another name")
        found = listed(video)
        assert (found.placed_rev, found.came_rev) == (found.rev, came)
        change_video(video, project=team.projects.create(name="Autumn", created_by=alice))
        assert listed(video).came_rev == listed(video).rev

    def test_other_teams_are_left_alone(self, team, alice, charlie):
        foreign = make_video(charlie.memberships.get().team, charlie)
        listed(make_video(team, alice))
        assert not Listing.objects.filter(video=foreign).exists()

    def test_a_face_that_is_forgotten_leaves_the_listing_there(self, team, alice):
        video = make_video(team, alice)
        listed(video)
        Avatar.objects.all().delete()
        assert Listing.objects.get(pk=video.pk).avatar is None


@pytest.mark.stack
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_who_look_at_once_list_each_video_once(self, team, alice):
        for number in range(8):
            make_video(team, alice, str(number))
        gate = Barrier(4)
        reached: list[int] = []

        def look() -> None:
            own = Team.objects.get(pk=team.pk)
            gate.wait()
            reached.append(catch_up(own))
            connection.close()

        threads = [Thread(target=look) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert Listing.objects.count() == 8
        assert reached == [Team.objects.get(pk=team.pk).rev] * 4
