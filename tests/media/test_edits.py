"""What is done to a photo: turns that take the crop along, crops that stay inside, sides that grow a little."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from apps.media.edits import Edit, apply
from tests.media_files import portrait

SOURCE = (40, 30)
sides = st.integers(-60, 100)
crops = st.tuples(sides, sides, st.integers(1, 100), st.integers(1, 100))
edits = st.builds(Edit, turn=st.sampled_from([0, 90, 180, 270]), crop=st.none() | crops, enlarge=st.booleans())


def numbered() -> Image.Image:
    """A picture in which no two pixels are alike."""
    return Image.fromarray(np.arange(SOURCE[0] * SOURCE[1], dtype=np.int32).reshape(SOURCE[1], SOURCE[0]))


class TestEdit:
    @given(edits)
    def test_survives_the_way_through_json(self, edit):
        assert Edit.from_json(json.loads(json.dumps(edit.as_json()))) == edit

    @pytest.mark.parametrize("wrong", [{"turn": 45}, {"turn": -90}, {"crop": (0, 0, 0, 9)}, {"crop": (0, 0, 9, -1)}])
    def test_cannot_be_what_makes_no_sense(self, wrong):
        with pytest.raises(ValueError, match=r"turned|nothing"):
            Edit(**wrong)

    @given(edits)
    def test_shows_a_part_of_the_picture_whatever_the_crop_says(self, edit):
        left, top, width, height = edit.frame(SOURCE)
        whole = edit.turned_size(SOURCE)
        assert 0 <= left < left + width <= whole[0]
        assert 0 <= top < top + height <= whole[1]
        assert apply(edit, numbered()).size == (width, height)

    @given(edits, st.sampled_from([90, 180, 270, 360, -90]))
    def test_turned_further_shows_the_same_turned(self, edit, degrees):
        further = apply(edit.turned(degrees, SOURCE), numbered())
        assert np.array_equal(further, np.rot90(apply(edit, numbered()), -degrees // 90))


class TestApply:
    def test_gives_the_source_itself_when_nothing_is_to_be_done(self):
        source = portrait()
        assert apply(Edit(), source) is source
        assert apply(Edit(crop=(0, 0, 640, 800), enlarge=True), source) is source

    def test_turns_clockwise(self):
        source = numbered()
        assert apply(Edit(turn=90), source).getpixel((SOURCE[1] - 1, 0)) == source.getpixel((0, 0))
        assert apply(Edit(turn=270), source).getpixel((0, SOURCE[0] - 1)) == source.getpixel((0, 0))

    def test_counts_a_crop_in_the_turned_picture(self):
        source = portrait((800, 640))
        cropped = apply(Edit(turn=90, crop=(0, 700, 640, 100)), source)
        assert np.array_equal(cropped, source.transpose(Image.Transpose.ROTATE_270).crop((0, 700, 640, 800)))

    @pytest.mark.parametrize(
        ("size", "expected"),
        [((250, 500), (300, 600)), ((299, 299), (300, 300)), ((200, 300), (300, 450)), ((333, 201), (497, 300))],
    )
    def test_enlarges_a_side_that_is_a_little_too_short(self, size, expected):
        assert apply(Edit(enlarge=True), portrait(size)).size == expected
        assert apply(Edit(), portrait(size)).size == size

    @pytest.mark.parametrize("size", [(199, 500), (300, 300), (400, 300)])
    def test_enlarges_nothing_else(self, size):
        assert apply(Edit(enlarge=True), portrait(size)).size == size
