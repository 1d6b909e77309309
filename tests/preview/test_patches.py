"""Mouths that open and eyes that close: what moves, and that no seam is seen where it ends."""

import numpy as np
import pytest

from apps.preview.cavity import Tone
from apps.preview.eyes import CLOSED, Eye
from apps.preview.landmarks import EyeFrame, MouthFrame
from apps.preview.lids import fit_eyes
from apps.preview.lips import fit_mouth
from apps.preview.mouth import OPEN_LEVELS, REST, WIDTH_LEVELS, Mouth, Viseme
from apps.preview.planes import Planes
from tests.preview.pictures import face, pixels, planes
from tests.vision.labelled import FACES

OPEN = Viseme(OPEN_LEVELS, 0)


def mouth(name: str) -> tuple[Mouth, Planes, MouthFrame]:
    picture = pixels(name)
    still, frame = planes(picture), MouthFrame.of(face(picture))
    frame = fit_mouth(still, frame)
    made = Mouth(still, frame, Tone.of(picture, frame))
    return made, still.part(made.region), frame


def step(patch: Planes, still: Planes) -> np.ndarray:
    return np.abs(patch.y.astype(int) - still.y)


class TestViseme:
    def test_goes_from_closed_to_open_and_from_round_to_spread(self):
        assert [Viseme.nearest(*place) for place in ((0, 0), (1, 1), (0.5, -1))] == [
            REST,
            Viseme(OPEN_LEVELS, WIDTH_LEVELS),
            Viseme(OPEN_LEVELS // 2, -WIDTH_LEVELS),
        ]

    def test_beyond_the_ends_it_is_the_end(self):
        assert Viseme.nearest(7, -7) == Viseme(OPEN_LEVELS, -WIDTH_LEVELS)

    def test_a_closed_mouth_has_no_width(self):
        assert Viseme.nearest(0.01, 1) == REST

    def test_neighbours_look_alike_but_closed_is_closed(self):
        assert Viseme(5, 0).looks_like(Viseme(6, 1))
        assert not Viseme(5, 0).looks_like(Viseme(7, 0))
        assert not Viseme(1, 0).looks_like(REST)


@pytest.mark.parametrize("name", FACES)
class TestMouth:
    def test_at_rest_is_the_picture(self, name):
        made, still, _ = mouth(name)
        assert step(made.patch(REST), still).max() <= 1

    def test_opens(self, name):
        made, still, frame = mouth(name)
        x, y = frame.axes.middle.round().astype(int) - (made.region.left, made.region.top)
        unit = round(frame.axes.unit)
        lips = np.s_[max(0, y - unit // 2) : y + unit, x - unit // 2 : x + unit // 2]
        dark = [(each.y[lips] < 75).sum() for each in (still, made.patch(Viseme(8, 0)), made.patch(OPEN))]
        assert dark[0] < dark[1] < dark[2]

    @pytest.mark.parametrize("viseme", [OPEN, Viseme(9, WIDTH_LEVELS), Viseme(9, -WIDTH_LEVELS)])
    def test_has_no_seam(self, name, viseme):
        made, still, _ = mouth(name)
        moved = step(made.patch(viseme), still)
        assert max(edge.max() for edge in (moved[0], moved[-1], moved[:, 0], moved[:, -1])) <= 2


def test_teeth_stay_with_the_upper_jaw():
    made, still, frame = mouth("astronaut")
    opened = made.patch(Viseme(8, 0))
    x, y = frame.axes.middle.round().astype(int) - (made.region.left, made.region.top)
    bright = [np.flatnonzero(each.y[y - 8 : y + 12, x] > 190) for each in (still, opened)]
    assert bright[0][0] - bright[1][0] in {0, 1}
    assert bright[0][-1] >= bright[1][-1]


class TestEye:
    @pytest.fixture
    def eyes(self) -> list[tuple[Eye, Planes]]:
        picture = pixels("mei")
        still = planes(picture)
        made = [Eye(still, frame) for frame in fit_eyes(still, EyeFrame.both(face(picture)))]
        return [(eye, still.part(eye.region)) for eye in made]

    def test_closes_step_by_step(self, eyes):
        for eye, _ in eyes:
            dark = [(eye.patch(level).y < 80).sum() for level in (0, 2, CLOSED)]
            assert dark[0] > dark[1] > dark[2]
            assert dark[0] > 1.5 * dark[2]  # the rest is the brow

    def test_open_it_is_the_picture(self, eyes):
        assert all(np.array_equal(eye.patch(0).y, still.y) for eye, still in eyes)

    def test_has_no_seam(self, eyes):
        for eye, still in eyes:
            moved = step(eye.patch(CLOSED), still)
            assert max(edge.max() for edge in (moved[0], moved[-1], moved[:, 0], moved[:, -1])) <= 2

    def test_one_that_is_cut_by_the_edge_of_the_picture_stays_open(self):
        picture = pixels("mei")
        somebody = face(picture)
        frame = EyeFrame.both(somebody)[0]
        cut = np.ascontiguousarray(picture[:, int(frame.axes.middle[0]) // 2 * 2 :])
        moved = type(somebody)(
            **{**vars(somebody), "points": somebody.points - (int(frame.axes.middle[0]) // 2 * 2, 0)}
        )
        assert not Eye(planes(cut), EyeFrame.both(moved)[0]).can_close
