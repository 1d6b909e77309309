"""One job, one process."""

import pytest

from apps.core.programs import NotFinished, run_program

PROGRAMS = "tests.core.programs"


def test_what_it_is_asked_and_answers_goes_through():
    request = {"text": "“Hello”, 你好\n", "number": 3}
    assert run_program(f"{PROGRAMS}.told", request, wall_seconds=30)["request"] == request


def test_it_knows_nothing_of_ours(monkeypatch):
    for name in ("SECRET_KEY", "FIELD_KEYS", "DATABASE_URL"):
        monkeypatch.setenv(name, "do-not-tell")
    told = run_program(f"{PROGRAMS}.told", {}, wall_seconds=30)
    assert set(told["environment"]) <= {"PATH", "PYTHONPATH", "OPENBLAS_NUM_THREADS", "LC_CTYPE"}


@pytest.mark.parametrize("program", ["broken", "mumbling", "not_there"])
def test_one_that_gives_no_answer_is_not_finished(program):
    with pytest.raises(NotFinished):
        run_program(f"{PROGRAMS}.{program}", {}, wall_seconds=30)


def test_one_that_takes_too_long_is_ended():
    with pytest.raises(NotFinished):
        run_program(f"{PROGRAMS}.slow", {}, wall_seconds=0.5)
