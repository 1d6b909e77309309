import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection
from kombu.simple import SimpleQueue

from tests.processes import ROOT, wait_for

WORKER = "-A tests.core.programs.broker_app worker -P threads --without-gossip --without-mingle --without-heartbeat"


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[SimpleQueue]:
    options = {"folder": str(tmp_path), "polling_interval": 0.01}
    with Connection(transport="apps.core.broker:Transport", transport_options=options) as connection:
        yield connection.SimpleQueue("letters", no_ack=True)


def files(folder: Path) -> list[Path]:
    return sorted((folder / "queue-letters").iterdir())


class TestQueue:
    def test_gives_messages_in_the_order_they_were_sent(self, queue):
        for number in range(5):
            queue.put(number)
        assert [queue.get_nowait().payload for _ in range(5)] == [0, 1, 2, 3, 4]

    def test_is_empty_without_messages(self, queue):
        with pytest.raises(Empty):
            queue.get_nowait()

    def test_gives_a_message_to_one_of_two_readers(self, queue, tmp_path):
        queue.put("once")
        with queue.channel.connection.client.clone() as other:
            reader = other.SimpleQueue("letters", no_ack=True)
            assert reader.get_nowait().payload == "once"
            with pytest.raises(Empty):
                queue.get_nowait()

    def test_counts_and_clears(self, queue):
        queue.put("a")
        queue.put("b")
        assert len(queue) == 2
        assert queue.clear() == 2
        assert len(queue) == 0

    def test_drops_what_has_expired_without_reading_it(self, queue, tmp_path):
        queue.put("stale", expiration=0.01)
        files(tmp_path)[0].write_text("nobody reads this")
        time.sleep(0.02)
        queue.put("fresh", expiration=60)
        assert queue.get_nowait().payload == "fresh"
        assert files(tmp_path) == []

    def test_drops_what_a_power_cut_left_unreadable(self, queue, tmp_path, caplog):
        queue.put("lost")
        files(tmp_path)[0].write_bytes(b"\0\0")
        queue.put("kept")
        assert queue.get_nowait().payload == "kept"
        assert "unreadable" in caplog.text

    def test_goes_on_when_its_folder_was_removed(self, queue, tmp_path):
        queue.put("gone")
        files(tmp_path)[0].unlink()
        (tmp_path / "queue-letters").rmdir()
        with pytest.raises(Empty):
            queue.get_nowait()
        queue.put("new")
        assert queue.get_nowait().payload == "new"

    def test_overlooks_files_that_are_no_messages(self, queue, tmp_path):
        (tmp_path / "queue-letters" / ".DS_Store").touch()
        with pytest.raises(Empty):
            queue.get_nowait()

    def test_removes_what_killed_writers_left_but_not_what_is_being_written(self, queue, tmp_path):
        stale, fresh = tmp_path / "aside" / "stale", tmp_path / "aside" / "fresh"
        stale.touch()
        os.utime(stale, (0, 0))
        fresh.touch()
        queue.channel.queue_declare("letters")
        assert list((tmp_path / "aside").iterdir()) == [fresh]


class TestWithCelery:
    """Two workers read while two processes write, on as few processors as there are."""

    def test_loses_and_doubles_nothing_and_no_worker_dies(self, tmp_path):
        environment = {**os.environ, "BROKER_TEST_FOLDER": str(tmp_path)}
        del environment["DJANGO_SETTINGS_MODULE"]  # this Celery application knows nothing of Django

        def start(*words: str) -> subprocess.Popen:
            return subprocess.Popen(
                [sys.executable, "-m", *words], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
            )

        def done() -> list[int]:
            return sorted(int(line) for path in tmp_path.glob("done-*") for line in path.read_text().split())

        workers = [start("celery", "--quiet", *WORKER.split(), "-n", name) for name in ("one", "two")]
        try:
            writers = [start("tests.core.programs.broker_app", *span) for span in (("0", "1000"), ("1000", "2000"))]
            assert [writer.wait(15) for writer in writers] == [0, 0]
            wait_for(lambda: len(done()) >= 2000, 15, "2,000 messages")
            assert [worker.poll() for worker in workers] == [None, None]
        finally:
            for worker in workers:
                worker.terminate()
            codes = [worker.wait(15) for worker in workers]
        assert codes == [0, 0]
        assert done() == list(range(2000))
        assert len(list(tmp_path.glob("done-*"))) == 2
