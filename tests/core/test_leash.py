import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT, still_running, wait_for


@pytest.fixture
def pipe():
    reading, writing = os.pipe()
    yield reading, writing
    os.close(reading)


def start_on_leash(descriptor: int, *arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "apps.core.leash", str(descriptor), *arguments],
        cwd=ROOT,
        pass_fds=[descriptor],
        start_new_session=True,
        stdout=subprocess.PIPE,
        text=True,
    )


class TestLeash:
    def test_runs_the_module_as_if_it_were_called_itself(self, pipe):
        with start_on_leash(pipe[0], "tests.core.programs.whoami", "a", "b c") as process:
            assert process.communicate()[0] == "__main__ ['a', 'b c'] tests.core.programs.whoami\n"
        assert process.returncode == 0
        os.close(pipe[1])

    def test_ends_the_module_and_its_children_when_the_pipe_closes(self, pipe, tmp_path: Path):
        with start_on_leash(pipe[0], "tests.core.programs.child", str(tmp_path)) as process:
            wait_for(lambda: list(tmp_path.glob("*.child")), 10, "the child")
            grandchild = int(next(tmp_path.glob("*.child")).read_text())
            assert still_running([grandchild])
            os.close(pipe[1])
            process.wait(5)
        wait_for(lambda: not still_running([grandchild]), 5, "the end of the grandchild")

    def test_gives_the_exit_code_of_the_module(self, pipe):
        with start_on_leash(pipe[0], "tests.core.no_such_module") as process:
            assert process.wait(10) == 1
        os.close(pipe[1])
