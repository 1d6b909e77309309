"""Loudness is what FFmpeg's meter says it is, and every recording is brought to the same."""

from pathlib import Path

import numpy as np
import pytest

from apps.media.audio import inspect_recording
from apps.media.levelling import CEILING, block_peaks, level
from apps.media.loudness import SILENCE, loudness, powers
from apps.preview.murmur import murmur
from tests.media.meter import measure
from tests.media.sound_cases import too_loud, with_noise, with_pauses
from tests.media_files import RATE, m4a, mp3, silence, speech, wav

WELCOME = Path(__file__).parents[2] / "static" / "samples" / "welcome.mp3"
WORDS = "Hello and welcome to our channel. We are very glad that you found the time to come. "


def tone(frequency: float, level: float) -> np.ndarray:
    return (np.sin(2 * np.pi * frequency * np.arange(RATE * 3) / RATE) * level * 32767).astype(np.int16)


def noise(level: float) -> np.ndarray:
    return with_noise(silence(3), level)


def spoken(voice: str = "one") -> np.ndarray:
    return murmur(WORDS * 2, voice=voice, speed=1.0, rate=RATE)


class TestLoudness:
    @pytest.mark.parametrize(
        "samples",
        [
            speech(4),
            spoken(),
            with_pauses(2, 3),
            with_noise(with_pauses(1), 0.02),
            noise(0.1),
            tone(997, 0.3),
            tone(100, 0.3),
            np.concatenate([speech(3), speech(3, level=0.05)]),
            speech(4) // 2 + np.int16(4000),
        ],
        ids=["speech", "murmur", "pauses", "noisy", "noise", "tone", "hum", "loud and soft", "offset"],
    )
    def test_is_what_the_meter_says(self, tmp_path, samples):
        said, _ = measure(wav(tmp_path / "a.wav", samples=samples))
        assert loudness(powers(samples)) == pytest.approx(said, abs=0.1)

    def test_of_a_full_scale_tone_is_what_the_standard_says(self):
        assert loudness(powers(tone(997, 1))) == pytest.approx(-3.01, abs=0.02)

    @pytest.mark.parametrize("seconds", [0, 0.01, 0.05, 0.3, 3])
    def test_of_silence_is_a_number(self, seconds):
        assert loudness(powers(silence(seconds))) == SILENCE

    def test_of_a_very_short_sound_is_its_own(self):
        assert loudness(powers(speech(0.3))) == pytest.approx(loudness(powers(speech(0.4))), abs=2)


class TestLevelling:
    @pytest.mark.parametrize(
        "make",
        [
            lambda path: WELCOME,
            lambda path: mp3(path, 4),
            lambda path: m4a(path, samples=spoken()),
            lambda path: wav(path, samples=spoken() // 6),
            lambda path: wav(path, samples=speech(4, level=0.12)),
            lambda path: wav(path, samples=with_noise(with_pauses(1, 1), 0.01)),
            lambda path: wav(path, samples=too_loud()),
            lambda path: wav(path, samples=np.concatenate([speech(1.5), speech(1.5, level=0.05)] * 2)),
        ],
        ids=["welcome", "mp3", "m4a", "quiet murmur", "quiet speech", "noisy", "too loud", "loud and soft"],
    )
    def test_brings_every_recording_to_the_same_loudness(self, tmp_path, make):
        target = tmp_path / "target.mp3"
        assert not inspect_recording(make(tmp_path / "voice"), target).problems
        lufs, peak = measure(target)
        assert lufs == pytest.approx(-16, abs=0.3)
        assert peak <= -1.5

    @pytest.mark.parametrize("seed", range(6))
    def test_keeps_peaks_in_check_that_stand_out(self, tmp_path, seed):
        chance = np.random.default_rng(seed)
        samples = spoken().astype(np.float64) / 5
        for place in chance.integers(0, len(samples) - 400, 30):
            samples[place : place + 400] += chance.normal(0, 5000, 400) * np.hanning(400)
        target = tmp_path / "target.mp3"
        inspect_recording(wav(tmp_path / "voice", samples=samples.astype(np.int16)), target)
        lufs, peak = measure(target)
        assert lufs == pytest.approx(-16, abs=0.5)
        assert peak <= -1.5

    def test_does_not_raise_noise_by_more_than_20_db(self, tmp_path):
        quiet = wav(tmp_path / "voice", samples=speech(4, level=0.02))
        before, _ = measure(quiet)
        inspect_recording(quiet, tmp_path / "target.mp3")
        after, _ = measure(tmp_path / "target.mp3")
        assert after - before == pytest.approx(20, abs=0.2)

    @pytest.mark.parametrize("seed", range(20))
    def test_never_lets_a_sample_over_the_ceiling_and_never_jumps(self, seed):
        chance = np.random.default_rng(seed)
        samples = (chance.laplace(0, chance.integers(200, 4000), 50_000)).clip(-32768, 32767).astype(np.int16)
        levelling = level(powers(samples), block_peaks(samples))
        changed = np.concatenate(list(levelling.apply(samples, fade_in=False, fade_out=False)))
        assert len(changed) == len(samples)
        assert np.abs(changed.astype(np.int32)).max() <= CEILING * 32768 + 1
        assert np.abs(np.diff(levelling.kept)).max() < 1 / 14

    def test_leaves_silence_alone(self):
        levelling = level(powers(silence(1)), block_peaks(silence(1)))
        assert not np.concatenate(list(levelling.apply(silence(1), fade_in=True, fade_out=True))).any()
