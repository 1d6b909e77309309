"""The bill and the folders: nothing is billed twice, whoever dies when."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.conf import settings

from apps.practice import journal, store
from apps.practice.refusal import Refusal
from apps.providers.base import Mode
from tests.practice.conftest import accept, spoken
from tests.practice.kills import kill_self, kill_while


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
            monkeypatch.setattr(journal, "_append", kill_self)
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


class TestSettle:
    def test_the_sum_of_all_lines_is_what_was_taken(self):
        line, other = accept("a"), accept("b")
        store.settle(line, Decimal("0.5"))
        assert (store.charged(line["task_id"]), store.charged(other["task_id"])) == (Decimal("0.5"), Decimal("2.0"))
        assert sum(Decimal(line["units"]) for line in store.bill()) == Decimal("2.5")

    def test_only_the_first_time_counts(self):
        line = accept("a")
        for units in (0, 3):
            store.settle(line, Decimal(units))
        assert (store.charged(line["task_id"]), [line["kind"] for line in store.bill()]) == (0, ["film", "settled"])

    def test_a_settled_task_is_one_film_and_no_double(self):
        line = accept("a")
        store.settle(line, Decimal(0))
        assert (store.films(), store.find("a")) == ([line], line)


class TestSpeech:
    def test_every_text_costs_the_same(self):
        line = spoken(Decimal(200), "cometapi")
        assert (line["kind"], line["units"], store.films()) == ("speech", "0.05", [])
        assert store.find(line["audio_id"], "cometapi") == store.find(line["task_id"]) == line


class TestOldLines:
    def test_a_bill_from_before_there_were_other_services_is_still_read(self):
        old = {"task_id": "7", "external_task_id": "x", "mode": "std", "seconds": "5.000", "units": "2.0", "at": 5}
        path = settings.DATA_DIR / "practice" / "bill.jsonl"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(old) + "\n")
        assert store.films("kling") == store.bill() == [{**old, "dialect": "kling", "kind": "film"}]
        with pytest.raises(Refusal):
            accept("x")


class TestFind:
    def test_an_account_ends_with_its_dialect(self):
        line = accept("ours")
        assert (store.find("ours", "kling"), store.find("ours", "chainhub")) == (line, None)
        theirs = accept("ours", dialect="chainhub")
        assert (store.find("ours", "kling"), store.find("ours", "chainhub")) == (line, theirs)

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
