import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.gallery.batches.actions import begin
from apps.gallery.batches.headings import Row
from apps.gallery.models import Batch
from apps.projects.deciders import name_deciders
from apps.renders.actions import change_video, start_video, stop
from apps.renders.lifecycle import move
from apps.renders.models import Render, Video
from apps.reviews.deciding import decide
from apps.reviews.models import Decision
from tests.cast import HTMX, signed_in
from tests.takes import bring_to, limit, make_take, press_make

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(alice) -> Client:
    return signed_in(alice)


@pytest.fixture
def live(owner, take):
    """`live(since)` polls the project's page."""
    address = reverse("gallery:project_live", args=[take.video.project_id])

    def poll(since: int, show: str = "all"):
        params = {"since": since, "pace": 2, "show": show, "team": take.video.project.team_id}
        return owner.get(address, params, headers=HTMX)

    return poll


def rev(take: Render) -> int:
    return Video.objects.get(pk=take.video_id).project.team.rev


class TestHome:
    def test_asks_first_how_videos_shall_be_made(self, owner):
        assert owner.get("/").url == reverse("connections:choose")

    def test_then_offers_the_first_video(self, owner, connection):
        assert "Make my first video" in owner.get("/").content.decode()

    def test_shows_a_video_that_was_begun_and_not_made_once(self, owner, video):
        page = owner.get("/").content.decode()
        assert page.count(f'id="v-{video.pk}"') == 1
        assert "Go on" in page

    def test_shows_what_was_made_lately(self, owner, take):
        assert "Spring offer" in owner.get("/").content.decode()

    def test_says_how_many_videos_wait_for_somebodys_ok(self, owner, video, cleo):
        takes = [press_make(video, cleo, ask=True)]
        assert "1 video waits for your OK" in owner.get("/").content.decode()
        video.refresh_from_db()
        takes.append(press_make(video, cleo, ask=True))
        page = owner.get("/").content.decode()
        assert "2 videos wait for your OK" in page
        assert all(reverse("takes:ask", args=[take.pk]) in page for take in takes)

    def test_says_which_batches_wait_for_somebodys_ok(self, owner, video, cleo):
        batch = begin(video.project, cleo, [Row(title="Welcome")])
        assert "batch waits" not in owner.get("/").content.decode()
        Batch.objects.update(status=Batch.Status.ASKED)
        page = owner.get("/").content.decode()
        assert "1 batch waits for your OK" in page
        assert reverse("gallery:batch", args=[batch.pk]) in page
        assert "batch waits" not in signed_in(cleo).get("/").content.decode()

    def test_those_who_cannot_say_ok_are_not_asked(self, cleo, rita, bob, video):
        press_make(video, bob, ask=True)
        for person in (cleo, rita, bob):  # bob would answer himself
            assert "your OK" not in signed_in(person).get("/").content.decode()

    def test_what_only_an_owner_can_say_ok_to_does_not_wait_for_a_producer(self, owner, video, bob, cleo):
        press_make(video, cleo, ask=True)
        limit(video, None, 100_000)
        page = signed_in(bob).get("/").content.decode()
        assert "your OK" not in page
        assert "1 video goes over this month's limit and waits for an owner's OK." in page
        assert "1 video waits for your OK" in owner.get("/").content.decode()

    def test_however_many_ask_it_shows_five_and_asks_no_more(
        self, owner, video, cleo, alice, django_assert_max_num_queries
    ):
        for _ in range(7):
            video.refresh_from_db()
            press_make(video, cleo, ask=True)
        page = owner.get("/").content.decode()
        assert "7 videos wait for your OK" in page
        assert page.count("asks to spend $0.17, ") == 5
        with django_assert_max_num_queries(22):
            owner.get("/")

    def test_a_person_without_a_team_is_told_what_to_do(self, staff):
        assert "invitation link" in signed_in(staff).get("/").content.decode()


