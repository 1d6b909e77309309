"""The library: the faces of a team, and the page of each with the videos that show it."""

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.avatars import actions
from apps.avatars.consents import withdraw
from apps.avatars.models import Avatar
from apps.gallery import faces as library
from apps.renders.models import Video
from tests.cast import signed_in
from tests.takes import make_face, make_take, make_video

pytestmark = pytest.mark.django_db

ADDRESS = "/faces/"


def read(person, address: str = ADDRESS) -> str:
    return signed_in(person).get(address).content.decode()


def page_of(face: Avatar) -> str:
    return reverse("gallery:face", args=[face.pk])


class TestFaces:
    def test_shows_name_person_permission_and_videos(self, team, alice, rita):
        face = make_take(team, alice).avatar
        Avatar.objects.update(name="Anna", person="Anna Maria Bell")
        page = read(rita)
        for text in ("Anna", "Anna Maria Bell", "Permission given", "In 1 video", page_of(face)):
            assert text in page

    def test_a_video_counts_once_however_often_it_was_made(self, team, alice):
        take = make_take(team, alice)
        make_take(team, alice, video=take.video)
        assert "In 1 video" in read(alice)

    def test_says_what_is_wrong_with_a_face(self, team, alice):
        withdraw(make_face(team, alice).consent, alice, "She left")
        Avatar.objects.update(checks={"checks": [{"code": "no_face", "level": "bad", "values": {}}]})
        page = read(alice)
        assert "Permission withdrawn" in page
        assert "Mend the photo" in page

    def test_deleted_ones_are_listed_apart(self, team, alice):
        kept, gone = make_face(team, alice), make_face(team, alice)
        actions.delete(gone, alice)
        in_use, deleted = read(alice), read(alice, f"{ADDRESS}?show=deleted")
        assert page_of(kept) in in_use
        assert page_of(gone) not in in_use
        assert page_of(gone) in deleted
        assert page_of(kept) not in deleted

    def test_more_are_shown_on_demand(self, team, alice, monkeypatch):
        monkeypatch.setattr(library, "PAGE", 2)
        faces = [make_face(team, alice) for _ in range(3)]
        first = read(alice)
        assert first.count('class="face"') == 2
        assert "?shown=4#face-" in first
        assert read(alice, f"{ADDRESS}?shown={2**63 - 1}")  # as many as there are, and no more
        more = read(alice, f"{ADDRESS}?shown=4")
        assert [page_of(face) in more for face in faces] == [True] * 3
        assert "Show more" not in more

    def test_of_another_team_nothing_is_seen(self, team, alice, charlie):
        face = make_face(team, alice)
        assert page_of(face) not in read(charlie)
        assert "No faces yet" in read(charlie)

    def test_a_reviewer_looks_and_adds_nothing(self, team, alice, rita):
        make_face(team, alice)
        assert reverse("avatars:add") in read(alice)
        assert reverse("avatars:add") not in read(rita)

    def test_the_navigation_leads_here(self, alice):
        assert 'href="/faces/"' in read(alice, "/team/")

    def test_asks_a_fixed_number_of_questions_however_many_faces_there_are(self, team, alice):
        client = signed_in(alice)

        def questions() -> int:
            with CaptureQueriesContext(database) as asked:
                client.get(ADDRESS)
            return len(asked)

        make_take(team, alice)
        questions()
        few = questions()
        for _ in range(4):
            make_take(team, alice)
            make_face(team, alice)
        questions()
        assert questions() == few
        assert few <= 14


class TestFace:
    def test_shows_the_permission_and_the_videos(self, team, alice, rita):
        take, unfinished = make_take(team, alice, title="Spring offer"), make_video(team, alice, "Half done")
        face = take.avatar
        Video.objects.filter(pk=unfinished.pk).update(avatar=face)
        page = read(rita, page_of(face))
        assert "Alice Ames" in page
        assert f'href="{reverse("reviews:room", args=[take.video_id])}"' in page
        assert f'href="{reverse("videos:edit", args=[unfinished.pk])}"' in page

    def test_a_version_that_was_made_with_it_counts_after_the_video_has_another_face(self, team, alice):
        take = make_take(team, alice, title="Spring offer")
        Video.objects.update(avatar=make_face(team, alice))
        assert "Spring offer" in read(alice, page_of(take.avatar))

    def test_a_reviewer_finds_no_buttons_that_change_it(self, team, alice, rita):
        face = make_face(team, alice)
        names = ("names", "replace", "mend", "consent", "withdraw", "delete")
        addresses = [reverse(f"avatars:{name}", args=[face.pk]) for name in names]
        assert [f'"{address}"' in read(alice, page_of(face)) for address in addresses] == [True] * 6
        assert [f'"{address}"' in read(rita, page_of(face)) for address in addresses] == [False] * 6

    def test_a_deleted_one_says_until_when_it_can_be_brought_back(self, team, alice, rita):
        face = make_face(team, alice)
        actions.delete(face, alice)
        page = read(alice, page_of(face))
        assert "Deleted by Alice Ames on" in page
        assert reverse("avatars:bring_back", args=[face.pk]) in page
        assert reverse("avatars:delete", args=[face.pk]) not in page
        assert "Bring it back" not in read(rita, page_of(face))

    def test_earlier_permissions_can_be_read(self, team, alice):
        face = make_face(team, alice)
        withdraw(face.consent, alice, "She left us")
        face.consents.create(person="Mei", scope="Courses", recorded_by=alice, recorded_at=timezone.now())
        page = read(alice, page_of(face))
        assert "Earlier permissions" in page
        assert "She left us" in page

    def test_a_stranger_finds_nothing(self, team, alice, charlie):
        assert signed_in(charlie).get(page_of(make_face(team, alice))).status_code == 404
