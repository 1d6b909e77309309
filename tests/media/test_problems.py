"""Problems and reports survive the way through a pipe or a column."""

import json
from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest

from apps.media.films import FilmReport
from apps.media.problems import Code, Problem


class TestProblem:
    def test_comes_back_from_json_as_it_was(self):
        problem = Problem(Code.TOO_LONG, {"seconds": 60.2, "maximum": 60})
        assert Problem.from_json(json.loads(json.dumps(problem.as_json()))) == problem

    def test_cannot_be_changed(self):
        with pytest.raises(FrozenInstanceError):
            Problem(Code.EMPTY).code = "fine"


class TestReport:
    def test_comes_back_from_json_with_every_digit(self):
        report = FilmReport(problems=(Problem(Code.BROKEN),), seconds=Decimal("3.140"), width=320, fps=29.97)
        again = FilmReport.from_json(json.loads(json.dumps(report.as_json())))
        assert again == report
        assert str(again.seconds) == "3.140"