class TestHomeLive:
    def test_its_cards_change_by_themselves(self, owner, take):
        since = rev(take)
        assert owner.get(reverse("gallery:home_live"), {"since": since}, headers=HTMX).status_code == 204
        move(take, Render.Status.SUBMITTING)
        page = owner.get(reverse("gallery:home_live"), {"since": since}, headers=HTMX).content.decode()
        assert f'id="v-{take.video_id}-work" hx-swap-oob="true"' in page

    def test_what_waits_for_an_ok_comes_and_goes_by_itself(self, owner, video, alice, cleo):
        since = video.project.team.rev
        wish = press_make(video, cleo, ask=True)
        address = reverse("gallery:home_live")
        assert "1 video waits for your OK" in owner.get(address, {"since": since}, headers=HTMX).content.decode()
        since = rev(wish)
        stop(wish, cleo)
        page = owner.get(address, {"since": since}, headers=HTMX).content.decode()
        assert 'id="asked"' in page
        assert "your OK" not in page


class TestNewVideo:
    def test_the_first_one_makes_its_project(self, owner, connection):
        answer = owner.post(reverse("gallery:new_video"))
        assert answer.url == reverse("videos:edit", args=[Video.objects.get().pk])

    def test_the_next_one_goes_where_the_last_one_went(self, owner, video):
        owner.post(reverse("gallery:new_video"))
        assert set(Video.objects.values_list("project", flat=True)) == {video.project_id}


class TestProject:
    def test_shows_the_five_stages_of_what_is_being_made(self, owner, take):
        page = owner.get(reverse("gallery:project", args=[take.video.project_id])).content.decode()
        for stage in ("Checked", "Sent", "Waiting", "Being made", "Saved"):
            assert stage in page
        assert 'hx-trigger="every 2s' in page

    def test_counts_what_is_made_apart_from_what_is_in_line_and_what_is_unclear(self, owner, take, team, alice):
        for status in ("submitting", "processing", "unknown", "ready"):
            make_take(team, alice, status)
        page = owner.get(reverse("gallery:project", args=[take.video.project_id])).content.decode()
        assert "2 videos are being made." in page
        assert "1 video is in line." in page

    def test_an_unclear_one_shows_no_stages(self, owner, take):
        bring_to(take, "unknown")
        page = owner.get(reverse("gallery:project", args=[take.video.project_id])).content.decode()
        assert 'class="stages"' not in page
        assert "We are not sure whether the service got it." in page

    def test_a_film_of_play_money_shows_what_it_would_have_cost(self, owner, ready_take):
        page = owner.get(reverse("gallery:project", args=[ready_take.video.project_id])).content.decode()
        assert "$0.17 in play money" in page

    def test_does_not_poll_when_nothing_can_change(self, charlie):
        project = charlie.memberships.get().team.projects.create(name="Own", created_by=charlie)
        page = signed_in(charlie).get(reverse("gallery:project", args=[project.pk])).content.decode()
        assert "every" not in page.split('id="live"')[1].split("</div>")[0]

    def test_filters_are_addresses_and_an_unknown_one_leaves_everything(self, owner, take):
        address = reverse("gallery:project", args=[take.video.project_id])
        assert "Spring offer" in owner.get(address, {"show": "making"}).content.decode()
        assert "Spring offer" not in owner.get(address, {"show": "approved"}).content.decode()
        assert "Spring offer" in owner.get(address, {"show": "nonsense"}).content.decode()

    def test_asks_as_much_for_many_videos_as_for_few(self, owner, video, alice, django_assert_max_num_queries):
        press_make(video, alice)
        address = reverse("gallery:project", args=[video.project_id])
        for name in "abcdef":
            change_video(start_video(video.project, alice), title=name)
        owner.get(address)
        with django_assert_max_num_queries(10):
            owner.get(address)

    def test_says_which_version_is_approved_while_a_newer_one_is_not(self, owner, ready_take, team, alice, rita):
        decide(ready_take, rita, Decision.Verdict.APPROVED)
        make_take(team, alice, video=ready_take.video)
        page = owner.get(reverse("gallery:project", args=[ready_take.video.project_id])).content.decode()
        assert "Approved: version 1 · version 2 not reviewed" in page
        assert "Needs review" in page

    def test_asks_as_much_for_many_decisions_as_for_few(self, owner, ready_take, team, alice, rita, counted):
        address = reverse("gallery:project", args=[ready_take.video.project_id])
        decide(ready_take, rita, Decision.Verdict.APPROVED)
        few = counted(owner, address)
        for person in (alice, rita):
            for _ in range(2):
                decide(make_take(team, alice, video=ready_take.video), person, Decision.Verdict.APPROVED)
            decide(make_take(team, alice), person, Decision.Verdict.APPROVED)
        assert counted(owner, address) == few

    def test_a_stranger_finds_nothing(self, charlie, take):
        address = reverse("gallery:project", args=[take.video.project_id])
        assert signed_in(charlie).get(address).status_code == 404


