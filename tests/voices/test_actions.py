import pytest
from django.conf import settings
from django.urls import reverse

from apps.media import store
from apps.voices.actions import RecordingRefused, add_clip
from apps.voices.models import VoiceClip
from tests.cast import signed_in
from tests.media_files import mp3, wav

pytestmark = pytest.mark.django_db


class TestAddClip:
    def test_keeps_an_mp3_whose_length_is_the_decoded_one(self, team, alice, tmp_path):
        clip = add_clip(team, alice, wav(tmp_path / "x", 3.25), "hello.wav", shortest=2, longest=60)
        assert abs(float(clip.seconds) - 3.25) <= 0.05
        assert (clip.name, clip.original_format, len(clip.peaks)) == ("hello", "WAV", 160)
        assert clip.audio_bytes == len(store.read(clip.audio_key))

    @pytest.mark.parametrize(("seconds", "code"), [(1.5, "too_short"), (6.5, "too_long")])
    def test_the_limits_given_count_and_what_is_refused_leaves_nothing(self, team, alice, tmp_path, seconds, code):
        with pytest.raises(RecordingRefused) as refused:
            add_clip(team, alice, mp3(tmp_path / "x", seconds), "x.mp3", shortest=2, longest=6)
        assert [problem.code for problem in refused.value.problems] == [code]
        assert not VoiceClip.objects.exists()
        assert not any(path.is_file() for path in settings.MEDIA_ROOT.rglob("*"))

    def test_a_stranger_cannot_listen(self, team, alice, charlie, tmp_path):
        clip = add_clip(team, alice, mp3(tmp_path / "x", 3), "x.mp3", shortest=2, longest=6)
        address = reverse("voices:audio", args=[clip.pk])
        assert signed_in(alice).get(address).status_code == 200
        assert signed_in(charlie).get(address).status_code == 404
