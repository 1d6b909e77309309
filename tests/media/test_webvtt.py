"""WebVTT as we write it, and as others do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.media.captions import Cue
from apps.media.webvtt import is_vtt, read_vtt, write_vtt

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1).map(str.strip).filter(bool)
STARTS = st.integers(0, 360_000_000)  # milliseconds
CUES = st.builds(lambda at, text: Cue(at / 1000, (at + 1500) / 1000, text), STARTS, TEXTS)


class TestWriting:
    def test_looks_as_browsers_want_it(self):
        cues = [Cue(0, 2.5, "Welcome.\nCome in."), Cue(3661.25, 3662, "欢迎")]
        assert write_vtt(cues) == (
            "WEBVTT\n\n00:00:00.000 --> 00:00:02.500\nWelcome.\nCome in.\n\n01:01:01.250 --> 01:01:02.000\n欢迎\n"
        )

    def test_no_cues_make_an_empty_file(self):
        assert write_vtt([]) == "WEBVTT\n"

    def test_what_means_something_to_browsers_is_escaped(self):
        assert "a &lt;b&gt; &amp; c --&gt; d" in write_vtt([Cue(0, 1, "a <b> & c --> d")])

    def test_an_empty_line_ends_no_cue(self):
        assert write_vtt([Cue(0, 1, "one\n\n \ntwo")]).endswith("one\ntwo\n")


class TestReading:
    @given(st.lists(CUES, max_size=5))
    def test_what_we_write_is_read_as_it_was(self, cues):
        assert read_vtt(write_vtt(cues)) == cues

    def test_names_settings_comments_and_tags_are_left_out(self):
        content = (
            "\ufeffWEBVTT - made elsewhere\nKind: captions\n\nNOTE\nnever said\n\nSTYLE\n::cue { color: red }\n\n"
            "intro\n00:01.000 --> 00:02.000 align:start line:0\n<v Mei>Tea &amp; <i>cake</i></v>\n- please\n"
        )
        assert read_vtt(content) == [Cue(1, 2, "Tea & cake\n- please")]

    @pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
    def test_lines_may_end_in_any_way(self, end):
        content = end.join(["WEBVTT", "", "00:00.000 --> 00:01.000", "one", "", "00:01.000 --> 00:02.500", "two", ""])
        assert read_vtt(content) == [Cue(0, 1, "one"), Cue(1, 2.5, "two")]

    def test_the_elder_sister_is_read_too(self):
        assert read_vtt("1\n00:00:01,500 --> 00:00:02,000\nHello\n") == [Cue(1.5, 2, "Hello")]

    @pytest.mark.parametrize(
        "content",
        ["", "WEBVTT", "hello", "WEBVTT\n\n00:00 --> 00:01\nx", "WEBVTT\n\n00:02.000 --> 00:01.000\nback",
         "WEBVTT\n\n00:00.000 --> 00:01.000\n\nafter"],
    )  # fmt: skip
    def test_what_is_no_cue_is_left_out(self, content):
        assert read_vtt(content) == []

    @given(st.text())
    def test_whatever_it_is_given_it_never_stumbles(self, content):
        read_vtt(f"WEBVTT\n\n{content}")
        read_vtt(content)

    @pytest.mark.parametrize(
        ("content", "is_one"),
        [
            ("WEBVTT\n\n", True),
            ("\ufeffWEBVTT", True),
            ("1\n00:00:01,500 --> 00:00:02,000\nHello", True),
            ("Hello", False),
        ],
    )
    def test_a_file_is_told_from_a_text(self, content, is_one):
        assert is_vtt(content) == is_one
