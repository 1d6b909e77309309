"""The work of the practice service."""

from decimal import Decimal

import av
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

    def test_a_short_film_does_not_wait_for_a_long_one(self, settings):
        long, short = (accept(seconds, seconds=seconds) for seconds in ("290.000", "5.000"))
        settings.PRACTICE_SECONDS = 0
        work()
        ends = [(folders.film(line).parent / "trouble.txt").stat().st_mtime_ns for line in (short, long)]
        assert ends == sorted(ends)

    def test_while_another_is_at_work_it_does_nothing(self, accepted, settings):
        settings.PRACTICE_SECONDS = 0
        with folders.alone():
            work()
        assert folders.is_waiting(accepted)

    def test_what_a_killed_worker_left_behind_is_cleared_away(self, accepted, settings):
        settings.PRACTICE_SECONDS = 0
        folders.attempt(accepted).write_bytes(b"half a film")
        work()
        assert [path.name for path in folders.film(accepted).parent.iterdir()] == ["film.mp4"]

    @pytest.mark.parametrize("name", ["portrait.jpg", "voice.mp3"])
    def test_a_file_that_turns_out_to_be_unreadable_fails_its_task(self, accepted, settings, name):
        settings.PRACTICE_SECONDS = 0
        folder = folders.film(accepted).parent
        (folder / name).write_bytes(b"nothing of the kind")
        work()
        assert (folders.status(accepted), store.charged(accepted["task_id"])) == ("failed", 0)
        assert folders.trouble(accepted) == "The video could not be made from these files"
        assert [path.name for path in folder.iterdir()] == ["trouble.txt"]

    def test_its_longer_side_is_as_the_setting_says(self, accepted, settings):
        settings.PRACTICE_SECONDS, settings.PRACTICE_MAX_SIDE = 0, 200
        work()
        with av.open(str(folders.film(accepted))) as film:
            assert (film.streams.video[0].width, film.streams.video[0].height) == (160, 200)

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
