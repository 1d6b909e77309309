"""Inspections in child processes: the same answers, and never more than a lost child."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from apps.media import audio, films, images, sandbox
from apps.media.problems import Code, Problem
from tests.media_files import film, jpeg, png, wav

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
UNREADABLE = (Problem(Code.UNREADABLE),)


def children() -> list[int]:
    """Process ids of the sandbox children of this very process."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
            command = status.with_name("cmdline").read_bytes()
        except OSError:  # it ended meanwhile
            continue
        if parent == os.getpid() and b"apps.media.sandbox_child" in command:
            found.append(int(status.parent.name))
    return found


@pytest.fixture(autouse=True)
def _no_child_before_or_after():
    sandbox._pool.end()
    yield
    sandbox._pool.end()


class TestAnswers:
    def test_a_portrait_is_reported_as_without_the_sandbox(self, tmp_path):
        photo = jpeg(tmp_path / "photo.jpg")
        report = sandbox.inspect_portrait(photo, tmp_path / "a.jpg")
        assert report == images.inspect_portrait(photo, tmp_path / "b.jpg")
        assert (tmp_path / "a.jpg").read_bytes() == (tmp_path / "b.jpg").read_bytes()

    def test_a_voice_is_reported_as_without_the_sandbox(self, tmp_path):
        voice = wav(tmp_path / "voice.wav", 2)
        report = sandbox.inspect_recording(voice, tmp_path / "a.mp3")
        assert report == audio.inspect_recording(voice, tmp_path / "b.mp3")
        assert report.seconds == Decimal(2)

    def test_a_film_is_reported_as_without_the_sandbox(self, tmp_path):
        take = film(tmp_path / "film.mp4", 1)
        wanted = {"expected_seconds": Decimal("1.04"), "poster": tmp_path / "p.jpg", "backdrop": tmp_path / "b.jpg"}
        assert sandbox.inspect_film(take, **wanted) == films.inspect_film(take, **wanted)

    def test_problems_cross_the_pipe_with_their_numbers(self, tmp_path):
        report = sandbox.inspect_portrait(jpeg(tmp_path / "small.jpg", (200, 250)), tmp_path / "out.jpg")
        assert report.problems == (Problem(Code.TOO_SMALL, {"width": 200, "height": 250, "minimum": 300}),)

    def test_a_relative_path_means_the_same_file(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        jpeg(Path("photo.jpg"))
        assert not sandbox.inspect_portrait(Path("photo.jpg"), Path("out.jpg")).problems
        assert Path("out.jpg").exists()


@linux_only
class TestTrouble:
    def test_a_child_killed_at_work_costs_one_answer(self, tmp_path):
        photo = jpeg(tmp_path / "photo.jpg")
        sandbox.inspect_portrait(photo, tmp_path / "out.jpg")
        [child] = children()
        os.kill(child, signal.SIGSTOP)
        threading.Timer(0.3, os.kill, (child, signal.SIGKILL)).start()
        assert sandbox.inspect_portrait(photo, tmp_path / "out.jpg").problems == UNREADABLE
        assert not (tmp_path / "out.jpg").exists()
        assert not sandbox.inspect_portrait(photo, tmp_path / "out.jpg").problems
        assert children() != [child]

    def test_a_child_that_hangs_is_ended_at_the_deadline(self, tmp_path, monkeypatch):
        photo = jpeg(tmp_path / "photo.jpg")
        sandbox.inspect_portrait(photo, tmp_path / "out.jpg")
        [child] = children()
        os.kill(child, signal.SIGSTOP)
        with monkeypatch.context() as patch:
            patch.setattr(sandbox, "PORTRAIT", sandbox.Limits(cpu_seconds=5, wall_seconds=0.5))
            assert sandbox.inspect_portrait(photo, tmp_path / "out.jpg").problems == UNREADABLE
        assert children() == []
        assert not sandbox.inspect_portrait(photo, tmp_path / "out.jpg").problems

    def test_a_child_that_died_while_idle_costs_nothing(self, tmp_path):
        photo = jpeg(tmp_path / "photo.jpg")
        sandbox.inspect_portrait(photo, tmp_path / "out.jpg")
        [child] = children()
        os.kill(child, signal.SIGKILL)
        time.sleep(0.2)
        assert not sandbox.inspect_portrait(photo, tmp_path / "out.jpg").problems

    def test_an_interrupted_question_never_gets_its_answer_later(self, tmp_path):
        small, large = jpeg(tmp_path / "small.jpg", (300, 300)), jpeg(tmp_path / "large.jpg", (500, 500))
        sandbox.inspect_portrait(small, tmp_path / "out.jpg")
        [child] = children()
        os.kill(child, signal.SIGSTOP)
        before = signal.signal(signal.SIGUSR1, signal.default_int_handler)
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGUSR1)).start()
        with pytest.raises(KeyboardInterrupt):
            sandbox.inspect_portrait(small, tmp_path / "out.jpg")
        signal.signal(signal.SIGUSR1, before)
        assert sandbox.inspect_portrait(large, tmp_path / "out.jpg").width == 500

    def test_used_up_processor_time_ends_the_child(self, tmp_path, monkeypatch):
        long = wav(tmp_path / "long.wav", 290, rate=8_000)
        monkeypatch.setattr(sandbox, "RECORDING", sandbox.Limits(cpu_seconds=0, wall_seconds=60))
        assert sandbox.inspect_recording(long, tmp_path / "out.mp3").problems == UNREADABLE
        assert not (tmp_path / "out.mp3").exists()

    def test_a_file_that_cannot_be_opened_is_unreadable(self, tmp_path):
        report = sandbox.inspect_portrait(tmp_path / "nothing.jpg", tmp_path / "out.jpg")
        assert report.problems == UNREADABLE


