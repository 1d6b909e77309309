"""The draft voice: whatever is typed, it speaks what it can and never stumbles."""

import re
import wave
from pathlib import Path

import numpy as np
import pytest
from hibari import Hibari
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.media.draft_voice import readable, speak

TEXT = "Welcome to our spring tasting. Come in and have a cup of tea."
TYPED = st.text(st.one_of(st.sampled_from("aeint 0123456789.,!?$%&/'’-[](){}*#@~^\n"), st.characters()), max_size=120)


@pytest.fixture(scope="module")
def voice() -> Hibari:
    return Hibari()


def samples_of(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (24_000, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


class TestSpeak:
    def test_says_from_when_to_when_each_sentence_is_heard(self, voice, tmp_path):
        first, second = speak(voice, TEXT, 1.0, tmp_path / "a.wav")
        seconds = len(samples_of(tmp_path / "a.wav")) / 24_000
        assert 0 < first[0] < first[1] < second[0] < second[1] < seconds
        assert 3 < seconds < 6
        assert second[0] - first[1] > 0.4  # a pause that people hear

    def test_is_as_loud_as_it_can_be(self, voice, tmp_path):
        speak(voice, TEXT, 1.0, tmp_path / "a.wav")
        assert 0.88 < np.abs(samples_of(tmp_path / "a.wav").astype(int)).max() / 32767 < 0.92

    def test_the_same_text_always_sounds_the_same(self, voice, tmp_path):
        for name in ("a.wav", "b.wav"):
            speak(voice, TEXT, 1.0, tmp_path / name)
        assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()

    def test_faster_is_shorter(self, voice, tmp_path):
        slow, fast = (speak(voice, TEXT, speed, tmp_path / "a.wav")[-1][1] for speed in (0.8, 2.0))
        assert fast < slow / 2

    @pytest.mark.parametrize(
        "text", ["", "  \n ", "…", "(((", "🎉🎉", "你好，世界", "-" * 300, "\u200b", "€€€", "[]()"]
    )
    def test_what_cannot_be_said_makes_no_file(self, voice, tmp_path, text):
        assert speak(voice, text, 1.0, tmp_path / "a.wav") == []
        assert not (tmp_path / "a.wav").exists()

    @pytest.mark.parametrize(
        "text",
        ["9" * 70, "1,000,000,000,000,000,000,000,000,000,000", "$5.50 on 3/4/2024 at 9:30am & 50%", "x" * 400,
         "“Hello,” she said – ‘yes’!", "Party 🎉 time", "Hello 你好 world", "a\0b", "[x](/y/)", "1/2 ½ ²", "½" * 50,
         "http://www.example.com/a/b?c=d", "words without an end " * 30, "A.B.C. XIV IIII #1", "\\n\\t ~ ^ | `"],
    )  # fmt: skip
    def test_odd_texts_are_spoken_as_far_as_they_go(self, voice, tmp_path, text):
        sentences = speak(voice, text, 1.0, tmp_path / "a.wav")
        assert sentences
        assert len(samples_of(tmp_path / "a.wav")) / 24_000 >= sentences[-1][1]

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(TYPED)
    def test_whatever_is_typed_it_comes_to_an_end(self, voice, tmp_path, text):
        sentences = speak(voice, text, 2.0, tmp_path / "a.wav")
        assert sentences == sorted(sentences)


class TestReadable:
    def test_a_long_number_is_read_digit_by_digit(self):
        assert readable("Call 00441632960961234 or 999.") == "Call 0 0 4 4 1 6 3 2 9 6 0 9 6 1 2 3 4 or 999."

    def test_plain_sentences_stay_as_they_are(self):
        assert readable(TEXT) == TEXT

    @given(TYPED)
    def test_nothing_is_too_long_to_be_read(self, text):
        read = readable(text)
        assert not re.search(r"\d{13,}|[^\W\d_]{41,}", read)
        assert not set("[]{}\0") & set(read)
