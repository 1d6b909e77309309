"""The bill and the folders: nothing is billed twice, whoever dies when."""

import os
import shutil
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.conf import settings

from apps.practice import store
from apps.practice.dialect import Refusal
from apps.providers.base import Mode


@pytest.fixture
def clock(time_machine):
    """A clock that stands still until it is shifted."""
    time_machine.move_to(time.time(), tick=False)
    return time_machine


def accept(external_task_id: str, mode: Mode = Mode.STANDARD, seconds: str = "5.000") -> store.Line:
    folder = store.new_folder()
    return store.accept(folder, external_task_id=external_task_id, mode=mode, seconds=Decimal(seconds))


def kill_while(action: Callable[[], object]) -> None:
    """Run `action` in a child process, which must end by SIGKILL."""
    child = os.fork()
    if child == 0:
        action()
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL


def kill_self(*args: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class TestBill:
    def test_every_accepted_task_is_one_line_in_order(self):
        numbers = [accept(name)["task_id"] for name in ("a", "b", "c")]
        assert [line["task_id"] for line in store.bill()] == numbers
        assert (settings.DATA_DIR / "practice" / "bill.jsonl").read_bytes().count(b"\n") == 3

    @pytest.mark.parametrize(
        ("mode", "seconds", "units"),
        [(Mode.STANDARD, "5.000", "2.0"), (Mode.STANDARD, "5.001", "2.4"), (Mode.PRO, "5.001", "4.8")],
    )
    def test_begun_seconds_count_as_whole_ones(self, mode, seconds, units):
        assert accept("a", mode, seconds)["units"] == units

    def test_an_external_id_is_taken_once(self):
        accept("a")
        with pytest.raises(Refusal, match="external_task_id already exists"):
            accept("a")
        assert len(store.bill()) == 1

    def test_tasks_without_an_external_id_are_never_doubles(self):
        assert [accept("")["external_task_id"], accept("")["external_task_id"]] == ["", ""]

    def test_of_many_at_once_only_one_is_taken(self):
        def attempt(_: int) -> bool:
            try:
                return bool(accept("same"))
            except Refusal:
                return False

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(attempt, range(24))) == 1
        assert len(store.bill()) == 1

    def test_many_different_ones_at_once_are_all_taken(self):
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(accept, map(str, range(24))))
        assert sorted(int(line["external_task_id"]) for line in store.bill()) == list(range(24))


class TestDeath:
    def test_before_the_line_nothing_was_taken_and_the_order_may_come_again(self, monkeypatch):
        def die_in_the_lock() -> None:
            monkeypatch.setattr(store, "_append", kill_self)
            accept("a")

        kill_while(die_in_the_lock)
        assert (store.find("a"), store.bill()) == (None, [])
        assert accept("a") == store.find("a")

    def test_after_the_line_the_task_is_found_and_not_taken_again(self, monkeypatch):
        def die_before_the_answer() -> None:
            monkeypatch.setattr(os, "fsync", kill_self)
            accept("a")

        kill_while(die_before_the_answer)
        assert store.find("a") == store.bill()[0]
        with pytest.raises(Refusal):
            accept("a")

    def test_half_a_line_does_not_count_and_is_cut_off(self):
        accept("a")
        path = settings.DATA_DIR / "practice" / "bill.jsonl"
        whole = path.read_bytes()
        path.write_bytes(whole + whole.replace(b'"a"', b'"b"')[:-1])
        assert store.find("b") is None
        accept("b")
        assert [line["external_task_id"] for line in store.bill()] == ["a", "b"]

    def test_the_work_of_a_dead_process_can_be_taken_up(self):
        def die_at_work() -> None:
            with store.alone() as nobody_else:
                assert nobody_else
                kill_self()

        kill_while(die_at_work)
        with store.alone() as nobody_else:
            assert nobody_else is True


class TestAlone:
    def test_only_one_is_at_work(self):
        with store.alone() as first, store.alone() as second:
            assert (first, second) == (True, False)
        with store.alone() as third:
            assert third is True


class TestFind:
    def test_a_task_has_two_names(self):
        accept("other")
        line = accept("ours")
        assert store.find("ours") == store.find(line["task_id"]) == line

    @pytest.mark.parametrize("number", ["", "std", "our", "5.000", '"', "ours\n", "é"])
    def test_nothing_else_is_a_name(self, number):
        accept("ours")
        assert store.find(number) is None

    def test_odd_names_are_found_too(self):
        assert store.find('é"\\\n') is None
        assert accept('é"\\\n') == store.find('é"\\\n')


class TestStatus:
    def test_a_task_waits_a_third_of_its_time_and_is_made_until_the_film_is_there(self, clock):
        line = accept("a")
        seen = [store.status(line)]
        for seconds in (1.9, 0.2, 60):
            clock.shift(seconds)
            seen.append(store.status(line))
        assert seen == ["submitted", "submitted", "processing", "processing"]

    def test_a_film_that_is_early_is_not_shown_early(self, clock):
        line = accept("a")
        store.film(line).touch()
        clock.shift(5.9)
        assert store.status(line) == "processing"
        clock.shift(0.2)
        assert store.status(line) == "succeed"

    def test_trouble_is_told_when_the_time_is_over(self, clock):
        line = accept("a")
        store.give_up(line, "No picture")
        clock.shift(6.1)
        assert (store.status(line), store.trouble(line)) == ("failed", "No picture")


class TestTidy:
    MONTH = 30 * 24 * 3600

    def test_films_go_after_thirty_days_and_the_answer_stays(self, clock):
        old = accept("a")
        store.film(old).touch()
        clock.shift(self.MONTH - 60)
        store.tidy()
        assert store.film(old).exists()
        young = accept("b")
        clock.shift(120)
        store.tidy()
        assert (store.film(old).parent.exists(), store.film(young).parent.exists()) == (False, True)
        assert (store.status(old), len(store.bill())) == ("succeed", 2)

    def test_a_failure_stays_a_failure(self, clock):
        line = accept("a")
        store.give_up(line, "No picture")
        clock.shift(self.MONTH + 60)
        store.tidy()
        assert store.status(line) == "failed"

    def test_the_folder_of_a_request_that_died_goes_after_an_hour(self):
        folder = store.new_folder()
        store.tidy()
        assert folder.exists()
        os.utime(folder, (time.time() - 3700,) * 2)
        store.tidy()
        assert not folder.exists()

    def test_an_accepted_task_is_not_touched_however_old_its_folder_looks(self):
        line = accept("a")
        os.utime(store.film(line).parent, (0, 0))
        store.tidy()
        assert store.is_waiting(line)
        shutil.rmtree(store.film(line).parent)
