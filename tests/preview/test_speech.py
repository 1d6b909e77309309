"""A mouth opens for speech, keeps shut for all else, and has a place in every picture."""

import wave

import av
import numpy as np
import pytest

from apps.preview.speech import RATE, load, read_lips
from tests.media_files import aac, jpeg, m4a, mp3, speech, wav
from tests.preview.espeak import speak

FPS = 25
RANDOM = np.random.default_rng(5)


def spoken(text: str, voice: str = "en-us") -> np.ndarray:
    return speak(voice, text).samples


def chords(seconds: float) -> np.ndarray:
    """Three notes at a time, a new chord every half a second, each fading away."""
    time = np.arange(round(seconds * RATE)) / RATE
    root = 220 * 2 ** (np.array([0, 5, 7, 3])[(time * 2).astype(int) % 4] / 12)
    notes = sum(np.sin(2 * np.pi * np.cumsum(root * ratio) / RATE) for ratio in (1, 1.25, 1.5))
    return (notes / 6 * np.exp(-2 * (time % 0.5))).astype(np.float32)


class TestAnyLength:
    @pytest.mark.parametrize("count", [0, 1, 159, 160, 640, 641, 4799, 48_000])
    def test_there_are_as_many_pictures_as_cover_the_sound(self, count):
        lips = read_lips(np.resize(spoken("Hello there."), count).astype(np.float32), FPS)
        assert len(lips.openness) == len(lips.width) == int(np.ceil(count / RATE * FPS))
        assert (lips.openness.dtype, lips.width.dtype) == (np.float32, np.float32)

    def test_other_rates_of_pictures_show_the_same_moments(self):
        samples = spoken("Hello and welcome to our channel.")
        at_25, at_50 = (read_lips(samples, fps).openness for fps in (25, 50))
        assert len(at_50) in {2 * len(at_25) - 1, 2 * len(at_25)}
        between = (at_50[:-1:2] + at_50[1::2]) / 2
        assert np.abs(between - at_25[: len(between)]).max() < 0.1

    def test_five_minutes_open_the_mouth_as_half_a_minute_does(self):
        short = np.resize(spoken("My father bought five of them, honestly, and a small house."), 30 * RATE)
        long = read_lips(np.tile(short, 10), FPS)
        assert len(long.openness) == 7500
        assert np.allclose(long.openness[750:1400], read_lips(short, FPS).openness[:650], atol=0.05)


class TestMouth:
    def test_it_shuts_for_lips_that_meet_and_opens_for_a(self):
        said = speak("en-us", "Mama, papa, mama, papa, mama, papa.")
        openness = read_lips(said.samples, FPS).openness
        middles = {letter: [] for letter in "mpɑ"}
        for phone in said.phones:
            letter = phone.ipa.strip("ˈˌː")
            if letter in middles:
                middles[letter].append(openness[int((phone.start + phone.end) / 2 * FPS)])
        assert np.mean(middles["ɑ"]) > 0.6
        assert max(np.mean(middles["m"]), np.mean(middles["p"])) < 0.3

    def test_lips_are_spread_for_ee_and_round_for_oo(self):
        said = speak("es", "Sí, tú, sí, tú, sí, tú, sí, tú.")
        width = read_lips(said.samples, FPS).width
        middles = {"i": [], "u": []}
        for phone in said.phones:
            letter = phone.ipa.strip("ˈˌː")
            if letter in middles:
                middles[letter].append(width[int((phone.start + phone.end) / 2 * FPS)])
        assert np.mean(middles["i"]) > 0.2 > -0.2 > np.mean(middles["u"])

    def test_it_rests_between_the_words(self):
        lips = read_lips(np.concatenate([spoken("Hello."), np.zeros(2 * RATE, np.float32), spoken("Hello.")]), FPS)
        middle = len(lips.openness) // 2
        assert (lips.openness[middle], lips.width[middle]) == (0, 0)
        assert lips.openness.max() > 0.5

    @pytest.mark.parametrize("seconds", [2, 120])
    def test_a_word_in_a_long_silence_is_seen(self, seconds):
        word = spoken("Hello.")
        lips = read_lips(np.concatenate([np.zeros(seconds * RATE, np.float32), word]), FPS)
        assert lips.openness[: seconds * FPS - 3].max() == 0
        assert lips.openness[seconds * FPS :].max() > 0.5


