"""The face panel of an unfinished video: a photo is sent, chosen, mended, cropped, used anyway."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection as database
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.avatars import actions as library
from apps.avatars.actions import add_face
from apps.avatars.consents import Agreement, add_consent, withdraw
from apps.avatars.models import Avatar
from apps.media.edits import Edit
from apps.renders.actions import Changed, NotComplete, make_video
from apps.renders.models import Render, Video
from apps.renders.quote import missing, quote, shown
from tests.cast import HTMX, signed_in
from tests.media_files import couple, jpeg, nobody, png, sideways
from tests.takes import make_face, press_make

pytestmark = pytest.mark.django_db


def upload(path: Path, name: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name or path.name, path.read_bytes())


def url(name: str, video: Video) -> str:
    return reverse(f"videos:{name}", args=[video.pk])


def first_step(video: Video) -> str:
    return missing(video, quote(video, timezone.now()))[0].text


@pytest.fixture
def owner(alice) -> Client:
    return signed_in(alice)


@pytest.fixture
def blank(video) -> Video:
    Video.objects.update(avatar=None, clip=None, title="")
    video.refresh_from_db()
    return video


class TestFace:
    def test_a_good_photo_is_kept_and_chosen(self, owner, blank, tmp_path):
        answer = owner.post(url("face", blank), {"photo": upload(jpeg(tmp_path / "anna.jpg"))}, headers=HTMX)
        blank.refresh_from_db()
        assert answer.status_code == 200
        assert blank.avatar.name == "anna"
        assert "This photo works." in answer.content.decode()

    def test_what_was_done_by_itself_is_said(self, owner, blank, tmp_path):
        photo = upload(png(tmp_path / "anna.png", (2000, 3000)))
        page = owner.post(url("face", blank), {"photo": photo}, headers=HTMX).content.decode()
        assert "Converted from PNG" in page
        assert "Made smaller: " in page

    def test_what_can_be_mended_is_chosen_all_the_same_and_all_of_it_is_said(self, owner, blank, tmp_path):
        photo = upload(jpeg(tmp_path / "strip.jpg", (250, 900)))
        answer = owner.post(url("face", blank), {"photo": photo}, headers=HTMX)
        page = answer.content.decode()
        blank.refresh_from_db()
        assert (answer.status_code, blank.avatar.name) == (200, "strip")
        assert "too small" in page
        assert "narrow" in page
        assert "Crop to a good shape" in page
        assert first_step(blank) == "Mend the photo"

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("empty.jpg", b""),
            ("page.jpg", b"<html><script>alert(1)</script></html>"),
            ("drawing.jpg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
            ("half.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 200),
        ],
    )
    def test_what_is_not_a_photo_is_refused_in_a_sentence(self, owner, blank, name, content):
        before = Avatar.objects.count()
        answer = owner.post(url("face", blank), {"photo": SimpleUploadedFile(name, content)}, headers=HTMX)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()
        assert Avatar.objects.count() == before

    def test_a_refused_photo_leaves_the_chosen_one(self, owner, video, tmp_path):
        chosen = video.avatar_id
        owner.post(url("face", video), {"photo": upload(jpeg(tmp_path / "s.jpg", (100, 100)))}, headers=HTMX)
        video.refresh_from_db()
        assert video.avatar_id == chosen

    def test_works_without_javascript(self, owner, blank, tmp_path):
        answer = owner.post(url("face", blank), {"photo": upload(jpeg(tmp_path / "anna.jpg"))})
        assert (answer.status_code, answer.url) == (303, f"{url('edit', blank)}#face")
        refused = owner.post(url("face", blank), {"photo": upload(jpeg(tmp_path / "s.jpg", (100, 100)))})
        assert refused.status_code == 422
        assert "<title>" in refused.content.decode()

    def test_a_face_of_another_team_or_a_deleted_one_cannot_be_chosen(self, owner, alice, blank, charlie):
        ours = Avatar.objects.get()
        theirs = make_face(charlie.memberships.get().team, charlie)
        library.delete(ours, alice)
        for face in (ours, theirs):
            assert owner.post(url("face", blank), {"avatar": face.pk}, headers=HTMX).status_code == 404

    def test_only_faces_that_can_be_used_are_offered(self, owner, alice, blank, tmp_path):
        good = Avatar.objects.get()
        bad = add_face(good.team, alice, nobody(tmp_path / "x"), "poster.jpg")
        page = owner.get(url("edit", blank)).content.decode()
        assert f'id="face-{good.pk}"' in page
        assert f'id="face-{bad.pk}"' not in page

    def test_a_stranger_finds_nothing(self, charlie, video):
        assert signed_in(charlie).post(url("face", video), {"avatar": video.avatar_id}).status_code == 404


@pytest.fixture
def pair(video, alice, tmp_path) -> Video:
    """The video with a photo of two people."""
    face = add_face(video.project.team, alice, couple(tmp_path / "both.jpg"), "both.jpg")
    face.record_consent(alice)
    Video.objects.update(avatar=face)
    return Video.objects.get()


def press(client: Client, video: Video, *, live: bool = True, **fields: object) -> HttpResponse:
    data = {"seen": video.avatar.version, **fields}
    answer = client.post(url("mend", video), data, headers=HTMX if live else {})
    video.avatar.refresh_from_db()
    return answer


class TestMend:
    def test_one_click_chooses_a_person_and_undo_takes_it_back(self, owner, pair):
        assert first_step(pair) == "Mend the photo"
        page = press(owner, pair, do="repair", repair=0).content.decode()
        assert pair.avatar.is_usable
        assert "The photo was cropped." in page
        assert "Make video for" in page  # the summary came along
        assert missing(pair, quote(pair, timezone.now())) == []
        page = press(owner, pair, do="undo").content.decode()
        assert "We see 2 faces" in page
        assert not pair.avatar.is_usable

    def test_people_are_offered_from_the_left_to_the_right(self, owner, pair):
        page = owner.get(url("edit", pair)).content.decode()
        left, right = page.index("Person 1 from the left"), page.index("Person 2 from the left")
        boxes = [
            page[page.index("viewBox", place) :].split('"')[1].split()[0] for place in (left, right)
        ]  # where each begins
        assert left < right
        assert int(boxes[0]) < int(boxes[1])

    def test_what_lies_on_its_side_is_turned_upright(self, owner, video, alice, tmp_path):
        face = add_face(video.project.team, alice, sideways(tmp_path / "x"), "anna.jpg")
        Video.objects.update(avatar=face)
        video = Video.objects.get()
        press(owner, video, do="repair", repair=0)
        assert (video.avatar.is_usable, video.avatar.width, video.avatar.height) == (True, 640, 800)

    def test_a_crop_box_in_numbers(self, owner, pair):
        press(owner, pair, do="crop", left=0, top=0, width=640, height=800)
        assert (pair.avatar.is_usable, pair.avatar.width) == (True, 640)

    def test_a_box_that_reaches_over_the_edge_ends_there(self, owner, pair):
        press(owner, pair, do="crop", left=640, top=0, width=5000, height=5000)
        assert (pair.avatar.width, pair.avatar.height) == (640, 800)

    def test_turning_keeps_what_was_cropped(self, owner, pair):
        press(owner, pair, do="crop", left=0, top=0, width=640, height=800)
        press(owner, pair, do="turn")
        assert (pair.avatar.width, pair.avatar.height, pair.avatar.troubles) == (800, 640, {"sideways"})

    def test_works_without_javascript(self, owner, pair):
        answer = press(owner, pair, live=False, do="repair", repair=1)
        assert (answer.status_code, answer.url) == (303, f"{url('edit', pair)}#face")
        refused = press(owner, pair, live=False, do="repair", repair=7)
        assert refused.status_code == 422
        assert "<title>" in refused.content.decode()

    @pytest.mark.parametrize(
        "fields",
        [
            {"do": "repair", "repair": 99},
            {"do": "repair"},
            {"do": "crop", "left": 0},
            {"do": "crop", "left": 0, "top": 0, "width": 0, "height": 10},
            {"do": "crop", "left": "<", "top": 0, "width": 10, "height": 10},
            {"do": "explode"},
            {},
        ],
    )
    def test_what_the_desk_does_not_offer_changes_nothing(self, owner, pair, fields):
        before = pair.avatar.portrait_key
        answer = press(owner, pair, **fields)
        assert answer.status_code == 422
        assert "That could not be done." in answer.content.decode()
        assert pair.avatar.portrait_key == before

    def test_a_press_about_a_photo_that_was_changed_meanwhile_changes_nothing(self, owner, pair):
        stale = pair.avatar.version
        press(owner, pair, do="repair", repair=0)
        now = pair.avatar.portrait_key
        answer = press(owner, pair, do="undo", seen=stale)
        assert answer.status_code == 422
        assert "Somebody changed this photo in the meantime." in answer.content.decode()
        assert pair.avatar.portrait_key == now

    def test_every_video_with_the_face_is_told(self, owner, pair):
        other = Video.objects.create(project=pair.project, avatar=pair.avatar, created_by=pair.created_by)
        press(owner, pair, do="repair", repair=0)
        other.refresh_from_db()
        pair.refresh_from_db()
        assert other.rev == pair.rev == type(pair.project.team).objects.get(pk=pair.project.team_id).rev

    def test_whoever_saw_the_photo_of_before_must_look_again(self, owner, alice, pair):
        press(owner, pair, do="repair", repair=0)
        seen = shown(pair, quote(pair, timezone.now()))
        press(owner, pair, do="undo")
        press(owner, pair, do="repair", repair=1)
        with pytest.raises(Changed):
            make_video(Video.objects.get(), alice, pair.form_token, seen)


class TestUseAnyway:
    @pytest.fixture
    def drawing(self, video, alice, tmp_path) -> Video:
        face = add_face(video.project.team, alice, nobody(tmp_path / "x"), "drawing.jpg")
        face.record_consent(alice)
        Video.objects.update(avatar=face)
        return Video.objects.get()

    def test_is_recorded_and_the_video_can_be_made(self, owner, alice, drawing):
        with pytest.raises(NotComplete, match="Mend the photo"):
            press_make(drawing, alice)
        page = press(owner, drawing, do="anyway").content.decode()
        assert "Alice Ames said on " in page
        assert press_make(drawing, alice).status == Render.Status.QUEUED

    def test_can_be_taken_back(self, owner, drawing):
        press(owner, drawing, do="anyway")
        page = press(owner, drawing, do="not_anyway").content.decode()
        assert "Use it anyway" in page
        assert not drawing.avatar.is_usable

    def test_is_not_offered_for_what_services_refuse(self, owner, video, alice, tmp_path):
        face = add_face(video.project.team, alice, jpeg(tmp_path / "x", (250, 400)), "small.jpg")
        Video.objects.update(avatar=face)
        video = Video.objects.get()
        assert "Use it anyway" not in owner.get(url("edit", video)).content.decode()
        assert press(owner, video, do="anyway").status_code == 422
        assert not video.avatar.is_usable


class TestConsent:
    def test_one_that_ended_asks_for_a_new_one_and_a_tick_does_not_do(self, owner, alice, video):
        over = timezone.now().date() - timedelta(days=2)
        add_consent(video.avatar, alice, Agreement(person="Mei", scope="All", agreed_on=over, until=over))
        page = owner.get(url("edit", video)).content.decode()
        assert "The permission for this face ended on" in page
        assert reverse("avatars:consent", args=[video.avatar_id]) in page
        assert 'type="checkbox" name="consent"' not in page
        owner.post(url("save", video), {"consent": video.avatar_id}, headers=HTMX)
        with pytest.raises(NotComplete, match="Record a new permission"):
            press_make(video, alice)

    def test_one_that_was_withdrawn_says_so(self, owner, alice, video):
        withdraw(video.avatar.consent, alice, "She left")
        assert "The permission for this face was withdrawn on" in owner.get(url("edit", video)).content.decode()
        with pytest.raises(NotComplete):
            press_make(Video.objects.get(), alice)

    def test_its_end_is_said_while_it_stands(self, owner, alice, video):
        day = timezone.now().date()
        add_consent(video.avatar, alice, Agreement(person="Mei", scope="All", agreed_on=day, until=day))
        assert "It is good until" in owner.get(url("edit", video)).content.decode()


class TestDeletedFace:
    def test_the_panel_says_until_when_it_can_be_brought_back(self, owner, alice, video):
        library.delete(video.avatar, alice)
        page = owner.get(url("edit", video)).content.decode()
        assert "was deleted from the library" in page
        assert reverse("gallery:face", args=[video.avatar_id]) in page
        assert first_step(Video.objects.get()) == "Choose a photo"

    def test_its_desk_does_nothing(self, owner, alice, video):
        library.delete(video.avatar, alice)
        assert press(owner, video, do="turn").status_code == 422


def test_a_face_with_many_edits_costs_no_more_questions(owner, video):
    def questions() -> int:
        with CaptureQueriesContext(database) as asked:
            owner.get(url("edit", video))
        return len(asked)

    questions()
    before = questions()
    for turn in (180, 0, 180, 0):
        library.mend(video.avatar, Edit(turn=turn))
    assert questions() == before
