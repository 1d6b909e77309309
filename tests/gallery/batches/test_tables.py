"""Tables as people send them: any separator and coding, headings in three languages, and what nobody should send."""

import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from apps.core.csv import as_meant, harmless
from apps.gallery.batches import export
from apps.gallery.batches.headings import MOST, Row, quality_of, read
from apps.gallery.batches.tables import TableRefused, read_file, read_text
from tests.gallery.batches.workbooks import workbook, written

HEADED = [
    ["Title", "Face", "Script", "Audio file", "Style", "Quality"],
    ["Welcome", "mei.jpg", "Hello, and welcome.", "", "calm", "Pro"],
    ["Café", "zoë.jpg", "", "hallo.mp3", "", ""],
]
LINES = [
    Row(title="Welcome", face="mei.jpg", script="Hello, and welcome.", style="calm", quality="Pro"),
    Row(title="Café", face="zoë.jpg", voice="hallo.mp3"),
]


def as_text(rows: list[list[str]], separator: str) -> str:
    return "\r\n".join(separator.join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows)


def saved(path: Path, text: str, coding: str) -> Path:
    path.write_bytes(text.encode(coding))
    return path


class TestCsv:
    @pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
    @pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
    def test_is_read_in_any_coding_and_with_any_separator(self, tmp_path, separator, coding):
        path = saved(tmp_path / "table.csv", as_text(HEADED, separator), coding)
        assert read(read_file(path)) == LINES

    def test_of_chinese_excel_is_read_by_a_chinese_reader(self, tmp_path):
        path = saved(tmp_path / "table.csv", "标题,照片,文稿\n欢迎,梅.jpg,大家好，欢迎来到我们的课程。", "gb18030")
        with translation.override("zh-hans"):
            assert read(read_file(path)) == [Row(title="欢迎", face="梅.jpg", script="大家好，欢迎来到我们的课程。")]

    def test_says_itself_what_separates_its_cells(self):
        assert read(read_text("sep=;\ntitle;face\na,b,c;mei.jpg")) == [Row(title="a,b,c", face="mei.jpg")]

    def test_keeps_lines_in_a_script(self):
        rows = read(read_text('title,script\nHi,"One.\r\nTwo, ""three""."'))
        assert rows == [Row(title="Hi", script='One.\nTwo, "three".')]

    def test_pasted_from_a_spreadsheet_has_tabs(self):
        assert read(read_text("Welcome\tmei.jpg\tHello, all; welcome.\tcalm\tpro")) == [
            Row(title="Welcome", face="mei.jpg", script="Hello, all; welcome.", style="calm", quality="pro")
        ]

    @pytest.mark.parametrize("text", ["", "\n\n", ";;;\n;;", "title,face,script"])
    def test_without_a_line_is_said(self, text):
        with pytest.raises(TableRefused):
            read(read_text(text))

    def test_of_too_many_lines_is_said_with_how_many_there_may_be(self):
        read(read_text("\n".join(["title,face", *["a,b"] * MOST])))
        with pytest.raises(TableRefused, match="501 lines; a batch takes up to 500"):
            read(read_text("\n".join(["title,face", *["a,b"] * (MOST + 1)])))

    def test_of_which_a_cell_is_endless_is_refused_with_a_sentence(self):
        with pytest.raises(TableRefused, match="quotation mark"):
            read_text('title,script\nHi,"' + "a" * 200_000)

    def test_of_many_empty_lines_is_read_no_further_than_is_looked_at(self):
        tracemalloc.start()
        with pytest.raises(TableRefused):
            read(read_text("\n" * 1_000_000))
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 20_000_000  # as lists they take ten times as much

    def test_that_is_too_large_is_not_even_read(self, tmp_path):
        path = tmp_path / "large.csv"
        path.write_bytes(b"a,b\n" * 2_000_000)
        with pytest.raises(TableRefused, match="The limit is"):
            read_file(path)

    @given(st.binary(max_size=300))
    def test_of_any_bytes_is_read_or_refused(self, tmp_path_factory, content):
        path = tmp_path_factory.mktemp("any") / "table"
        path.write_bytes(content)
        with suppress(TableRefused):
            read(read_file(path))

    @given(st.text(max_size=60))
    def test_a_cell_that_was_made_harmless_comes_back_as_it_was(self, text):
        made = harmless(text)
        assert as_meant(str(made)) == text or text.startswith("'") or "'" in text


