"""Where mouths and eyes are, in photos and drawings."""

import numpy as np
import pytest
from PIL import Image

from apps.preview.curves import polynomial
from apps.preview.landmarks import EyeFrame, MouthFrame, can_talk
from apps.preview.lids import fit_eyes
from apps.preview.lips import fit_mouth
from tests.preview.pictures import face, pixels, planes
from tests.vision.labelled import FACES

MIDDLE = np.zeros(1, np.float32)


def mouth_of(name: str, size: tuple[int, int] = (480, 600)):
    picture = pixels(name, size)
    return planes(picture), MouthFrame.of(face(picture))


class TestMouthFrame:
    @pytest.mark.parametrize("name", FACES)
    def test_has_its_corners_nose_and_chin_where_mouths_have_them(self, name):
        _, frame = mouth_of(name)
        assert -1.1 < frame.left < frame.middle < frame.right < 1.1
        assert frame.nose < 0 < float(polynomial(frame.upper, MIDDLE)[0]) + 0.35 < frame.chin
        assert 2.5 < frame.face < 7

    def test_turns_with_the_head(self):
        picture = pixels("mei", (480, 600))
        turned = np.asarray(Image.fromarray(picture).rotate(20))
        upright, tilted = (MouthFrame.of(face(each)) for each in (picture, turned))
        assert np.degrees(np.arctan2(*tilted.axes.right[::-1])) == pytest.approx(-20, abs=3)
        assert tilted.chin == pytest.approx(upright.chin, rel=0.1)

    def test_goes_to_its_own_places_and_back(self):
        _, frame = mouth_of("mei")
        points = np.array([[10, 20], [300, 410]], np.float32)
        assert frame.axes.pixels(frame.axes.local(points)) == pytest.approx(points, abs=0.01)

    def test_corners_are_as_far_from_the_middle_on_a_face_that_looks_aside(self):
        _, frame = mouth_of("jonas")
        assert frame.place(np.array([frame.left, frame.middle, frame.right], np.float32)) == pytest.approx([1, 0, 1])


class TestWhoCanTalk:
    def test_somebody_whose_mouth_is_on_the_picture_and_large_enough(self):
        somebody = face(pixels("mei"))
        x, y = somebody.points[[61, 291]].max(axis=0)
        assert can_talk(somebody, (320, 400))
        assert not can_talk(somebody, (int(x), 400))
        assert not can_talk(somebody, (320, int(y)))

    def test_a_mouth_of_a_few_pixels_is_too_small(self):
        small = face(pixels("mei"))
        assert not can_talk(type(small)(**{**vars(small), "points": small.points / 5}), (320, 400))


class TestFittedMouth:
    @pytest.mark.parametrize("name", ["amara", "leila", "mei", "tom"])
    def test_of_a_drawing_opens_within_its_line(self, name):
        picture, frame = mouth_of(name)
        seam = fit_mouth(picture, frame).seam
        x = np.linspace(-0.5, 0.5, 9, dtype=np.float32)
        at = frame.axes.pixels(np.stack([x, polynomial(seam, x)], axis=-1)).round().astype(int)
        beside = frame.axes.pixels(np.stack([x, polynomial(seam, x) + 0.35], axis=-1)).round().astype(int)
        on_line, on_skin = (picture.y[each[:, 1], each[:, 0]].astype(int) for each in (at, beside))
        assert (on_line < on_skin - 15).all()

    def test_of_a_smile_opens_below_the_teeth(self):
        picture, frame = mouth_of("astronaut")
        seam = float(polynomial(fit_mouth(picture, frame).seam, MIDDLE)[0])
        heights = seam + np.array([[-0.15], [0.15]], np.float32)
        above, below = (frame.axes.pixels(np.array([[0, height[0]]])).round().astype(int)[0] for height in heights)
        assert picture.y[above[1], above[0]] > picture.y[below[1], below[0]] + 15

    @pytest.mark.parametrize("name", ["nina", "ravi", "sofie"])
    def test_that_is_open_keeps_its_own_dark(self, name):
        picture, frame = mouth_of(name)
        fitted = fit_mouth(picture, frame)
        assert fitted.inside is not None
        assert fitted.inside[0] < 90
        assert frame.left <= fitted.left < fitted.right <= frame.right + 0.01


class TestFittedEyes:
    @pytest.mark.parametrize("name", [name for name in FACES if name not in {"astronaut", "grace hopper"}])
    def test_of_a_drawing_are_as_large_as_they_were_drawn(self, name):
        picture = pixels(name, (480, 600))
        frames = EyeFrame.both(face(picture))
        for frame, fitted in zip(frames, fit_eyes(planes(picture), frames), strict=True):
            assert float(polynomial(fitted.lower, MIDDLE)[0] - polynomial(frame.lower, MIDDLE)[0]) > 0.2
            assert fitted.upper[-1] < frame.upper[-1]

    def test_behind_glasses_that_hide_the_skin_below_them_there_are_none(self):
        picture = pixels("mei", (480, 600)).copy()
        somebody = face(picture)
        for corner in (33, 362):
            x, y = somebody.points[corner].round().astype(int)
            picture[y + 8 : y + 13, x - 10 : x + 40] = 10
        assert fit_eyes(planes(picture), EyeFrame.both(somebody)) == []
