"""The work of the practice service."""

from decimal import Decimal

import pytest

from apps.practice import faults, folders, store
from apps.practice.tasks import work
from apps.providers.base import Mode
from tests.practice.conftest import accept
from tests.practice.kills import kill_self, kill_while


class TestWork:
    def test_it_makes_a_film_and_clears_the_files_away(self, accepted, settings):
        settings.PRACTICE_SECONDS = 0
        work()
        assert [path.name for path in folders.film(accepted).parent.iterdir()] == ["film.mp4"]

    def test_a_task_that_is_not_due_is_left_alone(self, accepted):
        work()
        assert folders.is_waiting(accepted)

    def test_a_film_is_made_once(self, accepted, settings):
        settings.PRACTICE_SECONDS = 0
        work()
        made_at = folders.film(accepted).stat().st_mtime_ns
        work()
        assert folders.film(accepted).stat().st_mtime_ns == made_at

    def test_while_another_is_at_work_it_does_nothing(self, accepted, settings):
        settings.PRACTICE_SECONDS = 0
        with folders.alone():
            work()
        assert folders.is_waiting(accepted)

    def test_a_film_that_cannot_be_made_fails_its_task_and_no_other(self, accepted, settings):
        settings.PRACTICE_SECONDS = 0
        broken = accept("b")
        work()
        assert (folders.status(broken), folders.status(accepted)) == ("failed", "succeed")

    def test_switched_off_it_does_nothing(self, accepted, settings):
        settings.PRACTICE_SECONDS = 0
        settings.PRACTICE_ENABLED = False
        work()
        assert folders.is_waiting(accepted)


class TestBill:
    """A film that comes to nothing is given back; what a script says about the bill is booked."""

    def units(self, line: store.Line) -> tuple[str, Decimal]:
        work()
        return folders.status(line), store.charged(line["task_id"])

    def test_a_film_that_cannot_be_made_costs_nothing(self, settings):
        settings.PRACTICE_SECONDS = 0
        assert self.units(scripted_film("")) == ("failed", 0)

    @pytest.mark.parametrize(
        ("script", "status", "units"),
        [
            ("fault:result=failed", "failed", "0"),
            ("fault:result=failed-billed", "failed", "2.4"),
            ("fault:result=bills=9.5", "failed", "9.5"),
            ("fault:result=never", "processing", "2.4"),
        ],
    )
    def test_a_script_has_other_plans(self, settings, script, status, units):
        settings.PRACTICE_SECONDS = 0
        assert self.units(scripted_film(script)) == (status, Decimal(units))

    def test_killed_in_between_it_is_settled_once(self, settings, monkeypatch):
        settings.PRACTICE_SECONDS = 0
        line = scripted_film("fault:result=failed")

        def die_before_the_end_is_told() -> None:
            monkeypatch.setattr(folders, "give_up", kill_self)
            work()

        kill_while(die_before_the_end_is_told)
        assert (folders.status(line), store.charged(line["task_id"])) == ("processing", 0)
        assert self.units(line) == ("failed", 0)
        assert [one["kind"] for one in store.bill()] == ["film", "settled"]


def scripted_film(script: str) -> store.Line:
    """An accepted film of three seconds in the better quality, whose files are missing."""
    return accept("s", Mode.PRO, "3", notes=store.Notes(script=faults.script(script)))
