"""Captions: a text is cut where people stop, and lies over the time in which it is said."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.media.captions import Cue, cues_for, mended, shifted, whole_text, with_part

TEXT = "Welcome to our spring tasting. Come in and have a cup of tea. We open at nine, and the first pot is on us."
WORDS = st.text(
    st.one_of(st.sampled_from("aeinst .,!?\n“”'-3欢迎您。，！"), st.characters(exclude_categories=["Cs"])), max_size=300
)
LENGTHS = st.integers(500, 30_000).map(lambda milliseconds: milliseconds / 1000)
MOMENTS = st.integers(0, 30_000).map(lambda milliseconds: milliseconds / 1000)
SPANS = st.tuples(MOMENTS, MOMENTS).map(sorted).map(tuple)
CUES = st.lists(st.builds(Cue, MOMENTS, MOMENTS, st.text("ab \n", max_size=8)), max_size=12)


def bare(text: str) -> str:
    return "".join(text.split())


def lines_of(cues: list[Cue]) -> list[str]:
    return [line for cue in cues for line in cue.text.split("\n")]


def well_ordered(cues: list[Cue], seconds: float) -> bool:
    """In order, without overlap, each with some time, all within the recording."""
    inside = all(0 <= cue.start < cue.end < seconds + 1e-6 for cue in cues)
    return inside and all(one.end <= other.start for one, other in pairwise(cues))


class TestLines:
    def test_a_caption_is_a_sentence_where_it_fits(self):
        assert [cue.text for cue in cues_for(TEXT, 9)][:2] == [
            "Welcome to our spring tasting.",
            "Come in and have a cup of tea.",
        ]

    def test_a_long_sentence_has_two_lines_that_part_at_a_clause(self):
        assert cues_for(TEXT, 9)[2].text == "We open at nine,\nand the first pot is on us."

    def test_a_longer_one_has_several_captions(self):
        text = (
            "The market, which has grown by 3.5% in the last year alone, will go on growing for as long as anybody "
            "can see; and that is good news for all of us who work here."
        )
        cues = cues_for(text, 12)
        assert [cue.text.replace("\n", " ") for cue in cues] == [
            "The market, which has grown by 3.5% in the last year alone,",
            "will go on growing for as long as anybody can see;",
            "and that is good news for all of us who work here.",
        ]

    def test_short_sentences_are_read_together(self):
        assert [cue.text for cue in cues_for("Hi. I am Mei. Come in.", 3)] == ["Hi. I am Mei. Come in."]

    @pytest.mark.parametrize("text", ["Dr. Smith lives there.", "It is 3.5 p.m. sharp.", "J. Smith said no."])
    def test_a_point_within_a_sentence_ends_none(self, text):
        long = f"{text} And this goes on until the line is full."
        assert cues_for(long, 6)[0].text == text

    def test_chinese_is_cut_at_its_own_marks(self):
        text = "欢迎来到我们的春季品茶会。我们九点开门，第一壶茶由我们请客，欢迎您带上家人和朋友一起来“品茶”。"
        cues = cues_for(text, 15)
        assert [cue.text for cue in cues] == [
            "欢迎来到我们的春季品茶会。",
            "我们九点开门，\n第一壶茶由我们请客，",
            "欢迎您带上家人和朋友一起来“品茶”。",
        ]

    def test_a_line_never_begins_with_a_mark_that_ends_something(self):
        lines = lines_of(cues_for("我们用iPhone 15拍摄（在家里），效果非常好！大家都说“很好”。" * 6, 60))
        assert not [line for line in lines if line[0] in "，。！？）”"]
        assert max(map(len, lines)) <= 20

    @pytest.mark.parametrize("text", ["", "   ", "\n\n"])
    def test_nothing_said_is_nothing_shown(self, text):
        assert cues_for(text, 5) == []

    def test_nothing_is_shown_in_no_time(self):
        assert cues_for(TEXT, 0) == []

    def test_a_word_that_fills_more_than_a_line_is_cut(self):
        assert max(map(len, lines_of(cues_for("x" * 500, 20)))) <= 42

    @given(WORDS)
    def test_whatever_is_said_has_two_lines_of_42_letters_at_most(self, text):
        for cue in cues_for(text, 60):
            assert 1 <= len(cue.text.split("\n")) <= 2
            assert all(len(line) <= 42 for line in cue.text.split("\n"))


class TestTimes:
    def test_the_text_is_spread_by_its_length(self):
        short, long = cues_for(
            "One short sentence that comes first. And then one that is, as you can hear, nearly twice as long as that.",
            9,
        )
        assert 2.5 < short.end < 3.5
        assert (short.start, long.end) == (0, 9)

    def test_it_lies_over_the_talking_not_over_the_silence_around_it(self):
        cues = cues_for(TEXT, 20, speech=(3.0, 12.0))
        assert (cues[0].start, cues[-1].end) == (3.0, 12.5)

    def test_a_sentence_ends_in_the_pause_where_there_is_one(self):
        pauses = [(2.9, 3.6), (6.4, 7.0)]
        first, second, third = cues_for(TEXT, 11, pauses=pauses)
        assert (first.end, second.start) == (3.4, 3.6)  # it lingers for half a second
        assert (second.end, third.start) == (6.9, 7.0)

    def test_the_pause_of_a_breath_within_a_sentence_moves_no_sentence(self):
        calm = cues_for(TEXT, 11, pauses=[(2.9, 3.6), (6.4, 7.0)])
        breath = cues_for(TEXT, 11, pauses=[(1.2, 1.65), (2.9, 3.6), (6.4, 7.0)])
        assert [cue.start for cue in breath] == [cue.start for cue in calm]

    def test_a_speaker_who_slows_down_is_followed(self):
        text = " ".join(
            f"This is sentence number {word} of ten." for word in ("one", "two", "three", "four", "five", "six")
        )
        ends = [1.5, 3.2, 5.2, 7.6, 10.4, 13.6]
        pauses = [(end, end + 0.6) for end in ends[:-1]]
        starts = [cue.start for cue in cues_for(text, 13.6, pauses=pauses)]
        assert starts == [0.0, *(round(end, 3) for _, end in pauses)]

    def test_numbers_take_their_time(self):
        number, _ = cues_for("The number is 4 0 7 3 8 1 5 9 today. The number is written down right over here.", 10)
        assert number.end - number.start > 5

    def test_pauses_that_fill_everything_are_not_believed(self):
        assert cues_for(TEXT, 9, pauses=[(0.0001, 8.9999)]) == cues_for(TEXT, 9)

    @given(WORDS, LENGTHS, SPANS, st.lists(SPANS, max_size=12))
    def test_order_and_text_are_kept_and_nothing_overlaps(self, text, seconds, speech, pauses):
        cues = cues_for(text, seconds, speech=speech, pauses=pauses)
        assert well_ordered(cues, seconds)
        assert bare("".join(cue.text for cue in cues)) == bare(text)


class TestMended:
    def test_a_cue_ends_when_the_next_one_begins(self):
        assert mended([Cue(0, 5, "a"), Cue(3, 9, "b")], 8) == [Cue(0, 3, "a"), Cue(3, 8, "b")]

    def test_they_come_in_order_and_without_empty_ones(self):
        assert mended([Cue(3, 4, "b"), Cue(1, 2, " \n "), Cue(0, 1, "a")], 5) == [Cue(0, 1, "a"), Cue(3, 4, "b")]

    def test_lines_are_trimmed_and_empty_ones_go(self):
        assert mended([Cue(0, 1, "  one \n\n two  ")], 5) == [Cue(0, 1, "one\ntwo")]

    @given(CUES, LENGTHS)
    def test_what_comes_out_is_always_right(self, cues, seconds):
        assert well_ordered(mended(cues, seconds), seconds)

    @given(CUES, LENGTHS)
    def test_twice_is_as_good_as_once(self, cues, seconds):
        once = mended(cues, seconds)
        assert mended(once, seconds) == once


class TestShifted:
    PARTS = (Cue(1, 3, "one"), Cue(3, 5, "two"), Cue(6, 8, "three"))

    def test_a_part_counts_from_its_own_beginning(self):
        assert shifted(self.PARTS, 3, 9) == [Cue(0, 2, "two"), Cue(3, 5, "three")]

    def test_one_that_is_cut_is_shown_as_long_as_it_is_there(self):
        assert shifted(self.PARTS, 2, 7) == [Cue(0, 1, "one"), Cue(1, 3, "two"), Cue(4, 5, "three")]

    def test_one_of_which_hardly_anything_is_left_goes(self):
        assert shifted(self.PARTS, 2.9, 6.1) == [Cue(0.1, 2.1, "two")]

    def test_the_whole_stays_as_it_is(self):
        assert shifted(self.PARTS, 0, 10) == list(self.PARTS)

    @given(CUES, SPANS)
    def test_what_comes_out_is_always_right(self, cues, span):
        start, end = span
        assert well_ordered(shifted(cues, start, end), end - start)


class TestWithPart:
    WHOLE = (Cue(1, 3, "one"), Cue(3, 5, "two"), Cue(6, 8, "three"), Cue(9, 9.5, "four"))

    def test_a_part_is_corrected_and_the_rest_stays(self):
        assert with_part(self.WHOLE, [Cue(0.5, 1.5, "TWO")], 3, 8.5, 10) == [
            Cue(1, 3, "one"),
            Cue(3.5, 4.5, "TWO"),
            Cue(9, 9.5, "four"),
        ]

    @given(CUES, SPANS)
    def test_what_was_not_changed_is_as_it_was(self, cues, span):
        whole = mended(cues, 30)
        part = shifted(whole, *span)
        again = shifted(with_part(whole, part, *span, 30), *span)
        assert [cue.text for cue in again] == [cue.text for cue in part]
        assert well_ordered(with_part(whole, part, *span, 30), 30)


class TestAsData:
    @given(st.builds(Cue, MOMENTS, MOMENTS, WORDS))
    def test_a_column_keeps_them_as_they_are(self, cue):
        assert Cue.from_json(cue.as_json()) == cue

    def test_the_whole_text_has_a_line_for_each(self):
        assert whole_text([Cue(0, 1, "one\ntwo"), Cue(1, 2, "three")]) == "one two\nthree"
