"""Files that only grow."""

from pathlib import Path

import pytest
from django.conf import settings

from apps.practice import calls, journal
from apps.practice.journal import Journal


@pytest.fixture
def path() -> Path:
    return settings.DATA_DIR / "practice" / "j.jsonl"


class TestJournal:
    def test_nothing_is_in_it_at_first(self):
        assert Journal("j.jsonl").entries() == []

    def test_entries_come_back_in_their_order(self):
        for number in range(3):
            Journal("j.jsonl").append({"n": number, "word": "é\n"})
        assert Journal("j.jsonl").entries() == [{"n": number, "word": "é\n"} for number in range(3)]

    @pytest.mark.parametrize("whole", [b"", b'{"n": 1}\n', b'{"n": 1}\n' * 10_000])
    @pytest.mark.parametrize("half", [b'{"n": 2', b"2" * 200_000])
    def test_half_a_line_is_not_read_and_cut_off(self, path, whole, half):
        path.parent.mkdir(parents=True)
        path.write_bytes(whole + half)
        before = whole.count(b"\n")
        assert len(Journal("j.jsonl").entries()) == before
        Journal("j.jsonl").append({"n": 3})
        assert path.read_bytes() == whole + b'{"n": 3}\n'

    def test_a_line_that_does_not_fit_on_the_disk_is_said(self, monkeypatch, path):
        class Full:
            def __init__(self, file):
                self.file = file

            def __getattr__(self, name):
                return getattr(self.file, name)

            def write(self, line):
                return self.file.write(line[:3])

        journal_file = Journal("j.jsonl")
        journal_file.append({"n": 1})
        with path.open("a+b", buffering=0) as file, pytest.raises(OSError, match="could not be written"):
            journal._append(Full(file), b'{"n": 2}\n')
        assert journal_file.entries() == [{"n": 1}]


class TestCalls:
    def test_a_file_that_has_grown_large_is_put_aside(self, path, monkeypatch):
        monkeypatch.setattr(calls, "MAX_BYTES", 10)
        path.parent.mkdir(parents=True)
        path.with_name("calls.jsonl").write_bytes(b'{"about": "a"}\n')
        calls.tidy()
        assert (calls.entries(), path.with_name("calls.old.jsonl").exists()) == ([], True)
