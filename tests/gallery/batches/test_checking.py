"""Every line is checked before anything is made: what is wrong stands there in words, and good ones have a price."""

from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.avatars.consents import withdraw
from apps.avatars.models import Avatar, today
from apps.connections.models import Connection, Item, Price
from apps.gallery.batches import actions, pages
from apps.gallery.batches.checking import check
from apps.gallery.batches.files import add_file
from apps.gallery.batches.headings import Row
from apps.gallery.models import BatchLine
from apps.renders.actions import change_video
from apps.voices.models import Voice, VoiceClip
from tests.gallery.batches.steps import TEXT, offered, only, row, said
from tests.media_files import couple, jpeg, mp3, nobody, sideways
from tests.takes import make_face, make_take, make_voice

pytestmark = pytest.mark.django_db


class TestGoodLine:
    def test_with_a_recording_has_an_exact_price(self, begin):
        line = only(begin([row()]))
        assert (line.problems, line.low_micros, line.most_micros) == ([], 112_000, 112_000)

    def test_with_a_script_has_a_range_and_the_draft_voice_is_free(self, begin):
        line = only(begin([row(script=TEXT)]))
        assert line.problems == []
        assert (line.speech_micros, line.low_micros, line.most_micros) == (0, 3 * 56_000, 6 * 56_000)

    def test_with_the_voice_of_a_service_pays_for_that_as_well(self, begin, connection):
        line = only(begin([row(script=TEXT)], voice=Voice.objects.get(language="en", voice_id="uk_boy1")))
        assert line.problems == []
        price = connection.price_at(Item.SPEECH, timezone.now()).micros
        assert line.speech_micros == price
        assert line.most_micros == 6 * 56_000 + price

    def test_in_another_quality_costs_more(self, begin):
        assert only(begin([row(quality="pro")])).most_micros == 224_000

    def test_names_are_found_in_any_case_without_folder_and_ending(self, begin):
        batch = begin([row(face="C:\\photos\\MEI.JPG", voice="audio/hello"), row(face="mei", voice="HELLO.mp3")])
        assert said(batch) == [[], []]


class TestProblems:
    @pytest.mark.parametrize(
        ("written", "sentence"),
        [
            ({"title": ""}, "There is no title"),
            ({"title": "a" * 130}, "The title has 130 characters; up to 120 fit."),
            ({"style": "a" * 2600}, "The style has 2600 characters; up to 2500 fit."),
            ({"face": ""}, "There is no photo. Write"),
            ({"face": "anna.jpg"}, "There is no photo “anna.jpg” yet. Drop it on this page"),
            ({"voice": "bye.mp3"}, "There is no recording “bye.mp3” yet. Drop it on this page"),
            ({"script": ""}, "There is no voice. Write a script"),
            ({"script": TEXT, "voice": "Hello"}, "There is a script and a recording."),
            ({"script": "Hi"}, "This text is too short"),
            ({"script": "很高兴见到大家，欢迎来到我们的课程。"}, "The draft voice speaks English only"),
            ({"script": "a" * 1200}, "This text has 1200 characters; at most 1000 can be spoken."),
            ({"quality": "8K"}, "“8K” is not a quality that there is. Write Standard or Pro."),
        ],
    )
    def test_are_said_with_what_to_do(self, begin, written, sentence):
        [[problem]] = said(begin([row(**written)]))
        assert problem.startswith(sentence)

    def test_several_stand_beside_each_other(self, begin):
        assert len(said(begin([Row(quality="no")]))[0]) == 4

    def test_of_which_nobody_knows_which_photo_is_meant(self, begin, tmp_path, alice):
        batch = begin([row(face="anna")])
        add_file(batch, alice, jpeg(tmp_path / "anna.jpg", (400, 500)), "anna.jpg")
        add_file(batch, alice, jpeg(tmp_path / "b.jpg", (400, 500)), "Anna.png")
        assert said(batch) == [["Several photos are called “anna”. Write the ending as well, as in “anna.jpg”."]]

    def test_a_name_with_a_point_in_it_is_not_cut(self, begin, alice, team):
        Avatar.objects.update(name="anna", original_name="anna.jpg")
        assert said(begin([row(face="anna.smith")]))[0]

    def test_two_faces_of_the_library_with_one_name_are_not_told_apart(self, begin, alice, team):
        make_face(team, alice)
        assert said(begin([row()]))[0]

    def test_of_a_permission_that_was_withdrawn_say_where_a_new_one_is_recorded(self, begin, alice):
        batch = begin([row()])
        face = Avatar.objects.get()
        withdraw(face.consent, alice, "She left.")
        [trouble] = only(batch).problems
        assert "ended or was withdrawn" in trouble.text
        assert trouble.address == f"/faces/{face.pk}/permission/"

    def test_of_a_face_that_was_deleted(self, begin):
        batch = begin([row()])
        Avatar.objects.update(deleted_at=timezone.now())
        assert said(batch)[0]

    def test_without_a_service_or_a_price_nothing_is_made(self, begin):
        batch = begin([row(), row(quality="pro")])
        Price.objects.filter(what="pro").delete()
        assert [len(problems) for problems in said(batch)] == [0, 1]
        Connection.objects.update(is_on=False)
        assert [problems[0] for problems in said(batch)] == ["Choose a service first."] * 2

    def test_a_recording_that_the_service_does_not_take_is_said(self, begin):
        batch = begin([row()])
        VoiceClip.objects.update(seconds=400)
        assert "long" in said(batch)[0][0]


