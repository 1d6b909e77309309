"""Another part of a video's recording; a long one as several videos."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.connections.models import Connection
from apps.media import store
from apps.renders import trimming
from apps.renders.actions import Changed, change_video, make_video, start_video
from apps.renders.models import Render, Video
from apps.renders.quote import quote, shown
from apps.spending.models import Entry, Hold
from apps.voices.actions import add_clip
from apps.voices.models import VoiceClip
from tests.cast import HTMX, signed_in
from tests.media_files import silence, speech, wav
from tests.takes import press_make

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(alice) -> Client:
    return signed_in(alice)


@pytest.fixture
def talk(video, alice, tmp_path) -> Video:
    """The video with a recording of nine seconds, in which there is a pause and silence at the end."""
    sounds = np.concatenate([speech(3), silence(1), speech(3), silence(2)])
    clip = add_clip(video.project.team, alice, wav(tmp_path / "talk.wav", samples=sounds), "talk.wav")
    change_video(video, clip=clip)
    return video


def post(client: Client, name: str, video: Video, headers: dict[str, str] = HTMX, **fields: object):
    fields = {"clip": video.clip_id, **fields}
    return client.post(reverse(f"videos:{name}", args=[video.pk]), fields, headers=headers)


def again(video: Video) -> Video:
    return Video.objects.get(pk=video.pk)


def other_video(video: Video, by, **fields: object) -> Video:
    other = start_video(video.project, by)
    change_video(other, title="Another one", **fields)
    return other


class TestTrim:
    def test_uses_the_part_that_was_chosen_and_says_its_price(self, owner, talk):
        answer = post(owner, "trim", talk, to="part", start="0.5", end="4.25")
        page = answer.content.decode()
        clip = again(talk).clip
        assert answer.status_code == 200
        assert (clip.pk, clip.seconds, clip.start) == (talk.clip_id, Decimal("3.750"), Decimal("0.5"))
        assert "4 seconds of" in page
        assert "Make video for $0.23" in page

    def test_cuts_the_silence_with_one_press(self, owner, talk):
        assert "Cut the silence" in owner.get(reverse("videos:edit", args=[talk.pk])).content.decode()
        page = post(owner, "trim", talk, to="speech").content.decode()
        assert 7 <= again(talk).clip.seconds < Decimal("7.6")
        assert "Cut the silence" not in page

    def test_takes_the_whole_recording_again(self, owner, talk):
        post(owner, "trim", talk, to="part", start="1", end="4")
        page = post(owner, "trim", talk, to="whole").content.decode()
        assert again(talk).clip.seconds == 9
        assert "Use the whole recording" not in page

    def test_what_lies_outside_of_the_recording_is_left_out(self, owner, talk):
        post(owner, "trim", talk, to="part", start="-3", end="99")
        assert again(talk).clip.is_whole

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"start": "3", "end": "3.5"}, "Choose at least 2 seconds."),
            ({"start": "5", "end": "1"}, "Choose at least 2 seconds."),
            ({"start": "NaN", "end": "4"}, "Write a number here."),
            ({"start": "one", "end": "4"}, "Write a number here."),
        ],
    )
    def test_what_makes_no_sense_is_said_and_changes_nothing(self, owner, talk, fields, sentence):
        answer = post(owner, "trim", talk, to="part", **fields)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert again(talk).clip.is_whole

    def test_a_part_in_which_nobody_speaks_is_said(self, owner, talk):
        page = post(owner, "trim", talk, to="part", start="7", end="9").content.decode()
        assert "We can hardly hear a voice." in page

    def test_works_without_javascript(self, owner, talk):
        answer = post(owner, "trim", talk, headers={}, to="part", start="1", end="4")
        assert (answer.status_code, answer.url) == (303, f"{reverse('videos:edit', args=[talk.pk])}#voice")
        refused = post(owner, "trim", talk, headers={}, to="part", start="1", end="1")
        assert refused.status_code == 422
        assert "<title>" in refused.content.decode()

    def test_a_page_that_shows_another_recording_changes_nothing(self, owner, talk, alice):
        other = other_video(talk, alice, clip=talk.clip)
        answer = owner.post(reverse("videos:trim", args=[other.pk]), {"clip": 0, "to": "part", "start": 1, "end": 4})
        assert answer.status_code == 422
        assert again(other).clip.is_whole

    def test_a_stranger_finds_nothing_and_a_reviewer_may_not(self, talk, charlie, rita):
        assert post(signed_in(charlie), "trim", talk, to="whole").status_code == 404
        assert post(signed_in(rita), "trim", talk, to="whole").status_code == 403


class TestNobodyElsesVideo:
    """Nobody's voice changes behind their back."""

    def test_a_clip_that_another_video_uses_stays_as_it_is(self, owner, talk, bob):
        theirs = other_video(talk, bob, clip=talk.clip)
        post(owner, "trim", talk, to="part", start="1", end="4")
        assert again(talk).clip_id != theirs.clip_id
        assert (again(talk).clip.seconds, again(theirs).clip.seconds) == (3, 9)
        assert again(talk).clip.source_key == again(theirs).clip.source_key

    def test_our_own_sample_stays_as_it_is(self, owner, talk):
        VoiceClip.objects.filter(pk=talk.clip_id).update(is_sample=True)
        post(owner, "trim", talk, to="part", start="1", end="4")
        assert VoiceClip.objects.get(is_sample=True).is_whole
        assert not again(talk).clip.is_sample

    def test_what_was_made_already_keeps_its_own_bytes(self, owner, talk, alice):
        take = press_make(talk, alice)
        before = store.read(take.voice_key)
        post(owner, "trim", talk, to="part", start="1", end="4")
        take.refresh_from_db()
        assert store.read(take.voice_key) == before
        assert take.seconds == 9

    def test_whoever_saw_the_longer_one_is_shown_the_shorter_one_before_it_is_made(self, owner, talk, alice):
        current = again(talk)
        seen = shown(current, quote(current, timezone.now()))
        post(owner, "trim", talk, to="part", start="1", end="4")
        with pytest.raises(Changed):
            make_video(again(talk), alice, current.form_token, seen)
        assert not Render.objects.exists()

    def test_a_press_that_comes_while_the_file_goes_is_shown_it_too(
        self, talk, alice, django_capture_on_commit_callbacks
    ):
        trimming.trim(talk, alice, (Decimal(0), Decimal(5)))
        current = Video.objects.select_related("clip__team").get(pk=talk.pk)
        seen = shown(current, quote(current, timezone.now()))
        with django_capture_on_commit_callbacks(execute=True):
            trimming.trim(again(talk), alice, (Decimal(1), Decimal(4)))
        with pytest.raises(Changed):
            make_video(current, alice, current.form_token, seen)


