"""The folders of the practice service: where a task is, who may work, and what is cleared away."""

import os
import time

import pytest

from apps.practice import folders, store
from tests.practice.conftest import accept
from tests.practice.kills import kill_self, kill_while


@pytest.fixture
def clock(time_machine):
    """A clock that stands still until it is shifted."""
    time_machine.move_to(time.time(), tick=False)
    return time_machine


class TestAlone:
    def test_only_one_is_at_work(self):
        with folders.alone() as first, folders.alone() as second:
            assert (first, second) == (True, False)
        with folders.alone() as third:
            assert third is True

    def test_the_work_of_a_dead_process_can_be_taken_up(self):
        def die_at_work() -> None:
            with folders.alone() as nobody_else:
                assert nobody_else
                kill_self()

        kill_while(die_at_work)
        with folders.alone() as nobody_else:
            assert nobody_else is True


class TestStatus:
    def test_a_task_waits_a_third_of_its_time_and_is_made_until_the_film_is_there(self, clock):
        line = accept("a")
        seen = [folders.status(line)]
        for seconds in (1.9, 0.2, 60):
            clock.shift(seconds)
            seen.append(folders.status(line))
        assert seen == ["submitted", "submitted", "processing", "processing"]

    def test_a_film_that_is_early_is_not_shown_early(self, clock):
        line = accept("a")
        folders.film(line).touch()
        clock.shift(5.9)
        assert folders.status(line) == "processing"
        clock.shift(0.2)
        assert folders.status(line) == "succeed"

    def test_trouble_is_told_when_the_time_is_over(self, clock):
        line = accept("a")
        folders.give_up(line, "No picture")
        clock.shift(6.1)
        assert (folders.status(line), folders.trouble(line)) == ("failed", "No picture")


class TestTidy:
    MONTH = 30 * 24 * 3600

    def test_films_go_after_thirty_days_and_the_answer_stays(self, clock):
        old = accept("a")
        folders.film(old).touch()
        clock.shift(self.MONTH - 60)
        folders.tidy()
        assert folders.film(old).exists()
        young = accept("b")
        clock.shift(120)
        folders.tidy()
        assert (folders.film(old).parent.exists(), folders.film(young).parent.exists()) == (False, True)
        assert (folders.status(old), len(store.bill())) == ("succeed", 2)

    def test_a_failure_stays_a_failure(self, clock):
        line = accept("a")
        folders.give_up(line, "No picture")
        clock.shift(self.MONTH + 60)
        folders.tidy()
        assert folders.status(line) == "failed"

    def test_the_folder_of_a_request_that_died_goes_after_an_hour(self):
        folder = folders.new_folder()
        folders.tidy()
        assert folder.exists()
        os.utime(folder, (time.time() - 3700,) * 2)
        folders.tidy()
        assert not folder.exists()

    def test_an_accepted_task_is_not_touched_however_old_its_folder_looks(self):
        line = accept("a")
        os.utime(folders.film(line).parent, (0, 0))
        folders.tidy()
        assert folders.is_waiting(line)