@linux_only
class TestChildren:
    def test_there_are_at_most_two_for_many_threads(self, tmp_path):
        photos = [png(tmp_path / f"{number}.png", (300 + number, 400)) for number in range(12)]
        with ThreadPoolExecutor(12) as threads:
            targets = [photo.with_suffix(".jpg") for photo in photos]
            reports = list(threads.map(sandbox.inspect_portrait, photos, targets))
        assert [report.width for report in reports] == [300 + number for number in range(12)]
        assert 1 <= len(children()) <= 2

    def test_waiting_for_a_free_one_is_bounded(self, tmp_path, monkeypatch):
        photo = jpeg(tmp_path / "photo.jpg")
        monkeypatch.setattr(sandbox, "WAIT_SECONDS", 0.1)
        places = [sandbox._pool._places.get() for _ in range(sandbox.CHILDREN)]
        try:
            assert sandbox.inspect_portrait(photo, tmp_path / "out.jpg").problems == UNREADABLE
        finally:
            for place in places:
                sandbox._pool._places.put(place)

    def test_one_is_replaced_after_its_share_of_work(self, tmp_path, monkeypatch):
        photo = jpeg(tmp_path / "photo.jpg", (300, 300))
        monkeypatch.setattr(sandbox, "JOBS_PER_CHILD", 2)
        seen = set()
        for _ in range(4):
            sandbox.inspect_portrait(photo, tmp_path / "out.jpg")
            seen.update(children())
        assert len(seen) == 2
        assert len(children()) == 1

    def test_they_know_no_secrets(self, tmp_path, monkeypatch):
        for name in ("SECRET_KEY", "FIELD_KEYS", "DATABASE_URL"):
            monkeypatch.setenv(name, "do-not-tell")
        sandbox.inspect_portrait(jpeg(tmp_path / "photo.jpg"), tmp_path / "out.jpg")
        [child] = children()
        names = {entry.partition(b"=")[0] for entry in Path(f"/proc/{child}/environ").read_bytes().split(b"\0")}
        assert names - {b""} <= {b"PATH", b"PYTHONPATH", b"OPENBLAS_NUM_THREADS", b"LC_CTYPE"}

    def test_their_memory_files_and_core_dumps_are_limited(self, tmp_path):
        sandbox.inspect_portrait(jpeg(tmp_path / "photo.jpg"), tmp_path / "out.jpg")
        [child] = children()
        limits = Path(f"/proc/{child}/limits").read_text()
        found = {line[:26].strip(): line[26:].split()[0] for line in limits.splitlines()[1:]}
        assert found["Max address space"] == "1288490189"
        assert found["Max core file size"] == "0"
        assert found["Max file size"] == str(64 * 1024 * 1024)
        assert found["Max cpu time"] != "unlimited"

    def test_one_starts_without_django(self):
        code = "import sys, apps.media.sandbox_child; print([name for name in sys.modules if 'django' in name])"
        run = subprocess.run([sys.executable, "-c", code], cwd=sandbox.ROOT, capture_output=True, text=True, check=True)
        assert run.stdout.strip() == "[]"

    def test_they_end_with_their_parent_even_when_it_is_killed(self, tmp_path):
        photo = jpeg(tmp_path / "photo.jpg")
        code = (
            "import os, pathlib, signal; from apps.media import sandbox; "
            f"sandbox.inspect_portrait(pathlib.Path({str(photo)!r}), pathlib.Path({str(tmp_path / 'out.jpg')!r})); "
            "print(next(iter(sandbox._pool._children))._process.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
        )
        run = subprocess.run([sys.executable, "-c", code], cwd=sandbox.ROOT, capture_output=True, text=True)
        assert has_ended(int(run.stdout))


def has_ended(process: int) -> bool:
    for _ in range(50):
        try:
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.1)
    return False