class TestParts:
    @pytest.fixture
    def long(self, talk) -> Video:
        Connection.objects.update(max_seconds=5)
        return again(talk)

    def test_each_becomes_a_video_like_this_one_and_nothing_is_paid(self, owner, long):
        change_video(long, prompt="calm", mode="pro")
        answer = post(owner, "parts", long, headers={})
        first, second = Video.objects.order_by("pk")
        assert (answer.status_code, answer.url) == (303, reverse("gallery:project", args=[long.project_id]))
        assert (first.pk, first.title, second.title) == (
            long.pk,
            "Spring offer, part 1 of 2",
            "Spring offer, part 2 of 2",
        )
        for name in ("project", "avatar", "connection", "mode", "prompt"):
            assert getattr(second, name) == getattr(first, name)
        assert all(2 <= video.clip.seconds <= 5 for video in (first, second))
        assert first.clip.end == second.clip.start
        assert (Render.objects.count(), Hold.objects.count(), Entry.objects.count()) == (0, 0, 0)

    def test_says_what_happened_on_the_page_of_the_project(self, owner, long):
        post(owner, "parts", long, headers={})
        page = owner.get(reverse("gallery:project", args=[long.project_id])).content.decode()
        assert "Cut into 2 videos. Nothing was sent or paid yet" in page

    def test_the_long_recording_stays_in_the_library(self, owner, long):
        clip = long.clip
        post(owner, "parts", long)
        kept = VoiceClip.objects.get(pk=clip.pk)
        assert (kept.audio_key, kept.is_whole) == (clip.audio_key, True)
        assert set(VoiceClip.objects.exclude(pk=clip.pk).values_list("source_key", flat=True)) >= {clip.source_key}

    def test_pressed_twice_cuts_once(self, owner, long):
        for _ in range(2):
            assert post(owner, "parts", long, headers={}).status_code == 303
        assert Video.objects.count() == 2

    def test_when_the_voice_was_changed_meanwhile_nothing_is_left_of_it(self, long, alice, settings):
        before = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
        stale = again(long)
        assert stale.clip is not None
        VoiceClip.objects.filter(pk=stale.clip_id).update(audio_key="another")
        with pytest.raises(trimming.LostRace):
            trimming.cut_into_parts(stale, alice)
        assert {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()} == before
        assert Video.objects.count() == 1

    def test_one_that_fits_is_not_cut(self, owner, talk):
        assert post(owner, "parts", talk, headers={}).url.endswith("#voice")
        assert Video.objects.count() == 1

    def test_a_name_that_is_as_long_as_can_be_has_room_for_the_number(self, owner, long):
        change_video(long, title="x" * 120)
        post(owner, "parts", long)
        titles = list(Video.objects.values_list("title", flat=True))
        assert all(len(title) <= 120 and "of 2" in title for title in titles)

    def test_a_stranger_finds_nothing_and_a_reviewer_may_not(self, long, charlie, rita):
        assert post(signed_in(charlie), "parts", long).status_code == 404
        assert post(signed_in(rita), "parts", long).status_code == 403