class TestHeadings:
    @pytest.mark.parametrize("language", ["en", "nl", "zh-hans"])
    def test_are_known_in_every_language_in_which_we_write_them(self, language):
        with translation.override(language):
            heads = [export.heading(name) for name in ("quality", "title", "voice", "face")]
        assert read([heads, ["Pro", "Hi", "a.mp3", "mei"]]) == [
            Row(quality="Pro", title="Hi", voice="a.mp3", face="mei")
        ]

    def test_may_stand_in_any_order_and_beside_others(self):
        rows = read([["Kosten", "TEKST:", "Foto", "titel *"], ["3", "Hallo allemaal.", "mei", "Hoi"]])
        assert rows == [Row(title="Hoi", face="mei", script="Hallo allemaal.")]

    def test_may_be_missing(self):
        rows = read([["Hi", "mei", "hello.mp3", "calm", "Standard"]])
        assert rows == [Row(title="Hi", face="mei", voice="hello.mp3", style="calm", quality="Standard")]

    def test_one_column_for_script_or_recording_is_both(self):
        rows = read([["title", "script or audio file"], ["a", "hello.MP3"], ["b", "Hello there."]])
        assert [(row.voice, row.script) for row in rows] == [("hello.MP3", ""), ("", "Hello there.")]

    def test_numbers_of_lines_are_read_and_nonsense_is_none(self):
        rows = read([["line", "title"], ["3", "a"], ["4.0", "b"], ["x", "c"], ["-1", "d"], ["99999999", "e"]])
        assert [row.number for row in rows] == [3, 4, 0, 0, 0]

    def test_short_rows_and_long_cells_are_cut_and_kept(self):
        rows = read([["title", "face", "quality"], ["a" * 900], ["b", "c", "d", "e", "f"]])
        assert [len(rows[0].title), rows[0].face, rows[1].quality] == [300, "", "d"]

    @pytest.mark.parametrize(
        ("written", "mode"),
        [("", "pro"), ("Standaard", "std"), (" PRO ", "pro"), ("标准", "std"), ("4K", "")],
    )
    def test_qualities_are_known_by_several_names(self, written, mode):
        assert quality_of(written, "pro") == mode


class TestWorkbook:
    def test_is_read_like_a_table(self, tmp_path):
        assert read(read_file(workbook(tmp_path / "a.xlsx", HEADED))) == LINES

    def test_numbers_are_as_somebody_typed_them(self, tmp_path):
        path = workbook(tmp_path / "a.xlsx", [["line", "title"], [12, 2026], [13, 1.5]])
        assert [(row.number, row.title) for row in read(read_file(path))] == [(12, "2026"), (13, "1.5")]

    def test_that_would_unpack_to_far_more_is_refused(self, tmp_path):
        path = workbook(tmp_path / "bomb.xlsx", HEADED, {"xl/media/nothing.bin": bytes(100 * 1024**2)})
        assert path.stat().st_size < 1_000_000
        with pytest.raises(TableRefused, match="The limit is"):
            read_file(path)

    def test_that_lies_about_how_much_is_in_it_is_refused(self, tmp_path):
        path = workbook(tmp_path / "liar.xlsx", HEADED, {"xl/media/nothing.bin": bytes(100 * 1024**2)})
        size = (100 * 1024**2).to_bytes(4, "little")
        path.write_bytes(path.read_bytes().replace(size, (10).to_bytes(4, "little")))
        with pytest.raises(TableRefused):
            read_file(path)

    def test_with_a_cell_at_the_far_end_of_the_sheet_costs_one_child(self, tmp_path):
        far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        with pytest.raises(TableRefused):
            read_file(written(tmp_path / "far.xlsx", far))
        assert read(read_file(workbook(tmp_path / "a.xlsx", HEADED))) == LINES

    @pytest.mark.parametrize("keep", [0.3, 0.9])
    def test_that_is_damaged_is_refused_with_a_sentence(self, tmp_path, keep):
        path = workbook(tmp_path / "a.xlsx", HEADED)
        content = path.read_bytes()
        middle = len(content) // 2
        path.write_bytes(content[: int(middle * keep)] + b"\0" * 40 + content[int(middle * keep) + 40 :])
        with suppress(TableRefused):
            read(read_file(path))
