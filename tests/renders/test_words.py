"""Every state that a take can be in has its sentence. The reasons are read from the code, so that none is forgotten."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone, translation

from apps.providers.errors import Reason
from apps.renders.lifecycle import ALLOWED
from apps.renders.models import Render
from apps.renders.troubles import _ACCOUNT_TROUBLE, trouble
from apps.renders.words import doing, over_limit, stages
from apps.spending.room import Room

S = Render.Status


def reasons_in_the_code() -> set[str]:
    """Every word that the code writes into `reason`."""
    files = Path(settings.BASE_DIR, "apps/renders").glob("*.py")
    return {word for file in files for node in ast.walk(ast.parse(file.read_text())) for word in _reasons(node)}


def _reasons(node: ast.AST) -> Iterator[str]:
    """The words in `reason=…`, `{"reason": …}`, `reason = …` and `explain(take, …)`, and what `_obstacle` answers."""
    match node:
        case ast.keyword(arg="reason", value=value) | ast.Assign(targets=[ast.Name(id="reason")], value=value):
            yield from _words(value)
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                yield from _words(value) if isinstance(key, ast.Constant) and key.value == "reason" else ()
        case ast.Call(func=ast.Name(id="explain"), args=[_, value]):
            yield from _words(value)
        case ast.FunctionDef(name="_obstacle"):
            for step in ast.walk(node):
                yield from _words(step.value) if isinstance(step, ast.Return) and step.value else ()


def _words(value: ast.expr) -> Iterator[str]:
    """The texts that an expression may come to."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
        yield value.value
    if isinstance(value, ast.IfExp):
        yield from (*_words(value.body), *_words(value.orelse))
    if isinstance(value, ast.BoolOp):
        yield from (word for each in value.values for word in _words(each))


WAITS = {"slow", "fetch", "off", "address", "unreadable", "looking"}  # nothing is over yet
REASONS = sorted({*reasons_in_the_code(), *(reason.value for reason in Reason)})


def test_the_reasons_are_found():
    assert {"sent_back", "given_up", "film", "fetch", "off", "consent", "billed", "service"} <= set(REASONS)


class TestStages:
    def test_there_are_five_and_the_first_is_behind_us_from_the_start(self):
        assert [stage.state for stage in stages(Render(status=S.QUEUED))] == ["done", *["wait"] * 4]

    @pytest.mark.parametrize(
        ("status", "name"),
        [(S.SUBMITTING, "Sending"), (S.SUBMITTED, "Waiting"), (S.PROCESSING, "Being made"), (S.SAVING, "Saving")],
    )
    def test_the_one_that_goes_on_is_named_so(self, status, name):
        assert [stage.name for stage in stages(Render(status=status)) if stage.state == "now"] == [name]

    def test_an_unclear_one_is_at_none(self):
        assert stages(Render(status=S.UNKNOWN)) == []

    def test_all_are_done_when_it_is_ready(self):
        assert {stage.state for stage in stages(Render(status=S.READY))} == {"done"}


class TestDoing:
    @pytest.mark.parametrize("reason", ["", *REASONS])
    @pytest.mark.parametrize("status", sorted({*ALLOWED} & {*Render.OPEN}))
    def test_every_open_take_says_what_happens_whatever_the_reason(self, status, reason):
        assert doing(Render(status=status, reason=reason)).endswith(".")

    @pytest.mark.parametrize("reason", ["down", "busy", "setup", "address", "unreadable", "off"])
    def test_waiting_for_a_service_says_that_nothing_was_charged(self, reason):
        assert "not charged" in doing(Render(status=S.QUEUED, reason=reason))

    def test_while_a_lost_answer_is_looked_up_nobody_reads_that_it_is_being_sent(self):
        said = doing(Render(status=S.SUBMITTING, reason="looking"))
        assert "got lost" in said
        assert "nothing is sent twice" in said

    @pytest.mark.parametrize("status", Render.AT_WORK)
    def test_longer_than_usual_is_said_and_that_nothing_has_to_be_done(self, status):
        assert "longer than usual" in doing(Render(status=status, reason="slow"))

    @pytest.mark.parametrize(
        ("language", "said"),
        [("en", ["You are next in line.", "2nd in line.", "11th in line."]), ("nl", []), ("zh-hans", [])],
    )
    def test_the_place_in_line_is_said_in_every_language(self, language, said):
        with translation.override(language):
            read = [doing(Render(status=S.QUEUED, place=place)) for place in (1, 2, 11)]
        assert len(set(read)) == 3
        assert read == said or not said


class TestUndo:
    @pytest.fixture(autouse=True)
    def _ten_seconds(self, settings):
        settings.UNDO_SECONDS = 10

    def test_what_was_just_asked_can_be_undone_and_says_for_how_long(self):
        take = Render(status=S.QUEUED)
        assert take.can_be_undone
        assert "first 10 seconds" in doing(take)

    def test_after_that_it_is_in_line(self):
        take = Render(status=S.QUEUED, queued_at=timezone.now() - timedelta(seconds=11))
        assert not take.can_be_undone

    @pytest.mark.parametrize("status", sorted({*ALLOWED} - {S.QUEUED}))
    def test_nothing_else_can(self, status):
        assert not Render(status=status).can_be_undone

    def test_nor_can_one_that_the_service_has_after_all(self):
        assert not Render(status=S.QUEUED, task_id="task-1").can_be_undone


class TestTrouble:
    @pytest.mark.parametrize("reason", [*REASONS, "a word of tomorrow"])
    @pytest.mark.parametrize("status", [S.FAILED, S.CANCELLED])
    def test_every_reason_has_a_headline_an_advice_and_says_whether_money_was_taken(self, status, reason):
        headline, advice = trouble(Render(status=status, reason=reason))
        assert headline
        assert "charged" in advice

    @pytest.mark.parametrize("reason", sorted({*REASONS} - {*Reason} - WAITS))
    def test_what_we_decide_ourselves_is_not_blamed_on_the_account(self, reason):
        assert trouble(Render(status=S.FAILED, reason=reason)) != tuple(map(str, _ACCOUNT_TROUBLE))

    @pytest.mark.parametrize("reason", ["", "busy", "down", "off"])
    def test_one_that_was_stopped_cost_nothing_whatever_it_waited_for(self, reason):
        assert trouble(Render(status=S.CANCELLED, reason=reason))[0] == "Stopped"

    def test_one_that_its_service_had_and_never_delivered_is_not_said_to_be_lost_on_the_way(self):
        had = trouble(Render(status=S.FAILED, reason="given_up", task_id="42"))
        assert had[0] == "The service never delivered it"
        assert trouble(Render(status=S.FAILED, reason="given_up"))[0] != had[0]

    @pytest.mark.parametrize("reason", ["film", "film_gone", "given_up", "billed"])
    def test_where_money_may_be_gone_nobody_reads_that_it_is_not(self, reason):
        assert "not charged" not in trouble(Render(status=S.FAILED, reason=reason))[1]


class TestOverLimit:
    def test_names_what_is_left_and_whose_limit_it_is(self):
        assert over_limit(Room(400_000, is_own=False)).startswith("This month's limit leaves $0.40,")
        assert over_limit(Room(400_000, is_own=True)).startswith("Your own limit leaves $0.40")

    def test_more_than_nothing_cannot_be_gone(self):
        assert "leaves $0.00" in over_limit(Room(-7, is_own=False))
