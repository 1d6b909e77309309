"""A voice without words: as long as the text would take, and the same every time."""

import numpy as np
import pytest

from apps.preview.murmur import murmur

RATE = 8000


def seconds(text: str, speed: float = 1) -> float:
    return len(murmur(text, voice="v", speed=speed, rate=RATE)) / RATE


class TestLength:
    def test_english_takes_about_a_second_for_fourteen_letters(self):
        assert 9 < seconds("the little fox " * 10) < 12

    def test_chinese_takes_about_a_second_for_five_characters(self):
        assert abs(seconds("欢迎来到我们的频道" * 5) - 45 / 4.6) < 0.1

    @pytest.mark.parametrize("speed", [0.8, 2.0])
    def test_speed_divides_it(self, speed):
        text = "Hello and welcome to our channel."
        assert abs(seconds(text, speed) - seconds(text) / speed) < 0.01

    def test_a_stop_is_longer_than_a_space(self):
        assert seconds("One. Two") > seconds("One, two") > seconds("One two")

    @pytest.mark.parametrize("text", ["。" * 5000, "word " * 5000])
    def test_it_ends_after_five_minutes(self, text):
        assert seconds(text) == 300

    @pytest.mark.parametrize("text", ["", " ", "a", "…", "𝒳🙂"])
    def test_there_is_always_something(self, text):
        assert seconds(text) > 0


class TestSound:
    def test_the_same_text_sounds_the_same(self):
        assert np.array_equal(*(murmur("Hello there.", voice="v", speed=1, rate=RATE) for _ in range(2)))

    def test_each_voice_has_its_own(self):
        first, second = (murmur("Hello there.", voice=voice, speed=1, rate=RATE) for voice in ("a", "b"))
        assert not np.array_equal(first, second)

    def test_it_is_loud_while_it_speaks_and_silent_at_a_stop(self):
        samples = murmur("Hello. Hello.", voice="v", speed=1, rate=RATE).astype(float)
        begin = round(5 / 14 * RATE)
        assert np.abs(samples[:begin]).max() > 5000
        assert np.abs(samples[begin + 10 : begin + round(0.3 * RATE)]).max() == 0
        assert np.abs(samples).max() < 32767 / 2
