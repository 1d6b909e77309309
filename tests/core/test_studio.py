"""The whole studio as real processes: one start per class, because each takes seconds."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.processes import ROOT, Studio, wait_for


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    with Studio() as one:
        yield one


def start_another(studio: Studio, **environment: str) -> subprocess.CompletedProcess:
    """A second start with the environment of `studio`, which is expected to end by itself."""
    return subprocess.run(
        [sys.executable, "manage.py", "studio"],
        cwd=ROOT,
        env={**studio.environment, **environment},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as database:
        return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


class TestRunning:
    def test_refuses_a_second_start_on_the_same_files_and_names_the_first(self, studio):
        second = start_another(studio)
        assert second.returncode == 1
        assert f"Open http://localhost:{studio.port}, or stop it first." in second.stderr

    def test_refuses_a_taken_port_with_a_way_out(self, studio, tmp_path):
        second = start_another(studio, DATA_DIR=str(tmp_path))
        assert second.returncode == 1
        assert f"Port {studio.port} is taken by another program." in second.stderr
        assert "PORT=9000 make run" in second.stderr

    @pytest.mark.parametrize("host", ["no-such-host.invalid", "192.0.2.1"])
    def test_refuses_a_host_that_is_not_this_computer(self, studio, tmp_path, host):
        second = start_another(studio, DATA_DIR=str(tmp_path), HOST=host)
        assert second.returncode == 1
        assert f"HOST={host} is not a name or address of this computer." in second.stderr

    def test_keeps_its_secrets_readable_by_their_owner_only(self, studio):
        for name in ("secret_key", "field_key"):
            assert (studio.data_dir / name).stat().st_mode & 0o777 == 0o600


class TestKilled:
    @pytest.mark.parametrize("name", ["web", "worker", "beat"])
    def test_starts_a_killed_program_again(self, studio, name):
        killed = studio.kill(name)
        wait_for(lambda: set(studio.pids(name)) - set(killed), 15, f"another {name}")
        wait_for(lambda: studio.who_answers() == studio.installation, 15, "the page")

    def test_leaves_nothing_when_it_is_killed_itself(self):
        with Studio() as one:
            one.processes()
            one.kill("studio")
            one.wait_for_end()
            wait_for(lambda: not one.left_over(), 5, "the end of all programs")


class TestRestart:
    def test_says_little_keeps_everything_and_copies_the_database_before_changing_it(self, tmp_path: Path):
        with Studio(tmp_path) as first:
            secret = (tmp_path / "secret_key").read_text()
            assert first.stop(signal.SIGINT) == 0
            assert first.left_over() == []
            assert first.output.splitlines() == [
                "Avatar Studio is starting.",
                "",
                f"Avatar Studio is ready: http://localhost:{first.port}",
                f"Press Ctrl-C to stop. Your files are in {tmp_path}.",
                "Avatar Studio has stopped.",
            ]
        assert not (tmp_path / "backups").exists()  # nothing was there to copy
        with closing(sqlite3.connect(tmp_path / "studio.sqlite3")) as database:
            database.executescript(
                "CREATE TABLE kept (words); DROP TABLE django_session;"
                "DELETE FROM django_migrations WHERE app = 'sessions'"
            )
        with Studio(tmp_path) as second:
            assert second.installation == first.installation
            assert (tmp_path / "secret_key").read_text() == secret
            assert {"kept", "django_session"} <= tables(tmp_path / "studio.sqlite3")
            [copy] = (tmp_path / "backups").iterdir()
            assert tables(copy) >= {"kept"}
            assert "django_session" not in tables(copy)
            assert second.stop(signal.SIGTERM) == 0
            assert second.left_over() == []
