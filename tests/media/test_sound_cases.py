"""Every file that comes as a recording ends as it should, in the sandbox, and the person reads why."""

import sys
import time
from decimal import Decimal
from pathlib import Path

import av
import pytest

from apps.media import sandbox
from apps.media.problems import Code
from apps.media.words import explain
from tests.media import THOROUGH
from tests.media.sound_cases import CASES, minutes

LONG_MINUTES = 29 if THOROUGH else 6
MOST_MEMORY = 600 * 1024  # KB
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def decoded_seconds(path: Path) -> float:
    with av.open(str(path)) as container:
        return sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))


def test_there_are_53_of_them():
    assert len({case.name for case in CASES}) == len(CASES) == 53


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_ends_as_it_should(case, tmp_path):
    recording, target = tmp_path / case.name, tmp_path / "target.mp3"
    case.make(recording)
    report = sandbox.inspect_recording(recording, target)
    assert [found.code for found in report.problems or report.checks] == [case.code]
    assert [explain(found)[0] for found in report.problems or report.checks] == [case.sentence]
    assert (report.format, report.size_bytes) == (case.format, recording.stat().st_size)
    assert target.exists() is (not report.problems or case.code == Code.TOO_SHORT)
    if target.exists():
        assert float(report.seconds) == pytest.approx(case.seconds, abs=0.05)
        assert float(report.seconds) == round(decoded_seconds(target), 3)
        assert abs(report.source_seconds - report.seconds) <= Decimal("0.002")


def memory_of_the_child() -> int:
    """The most that the one child of the sandbox has ever used, in KB."""
    (child,) = sandbox._pool._children
    return int(Path(f"/proc/{child._process.pid}/status").read_text().partition("VmHWM:")[2].split()[0])


@pytest.fixture
def fresh_child():
    sandbox._pool.end()


@linux_only
@pytest.mark.usefixtures("fresh_child")
class TestMemoryAndTime:
    @pytest.mark.parametrize(
        "case", [case for case in CASES if case.code == Code.FAR_TOO_LONG], ids=lambda case: case.name
    )
    def test_what_goes_on_for_hours_is_put_down_soon(self, case, tmp_path):
        case.make(tmp_path / case.name)
        begun = time.monotonic()
        sandbox.inspect_recording(tmp_path / case.name, tmp_path / "target.mp3")
        assert time.monotonic() - begun < 30  # a few on a machine of its own
        assert memory_of_the_child() < MOST_MEMORY

    @pytest.mark.timeout(600)
    def test_a_long_one_is_written_within_the_limits_as_a_small_copy(self, tmp_path):
        report = sandbox.inspect_recording(minutes(tmp_path / "long.mp3", LONG_MINUTES), tmp_path / "target.mp3")
        assert not report.problems
        assert float(report.seconds) == pytest.approx(LONG_MINUTES * 60, abs=3)  # a bit of padding with each minute
        assert (tmp_path / "target.mp3").stat().st_size < float(report.seconds) * 8_100
        assert memory_of_the_child() < MOST_MEMORY
