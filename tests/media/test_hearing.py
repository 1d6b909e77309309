"""What a person is told about a voice: only what is so."""

import numpy as np
import pytest

from apps.media.hearing import Hearing
from apps.media.problems import Check, Code, Level
from apps.preview.murmur import murmur
from tests.media.sound_cases import too_loud, with_noise, with_pauses
from tests.media_files import RATE, silence, speech


def murmured() -> np.ndarray:
    return murmur("Hello and welcome to our channel. We are glad. " * 2, voice="one", speed=1.0, rate=RATE)


def checks(samples: np.ndarray) -> list[str]:
    return [check.code for check in Hearing.of(samples).checks()]


def as_loud_as_can_be(samples: np.ndarray) -> np.ndarray:
    return (samples * (32_767 / np.abs(samples.astype(np.int32)).max())).astype(np.int16)


class TestChecks:
    @pytest.mark.parametrize(
        "samples",
        [
            speech(3),
            murmured(),
            as_loud_as_can_be(speech(3)),
            as_loud_as_can_be(murmured()),
            with_pauses(0.5, 1.2, 1.4),
            with_pauses(3),
            with_noise(with_pauses(0.6, 0.6), 0.002),
            with_noise(with_pauses(0.6, 0.6), 0.005),
        ],
        ids=["speech", "murmur", "full scale", "full murmur", "short pauses", "one long pause", "hiss", "some noise"],
    )
    def test_say_that_a_clear_voice_is_clear(self, samples):
        assert Hearing.of(samples).checks() == (Check(Code.CLEAR, Level.OK),)

    @pytest.mark.parametrize(
        ("samples", "code"),
        [
            (speech(3, level=0.05), Code.TOO_QUIET),
            (too_loud(), Code.CLIPPED),
            (with_noise(with_pauses(0.6, 0.6), 0.05), Code.NOISY),
            (with_noise(silence(3), 0.1), Code.NOISY),
        ],
        ids=["quiet", "clipped", "noisy", "nothing but noise"],
    )
    def test_warn_of_what_is_not_so_good(self, samples, code):
        assert Hearing.of(samples).checks() == (Check(code, Level.WARN),)

    def test_count_the_long_pauses(self):
        assert Hearing.of(with_pauses(2, 0.5, 1.6, 4)).checks() == (Check(Code.LONG_PAUSES, Level.WARN, {"count": 3}),)

    def test_can_be_several(self):
        assert checks(with_noise(with_pauses(2, 2), 0.002) // 20) == [Code.TOO_QUIET, Code.LONG_PAUSES]


class TestNoiseFloor:
    @pytest.mark.parametrize("level", [0.002, 0.01, 0.05])
    def test_is_what_is_left_in_the_pauses(self, level):
        alone = Hearing.of(with_noise(silence(4), level)).loudness
        assert Hearing.of(with_noise(with_pauses(0.8, 0.8), level)).noise_floor == pytest.approx(alone, abs=1)

    def test_of_a_voice_without_pauses_is_that_of_its_softest_moments(self):
        hearing = Hearing.of(speech(3))
        assert hearing.loudness - 30 < hearing.noise_floor < hearing.loudness - 10


class TestAudible:
    @pytest.mark.parametrize("samples", [silence(3), silence(0), speech(3, level=0.002), np.full(RATE, 9000, np.int16)])
    def test_nothing_is_where_nobody_speaks(self, samples):
        assert not Hearing.of(samples).is_audible

    def test_a_quiet_voice_is(self):
        assert Hearing.of(speech(3, level=0.02)).is_audible
