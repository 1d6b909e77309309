import re

import pytest
from django.urls import reverse

from apps.reviews.comments import comment
from apps.reviews.deciding import decide
from apps.reviews.models import Decision
from tests.cast import signed_in
from tests.takes import make_take, make_video

pytestmark = pytest.mark.django_db
APPROVED, CHANGES, _ = Decision.Verdict


def room_of(take, query=""):
    return f"{reverse('reviews:room', args=[take.video_id])}{query}"


@pytest.fixture
def visit(rita):
    """Get an address as the reviewer; answers with the page's HTML."""
    browser = signed_in(rita)

    def get(address: str) -> str:
        answer = browser.get(address)
        assert answer.status_code == 200
        return answer.content.decode()

    return get


class TestRoom:
    def test_a_ready_take_has_its_player(self, visit, take):
        page = visit(room_of(take))
        assert f'<video src="{reverse("takes:film", args=[take.pk])}"' in page
        assert 'data-player data-duration="2' in page
        assert "Needs review" in page

    def test_people_read_that_it_was_generated(self, visit, take):
        assert "AI-generated" in visit(room_of(take))

    def test_the_newest_take_is_on_the_stage(self, visit, team, alice, take):
        newer = make_take(team, alice, video=take.video)
        assert reverse("takes:film", args=[newer.pk]) in visit(room_of(take))

    def test_the_address_chooses_a_take(self, visit, team, alice, take):
        make_take(team, alice, "processing", video=take.video)
        page = visit(room_of(take, "?v=1"))
        assert reverse("takes:film", args=[take.pk]) in page
        assert "There is a newer one: Version 2." in page

    @pytest.mark.parametrize("number", ["3", "0", "-1", "x", ""])
    def test_an_unknown_number_is_404(self, rita, take, number):
        assert signed_in(rita).get(room_of(take, f"?v={number}")).status_code == 404

    def test_an_open_take_shows_its_stages_and_no_player(self, visit, open_take):
        page = visit(room_of(open_take))
        assert re.findall(r'<li class="(done|now|wait)"', page) == ["done", "done", "done", "now", "wait"]
        assert "The service is making the video." in page
        assert "You can close this page." in page
        assert "<video" not in page
        assert "<textarea" not in page

    def test_no_time_is_named_without_a_history(self, visit, open_take):
        assert "Usually" not in visit(room_of(open_take))

    def test_the_usual_time_comes_from_the_history(self, visit, team, alice):
        for _ in range(5):
            make_take(team, alice)
        assert "Usually 10 seconds." in visit(room_of(make_take(team, alice, "queued")))

    def test_a_failed_take_says_why_and_whether_it_cost_money(self, visit, team, alice):
        page = visit(room_of(make_take(team, alice, "failed")))
        assert "The service cannot use this photo" in page
        assert "You were not charged." in page

    def test_only_who_may_prepare_is_sent_to_change_it(self, team, alice, rita, cleo):
        take = make_take(team, alice, "failed")
        edit = f'href="{reverse("videos:edit", args=[take.video_id])}"'
        for person, may in ((rita, False), (cleo, True)):
            assert (edit in signed_in(person).get(room_of(take)).content.decode()) is may

    def test_an_unclear_take_says_so_honestly(self, visit, team, alice):
        page = visit(room_of(make_take(team, alice, "unknown")))
        assert "We are not sure whether the service got it." in page
        assert "Usually" not in page

    def test_all_versions_are_listed_with_price_and_play_money_is_called_so(self, visit, team, alice, take):
        make_take(team, alice, "failed", video=take.video)
        page = visit(room_of(take))
        assert re.findall(r"<b>(Version \d)</b>", page) == ["Version 2", "Version 1"]
        assert page.count("in play money") == 1
        assert page.count("Nothing charged") == 1  # the failed one

    def test_comments_stand_in_the_order_of_time_with_a_stamp_when_pinned(self, visit, take, rita, bob):
        comment(take, bob, "First.", take.film_seconds / 2)
        comment(take, rita, "Second & last.")
        thread = visit(room_of(take)).split('id="thread"')[1]
        assert thread.index("First.") < thread.index("Second &amp; last.")
        assert thread.count('data-seek="1.00"') == 1

    def test_comments_stay_with_their_version(self, visit, team, alice, take, rita):
        comment(take, rita, "Louder.")
        newer = make_take(team, alice, video=take.video)
        assert "Louder." not in visit(room_of(newer))

    def test_decisions_say_who_and_what(self, visit, take, bob, rita):
        decide(take, bob, CHANGES, "Louder.")
        page = visit(room_of(take))
        assert f"{bob} asked for changes, just now." in page
        assert "Changes asked" in page

    def test_approving_names_the_exact_version_first(self, visit, take):
        assert "You approve: Version 1, 2 seconds, made on" in visit(room_of(take))

    def test_who_has_approved_is_not_asked_to_approve(self, visit, take, rita):
        decide(take, rita, APPROVED)
        assert 'commandfor="approve" command="show-modal"' not in visit(room_of(take))

    def test_a_video_without_takes_leads_to_where_it_is_filled_in(self, team, alice, cleo, rita):
        video = make_video(team, alice)
        goals = {
            cleo: reverse("videos:edit", args=[video.pk]),
            rita: reverse("gallery:project", args=[video.project_id]),
        }
        for person, goal in goals.items():
            answer = signed_in(person).get(reverse("reviews:room", args=[video.pk]))
            assert (answer.status_code, answer["Location"]) == (303, goal)

    def test_a_stranger_gets_404(self, charlie, take):
        assert signed_in(charlie).get(room_of(take)).status_code == 404

    def test_more_comments_and_versions_cost_no_more_queries(self, team, alice, take, rita, counted):
        browser = signed_in(rita)
        comment(take, rita, "First.")
        few = counted(browser, room_of(take, "?v=1"))
        for number in range(3):
            make_take(team, alice, video=take.video)
            comment(take, rita, f"Remark {number}.")
            decide(take, [rita, alice][number % 2], APPROVED)
        assert counted(browser, room_of(take, "?v=1")) == few <= 12
