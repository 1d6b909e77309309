"""The pages of the gallery: what a team sees, page after page, and what comes by itself."""

import re

import pytest
from django.urls import reverse

from apps.gallery import pages
from apps.renders.actions import change_video, start_video
from apps.renders.lifecycle import move
from apps.renders.models import Render
from apps.teams.models import Team
from tests.cast import HTMX, signed_in
from tests.takes import make_take, make_video

pytestmark = pytest.mark.django_db

ADDRESS = "/videos/"
LIVE = "/videos/live"


def read(person, address: str = ADDRESS, **params) -> str:
    return signed_in(person).get(address, params).content.decode()


def shown(page: str) -> list[int]:
    """The videos of the cards of a page, in their order."""
    return [int(pk) for pk in re.findall(r'class="vcard" id="v-(\d+)"', page)]


def more(page: str) -> str:
    """Where "Show more" leads."""
    found = re.search(r'id="more"><a class="btn" href="([^"]+)"', page)
    return found[1].replace("&amp;", "&") if found else ""


class TestVideos:
    def test_shows_those_of_all_projects_the_newest_first(self, team, alice, rita):
        first, second = make_take(team, alice).video, make_take(team, alice).video
        change_video(second, project=team.projects.create(name="Autumn", created_by=alice))
        assert shown(read(rita)) == [second.pk, first.pk]

    def test_goes_on_page_after_page_without_counting(self, team, alice, monkeypatch):
        monkeypatch.setattr(pages, "PAGE", 2)
        videos = [make_video(team, alice).pk for _ in range(5)][::-1]
        browser, address, seen = signed_in(alice), "", []
        for _ in range(3):
            page = browser.get(f"{ADDRESS}{address}").content.decode()
            seen += shown(page)
            address = more(page)
        assert seen == videos
        assert not address

    def test_more_comes_as_cards_that_are_added(self, team, alice, monkeypatch):
        monkeypatch.setattr(pages, "PAGE", 2)
        videos = [make_video(team, alice).pk for _ in range(3)]
        browser = signed_in(alice)
        address = more(browser.get(ADDRESS).content.decode())
        page = browser.get(f"{ADDRESS}{address}", headers={**HTMX, "HX-Target": "more"}).content.decode()
        assert 'hx-swap-oob="beforeend:#cards"' in page
        assert shown(page) == [videos[0]]
        assert "<html" not in page

    def test_back_leads_to_as_many_as_were_shown(self, team, alice, monkeypatch):
        monkeypatch.setattr(pages, "PAGE", 2)
        videos = [make_video(team, alice).pk for _ in range(7)][::-1]
        browser, address, asked = signed_in(alice), f"{ADDRESS}?sort=newest", {**HTMX, "HX-Target": "more"}
        first = browser.get(address).content.decode()
        second = browser.get(f"{ADDRESS}{more(first)}", headers=asked)
        third = browser.get(f"{ADDRESS}{more(second.content.decode())}", headers=asked)
        back = browser.get(third["HX-Replace-Url"]).content.decode()
        assert shown(back) == videos[:6]
        assert shown(browser.get(f"{ADDRESS}{more(back)}").content.decode()) == videos[6:]
        assert "shown" not in back.split('id="filters"')[1].split("</nav>")[0]

    def test_what_came_meanwhile_moves_nothing(self, team, alice, monkeypatch):
        monkeypatch.setattr(pages, "PAGE", 2)
        videos = [make_video(team, alice).pk for _ in range(4)][::-1]
        browser = signed_in(alice)
        address = more(browser.get(ADDRESS).content.decode())
        make_video(team, alice)
        assert shown(browser.get(f"{ADDRESS}{address}").content.decode()) == videos[2:]

    def test_a_search_shows_where_it_is_said_and_leads_there(self, team, alice):
        take = make_take(team, alice)
        Render.objects.update(
            captions=[{"start": 0, "end": 1, "text": "Hello."}, {"start": 1.5, "end": 2, "text": "Tea is ready."}]
        )
        change_video(take.video)
        page = read(alice, q="TEA ready")
        assert "Tea is ready." in page
        assert f"{reverse('reviews:room', args=[take.video_id])}?t=1.5" in page

    def test_says_what_it_is_narrowed_down_to_and_how_to_see_everything(self, team, alice):
        take = make_take(team, alice)
        page = read(alice, face=take.avatar_id, least="999", q="nothing like it")
        assert f"Face: {take.avatar.name}" in page
        assert "From $999.00" in page
        assert "No video matches this." in page
        assert 'href="/videos/?"' in page

    def test_a_face_of_others_is_not_named(self, team, alice, charlie):
        foreign = make_take(charlie.memberships.get().team, charlie)
        foreign.avatar.name = "Secret face"
        foreign.avatar.save()
        assert "Secret face" not in read(alice, face=foreign.avatar_id)

    def test_asks_as_much_for_many_as_for_few_and_at_most_ten(self, team, alice, counted):
        browser = signed_in(alice)
        take = make_take(team, alice)
        few = counted(browser, ADDRESS)
        for _ in range(5):
            make_take(team, alice)
        assert counted(browser, ADDRESS) == few <= 10
        narrowed = f"{ADDRESS}?q=o&show=review&face={take.avatar_id}&person={alice.pk}&sort=name"
        assert counted(browser, narrowed) <= 10

    def test_a_stranger_sees_none_of_them(self, team, alice, charlie):
        make_take(team, alice, title="Ours alone")
        assert "Ours alone" not in read(charlie)


