import pytest
from django.urls import reverse

from apps.gallery import tags
from apps.gallery.models import Tag, Tagging
from apps.renders.models import Video
from apps.renders.trash import bring_back, throw_away
from tests.cast import signed_in
from tests.gallery.conftest import undo
from tests.takes import make_take

pytestmark = pytest.mark.django_db


def names(video: Video) -> list[str]:
    return list(video.taggings.values_list("tag__name", flat=True))


class TestPutOn:
    def test_many_at_once_says_how_many_and_undo_takes_it_off_again(self, owner, some, press):
        videos = some(3)
        tags.put_on(videos[0].project.team, "Spring", [videos[0].pk])
        [told] = press(owner, "gallery:tag", videos, tag="Spring")
        assert told.message == "“Spring” is on 2 more videos. 1 had “Spring” already."
        assert Tagging.objects.count() == 3
        [again] = undo(owner, told)
        assert again.message == "The tag is off 2 videos again."
        assert [names(video) for video in videos] == [["Spring"], [], []]

    @pytest.mark.parametrize("written", ["spring", "SPRING", "Ｓｐｒｉｎｇ", "  Spring\u200b ", "Spring\n"])
    def test_written_otherwise_it_is_the_same(self, owner, some, press, written):
        [video] = some(1)
        for tag in ("Spring", written):
            press(owner, "gallery:tag", [video], tag=tag)
        assert names(video) == ["Spring"]

    def test_raises_the_revision_of_those_that_changed_and_of_no_other(self, owner, some, press, team):
        first, second = some(2)
        press(owner, "gallery:tag", [first], tag="Spring")
        for video in (first, second):
            video.refresh_from_db()
        team.refresh_from_db()
        assert first.rev == team.rev > second.rev
        press(owner, "gallery:tag", [first], tag="Spring")
        team.refresh_from_db()
        assert first.rev == team.rev

    @pytest.mark.parametrize(
        ("tag", "sentence"),
        [
            ("", "Write a tag first, or choose one. Nothing was changed."),
            ("  \u200b ", "Write a tag with letters or digits. Nothing was changed."),
            ("x" * 41, "Use at most 40 characters; there are 41."),
            ("\ufdfa" * 40, "This tag is too long. Write a shorter one. Nothing was changed."),
        ],
    )
    def test_what_is_no_tag_is_said(self, owner, some, press, tag, sentence):
        [told] = press(owner, "gallery:tag", some(1), tag=tag)
        assert (told.level_tag, told.message) == ("warning", sentence)
        assert not Tag.objects.exists()

    def test_a_video_has_twenty_and_no_more(self, owner, some, press, team):
        full, free = some(2)
        for number in range(tags.MOST_OF_VIDEO):
            tags.put_on(team, f"Tag {number}", [full.pk])
        [told] = press(owner, "gallery:tag", [full, free], tag="One more")
        assert told.message == "“One more” is on 1 more video. 1 has 20 tags, which is the most."
        [told] = press(owner, "gallery:tag", [full], tag="Another")
        assert told.message == "1 has 20 tags, which is the most."
        assert not Tag.objects.filter(name="Another").exists()

    def test_a_team_has_two_hundred_and_no_more(self, owner, some, press, team):
        [video] = some(1)
        every = [Tag(team=team, name=f"Tag {number}", key=f"tag {number}") for number in range(tags.MOST_OF_TEAM)]
        holder = make_take(team, video.created_by).video
        Tagging.objects.bulk_create(Tagging(tag=tag, video=holder) for tag in Tag.objects.bulk_create(every))
        [told] = press(owner, "gallery:tag", [video], tag="One more")
        assert told.message.startswith("Your team has 200 tags already, which is the most.")
        [told] = press(owner, "gallery:tag", [video], tag="Tag 7")
        assert told.message == "“Tag 7” is on 1 more video."

    def test_the_tag_that_was_pressed_counts_and_not_an_empty_field(self, owner, some):
        [video] = some(1)
        owner.post(reverse("gallery:tag"), {"videos": video.pk, "tag": ["", "Spring"]})
        assert names(video) == ["Spring"]


class TestTakeOff:
    def test_says_how_many_and_undo_puts_it_on_again(self, owner, some, press, team):
        videos = some(3)
        tags.put_on(team, "Spring", [video.pk for video in videos[:2]])
        [told] = press(owner, "gallery:untag", videos, off="spring")
        assert told.message == "“Spring” is off 2 videos."
        assert not Tag.objects.exists()  # no video has it any more
        [again] = undo(owner, told)
        assert again.message == "The tag is on 2 videos again."
        assert [names(video) for video in videos] == [["Spring"], ["Spring"], []]

    def test_what_none_of_them_had_is_said(self, owner, some, press):
        [told] = press(owner, "gallery:untag", some(1), off="summer")
        assert (told.message, told.extra_tags) == ("None of them had “summer”.", "")

    def test_in_the_trash_a_video_keeps_its_tags(self, owner, some, team, alice):
        [video] = some(1)
        tags.put_on(team, "Spring", [video.pk])
        throw_away(team, [video.pk], alice)
        assert tags.forget_unused() == 0
        bring_back(team, [video.pk])
        assert names(video) == ["Spring"]


class TestPage:
    def test_shows_what_a_video_has_and_could_have(self, owner, some, team):
        first, second = some(2)
        tags.put_on(team, "Spring", [first.pk])
        tags.put_on(team, "Courses", [second.pk])
        page = owner.get(reverse("gallery:tags_of", args=[first.pk])).content.decode()
        assert "Take Spring off" in page
        assert 'name="tag" value="Courses"' in page

    def test_of_another_team_it_shows_and_takes_nothing(self, some, charlie, team):
        [video] = some(1)
        tags.put_on(team, "Spring", [video.pk])
        stranger = signed_in(charlie)
        assert stranger.get(reverse("gallery:tags_of", args=[video.pk])).status_code == 404
        for name, field in (("tag", {"tag": "Mine"}), ("untag", {"off": "spring"})):
            assert stranger.post(reverse(f"gallery:{name}"), {"videos": video.pk, **field}).status_code == 404
        assert names(video) == ["Spring"]
