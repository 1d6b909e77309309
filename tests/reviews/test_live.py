"""The poll of a room: each thing comes once, and a player that may be playing is never replaced."""

import re

import pytest
from django.urls import reverse

from apps.renders.actions import change_video
from apps.reviews.comments import comment
from apps.reviews.deciding import decide
from apps.reviews.models import Decision
from apps.teams.models import Invitation, Membership, Role, Team
from tests.cast import HTMX, signed_in
from tests.takes import bring_to, make_take

pytestmark = pytest.mark.django_db
POLL = re.compile(r'hx-get="([^"]+)"\s+hx-trigger="([^"]+)"')


class Page:
    """A room that is open in a browser: it asks with the address of its own poller."""

    def __init__(self, person, take):
        self.client = signed_in(person)
        self.html = self.client.get(f"{reverse('reviews:room', args=[take.video_id])}?v={take.number}").content.decode()
        self._heed(self.html)

    def _heed(self, html: str) -> None:
        address, self.trigger = POLL.search(html.split('id="live"')[1]).groups()
        self.address = address.replace("&amp;", "&")

    def look(self) -> str | None:
        """The pieces that changed, or None."""
        answer = self.client.get(self.address, headers=HTMX)
        if answer.status_code == 204:
            return None
        assert (answer.status_code, answer["X-Live"]) == (200, "1")
        html = answer.content.decode()
        self._heed(html)
        return html


@pytest.fixture
def page_of(rita):
    return lambda take, person=rita: Page(person, take)


class TestLive:
    def test_nothing_changed_is_204(self, page_of, take):
        assert page_of(take).look() is None

    def test_a_comment_comes_once(self, page_of, take, bob):
        page = page_of(take)
        comment(take, bob, "Louder.", take.film_seconds / 2)
        pieces = page.look()
        assert pieces.split('beforeend:#thread"')[1].count("Louder.</p>") == 1
        assert pieces.split('beforeend:#pins"')[1].count('class="pin"') == 1
        assert page.look() is None

    def test_comments_that_the_page_has_do_not_come_again(self, page_of, take, bob):
        comment(take, bob, "Old.")
        page = page_of(take)
        comment(take, bob, "New.")
        pieces = page.look()
        assert "New." in pieces
        assert "Old." not in pieces

    def test_a_comment_in_a_transaction_that_ends_later_is_neither_lost_nor_doubled(self, page_of, take, bob):
        """A page that was read before the comment has a cursor before it, whatever else it saw."""
        page = page_of(take)
        seen = Team.objects.get(pk=take.video.project.team_id).rev
        comment(take, bob, "Louder.")
        assert f"since={seen}" in page.address
        assert "Louder." in page.look()

    def test_a_comment_on_another_version_does_not_come_here(self, page_of, team, alice, take, bob):
        second = make_take(team, alice, video=take.video)
        page = page_of(second)
        comment(take, bob, "About version 1.")
        assert "About version 1." not in page.look()

    def test_changes_of_other_videos_are_204(self, page_of, team, alice, take, bob):
        page = page_of(take)
        comment(make_take(team, alice), bob, "Elsewhere.")
        assert page.look() is None

    def test_a_decision_brings_who_decided_and_the_chip(self, page_of, take, bob):
        page = page_of(take)
        decide(take, bob, Decision.Verdict.APPROVED)
        pieces = page.look()
        assert f"{bob} approved this version" in pieces
        assert 'id="state" hx-swap-oob="true"' in pieces
        assert "Approved" in pieces
        assert 'id="thread"' not in pieces

    def test_a_new_name_comes(self, page_of, take):
        page = page_of(take)
        change_video(take.video, title="Summer offer")
        assert "Summer offer" in page.look()

    def test_the_player_comes_in_once_and_is_left_alone_from_then_on(self, page_of, open_take, bob):
        page = page_of(open_take)
        bring_to(open_take, "ready")
        pieces = page.look()
        assert "<video" in pieces
        assert 'id="composer" hx-swap-oob="true"' in pieces
        comment(open_take, bob, "Good.")
        decide(open_take, bob, Decision.Verdict.APPROVED)
        assert 'id="stage"' not in page.look()

    def test_a_player_that_the_page_has_is_not_replaced_even_with_an_older_cursor(self, rita, take):
        """The film may be saved between the reading of the cursor and that of the take."""
        answer = signed_in(rita).get(f"{reverse('reviews:live', args=[take.video_id])}?v=1&film=1&since=1&pace=2")
        assert 'id="stage"' not in answer.content.decode()

    def test_every_step_of_an_open_take_comes(self, page_of, team, alice):
        take = make_take(team, alice, "queued")
        page = page_of(take)
        bring_to(take, "submitted")
        assert "The service has it and will start soon." in page.look()
        assert page.look() is None

    def test_it_says_when_the_video_is_ready(self, page_of, open_take):
        page = page_of(open_take)
        bring_to(open_take, "ready")
        assert "“Welcome” is ready." in page.look().split('beforeend:#toasts"')[1]

    def test_a_newer_version_that_is_ready_is_a_link_away(self, page_of, team, alice, take):
        newer = make_take(team, alice, "processing", video=take.video)
        page = page_of(take)
        bring_to(newer, "ready")
        toast = page.look().split('beforeend:#toasts"')[1]
        assert f'<a href="{reverse("reviews:room", args=[take.video_id])}?v=2">Watch it</a>' in toast

    def test_a_new_version_is_mentioned_and_the_stage_stays(self, page_of, team, alice, take):
        page = page_of(take)
        make_take(team, alice, "queued", video=take.video)
        pieces = page.look()
        assert "There is a newer one: Version 2." in pieces
        assert 'id="stage"' not in pieces

    def test_a_look_without_news_is_cheap(self, page_of, take, django_assert_num_queries):
        page = page_of(take)
        with django_assert_num_queries(3):  # session, person, video with its team
            page.look()

    def test_a_stranger_gets_404(self, charlie, take):
        address = reverse("reviews:live", args=[take.video_id])
        assert signed_in(charlie).get(f"{address}?v=1&since=0").status_code == 404

    def test_who_has_signed_out_gets_401(self, page_of, take):
        page = page_of(take)
        page.client.logout()
        assert page.client.get(page.address, headers=HTMX).status_code == 401


class TestPace:
    def test_while_something_is_made_it_is_quick(self, page_of, open_take):
        assert page_of(open_take).trigger.startswith("every 2s")

    def test_where_others_may_speak_it_is_calm(self, page_of, take):
        assert page_of(take).trigger.startswith("every 5s")

    def test_alone_and_done_it_rests(self, page_of, team, alice, take):
        Membership.objects.filter(team=team).exclude(user=alice).delete()
        assert page_of(take, alice).trigger.startswith("wake")

    def test_whoever_is_invited_may_join_at_any_time(self, page_of, team, alice, take):
        Membership.objects.filter(team=team).exclude(user=alice).delete()
        Invitation.issue(team, Role.REVIEWER, alice)
        assert page_of(take, alice).trigger.startswith("every 5s")

    def test_it_calms_down_when_the_video_is_ready(self, page_of, open_take):
        page = page_of(open_take)
        bring_to(open_take, "ready")
        page.look()
        assert page.trigger.startswith("every 5s")
