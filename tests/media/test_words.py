"""Problems in words: numbers as people say them, what to do, and nothing that worries."""

import pytest

from apps.media.face_words import REPAIRS
from apps.media.problems import Check, Code, Level, Problem
from apps.media.repairs import RepairCode
from apps.media.words import explain

VALUES = {
    Code.TOO_BIG: {"size": 14 * 1024 * 1024, "limit": 10 * 1024 * 1024},
    Code.TOO_SMALL: {"width": 280, "height": 299, "minimum": 300},
    Code.TOO_NARROW: {"width": 300, "height": 900},
    Code.TOO_MANY_PIXELS: {"limit": 40_000_000},
    Code.SEVERAL_FACES: {"count": 3},
    Code.UNEVEN_LIGHT: {"side": "left"},
    Code.TOO_SHORT: {"seconds": 1.9, "minimum": 2},
    Code.TOO_LONG: {"seconds": 84.0, "maximum": 60},
    Code.FAR_TOO_LONG: {"minutes": 30},
    Code.LONG_PAUSES: {"count": 3},
    Code.WRONG_LENGTH: {"seconds": 3.0, "expected": 18.2},
}
GOOD = {Code.GOOD_SIZE, Code.ONE_FACE, Code.CLEAR}


class TestExplain:
    @pytest.mark.parametrize("code", list(Code))
    def test_every_problem_has_two_whole_sentences(self, code):
        headline, advice = explain(Problem(code, VALUES.get(code, {})))
        assert bool(advice) == (code not in GOOD)
        for sentence in filter(None, (headline, advice)):
            assert sentence.endswith(".")
            assert "%" not in sentence
            assert not {"invalid", "failed", "error", "aspect"} & set(sentence.lower().split())

    @pytest.mark.parametrize(
        ("code", "headline"),
        [
            (Code.TOO_BIG, "This file is 14 MB. The limit is 10 MB."),
            (Code.TOO_MANY_PIXELS, "This photo has more than 40 million pixels."),
            (Code.TOO_SHORT, "This recording is shorter than 2 seconds."),
            (Code.TOO_LONG, "This recording is 1 minute 24 seconds long."),
            (Code.WRONG_LENGTH, "The film is 3 seconds long; we expected 19 seconds."),
        ],
    )
    def test_says_the_numbers_as_people_do(self, code, headline):
        assert explain(Problem(code, VALUES[code]))[0] == headline

    def test_says_how_many_faces_there_are(self):
        assert explain(Check(Code.SEVERAL_FACES, Level.BAD, {"count": 3}))[0] == "We see 3 faces."

    @pytest.mark.parametrize(("count", "headline"), [(1, "There is 1 long pause."), (3, "There are 3 long pauses.")])
    def test_says_how_many_pauses_are_long(self, count, headline):
        assert explain(Check(Code.LONG_PAUSES, Level.WARN, {"count": count}))[0] == headline

    def test_says_what_to_do_with_what_is_far_too_long(self):
        said = explain(Problem(Code.FAR_TOO_LONG, {"minutes": 30}))
        assert said == ("This recording is longer than 30 minutes.", "Cut it into pieces of up to 30 minutes first.")

    @pytest.mark.parametrize("side", ["left", "right"])
    def test_says_which_side_is_dark(self, side):
        check = Check(Code.UNEVEN_LIGHT, Level.WARN, {"side": side})
        assert explain(check)[0] == f"The {side} side is a little dark."

    @pytest.mark.parametrize("repair", RepairCode)
    def test_every_repair_has_a_name_for_its_button(self, repair):
        assert REPAIRS[repair][0].isupper()

    def test_says_what_the_service_takes(self):
        advice = explain(Problem(Code.TOO_LONG, VALUES[Code.TOO_LONG]))[1]
        assert advice == "This service takes up to 60 seconds. Cut the recording shorter."

    def test_says_both_sides_of_a_small_photo(self):
        assert (
            "280 × 299 pixels; both sides need at least 300"
            in explain(Problem(Code.TOO_SMALL, VALUES[Code.TOO_SMALL]))[1]
        )

    def test_says_something_about_a_problem_it_does_not_know(self):
        assert explain(Problem("from_the_future"))[0] == "We could not check this file."
