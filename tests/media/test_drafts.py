"""The draft voice as a process of its own: it needs nothing from outside, and may use only so much."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from apps.core.programs import NotFinished
from apps.media import drafts
from apps.media.audio import inspect_recording

TEXT = "Welcome to our spring tasting. Come in and have a cup of tea."
NORMAL = Decimal("1.0")


class TestSpeakDraft:
    def test_speaks_and_says_when(self, tmp_path):
        spoken = drafts.speak_draft(TEXT, NORMAL, tmp_path / "draft.wav")
        report = inspect_recording(tmp_path / "draft.wav", tmp_path / "draft.mp3")
        assert not report.problems
        [(pause_start, pause_end)] = spoken.pauses
        start, end = spoken.speech
        assert 0 < start < pause_start < pause_end < end < report.seconds

    def test_nothing_to_say_is_no_speech_and_no_pauses(self, tmp_path):
        spoken = drafts.speak_draft("…", NORMAL, tmp_path / "draft.wav")
        assert (spoken.sentences, spoken.pauses, spoken.speech) == ((), [], None)

    def test_a_relative_path_means_the_same_file(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        drafts.speak_draft("Hello there.", NORMAL, Path("draft.wav"))
        assert (tmp_path / "draft.wav").exists()

    def test_a_process_that_is_ended_is_said(self, tmp_path, monkeypatch):
        monkeypatch.setattr(drafts, "CPU_SECONDS", 0)
        with pytest.raises(NotFinished):
            drafts.speak_draft(TEXT * 60, NORMAL, tmp_path / "draft.wav")

    def test_one_that_takes_too_long_is_ended(self, tmp_path, monkeypatch):
        monkeypatch.setattr(drafts, "WALL_SECONDS", 0.05)
        with pytest.raises(NotFinished):
            drafts.speak_draft(TEXT, NORMAL, tmp_path / "draft.wav")

    def test_they_speak_one_after_the_other(self, tmp_path):
        with drafts.SPEAKING, ThreadPoolExecutor(1) as people:
            waits = people.submit(drafts.speak_draft, "Hello.", NORMAL, tmp_path / "draft.wav")
            with pytest.raises(TimeoutError):
                waits.result(timeout=3)
            drafts.SPEAKING.release()
            assert waits.result(timeout=60).sentences
            drafts.SPEAKING.acquire()
