"""A link to videos that were chosen: guests see exactly those."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.projects.models import Project
from apps.renders.models import Video
from apps.sharing import actions
from apps.sharing.extent import MOST
from apps.sharing.models import ShareLink
from tests.cast import HTMX, signed_in
from tests.sharing.talk import of
from tests.takes import make_take

pytestmark = pytest.mark.django_db

HERE = "/share/"


@pytest.fixture
def takes(take, team, alice):
    """Of three videos of one project; the tests choose the first two."""
    return [take, make_take(team, alice, title="Tasting"), make_take(team, alice, title="Harvest")]


@pytest.fixture
def chosen(takes, alice):
    """A link to the first two, and its token."""
    videos = [take.video for take in takes[:2]]
    return actions.share(videos[0].project, None, alice, chosen=videos)


def query(*videos):
    return {"videos": [getattr(video, "pk", video) for video in videos]}


def elsewhere(team, by) -> Project:
    return Project.objects.create(team=team, name="Autumn", created_by=by)


class TestForm:
    def test_is_the_same_page_as_for_one_video(self, takes, cleo):
        page = signed_in(cleo).get(HERE, query(takes[0].video, takes[1].video)).content.decode()
        assert "can watch these 2 videos" in page
        assert "may_comment" in page
        assert "may_embed" not in page
        assert [int(pk) for pk in re.findall(r'name="videos" value="(\d+)"', page)] == [
            takes[1].video_id,
            takes[0].video_id,
        ]
        assert "Tasting" in page
        assert "Harvest" not in page

    def test_makes_a_link_to_them_and_says_how_many(self, takes, alice):
        form = {**query(takes[0].video, takes[1].video), "days": "14"}
        answer = signed_in(alice).post(HERE, form)
        assert answer.status_code == 200
        link = ShareLink.objects.get()
        assert (link.is_chosen, link.video, set(link.videos.all())) == (True, None, {t.video for t in takes[:2]})
        address = re.search(r'data-copy="(http://testserver/s/[^"]+)"', answer.content.decode())[1]
        assert "2 videos" in Client().get(address, follow=True).content.decode()
        for path in (
            reverse("sharing:project", args=[link.project_id]),
            *(reverse("sharing:video", args=[take.video_id]) for take in takes[:2]),
        ):
            assert "<b>2 videos</b>" in signed_in(alice).get(path).content.decode()
        other = signed_in(alice).get(reverse("sharing:video", args=[takes[2].video_id])).content.decode()
        assert "2 videos" not in other

    def test_what_cannot_be_loses_nothing(self, takes, alice):
        form = {**query(takes[0].video, takes[1].video), "days": "14", "passphrase": "tea", "person": "Pieter Vos"}
        answer = signed_in(alice).post(HERE, form)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert page.count('name="videos"') == 2
        assert 'value="Pieter Vos"' in page

    def test_in_a_dialog_only_its_inside_comes(self, takes, alice):
        browser = signed_in(alice)
        form = browser.get(HERE, query(takes[0].video, takes[1].video), headers=HTMX).content.decode()
        cannot = browser.get(HERE, headers=HTMX).content.decode()
        for inside in (form, cannot):
            assert inside.lstrip().startswith('<div id="share-inside">')

    def test_one_alone_is_shared_as_that_video(self, takes, alice):
        page = signed_in(alice).get(HERE, query(takes[0].video)).content.decode()
        assert "can watch this video" in page
        assert reverse("sharing:share_video", args=[takes[0].video_id]) in page
        signed_in(alice).post(HERE, {**query(takes[0].video), "days": "14"})
        assert ShareLink.objects.get().video == takes[0].video

    def test_of_several_projects_is_said_in_words(self, takes, team, alice):
        Video.objects.filter(pk=takes[1].video_id).update(project=elsewhere(team, alice))
        for asked in ("get", "post"):
            answer = getattr(signed_in(alice), asked)(HERE, query(takes[0].video, takes[1].video))
            assert answer.status_code == 422
            assert "Move them into one project first" in answer.content.decode()

    @pytest.mark.parametrize(
        ("videos", "said"), [([], "Choose at least one video"), (range(1, MOST + 2), f"at most {MOST} videos")]
    )
    def test_none_and_too_many_are_said_in_words(self, videos, said, alice):
        answer = signed_in(alice).get(HERE, query(*videos))
        assert (answer.status_code, said in answer.content.decode()) == (422, True)

    def test_strangers_find_nothing_and_reviewers_may_not(self, takes, charlie, rita):
        for method in ("get", "post"):
            ask = query(takes[0].video, takes[1].video)
            assert getattr(signed_in(charlie), method)(HERE, ask).status_code == 404
            assert getattr(signed_in(rita), method)(HERE, ask).status_code == 403
            assert getattr(Client(), method)(HERE, ask).status_code == 302
        assert not ShareLink.objects.exists()

    def test_those_of_others_and_those_in_the_trash_are_left_out(self, takes, alice, charlie):
        foreign = make_take(charlie.memberships.get().team, charlie, title="Books").video
        Video.objects.filter(pk=takes[2].video_id).update(trashed_at=timezone.now())
        page = signed_in(alice).get(HERE, query(*(t.video for t in takes), foreign, "x")).content.decode()
        assert "can watch these 2 videos" in page
        assert "Books" not in page
        assert "Harvest" not in page


class TestGuests:
    def test_see_exactly_those(self, chosen, takes, arrive):
        link, token = chosen
        guest = arrive(token)
        page = guest.get(of(link)).content.decode()
        assert "2 videos" in page
        assert "Harvest" not in page
        for take in takes[:2]:
            assert guest.get(of(link, "watch_one", take.video_id)).status_code == 200
            assert guest.get(of(link, "film", take.pk)).status_code == 200
        for name, pk in (("watch_one", takes[2].video_id), ("film", takes[2].pk), ("poster", takes[2].pk)):
            assert guest.get(of(link, name, pk)).status_code == 404

    def test_speak_about_those_alone(self, takes, alice, arrive):
        videos = [take.video for take in takes[:2]]
        link, token = actions.share(videos[0].project, None, alice, chosen=videos, may_comment=True)
        guest = arrive(token)
        words = {"name": "Pieter Vos", "text": "Louder."}
        assert guest.post(of(link, "comment", takes[1].pk), words).status_code == 303
        assert guest.post(of(link, "comment", takes[2].pk), words).status_code == 404

    def test_one_that_is_made_later_is_not_among_them(self, chosen, team, alice, arrive):
        link, token = chosen
        make_take(team, alice, title="Later")
        assert "2 videos" in arrive(token).get(of(link)).content.decode()

    def test_nothing_is_left_when_all_are_deleted(self, chosen, takes, arrive):
        """Rather than that the link shows the whole project then."""
        link, token = chosen
        link.videos.clear()
        guest = arrive(token)
        assert "nothing to see just now" in guest.get(of(link)).content.decode()
        assert guest.get(of(link, "film", takes[2].pk)).status_code == 404

    def test_ending_it_works_at_once(self, chosen, arrive, alice):
        link, token = chosen
        guest = arrive(token)
        answer = signed_in(alice).post(reverse("sharing:end", args=[link.pk]))
        assert answer.url == reverse("sharing:project", args=[link.project_id])
        assert guest.get(of(link)).status_code == 404


class TestTrash:
    @pytest.mark.parametrize("kind", ["one", "chosen", "whole"])
    def test_what_is_in_it_is_shown_by_no_link_until_it_is_taken_out(self, kind, takes, chosen, make_link, arrive):
        link, token = chosen if kind == "chosen" else make_link(whole=kind == "whole")
        guest = arrive(token)
        one = Video.objects.filter(pk=takes[0].video_id)
        for trashed_at, status in ((timezone.now(), 404), (None, 200)):
            one.update(trashed_at=trashed_at)
            assert guest.get(of(link, "film", takes[0].pk)).status_code == status
            assert ("Welcome" in guest.get(of(link)).content.decode()) == (trashed_at is None)


class TestMoved:
    def test_named_videos_stay_with_their_links_and_a_project_loses_them(
        self, takes, chosen, make_link, arrive, team, alice
    ):
        links = {"one": make_link(), "chosen": chosen, "whole": make_link(whole=True)}
        autumn = elsewhere(team, alice)
        Video.objects.filter(pk=takes[0].video_id).update(project=autumn)
        seen = {
            kind: arrive(token).get(of(link, "film", takes[0].pk)).status_code for kind, (link, token) in links.items()
        }
        assert seen == {"one": 200, "chosen": 200, "whole": 404}
        listed = signed_in(alice).get(reverse("sharing:video", args=[takes[0].video_id])).content.decode()
        assert ("This video" in listed, "<b>2 videos</b>" in listed, "The whole project" in listed) == (
            True,
            True,
            False,
        )

    def test_one_that_came_to_another_team_would_not_be_shown(self, takes, make_link, arrive, charlie):
        link, token = make_link()
        project = elsewhere(charlie.memberships.get().team, charlie)
        Video.objects.filter(pk=takes[0].video_id).update(project=project)
        assert arrive(token).get(of(link, "film", takes[0].pk)).status_code == 404


def test_a_link_is_to_one_video_or_to_chosen_ones(takes, alice):
    video = takes[0].video
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.share(video.project, video, alice, chosen=[video])
