"""A clip is a part of a recording: another part, what is shared, what goes."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.core.due import LostRace
from apps.media import store
from apps.voices import parts
from apps.voices.actions import add_clip
from apps.voices.models import VoiceClip
from tests.media_files import silence, speech, wav
from tests.takes import make_voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A second of nothing, four of speech, one of nothing, three of speech, two and a half of nothing."""
    sounds = [silence(1), speech(4), silence(1), speech(3), silence(2.5)]
    return wav(tmp_path / "talk.wav", samples=np.concatenate(sounds))


@pytest.fixture
def clip(team, alice, recording) -> VoiceClip:
    return add_clip(team, alice, recording, "talk.wav")


def part(start: float, end: float) -> parts.Part:
    return Decimal(str(start)), Decimal(str(end))


def exists(key: str) -> bool:
    return Path(settings.MEDIA_ROOT, key).is_file()


def rewritten(clip: VoiceClip, start: float, end: float) -> VoiceClip:
    fields = parts.write_part(clip, part(start, end))
    with transaction.atomic():
        parts.rewrite(parts.locked(clip), fields)
    return VoiceClip.objects.get(pk=clip.pk)


class TestAnotherPart:
    def test_is_cut_from_the_bytes_as_they_came_to_the_millisecond(self, clip):
        cut = rewritten(clip, 1.5, 4.25)
        assert (cut.seconds, cut.start, cut.end) == (Decimal("2.750"), Decimal("1.5"), Decimal("4.25"))
        assert (cut.source_seconds, cut.source_peaks) == (clip.source_seconds, clip.source_peaks)
        assert len(cut.peaks) == 160
        assert cut.audio_sha256 != clip.audio_sha256
        assert cut.audio_bytes == len(store.read(cut.audio_key))

    def test_of_a_part_may_be_more_than_the_part(self, clip):
        cut = rewritten(rewritten(clip, 2, 5), 0, float(clip.source_seconds))
        assert cut.is_whole
        assert cut.seconds == clip.seconds

    def test_the_file_of_before_goes_but_not_what_is_listened_to_while_choosing(
        self, clip, django_capture_on_commit_callbacks
    ):
        first = rewritten(clip, 1, 5)
        with django_capture_on_commit_callbacks(execute=True):
            second = rewritten(first, 1, 4)
        assert not exists(first.audio_key)
        assert all(exists(key) for key in (second.audio_key, second.source_key, second.whole_key))
        assert second.whole_key == clip.audio_key

    def test_too_little_of_it_is_refused(self, clip):
        with pytest.raises(parts.RecordingRefused) as refused:
            parts.write_part(clip, part(1.5, 2))
        assert refused.value.problems[0].code == "too_short"

    def test_in_which_nobody_speaks_is_refused(self, clip):
        with pytest.raises(parts.RecordingRefused) as refused:
            parts.write_part(clip, part(9.1, 11.4))
        assert refused.value.problems[0].code == "silent"

    def test_is_not_written_over_one_that_was_chosen_meanwhile(self, clip):
        rewritten(clip, 1, 5)
        with transaction.atomic(), pytest.raises(LostRace):
            parts.locked(clip)


class TestAClipOfBefore:
    """Made before originals were kept: there is only the MP3, which now stands for the original."""

    @pytest.fixture
    def old(self, team, alice) -> VoiceClip:
        clip = make_voice(team, alice)
        VoiceClip.objects.update(seconds=4, source_seconds=4, end=4, audio_key=self._four_seconds(clip))
        return VoiceClip.objects.get()

    def _four_seconds(self, clip: VoiceClip) -> str:
        path = wav(Path(settings.MEDIA_ROOT) / "four.wav", 4)
        return store.keep(path, team=clip.team.uuid, kind="voices", ext="mp3").key

    def test_can_be_cut_and_made_whole_again(self, old, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            cut = rewritten(old, 1, 3.5)
        assert cut.seconds == Decimal("2.5")
        assert (cut.source_key, cut.whole_key) == (old.audio_key, old.audio_key)
        assert exists(old.audio_key)
        assert rewritten(cut, 0, 4).seconds == 4


class TestSplitOff:
    def test_shares_the_recording_and_leaves_the_other_clip_alone(self, clip, bob):
        fields = parts.write_part(clip, part(1, 5))
        other = parts.split_off(clip, bob, fields)
        assert other.pk != clip.pk
        assert (other.source_key, other.whole_key) == (clip.source_key, clip.whole_key)
        assert (other.team, other.name, other.created_by) == (clip.team, clip.name, bob)
        clip.refresh_from_db()
        assert clip.is_whole

    def test_what_both_name_stays_when_one_of_them_changes(self, clip, bob, django_capture_on_commit_callbacks):
        parts.split_off(clip, bob, parts.write_part(clip, part(1, 5)))
        with django_capture_on_commit_callbacks(execute=True):
            rewritten(clip, 6, 9)
        named = VoiceClip.objects.values_list("audio_key", "source_key", "whole_key")
        assert all(exists(key) for keys in named for key in keys)


class TestSilence:
    def test_at_both_ends_is_proposed_for_cutting(self, clip):
        start, end = parts.without_silence(clip)
        assert abs(start - Decimal("0.9")) < Decimal("0.3")
        assert abs(end - Decimal("9")) < Decimal("0.4")
        assert parts.silence(clip) == start + clip.source_seconds - end

    def test_that_is_cut_already_is_not_proposed_again(self, clip):
        start, end = parts.without_silence(clip)
        assert parts.silence(rewritten(clip, float(start), float(end))) == 0

    def test_outside_of_the_chosen_part_is_none(self, clip):
        assert parts.silence(rewritten(clip, 2, 5)) == 0

    def test_of_a_clip_of_before_is_unknown(self, team, alice):
        assert parts.silence(make_voice(team, alice)) == 0


class TestDivided:
    def test_cuts_in_the_pause_and_leaves_the_silence_out(self, clip):
        first, second = parts.divided(clip, 6)
        assert first[0] == parts.without_silence(clip)[0]
        assert first[1] == second[0]
        assert 5 < first[1] < 6
        assert second[1] == parts.without_silence(clip)[1]

    def test_only_what_is_used_is_cut(self, clip):
        used = rewritten(clip, 2, 9)
        assert parts.divided(used, 6)[0][0] == 2

    def test_too_many_parts_are_none(self, clip):
        clip.source_seconds = clip.end = Decimal(1800)
        clip.speech_span, clip.pauses = [0, 1800], []
        assert len(parts.divided(clip, 150)) == 12
        assert parts.divided(clip, 140) == []

    def test_a_service_that_takes_hardly_anything_gets_no_parts(self, clip):
        assert parts.divided(clip, 3) == []


class TestNumberAtAService:
    def test_stands_for_all_that_was_spoken_and_for_no_part_of_it(self, clip, connection):
        now = timezone.now()
        clip.spoken_by, clip.audio_id, clip.audio_id_until = connection, "a-1", now + timedelta(days=1)
        clip.save()
        assert clip.audio_id_at(connection, now) == "a-1"
        cut = rewritten(clip, 1, 5)
        assert cut.audio_id_at(connection, now) == ""
        assert rewritten(cut, 0, float(clip.source_seconds)).audio_id_at(connection, now) == "a-1"
