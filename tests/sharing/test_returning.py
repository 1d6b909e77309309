"""A guest who comes back, and what the team sees of guests."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.reviews import comments
from apps.reviews.models import Comment
from apps.sharing import actions
from apps.sharing.models import ShareLink
from apps.teams.models import Team
from tests.cast import signed_in
from tests.sharing.talk import of, say
from tests.takes import make_take

pytestmark = pytest.mark.django_db


class TestNewVersion:
    def test_is_said_once_with_where_the_words_about_the_old_one_are(self, opened, take, team, alice):
        link, guest = opened
        assert "is new since" not in guest.get(of(link)).content.decode()
        assert "is new since" not in guest.get(of(link)).content.decode()
        make_take(team, alice, video=take.video)
        guest.head(of(link))
        page = guest.get(of(link)).content.decode()
        assert "Version 2 is new since you were here." in page
        assert "What was said about Version 1 stays with it" in page
        assert "is new since" not in guest.get(of(link)).content.decode()

    def test_what_the_guest_said_about_the_old_one_can_be_read_with_its_answers(self, opened, take, team, alice, rita):
        link, guest = opened
        say(guest, link, take, "The first word is swallowed.", pinned="on", at_seconds="1")
        comments.reply(Comment.objects.get(), rita, "We cut it anew.")
        comments.comment(take, rita, "Among us: it is expensive.")
        assert "What you said about" not in guest.get(of(link)).content.decode()
        make_take(team, alice, video=take.video)
        page = guest.get(of(link)).content.decode()
        earlier = page.split("What you said about Version 1")[1]
        assert "The first word is swallowed." in earlier
        assert "We cut it anew." in earlier
        for gone in ("Among us", "data-seek", ">Edit<", ">Reply<"):
            assert gone not in earlier
        assert 'class="pin"' not in page

    def test_of_each_video_of_a_project(self, make_link, arrive, take, team, alice):
        link, token = make_link(whole=True)
        guest = arrive(token)
        other = make_take(team, alice, title="Tasting")
        for each in (take, other):
            guest.get(of(link, "watch_one", each.video_id))
        make_take(team, alice, video=take.video)
        pages = [guest.get(of(link, "watch_one", each.video_id)).content.decode() for each in (other, take)]
        assert ["is new since" in page for page in pages] == [False, True]
        assert "stays with it" not in pages[1]  # by this link nobody comments


class TestTeam:
    def test_pages_of_one_person_alone_look_for_news_as_long_as_guests_may_speak(self, take, alice, team, make_link):
        room = reverse("reviews:room", args=[take.video_id])
        browser = signed_in(alice)
        assert "every " not in browser.get(room).content.decode().split('id="live"')[1]
        make_link()
        assert "every " not in browser.get(room).content.decode().split('id="live"')[1]
        make_link(may_comment=True)
        assert "every 5s" in browser.get(room).content.decode().split('id="live"')[1]
        team.refresh_from_db()
        assert team.guests_until == ShareLink.objects.get(may_comment=True).ends_at
        make_link(may_comment=True, lifetime=timedelta(days=1))
        team.refresh_from_db()
        assert team.guests_until > timezone.now() + timedelta(days=13)

    def test_they_do_no_longer_than_there_is_a_link_for_that(self, take, alice, team, make_link):
        long, short = (make_link(may_comment=True, lifetime=timedelta(days=days))[0] for days in (9, 2))
        make_link()
        for ended, until in ((long, short.ends_at), (short, None)):
            before = Team.objects.get().rev
            actions.end(ended)
            team.refresh_from_db()
            assert (team.guests_until, team.rev > before) == (until, True)
        room = signed_in(alice).get(reverse("reviews:room", args=[take.video_id])).content.decode()
        assert "every " not in room.split('id="live"')[1]

    def test_nobody_gets_a_link_of_which_the_team_hears_nothing(self, make_link, take, monkeypatch):
        monkeypatch.setattr(actions, "touch", Mock(side_effect=RuntimeError))
        with pytest.raises(RuntimeError):
            make_link(may_comment=True)
        assert not ShareLink.objects.exists()