class TestProjectLive:
    def test_a_card_hears_that_others_must_approve_now(self, owner, live, ready_take, rita, bob):
        decide(ready_take, rita, Decision.Verdict.APPROVED)
        since = rev(ready_take)
        name_deciders(ready_take.video.project, [bob])
        page = live(since).content.decode()
        assert f'id="v-{ready_take.video_id}-chip" hx-swap-oob="true"' in page
        assert "Needs review" in page

    def test_says_nothing_when_nothing_changed(self, live, take):
        assert live(rev(take)).status_code == 204

    def test_sends_the_slots_of_a_card_that_changed_and_the_new_cursor(self, live, take):
        since = rev(take)
        move(take, Render.Status.SUBMITTING)
        answer = live(since)
        page = answer.content.decode()
        assert answer["X-Live"] == "1"
        assert f"since={rev(take)}" in page
        assert f'id="v-{take.video_id}-work" hx-swap-oob="true"' in page
        assert f'id="v-{take.video_id}" ' not in page

    def test_a_new_card_comes_whole(self, live, take, alice):
        since = rev(take)
        fresh = start_video(take.video.project, alice)
        page = live(since).content.decode()
        assert f'hx-swap-oob="afterbegin:#cards"><li class="vcard" id="v-{fresh.pk}"' in page.replace("\n", "")

    def test_a_new_card_stays_away_from_a_filter_that_hides_it(self, live, take, alice):
        since = rev(take)
        fresh = start_video(take.video.project, alice)
        assert f'id="v-{fresh.pk}" ' not in live(since, show="approved").content.decode()

    def test_under_a_filter_a_card_comes_and_goes_with_its_state(self, live, take):
        since = rev(take)
        move(take, Render.Status.SUBMITTING)
        going, staying = live(since, show="approved").content.decode(), live(since, show="making").content.decode()
        assert f'hx-swap-oob="delete:#v-{take.video_id}"' in going
        assert "afterbegin:#cards" not in going
        assert "afterbegin:#cards" in staying

    def test_a_film_that_became_ready_is_announced_once(self, live, take):
        since = rev(take)
        Render.objects.filter(pk=take.pk).update(status="saving")
        take.refresh_from_db()
        move(take, Render.Status.READY, film_seconds=3, finished_at=timezone.now())
        assert "is ready" in live(since).content.decode()
        assert live(rev(take)).status_code == 204

    def test_nothing_changed_costs_few_questions(self, live, take, django_assert_max_num_queries):
        since = rev(take)
        live(since)
        with django_assert_max_num_queries(2):
            live(since)

    def test_no_video_element_is_ever_swapped(self, live, take):
        Render.objects.filter(pk=take.pk).update(status="ready", film_seconds=3, finished_at=timezone.now())
        assert "<video" not in live(0).content.decode()

    def test_signed_out_is_said_with_401(self, take):
        address = reverse("gallery:project_live", args=[take.video.project_id])
        assert Client().get(address, headers=HTMX).status_code == 401

    def test_a_stranger_finds_nothing(self, charlie, take):
        address = reverse("gallery:project_live", args=[take.video.project_id])
        assert signed_in(charlie).get(address, headers=HTMX).status_code == 404
