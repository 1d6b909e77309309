import pytest
from django.conf import settings
from django.urls import reverse

from apps.media import store
from apps.voices.actions import add_clip
from apps.voices.models import VoiceClip
from apps.voices.parts import RecordingRefused
from tests.cast import signed_in
from tests.media_files import m4a, mp3, wav, webm

pytestmark = pytest.mark.django_db


class TestAddClip:
    def test_keeps_an_mp3_whose_length_is_the_decoded_one(self, team, alice, tmp_path):
        clip = add_clip(team, alice, wav(tmp_path / "x", 3.25), "hello.wav")
        assert abs(float(clip.seconds) - 3.25) <= 0.05
        assert (clip.name, clip.original_format, len(clip.peaks)) == ("hello", "WAV", 160)
        assert clip.audio_bytes == len(store.read(clip.audio_key))

    @pytest.mark.parametrize("make", [wav, m4a, webm])
    def test_keeps_the_bytes_as_they_came(self, team, alice, tmp_path, make):
        recording = make(tmp_path / "x", 3)
        clip = add_clip(team, alice, recording, "x")
        assert store.read(clip.source_key) == recording.read_bytes()
        assert clip.original_bytes == recording.stat().st_size
        assert (clip.start, clip.end, clip.is_whole) == (0, clip.source_seconds, True)
        assert clip.whole_key == clip.audio_key

    def test_a_recording_that_is_longer_than_any_service_takes_is_kept(self, team, alice, tmp_path):
        clip = add_clip(team, alice, mp3(tmp_path / "x", 320), "talk.mp3")
        assert clip.seconds > 300

    def test_what_is_refused_leaves_nothing(self, team, alice, tmp_path):
        with pytest.raises(RecordingRefused) as refused:
            add_clip(team, alice, mp3(tmp_path / "x", 1.5), "x.mp3")
        assert [problem.code for problem in refused.value.problems] == ["too_short"]
        assert not VoiceClip.objects.exists()
        assert not any(path.is_file() for path in settings.MEDIA_ROOT.rglob("*"))


class TestFiles:
    @pytest.mark.parametrize("name", ["audio", "whole"])
    def test_a_stranger_cannot_listen(self, team, alice, charlie, tmp_path, name):
        clip = add_clip(team, alice, mp3(tmp_path / "x", 3), "x.mp3")
        address = reverse(f"voices:{name}", args=[clip.pk])
        assert signed_in(alice).get(address).status_code == 200
        assert signed_in(charlie).get(address).status_code == 404

    def test_the_bytes_as_they_came_have_an_ending_that_nothing_serves(self, team, alice, tmp_path):
        clip = add_clip(team, alice, mp3(tmp_path / "x", 3), "x.mp3")
        assert clip.source_key.endswith(".bin")
        client = signed_in(alice)
        for name in ("audio", "whole"):
            sent = b"".join(client.get(reverse(f"voices:{name}", args=[clip.pk])).streaming_content)
            assert sent != store.read(clip.source_key)
