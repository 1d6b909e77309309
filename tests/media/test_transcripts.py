"""What is said in a recording, word by word; for real where the extra "captions" is installed."""

from decimal import Decimal

import pytest

from apps.media import transcripts
from apps.media.captions import Cue, cues_of_words
from apps.media.drafts import speak_draft
from tests.media_files import mp3, silence

for_real = pytest.mark.skipif(not transcripts.IS_INSTALLED, reason="the extra captions is not installed")
TEXT = "Welcome to our spring tasting. Come in and have a cup of tea."


class TestCuesOfWords:
    def test_each_caption_is_there_while_its_words_are_heard(self):
        words = [
            (0.1, 0.6, " Welcome,"),
            (0.6, 1.5, " friends of the house of tea."),
            (2.4, 2.9, " Come"),
            (2.9, 3.2, " in and sit down."),
        ]
        assert cues_of_words(words, 5) == [
            Cue(0.1, 2.0, "Welcome, friends of the house of tea."),
            Cue(2.4, 3.7, "Come in and sit down."),
        ]

    def test_a_word_that_fills_more_than_a_line_keeps_its_time(self):
        cues = cues_of_words([(1.0, 2.0, "x" * 100)], 5)
        assert (cues[0].start, cues[-1].end) == (1.0, 2.5)

    @pytest.mark.parametrize("words", [[], [(0.0, 1.0, " ")]])
    def test_nothing_heard_is_nothing_shown(self, words):
        assert cues_of_words(words, 5) == []


class TestTranscribe:
    def test_words_come_with_their_times(self, tmp_path, monkeypatch):
        monkeypatch.setattr(transcripts, "PROGRAM", "tests.media.programs.ear")
        words = transcripts.transcribe(mp3(tmp_path / "hello.mp3", 3))
        assert "".join(word.text for word in words) == " Hello, all of you. Come in."
        assert words[0] == transcripts.Word(0.1, 0.5, " Hello,")

    @for_real
    def test_hears_what_the_draft_voice_says(self, tmp_path):
        speech = speak_draft(TEXT, Decimal("1.0"), tmp_path / "draft.wav").speech
        words = transcripts.transcribe(tmp_path / "draft.wav")
        assert "".join(word.text for word in words).strip() == TEXT
        assert words[0].start == pytest.approx(speech[0], abs=0.4)
        assert words[-1].end == pytest.approx(speech[1], abs=0.4)

    @for_real
    def test_hears_nothing_where_nothing_is_said(self, tmp_path):
        assert transcripts.transcribe(mp3(tmp_path / "hush.mp3", samples=silence(4))) == []
        assert transcripts.transcribe(mp3(tmp_path / "hum.mp3", 4)) == []