class TestFiles:
    def test_go_to_the_lines_that_name_them_and_come_before_the_library(self, begin, tmp_path, alice):
        batch = begin([row(face="mei.jpg", voice="spring.mp3"), row(face="other.jpg")])
        add_file(batch, alice, jpeg(tmp_path / "a.jpg", (400, 500)), "folder/Mei.JPG")
        add_file(batch, alice, mp3(tmp_path / "a.mp3", 3), "spring.mp3")
        first, second = batch.lines.all()
        assert first.avatar == batch.files.get(is_photo=True).avatar
        assert first.clip == batch.files.get(is_photo=False).clip
        assert second.avatar is None
        assert [bool(problems) for problems in said(batch)] == [False, True]

    def test_faces_that_are_new_need_a_tick(self, begin, tmp_path, alice):
        batch = begin([row(face="anna"), row(face="anna"), row()])
        add_file(batch, alice, jpeg(tmp_path / "a.jpg", (400, 500)), "anna.jpg")
        assert [face.name for face in offered(batch, alice).consents] == ["anna"]

    def test_a_photo_that_can_be_mended_is_mended(self, begin, tmp_path, alice):
        batch = begin([row(face="lying"), row(face="long")])
        add_file(batch, alice, sideways(tmp_path / "lying.jpg"), "lying.jpg")
        add_file(batch, alice, jpeg(tmp_path / "long.jpg", (400, 1200)), "long.jpg")
        assert said(batch) == [[], []]

    @pytest.mark.parametrize(("make", "words"), [(couple, "2 faces"), (nobody, "face")])
    def test_a_photo_that_only_a_person_can_mend_says_what_to_do(self, begin, tmp_path, alice, make, words):
        batch = begin([row(face="photo.jpg")])
        add_file(batch, alice, make(tmp_path / "photo.jpg"), "photo.jpg")
        [trouble] = only(batch).problems
        assert words in trouble.text
        assert trouble.address.endswith("#face")

    def test_a_file_that_is_no_good_is_said_at_the_lines_that_name_it(self, begin, tmp_path, alice):
        batch = begin([row(face="mei.jpg", voice="hi.mp3")])
        for name in ("mei.jpg", "hi.mp3", "notes.docx"):
            (tmp_path / name).write_bytes(b"nothing of the kind")
            add_file(batch, alice, tmp_path / name, name)
        photo, recording = said(batch)[0]
        assert photo.startswith("“mei.jpg”: This file is not a photo that we can open.")
        assert recording.startswith("“hi.mp3”: This file is not a recording we can use.")

    def test_a_better_one_of_the_same_name_takes_its_place(self, begin, tmp_path, alice):
        batch = begin([row(face="anna.jpg")])
        add_file(batch, alice, nobody(tmp_path / "a.jpg"), "anna.jpg")
        assert said(batch)[0]
        add_file(batch, alice, jpeg(tmp_path / "b.jpg", (400, 500)), "ANNA.jpg")
        assert said(batch) == [[]]
        assert batch.files.count() == 1


