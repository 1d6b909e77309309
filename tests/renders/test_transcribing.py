"""Recordings without captions are written down by the studio, where it has the extra for that."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.media import store, transcripts
from apps.media.captions import Cue
from apps.renders import transcribing
from apps.renders.captioning import correct
from apps.renders.models import Render, Video
from apps.voices.models import VoiceClip
from tests.cast import HTMX, signed_in
from tests.takes import make_voice, press_make

pytestmark = pytest.mark.django_db

HEARD = ["Hello, all of you. Come in."]


@pytest.fixture
def has_ears(monkeypatch):
    """A studio with the extra, whose model is played by a program of the tests."""
    monkeypatch.setattr(transcripts, "IS_INSTALLED", True)
    monkeypatch.setattr(transcripts, "PROGRAM", "tests.media.programs.ear")


def texts(clip: VoiceClip) -> list[str]:
    return [cue.text for cue in VoiceClip.objects.get(pk=clip.pk).cues]


def listen_to_all() -> None:
    for pk in transcribing.due():
        transcribing.work(pk)


class TestDue:
    def test_without_the_extra_nothing_is(self, video, monkeypatch):
        monkeypatch.setattr(transcripts, "IS_INSTALLED", False)
        assert transcribing.due() == []

    def test_one_after_the_other_the_newest_first(self, has_ears, team, alice):
        old, new = make_voice(team, alice), make_voice(team, alice)
        assert transcribing.due() == [new.pk]
        VoiceClip.objects.filter(pk=new.pk).update(listened_at=timezone.now())
        assert transcribing.due() == []
        correct(new, [Cue(0, 1, "Typed.")], alice)
        assert transcribing.due() == [old.pk]

    def test_one_whose_worker_was_lost_is_due_again(self, has_ears, video):
        VoiceClip.objects.update(listened_at=timezone.now() - timedelta(hours=1))
        assert transcribing.due() == [video.clip_id]

    def test_one_that_has_captions_or_had_its_turn_is_not(self, has_ears, video):
        VoiceClip.objects.update(captions_at=timezone.now())
        assert transcribing.due() == []


class TestWork:
    def test_what_is_heard_becomes_the_captions_of_the_clip_and_its_takes(self, has_ears, video, alice):
        take = press_make(video, alice)
        listen_to_all()
        assert texts(video.clip) == HEARD
        assert [cue["text"] for cue in Render.objects.get(pk=take.pk).captions] == HEARD
        assert VoiceClip.objects.get().captions_by is None
        assert transcribing.due() == []

    def test_two_workers_listen_once(self, has_ears, video, monkeypatch):
        VoiceClip.objects.update(listened_at=timezone.now())
        transcribing.work(video.clip_id)
        assert texts(video.clip) == []

    def test_what_somebody_typed_meanwhile_stays(self, has_ears, video, alice):
        clip = VoiceClip.objects.get()
        correct(clip, [Cue(0, 1, "Typed.")], alice)
        transcribing._keep(clip, [Cue(0, 1, "Heard.")])
        assert texts(clip) == ["Typed."]

    @pytest.mark.parametrize("program", ["broken", "mumbling"])
    def test_where_it_cannot_be_done_people_type_it(self, has_ears, video, monkeypatch, program):
        monkeypatch.setattr(transcripts, "PROGRAM", f"tests.core.programs.{program}")
        listen_to_all()
        assert texts(video.clip) == []
        assert transcribing.due() == []

    def test_a_recording_that_is_gone_is_no_trouble(self, has_ears, video):
        store.delete(video.clip.audio_key)
        listen_to_all()
        assert transcribing.due() == []


class TestThePage:
    def test_says_that_it_comes_and_then_that_it_came(self, has_ears, video, alice):
        owner, look = signed_in(alice), reverse("videos:captions_look", args=[video.pk])
        page = owner.get(reverse("videos:edit", args=[video.pk])).content.decode()
        assert "The studio writes down what is said" in page
        assert owner.get(look, headers=HTMX).status_code == 204
        listen_to_all()
        assert "What is said was written down." in owner.get(look, headers=HTMX).content.decode()
        shown = owner.get(f"{look}?show", headers=HTMX).content.decode()
        assert ">Hello, all of you. Come in.</textarea>" in shown
        assert "wrote this down by ear" in shown

    def test_a_person_who_corrected_it_is_not_told_to_look_it_over(self, has_ears, video, alice):
        listen_to_all()
        correct(VoiceClip.objects.get(), [Cue(0, 1, "Hello.")], alice)
        page = signed_in(alice).get(reverse("videos:edit", args=[video.pk])).content.decode()
        assert "wrote this down by ear" not in page

    def test_without_the_extra_nothing_is_promised(self, video, alice, monkeypatch):
        monkeypatch.setattr(transcripts, "IS_INSTALLED", False)
        page = signed_in(alice).get(reverse("videos:edit", args=[video.pk])).content.decode()
        assert "The studio writes down" not in page

    def test_a_video_whose_voice_went_away_shows_its_page(self, video, alice):
        Video.objects.update(clip=None)
        look = reverse("videos:captions_look", args=[video.pk])
        assert signed_in(alice).get(look, headers=HTMX).status_code == 200