class TestFilters:
    def test_offers_what_the_team_has(self, team, alice, charlie):
        take, foreign = make_take(team, alice), make_take(charlie.memberships.get().team, charlie)
        faces = read(alice, reverse("gallery:filters")).split('id="f-face"')[1].split("</select>")[0]
        assert f'<option value="{take.avatar_id}">' in faces
        assert f'<option value="{foreign.avatar_id}">' not in faces

    def test_keeps_what_is_chosen_and_says_what_cannot_be_read(self, team, alice):
        take = make_take(team, alice)
        page = read(alice, reverse("gallery:filters"), voice=take.video.clip_id, from_day="tomorrow", q="tea")
        assert f'<option value="{take.video.clip_id}" selected>' in page
        assert "Enter a valid date." in page
        assert 'name="q" value="tea"' in page

    def test_on_the_page_of_a_project_it_leads_back_there(self, team, alice, charlie):
        project = make_take(team, alice).video.project
        assert f'action="/projects/{project.pk}/"' in read(alice, reverse("gallery:filters"), on=project.pk)
        assert signed_in(charlie).get(reverse("gallery:filters"), {"on": project.pk}).status_code == 404


class TestLive:
    @pytest.fixture
    def news(self, team, alice):
        """`news(since)`: the answer to the poll of the page of all videos."""

        def poll(since: int, **params):
            return signed_in(alice).get(LIVE, {"since": since, "team": team.pk, **params}, headers=HTMX)

        return poll

    @staticmethod
    def rev(team: Team) -> int:
        return Team.objects.get(pk=team.pk).rev

    def test_a_video_that_leaves_a_project_leaves_its_page(self, team, alice):
        take = make_take(team, alice)
        address, since = reverse("gallery:project_live", args=[take.video.project_id]), self.rev(team)
        browser = signed_in(alice)
        browser.get(ADDRESS)
        change_video(take.video, project=team.projects.create(name="Autumn", created_by=alice))
        page = browser.get(address, {"since": since, "team": team.pk}, headers=HTMX).content.decode()
        assert f"delete:#v-{take.video_id}" in page
        assert shown(page) == []

    def test_a_comment_moves_no_card(self, team, alice, news):
        take = make_take(team, alice)
        read(alice)
        since = self.rev(team)
        change_video(take.video, prompt="Warm smile")
        page = news(since, show="review").content.decode()
        assert f'id="v-{take.video_id}-work" hx-swap-oob' in page
        assert shown(page) == []

    def test_what_matches_no_more_goes_and_what_matches_now_comes(self, team, alice, news):
        take = make_take(team, alice, "queued", title="Spring")
        read(alice)
        since = self.rev(team)
        move(take, Render.Status.SUBMITTING)
        change_video(take.video, title="Autumn")
        assert f"delete:#v-{take.video_id}" in news(since, q="spring").content.decode()
        assert shown(news(since, q="autumn").content.decode()) == [take.video_id]

    def test_after_very_many_changes_it_offers_the_page_anew(self, team, alice, news, monkeypatch):
        monkeypatch.setattr(pages, "MANY", 2)
        since = self.rev(team)
        project = make_video(team, alice).project
        for _ in range(3):
            change_video(start_video(project, alice), title="Begun")
        page = news(since).content.decode()
        assert "Much has changed here." in page
        assert shown(page) == []

    def test_without_news_it_asks_two_questions(self, team, alice, django_assert_max_num_queries):
        make_take(team, alice)
        browser, since = signed_in(alice), self.rev(team)
        browser.get(LIVE, {"since": since, "team": team.pk}, headers=HTMX)
        with django_assert_max_num_queries(2):
            assert browser.get(LIVE, {"since": since, "team": team.pk}, headers=HTMX).status_code == 204

    def test_with_news_it_asks_as_much_for_many_as_for_few(self, team, alice, counted):
        make_take(team, alice)
        browser, address = signed_in(alice), f"{LIVE}?since=0&team={team.pk}"
        few = counted(browser, address)
        for _ in range(4):
            make_take(team, alice)
        assert counted(browser, address) == few

    def test_a_team_of_others_is_not_found(self, alice, charlie):
        foreign = charlie.memberships.get().team
        answer = signed_in(alice).get(LIVE, {"since": foreign.rev, "team": foreign.pk}, headers=HTMX)
        assert answer.status_code == 404


class TestMenu:
    def test_offers_what_the_person_may_do(self, team, alice, rita):
        take = make_take(team, alice)
        address = reverse("gallery:menu", args=[take.video_id])
        assert all(words in read(alice, address) for words in ("Rename", "Tags", "Delete", "Download"))
        assert "Download" in read(rita, address)
        assert "Delete" not in read(rita, address)

    def test_says_that_there_is_nothing_to_do_yet(self, team, alice, rita):
        video = make_video(team, alice)
        assert "There is nothing to do with it yet." in read(rita, reverse("gallery:menu", args=[video.pk]))
