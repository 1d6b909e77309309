"""What is done with many videos at once: in numbers, undone with one press, and for nobody who may not."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.gallery import choosing, tags
from apps.projects.deciders import deciders, name_deciders
from apps.projects.models import Project
from apps.renders.models import Video
from apps.sharing.actions import share
from apps.sharing.models import ShareLink
from tests.cast import HTMX, make_person, make_team, signed_in
from tests.gallery.conftest import film_of, said, undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def winter(team, alice) -> Project:
    Project.objects.create(team=team, name="Spring launch", created_by=alice)  # where videos of tests are
    return Project.objects.create(team=team, name="Winter", created_by=alice)


class TestChoosing:
    def test_nothing_chosen_is_said(self, owner, some, press):
        [told] = press(owner, "gallery:to_trash", [])
        assert told.message == "Choose one video or more first. Nothing was changed."

    def test_all_that_the_page_matches(self, owner, some, press):
        videos = some(3)
        query = {"all": "1", "query": "q=lesson", "project": videos[0].project_id}
        [told] = press(owner, "gallery:tag", videos[:1], tag="Spring", **query)
        assert told.message == "“Spring” is on 3 more videos."

    def test_only_those_that_it_matches(self, owner, some, press):
        some(3)
        [told] = press(owner, "gallery:tag", [], tag="Spring", all="1", query="q=lesson+2")
        assert told.message == "“Spring” is on 1 more video."

    def test_what_matches_nothing_any_more_is_said(self, owner, some, press):
        some(1)
        [told] = press(owner, "gallery:to_trash", [], all="1", query="q=nothing")
        assert told.message == "No video matches any more. Nothing was changed."

    @pytest.mark.parametrize("how", ["ticked", "matching"])
    def test_five_hundred_at_once_and_no_more(self, owner, some, press, monkeypatch, how):
        monkeypatch.setattr(choosing, "MOST", 2)
        videos = some(3)
        chosen, more = (videos, {}) if how == "ticked" else ([], {"all": "1"})
        [told] = press(owner, "gallery:to_trash", chosen, **more)
        assert told.message.startswith("More than 2 videos are too many at once.")
        assert Video.objects.kept().count() == 3

    def test_leads_back_to_its_page_and_to_no_other_site(self, owner, some):
        videos = some(2)
        for to, leads in (("/projects/1/?show=review", "/projects/1/?show=review"), ("https://evil.example/", "/")):
            answer = owner.post(reverse("gallery:tag"), {"videos": videos[0].pk, "tag": "x", "next": to})
            assert answer.url == leads

    def test_those_that_are_gone_for_good_keep_nobody_from_the_others(self, owner, some, press):
        first, *others = some(3)
        first.delete()
        first.pk = 1  # as the page that was loaded before still has it
        [told] = press(owner, "gallery:tag", [first, *others], tag="Spring")
        assert told.message == "“Spring” is on 2 more videos."

    def test_somebody_in_two_teams_works_in_the_one_whose_page_it_is(self, some, press):
        second = make_team("Second")
        dora = make_person("Dora Dale", second, "owner")
        videos = some(2)
        dora.memberships.create(team=videos[0].project.team, role="creator")
        [told] = press(signed_in(dora), "gallery:tag", videos, tag="Spring")
        assert told.message == "“Spring” is on 2 more videos."


class TestWhoMay:
    NAMES = ("to_trash", "tag", "untag", "move", "share", "another")

    @pytest.mark.parametrize("name", NAMES)
    def test_reviewers_change_nothing(self, some, rita, name):
        videos = some(1)
        answer = signed_in(rita).post(reverse(f"gallery:{name}"), {"videos": videos[0].pk, "tag": "x"})
        assert answer.status_code == 403
        assert Video.objects.kept().count() == 1

    @pytest.mark.parametrize("name", [*NAMES, "zip", "restore", "erase"])
    def test_strangers_find_nothing(self, some, charlie, name):
        videos = some(1)
        fields = {"videos": videos[0].pk, "tag": "x", "to": videos[0].project_id, "sure": "1"}
        assert signed_in(charlie).post(reverse(f"gallery:{name}"), fields).status_code == 404
        fields = {"all": "1", "project": videos[0].project_id}
        if name not in ("restore", "erase"):
            assert signed_in(charlie).post(reverse(f"gallery:{name}"), fields).status_code == 404

    def test_strangers_neither_rename_nor_move_nor_list(self, some, charlie):
        video, stranger = some(1)[0], signed_in(charlie)
        for name in ("rename", "move_one", "tags_of"):
            assert stranger.get(reverse(f"gallery:{name}", args=[video.pk])).status_code == 404
        assert stranger.get(reverse("gallery:list"), {"project": video.project_id}).status_code == 404

    def test_an_undo_is_its_makers_and_ends(self, owner, some, press, alice, bob):
        [told] = press(owner, "gallery:to_trash", some(1))
        [refused] = undo(signed_in(bob), told)
        assert refused.message == "It is too late to undo that. Nothing was changed."
        with time_machine.travel(timezone.now() + timedelta(days=2)):
            [refused] = undo(signed_in(alice), told)
        assert refused.message == "It is too late to undo that. Nothing was changed."
        assert not Video.objects.kept().exists()


class TestDelete:
    def test_says_how_many_went_and_stayed_and_undo_brings_them_back(self, owner, some, press):
        ready, making = some(4), some(2, "processing")
        [told] = press(owner, "gallery:to_trash", [*ready, *making])
        assert told.message == "4 videos moved to the trash. 2 are being made and stayed."
        assert set(Video.objects.kept()) == set(making)
        page = owner.get(reverse("gallery:project", args=[ready[0].project_id])).content.decode()
        assert 'name="undo"' in page
        [back] = undo(owner, told)
        assert back.message == "4 videos are back."
        assert Video.objects.kept().count() == 6

    def test_two_people_at_once_delete_once(self, owner, some, press, bob):
        videos = some(3)
        [told] = press(owner, "gallery:to_trash", videos[:2])
        [others] = press(signed_in(bob), "gallery:to_trash", videos)
        assert others.message == "1 video moved to the trash."
        [third] = press(signed_in(bob), "gallery:to_trash", videos)
        assert third.message == "They are in the trash already. Nothing was changed."
        undo(owner, told)
        assert set(Video.objects.kept()) == set(videos[:2])

    def test_undo_after_somebody_brought_them_back_does_nothing(self, owner, some, press):
        [told] = press(owner, "gallery:to_trash", some(1))
        undo(owner, told)
        [nothing] = undo(owner, told)
        assert nothing.message == "There was nothing left to undo."

    def test_fifty_can_be_undone(self, owner, some, press):
        [told] = press(owner, "gallery:to_trash", some(50))
        assert told.message == "50 videos moved to the trash."
        [back] = undo(owner, told)
        assert back.message == "50 videos are back."


class TestMove:
    def test_says_how_many_and_undo_moves_each_back(self, owner, some, press, winter, team, alice):
        videos = some(3)
        zen = Project.objects.create(team=team, name="Zen", created_by=alice)
        Video.objects.filter(pk=videos[0].pk).update(project=zen)
        before = dict(Video.objects.values_list("pk", "project"))
        [told] = press(owner, "gallery:move", videos, to=winter.pk)
        assert told.message == "3 videos moved to “Winter”."
        assert winter.videos.count() == 3
        [back] = undo(owner, told)
        assert back.message == "3 videos are where they were."
        assert dict(Video.objects.values_list("pk", "project")) == before

    def test_undo_leaves_what_somebody_moved_on(self, owner, some, press, winter, team, alice):
        videos = some(2)
        [told] = press(owner, "gallery:move", videos, to=winter.pk)
        zen = Project.objects.create(team=team, name="Zen", created_by=alice)
        press(owner, "gallery:move", videos[:1], to=zen.pk)
        [back] = undo(owner, told)
        assert back.message == "1 video is where it was."
        assert zen.videos.get() == videos[0]

    def test_what_is_there_already_is_said(self, owner, some, press):
        videos = some(1)
        [told] = press(owner, "gallery:move", videos, to=videos[0].project_id)
        assert told.message == "They are in “Spring launch” already."

    def test_not_to_a_project_of_another_team(self, some, charlie, owner):
        theirs = Project.objects.create(team=charlie.memberships.get().team, name="Own", created_by=charlie)
        videos = some(1)
        answer = owner.post(reverse("gallery:move"), {"videos": videos[0].pk, "to": theirs.pk})
        assert answer.status_code == 404

    def test_who_must_approve_is_the_new_projects(self, owner, some, press, winter, rita):
        name_deciders(winter, [rita])
        videos = some(1)
        press(owner, "gallery:move", videos, to=winter.pk)
        videos[0].refresh_from_db()
        assert deciders([videos[0].project_id])[videos[0].project_id] == [rita]

    def test_its_own_links_go_along(self, owner, some, press, winter, alice):
        [video] = some(1)
        link, token = share(video.project, video, alice, may_comment=True)
        guest = Client()
        guest.get(reverse("sharing:enter", args=[token]))
        press(owner, "gallery:move", [video], to=winter.pk)
        watch = reverse("sharing:film", args=[link.public_id, film_of(video).pk])
        assert guest.get(watch).status_code == 200
        assert str(link.created_at.year) in owner.get(reverse("sharing:video", args=[video.pk])).content.decode()
        assert ShareLink.objects.get().project == winter

    def test_links_to_a_whole_project_show_what_is_in_it(self, owner, some, press, winter, alice):
        video, other = some(2)
        guests = {}
        for project in (video.project, winter):
            link, token = share(project, None, alice)
            guests[project] = (Client(), link)
            guests[project][0].get(reverse("sharing:enter", args=[token]))

        def sees(project: Project, of: Video) -> bool:
            guest, link = guests[project]
            return guest.get(reverse("sharing:film", args=[link.public_id, film_of(of).pk])).status_code == 200

        assert (sees(video.project, video), sees(winter, video)) == (True, False)
        [told] = press(owner, "gallery:move", [video], to=winter.pk)
        assert told.message == "1 video moved to “Winter”. 1 link shows guests all of that project."
        assert (sees(video.project, video), sees(winter, video)) == (False, True)
        assert sees(video.project, other)
        page = owner.get(reverse("gallery:move_one", args=[other.pk])).content.decode()
        assert "1 link shows guests all of it" in page


class TestAnother:
    def test_has_the_same_but_takes(self, owner, some, team):
        [video] = some(1)
        Video.objects.filter(pk=video.pk).update(prompt="warm smile", mode="pro")
        video.refresh_from_db()
        tags.put_on(team, "Spring", [video.pk])
        answer = owner.post(reverse("gallery:another"), {"videos": video.pk})
        made = Video.objects.exclude(pk=video.pk).get()
        assert answer.url == reverse("videos:edit", args=[made.pk])
        assert made.title == "Lesson 1 (copy)"
        for name in ("project", "avatar", "clip", "connection", "prompt", "mode"):
            assert getattr(made, name) == getattr(video, name)
        assert list(made.taggings.values_list("tag__name", flat=True)) == ["Spring"]
        assert not made.renders.exists()
        assert made.form_token != video.form_token

    def test_a_long_name_stays_short_enough(self, owner, some):
        [video] = some(1)
        Video.objects.filter(pk=video.pk).update(title="x" * 120)
        owner.post(reverse("gallery:another"), {"videos": video.pk})
        made = Video.objects.exclude(pk=video.pk).get()
        assert len(made.title) == 120
        assert made.title.endswith("… (copy)")


class TestRename:
    def test_everybody_sees_the_new_name(self, owner, some, team):
        [video] = some(1)
        address = reverse("gallery:rename", args=[video.pk])
        assert 'value="Lesson 1"' in owner.get(address).content.decode()
        answer = owner.post(address, {"title": "Lesson one", "next": "/projects/1/#v-1"})
        assert (answer.status_code, answer.url) == (303, "/projects/1/#v-1")
        before = video.rev
        video.refresh_from_db()
        team.refresh_from_db()
        assert (video.title, video.rev) == ("Lesson one", team.rev)
        assert video.rev > before

    @pytest.mark.parametrize(
        ("title", "sentence"), [("", "This is needed."), ("x" * 121, "Use at most 120 characters; there are 121.")]
    )
    def test_what_is_no_name_is_said_and_stays_in_the_field(self, owner, some, title, sentence):
        [video] = some(1)
        answer = owner.post(reverse("gallery:rename", args=[video.pk]), {"title": title})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert title in answer.content.decode()
        video.refresh_from_db()
        assert video.title == "Lesson 1"

    def test_in_the_dialog_it_comes_without_the_frame(self, owner, some):
        [video] = some(1)
        headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/projects/1/?show=review"}
        page = owner.get(reverse("gallery:rename", args=[video.pk]), headers=headers).content.decode()
        assert "<html" not in page
        assert f'value="/projects/1/?show=review#v-{video.pk}"' in page


class TestSignedOut:
    def test_a_press_leads_home_and_says_that_it_did_nothing(self, owner):
        answer = owner.get(reverse("gallery:to_trash"), headers={"Referer": "/account/login/"})
        assert answer.url == "/"
        assert "did nothing" in said(answer)[0].message


class TestInPlace:
    """The page that stays open hears what was done, and looks for what changed."""

    def test_a_toast_comes_with_undo_and_the_tags_that_there_are(self, owner, some):
        [video] = some(1)
        on_page = {**HTMX, "HX-Current-URL": "http://testserver/videos/?q=lesson"}
        fields = {"videos": video.pk, "tag": "Spring"}
        answer = owner.post(reverse("gallery:tag"), fields, headers=on_page)
        page = answer.content.decode()
        assert (answer.status_code, answer["HX-Reswap"]) == (200, "none")
        assert "videos-changed" in answer["HX-Trigger"]
        assert 'hx-swap-oob="beforeend:#toasts"' in page
        assert 'name="next" value="/videos/?q=lesson"' in page
        assert '<ul id="bulk-tags" role="list" hx-swap-oob="true">' in page
        assert 'name="off" value="spring"' in page

    def test_what_was_not_done_is_said_there_too(self, owner):
        answer = owner.post(reverse("gallery:to_trash"), headers=HTMX)
        assert "Choose one video or more first." in answer.content.decode()

    def test_the_poll_brings_and_takes_the_cards(self, owner, some, team):
        videos = some(2)
        address = reverse("gallery:project_live", args=[videos[0].project_id])
        owner.get(reverse("gallery:project", args=[videos[0].project_id]))

        def news(name: str, fields: dict[str, object]) -> tuple[str, str]:
            team.refresh_from_db()
            since = team.rev
            answer = owner.post(reverse(name), fields, headers=HTMX).content.decode()
            return answer, owner.get(address, {"since": since, "team": team.pk}, headers=HTMX).content.decode()

        answer, gone = news("gallery:to_trash", {"videos": videos[0].pk})
        assert f'hx-swap-oob="delete:#v-{videos[0].pk}"' in gone
        assert 'data-matching="1" hx-swap-oob="true"' in gone
        undo = re.search('name="undo" value="([^"]+)"', answer)
        assert undo
        _, back = news("gallery:undo", {"undo": undo[1]})
        assert f'<li class="vcard" id="v-{videos[0].pk}">' in back
        assert 'class="pick"' in back
        assert "checked" not in back
        assert 'data-matching="2" hx-swap-oob="true"' in back


class TestShare:
    def test_leads_to_the_page_that_makes_a_link_to_all_of_them(self, owner, some):
        videos = some(3)
        answer = owner.post(reverse("gallery:share"), {"videos": [video.pk for video in videos]})
        pks = sorted(video.pk for video in videos)
        assert sorted(map(int, re.findall(r"videos=(\d+)", answer.url))) == pks
        assert owner.get(answer.url).status_code == 200
