"""A part of a recording: as long as it should be, without clicks, judged by itself."""

from decimal import Decimal
from pathlib import Path

import av
import numpy as np
import pytest

from apps.media.audio import MAX_SECONDS, MAX_SENT_BYTES, inspect_recording
from apps.media.problems import Code, Problem
from tests.media_files import RATE, silence, speech, wav


@pytest.fixture
def target(tmp_path) -> Path:
    return tmp_path / "target.mp3"


@pytest.fixture
def voice(tmp_path) -> Path:
    return tmp_path / "voice"


def heard(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray().reshape(-1) for frame in container.decode(audio=0)])


class TestParts:
    @pytest.mark.parametrize(
        ("start", "end", "seconds"), [("1", "4.5", "3.5"), (None, "2.25", "2.25"), ("3", None, "3"), ("-1", "9", "6")]
    )
    def test_are_as_long_as_they_should_be(self, voice, target, start, end, seconds):
        span = {"start": start and Decimal(start), "end": end and Decimal(end)}
        report = inspect_recording(wav(voice, 6), target, **span)
        assert (report.seconds, report.source_seconds) == (Decimal(seconds), Decimal(6))

    def test_are_what_is_there_and_nothing_else(self, voice, target):
        samples = np.concatenate([silence(2), speech(3), silence(2)])
        report = inspect_recording(wav(voice, samples=samples), target, start=Decimal(2), end=Decimal(5))
        inspect_recording(wav(voice, samples=speech(3)), target.with_name("alone.mp3"))
        alone = heard(target.with_name("alone.mp3"))
        assert np.corrcoef(heard(target), alone)[0, 1] > 0.999
        assert report.source_peaks[:68] == [0] * 68
        assert min(report.source_peaks[69:171]) > 0

    def test_begin_and_end_without_a_click(self, voice, target):
        steady = (np.sin(np.arange(RATE * 6) * 0.02) * 8000).astype(np.int16)
        inspect_recording(wav(voice, samples=steady), target, start=Decimal(1), end=Decimal(4))
        sound = np.abs(heard(target))
        assert sound[1000:-1000].max() > 10 * max(sound[:20].max(), sound[-20:].max())

    def test_do_not_fade_where_nothing_was_cut(self, voice, target):
        steady = (np.cos(np.arange(RATE * 3) * 0.02) * 8000).astype(np.int16)
        inspect_recording(wav(voice, samples=steady), target)
        assert np.abs(heard(target)[:100]).max() > 0.5 * np.abs(heard(target)).max()

    def test_of_less_than_2_seconds_are_written_and_named(self, voice, target):
        report = inspect_recording(wav(voice), target, end=Decimal("1.5"))
        assert report.problems == (Problem(Code.TOO_SHORT, {"seconds": 1.5, "minimum": 2}),)
        assert len(heard(target)) == 1.5 * RATE

    @pytest.mark.parametrize("span", [("5", "9"), ("2", "1")])
    def test_of_nothing_are_silent(self, voice, target, span):
        report = inspect_recording(wav(voice), target, start=Decimal(span[0]), end=Decimal(span[1]))
        assert report.problems == (Problem(Code.SILENT),)
        assert not target.exists()

    def test_have_checks_of_their_own(self, voice, target):
        samples = np.concatenate([speech(3), speech(3, level=0.02)])
        recording = wav(voice, samples=samples)
        loud, quiet = (inspect_recording(recording, target, start=Decimal(at), end=Decimal(at + 3)) for at in (0, 3))
        assert ([check.code for check in loud.checks], [check.code for check in quiet.checks]) == (
            [Code.CLEAR],
            [Code.TOO_QUIET],
        )
        assert loud.loudness == quiet.loudness

    def test_are_below_5_mb_however_much_a_service_takes(self, voice, target):
        report = inspect_recording(wav(voice, 30, rate=8_000), target)
        assert target.stat().st_size / float(report.seconds) * MAX_SECONDS < MAX_SENT_BYTES * 0.75
