from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from apps.gallery import tags, trash
from apps.gallery.models import Tag
from apps.renders.lifecycle import move
from apps.renders.models import Render, Video
from apps.renders.trash import throw_away
from tests.cast import signed_in
from tests.gallery.conftest import film_of, said, undo
from tests.takes import make_take

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(some, team, alice) -> list[Video]:
    """Three videos in the trash."""
    videos = some(3)
    throw_away(team, [video.pk for video in videos], alice)
    return videos


class TestPage:
    def test_says_who_deleted_what_and_until_when_it_is_there(self, owner, gone):
        Video.objects.filter(pk=gone[0].pk).update(trashed_at=timezone.now() - timedelta(days=29))
        page = owner.get(reverse("gallery:trash")).content.decode()
        assert "3 videos" in page
        assert page.count("Deleted by Alice Ames on") == 3
        assert "After 30 days each is deleted for good, with its files." in page
        ends = timezone.now() + timedelta(days=1)
        assert f"Here until {date_format(ends)}" in page

    def test_an_empty_one_says_what_it_is_for(self, owner):
        assert "The trash is empty" in owner.get(reverse("gallery:trash")).content.decode()

    def test_however_many_are_in_it_it_asks_no_more(self, owner, gone, some, team, alice, counted):
        before = counted(owner, reverse("gallery:trash"))
        throw_away(team, [video.pk for video in some(6)], alice)
        assert counted(owner, reverse("gallery:trash")) == before

    def test_shows_more(self, owner, gone, monkeypatch):
        monkeypatch.setattr(trash, "PAGE", 2)
        page = owner.get(reverse("gallery:trash")).content.decode()
        assert page.count('id="trashed-') == 2
        assert "?shown=4" in page
        assert owner.get(reverse("gallery:trash"), {"shown": 4}).content.decode().count('id="trashed-') == 3

    def test_of_another_team_it_shows_nothing(self, charlie, gone):
        assert "Lesson" not in signed_in(charlie).get(reverse("gallery:trash")).content.decode()

    def test_creators_are_not_offered_to_delete_for_good(self, cleo, gone):
        page = signed_in(cleo).get(reverse("gallery:trash")).content.decode()
        assert "Bring back" in page
        assert "for good now" not in page


class TestBringBack:
    def test_one(self, cleo, gone):
        [told] = said(signed_in(cleo).post(reverse("gallery:restore"), {"videos": gone[1].pk}))
        assert told.message == "1 video is back."
        assert list(Video.objects.kept()) == [gone[1]]

    def test_all(self, owner, gone):
        [told] = said(owner.post(reverse("gallery:restore"), {"all": "1"}))
        assert told.message == "3 videos are back."
        assert Video.objects.kept().count() == 3

    def test_what_somebody_else_was_faster_with_is_said(self, owner, bob, gone):
        owner.post(reverse("gallery:restore"), {"all": "1"})
        [told] = said(signed_in(bob).post(reverse("gallery:restore"), {"videos": gone[1].pk}))
        assert told.message == "They are not in the trash any more."


class TestErase:
    def test_asks_before_it_does(self, owner, gone):
        page = owner.post(reverse("gallery:erase"), {"videos": gone[0].pk}).content.decode()
        assert "Delete 1 video for good?" in page
        assert Video.objects.count() == 3

    def test_then_says_how_many(self, owner, gone, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            answer = owner.post(reverse("gallery:erase"), {"all": "1", "sure": "1"})
        assert [told.message for told in said(answer)] == ["3 videos are deleted for good."]
        assert not Video.objects.exists()

    def test_what_may_still_be_charged_stays(self, owner, team, alice):
        take = make_take(team, alice, "processing")
        move(take, Render.Status.FAILED, reason="given_up", finished_at=timezone.now())
        throw_away(team, [take.video_id], alice)
        [told] = said(owner.post(reverse("gallery:erase"), {"all": "1", "sure": "1"}))
        assert told.message.startswith("1 stays until tomorrow: its service may still deliver it, and charge it.")

    def test_what_is_not_in_the_trash_stays(self, owner, some):
        [video] = some(1)
        [told] = said(owner.post(reverse("gallery:erase"), {"videos": video.pk, "sure": "1"}))
        assert told.message == "They are not in the trash any more."
        assert owner.get(reverse("takes:film", args=[film_of(video).pk])).status_code == 200

    def test_tags_that_only_they_had_go_too(self, owner, some, team, alice):
        [video] = some(1)
        tags.put_on(team, "Spring", [video.pk])
        throw_away(team, [video.pk], alice)
        owner.post(reverse("gallery:erase"), {"videos": video.pk, "sure": "1"})
        assert not Tag.objects.exists()

    @pytest.mark.parametrize(("who", "status"), [("bob", 303), ("cleo", 403), ("rita", 403), ("charlie", 404)])
    def test_is_for_owners_and_producers(self, gone, who, status, request):
        person = request.getfixturevalue(who)
        answer = signed_in(person).post(reverse("gallery:erase"), {"videos": gone[0].pk, "sure": "1"})
        assert answer.status_code == status
        assert Video.objects.count() == (2 if status == 303 else 3)


def test_an_old_button_brings_back_nothing_that_somebody_else_threw_away(owner, some, press, bob):
    [video] = some(1)
    [told] = press(owner, "gallery:to_trash", [video])
    undo(owner, told)
    press(signed_in(bob), "gallery:to_trash", [video])
    undo(owner, told)
    assert Video.objects.get(pk=video.pk).trashed_at is not None