class TestOtherSounds:
    @pytest.mark.parametrize(
        "samples",
        [
            np.zeros(5 * RATE),
            RANDOM.normal(0, 0.03, 5 * RATE),
            0.3 * np.sin(np.arange(5 * RATE) * 2 * np.pi * 800 / RATE),
            np.full(5 * RATE, 0.5),
            RANDOM.normal(0, 1e-4, 5 * RATE),
        ],
        ids=["silence", "noise", "a tone", "a shifted line", "hardly anything"],
    )
    def test_what_does_not_change_leaves_the_mouth_shut(self, samples):
        assert read_lips(samples.astype(np.float32), FPS).openness[5:-5].max() < 0.05

    def test_music_is_followed_within_bounds(self):
        lips = read_lips(chords(8), FPS)
        assert 0 <= lips.openness.min() <= lips.openness.max() <= 1
        assert -1 <= lips.width.min() <= lips.width.max() <= 1

    def test_it_does_not_matter_how_loud_somebody_speaks(self):
        samples = spoken("Hello and welcome to our channel. Today we talk about tea.")
        quiet = read_lips(samples * np.float32(0.05), FPS).openness
        assert np.corrcoef(quiet, read_lips(samples, FPS).openness)[0, 1] > 0.98

    def test_noise_behind_a_voice_is_not_spoken_along(self):
        samples = spoken("Hello and welcome to our channel. Today we talk about tea.")
        noise = RANDOM.normal(0, np.sqrt((samples**2).mean()) / 10, len(samples))
        noisy = read_lips((samples + noise).astype(np.float32), FPS).openness
        assert np.corrcoef(noisy, read_lips(samples, FPS).openness)[0, 1] > 0.95

    def test_the_same_sound_moves_the_same_mouth(self):
        samples = spoken("Hello.")
        first, second = (read_lips(samples, FPS) for _ in range(2))
        assert np.array_equal(first.openness, second.openness)
        assert np.array_equal(first.width, second.width)


class TestLoad:
    @pytest.mark.parametrize("make", [wav, mp3, m4a, aac])
    def test_every_format_comes_as_the_same_samples(self, tmp_path, make):
        samples = load(make(tmp_path / "voice", 2))
        wanted = speech(2, RATE).astype(np.float32) / 32768
        assert (samples.dtype, samples.ndim) == (np.float32, 1)
        assert len(samples) == pytest.approx(2 * RATE, abs=0.1 * RATE)
        shift = np.argmax([samples[shift:][:20_000] @ wanted[:20_000] for shift in range(2400)])
        assert np.corrcoef(samples[shift:][:20_000], wanted[:20_000])[0, 1] > 0.98

    def test_two_channels_become_one(self, tmp_path):
        with wave.open(str(tmp_path / "stereo.wav"), "wb") as file:
            file.setparams((2, 2, RATE, 0, "NONE", ""))
            file.writeframes(np.stack([speech(1, RATE), np.zeros(RATE, np.int16)], axis=1).tobytes())
        assert len(load(tmp_path / "stereo.wav")) == RATE

    def test_numbers_that_are_no_sound_do_no_harm(self, tmp_path):
        odd = np.array([0.1, np.nan, np.inf, -np.inf, 1e30] * 3000, np.float32)
        with av.open(str(tmp_path / "odd.wav"), "w", format="wav") as container:
            stream = container.add_stream("pcm_f32le", rate=RATE, layout="mono")
            frame = av.AudioFrame.from_ndarray(odd.reshape(1, -1), format="flt", layout="mono")
            frame.sample_rate = RATE
            container.mux(stream.encode(frame))
        samples = load(tmp_path / "odd.wav")
        assert np.abs(samples).max() <= 1
        assert np.isfinite(read_lips(samples, FPS).openness).all()

    def test_what_is_no_sound_is_an_error(self, tmp_path):
        with pytest.raises(av.FFmpegError):
            load(jpeg(tmp_path / "voice.mp3"))
        with pytest.raises(OSError, match="missing"):
            load(tmp_path / "missing.mp3")

    def test_no_list_of_addresses_is_followed(self, tmp_path):
        (tmp_path / "voice.mp3").write_text("#EXTM3U\nhttp://127.0.0.1:9/a.mp3\n")
        with pytest.raises(av.FFmpegError):
            load(tmp_path / "voice.mp3")