class TestAgain:
    def test_videos_are_priced_as_they_stand(self, alice, team, django_assert_num_queries):
        takes = [make_take(team, alice, title=title) for title in ("One", "Two")]
        change_video(takes[1].video, mode="pro")
        batch = actions.begin_again([take.video for take in takes], alice)
        assert [line.most_micros for line in check(batch)] == [112_000, 224_000]
        assert said(batch) == [[], []]

    def test_what_they_lack_is_said_with_the_way_to_it(self, alice, team):
        video = make_take(team, alice).video
        change_video(video, avatar=None, clip=None, mode="draft")
        batch = actions.begin_again([video], alice)
        assert {trouble.address for trouble in only(batch).problems} == {f"/videos/{video.pk}/edit/"}
        assert len(only(batch).problems) == 3


class TestMoney:
    def test_the_total_is_that_of_the_good_lines_that_are_not_left_out(self, begin, alice):
        batch = begin([row(), row(script=TEXT), row(face="nobody"), row()])
        actions.leave_out(batch, [batch.lines.last().pk], is_left_out=True)
        found = offered(batch, alice)
        assert (found.count, found.low_micros, found.most_micros) == (2, 112_000 + 168_000, 112_000 + 336_000)
        assert found.is_play_money
        assert found.may_say_ok

    def test_whatever_changes_is_another_offer(self, begin, alice, bob):
        batch = begin([row(), row(script=TEXT)])
        seen = {offered(batch, alice).shown}
        assert offered(batch, bob).shown in seen
        for change in (
            lambda: Price.objects.filter(what="std").update(micros=57_000),
            lambda: Avatar.objects.update(portrait_sha256="another"),
            lambda: VoiceClip.objects.update(audio_sha256="another"),
            lambda: batch.lines.filter(script=TEXT).update(script=TEXT + " Welcome."),
            lambda: batch.lines.filter(script="").update(title="Another"),
            lambda: actions.leave_out(batch, [batch.lines.first().pk], is_left_out=True),
            lambda: actions.change(batch, mode="pro"),
        ):
            change()
            assert offered(batch, alice).shown not in seen
            seen.add(offered(batch, alice).shown)


def test_a_page_of_500_lines_asks_as_often_as_one_of_five(begin, alice, team, tmp_path):
    counts = []
    for number in (5, 500):
        rows = [row(f"Video {at}", **({"script": TEXT} if at % 2 else {})) for at in range(number)]
        batch = begin(rows, voice=Voice.objects.filter(is_draft=False, language="en").first())
        BatchLine.objects.filter(batch=batch, number__lte=2).update(status="queued")
        with CaptureQueriesContext(database) as asked:
            assert len(pages.whole(batch, alice)["lines"]) == number
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 40


def test_making_500_lines_asks_a_bounded_number_of_times(begin, alice, team):
    for number in (5, 500):
        with CaptureQueriesContext(database) as asked:
            begin([row(f"Video {at}") for at in range(number)])
        assert len(asked) < 30


def test_a_permission_that_ends_is_judged_where_the_team_is(begin, alice):
    batch = begin([row()])
    face = Avatar.objects.get()
    face.consents.create(recorded_by=alice, until=today(face.team))
    assert said(batch) == [[]]
    face.consents.create(recorded_by=alice, until=today(face.team) - timedelta(days=1))
    assert said(batch)[0]


def test_voices_of_the_same_name_are_not_told_apart(begin, alice, team):
    batch = begin([row()])
    make_voice(team, alice)
    assert said(batch) == [[]]
    assert said(begin([row()]))[0]
