"""Mouths follow what is said: against a synthesiser's own phonemes, in eleven voices and five languages."""

import pytest

from apps.preview.speech import RATE
from tests.preview.espeak import speak
from tests.preview.lip_timing import VOICES, Timing, mean, timing


@pytest.fixture(scope="module")
def timings() -> list[Timing]:
    return [timing(voice) for voice in VOICES]


def test_a_mouth_opens_with_the_phonemes(timings):
    assert mean([one.ours[0] for one in timings]) >= 0.75
    assert min(one.ours[0] for one in timings) >= 0.68


def test_loudness_alone_follows_them_clearly_worse(timings):
    assert mean([one.loudness for one in timings]) < mean([one.ours[0] for one in timings]) - 0.1
    assert all(one.loudness < one.ours[0] for one in timings)


def test_it_is_neither_early_nor_late(timings):
    assert {one.best_shift for one in timings} == {0}


def test_the_phonemes_fill_the_whole_sound():
    spoken = speak("nl", "Goedemorgen, en welkom.")
    assert [phone.end for phone in spoken.phones[:-1]] == [phone.start for phone in spoken.phones[1:]]
    assert spoken.phones[-1].end == pytest.approx(len(spoken.samples) / RATE, abs=0.01)
    assert "m" in [phone.ipa for phone in spoken.phones]
