"""Where somebody speaks is found, also above noise; a long recording is cut where nobody does."""

import itertools
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.media.loudness import powers
from apps.media.pauses import Span, cut_points, find_speech
from tests.media.sound_cases import with_noise
from tests.media_files import silence, speech

TALK = np.concatenate([silence(1), speech(2), silence(0.8), speech(1.5), silence(0.25), speech(1), silence(1.5)])
WORDS, GAP = (1.0, 6.55), (3.0, 3.8)


def found(samples: np.ndarray) -> tuple[Span, tuple[Span, ...]]:
    return find_speech(powers(samples), len(samples) / 44_100)


class TestFindSpeech:
    @pytest.mark.parametrize(
        "samples",
        [TALK, TALK // 10, with_noise(TALK, 0.003), with_noise(TALK, 0.02)],
        ids=["clean", "quiet", "some noise", "noise"],
    )
    def test_is_from_the_first_word_to_the_last_with_a_little_air(self, samples):
        speech_span, pauses = found(samples)
        assert speech_span == pytest.approx((WORDS[0] - 0.15, WORDS[1] + 0.15), abs=0.08)
        assert pauses == (pytest.approx(GAP, abs=0.08),)

    def test_does_not_take_a_click_for_a_word(self):
        clicked = TALK.copy()
        for place in (8_000, 150_000):
            clicked[place : place + 400] = 20_000
        assert found(clicked) == found(TALK)

    def test_needs_no_silence_at_the_ends(self):
        assert found(speech(3)) == ((0, 3), ())

    @pytest.mark.parametrize("samples", [silence(3), silence(0.01), silence(0)])
    def test_of_silence_is_all_of_it(self, samples):
        assert found(samples) == ((0, round(len(samples) / 44_100, 3)), ())


@st.composite
def talks(draw) -> tuple[int, tuple[int, int], list[tuple[int, int]]]:
    """(length, speech, pauses), in milliseconds."""
    length = draw(st.integers(0, 1_800_000))
    start = draw(st.integers(0, length))
    end = draw(st.integers(start, length))
    edges = sorted(draw(st.lists(st.integers(start, end), max_size=60, unique=True)))
    return length, (start, end), list(zip(edges[::2], edges[1::2], strict=False))


def cut(talk: tuple[int, tuple[int, int], list[tuple[int, int]]], longest: int) -> list[tuple[int, int]]:
    """`cut_points`, in milliseconds."""
    length, span, pauses = ([*part] if isinstance(part, tuple) else part for part in talk)
    seconds = [(begun / 1000, ended / 1000) for begun, ended in pauses]
    parts = cut_points(Decimal(length) / 1000, (span[0] / 1000, span[1] / 1000), seconds, longest)
    return [(int(begun * 1000), int(ended * 1000)) for begun, ended in parts]


class TestCutPoints:
    @given(talks(), st.integers(4, 300))
    def test_are_parts_within_the_limits_one_after_the_other(self, talk, longest):
        parts = cut(talk, longest)
        assert all(2000 <= ended - begun <= longest * 1000 for begun, ended in parts)
        assert all(before[1] == after[0] for before, after in itertools.pairwise(parts))

    @given(talks(), st.integers(4, 300))
    def test_leave_no_word_out_and_no_recording_behind(self, talk, longest):
        length, (start, end), _ = talk
        parts = cut(talk, longest)
        if length < 2000:
            assert parts == []
        elif end - start >= 2000:
            assert (parts[0][0], parts[-1][1]) == (start, end)
        else:
            ((begun, ended),) = parts
            assert 0 <= begun <= start <= end <= ended <= length

    @given(talks(), st.integers(4, 300))
    def test_are_in_the_last_pause_that_fits_or_at_the_limit(self, talk, longest):
        middles = [(begun + ended) // 2 for begun, ended in talk[2]]
        parts = cut(talk, longest)
        for begun, ended in parts[:-1]:
            latest = min(begun + longest * 1000, parts[-1][1] - 2000)
            fitting = [at for at in middles if begun + 2000 <= at <= latest]
            assert ended == (max(fitting) if fitting else latest)

    def test_are_what_one_would_do_by_hand(self):
        parts = cut_points(Decimal(130), (1.0, 129.0), ((20.0, 21.0), (55.0, 56.0), (100.0, 102.0)), 60)
        assert parts == [(Decimal(1), Decimal("55.5")), (Decimal("55.5"), Decimal(101)), (Decimal(101), Decimal(129))]

    def test_of_a_short_word_are_one_part_with_what_stands_around_it(self):
        assert cut_points(60, (30.0, 30.5), (), 60) == [(Decimal("29.25"), Decimal("31.25"))]

    def test_cannot_be_shorter_than_what_can_be_cut(self):
        with pytest.raises(ValueError, match="that short"):
            cut_points(60, (0.0, 60.0), (), 3)
