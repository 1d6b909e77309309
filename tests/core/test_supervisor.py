import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import ROOT, still_running, wait_for


class Supervised:
    """A running supervisor whose only program is `tests.core.programs.child`."""

    def __init__(self, folder: Path, module: str = "tests.core.programs.child", *words: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.core.programs.supervised", module, str(folder), *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def programs(self) -> dict[int, int]:
        """Every process that was started so far, and its own child."""
        return {int(path.stem): int(path.read_text()) for path in self.folder.glob("*.child")}

    def everyone(self) -> list[int]:
        return [pid for pair in self.programs().items() for pid in pair]

    def wait_for_programs(self, number: int) -> None:
        wait_for(lambda: len(self.programs()) == number, 15, f"{number} programs")


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Supervised]:
    one = Supervised(tmp_path)
    one.wait_for_programs(1)
    yield one
    one.process.kill()
    one.process.communicate()


class TestSupervisor:
    def test_starts_a_killed_program_again_without_what_was_left_of_it(self, supervised):
        [(killed, its_child)] = supervised.programs().items()
        os.kill(killed, signal.SIGKILL)
        supervised.wait_for_programs(2)
        assert not still_running([killed, its_child])
        assert len(still_running(supervised.everyone())) == 2

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_ends_everything_and_reports_success_when_asked_to(self, supervised, number):
        supervised.process.send_signal(number)
        assert supervised.process.wait(10) == 0
        wait_for(lambda: not still_running(supervised.everyone()), 5, "the end of all programs")

    def test_leaves_nothing_when_it_is_killed(self, supervised):
        supervised.process.kill()
        wait_for(lambda: not still_running(supervised.everyone()), 5, "the end of all programs")

    def test_kills_a_program_that_does_not_end_when_asked(self, tmp_path):
        stubborn = Supervised(tmp_path, "tests.core.programs.child", "stubborn")
        stubborn.wait_for_programs(1)
        stubborn.process.send_signal(signal.SIGINT)
        assert stubborn.process.wait(10) == 0
        wait_for(lambda: not still_running(stubborn.everyone()), 5, "the end of all programs")
        stubborn.process.communicate()

    def test_gives_up_with_a_sentence_on_a_program_that_cannot_start(self, tmp_path):
        hopeless = Supervised(tmp_path, "tests.core.no_such_module")
        output, _ = hopeless.process.communicate(timeout=40)
        assert hopeless.process.returncode == 1
        assert output.count("We start it again.") == 4
        assert "The helper cannot start." in output
