"""Pictures on the face desk: which part of a photo is shown, and how it is turned, in attributes of SVG."""

import re

import pytest

from apps.avatars.shots import around, corners, shot, with_margin
from apps.media.edits import Edit

SOURCE = (1200, 900)


def place(transform: str, x: float, y: float) -> tuple[float, float]:
    """Where a browser puts a point of the photo."""
    numbers = dict(re.findall(r"(\w+)\(([^)]*)\)", transform))
    for _ in range(int(numbers.get("rotate", 0)) // 90):
        x, y = -y, x
    across, down = map(float, numbers.get("translate", "0 0").split())
    return x + across, y + down


class TestShot:
    def test_without_an_edit_it_is_the_photo(self):
        whole = shot("a.jpg", SOURCE, Edit())
        assert (whole.view_box, whole.transform, whole.width, whole.height) == ("0 0 1200 900", "", 1200, 900)

    @pytest.mark.parametrize(
        ("turn", "view_box", "left_top"),
        [(90, "0 0 900 1200", (900, 0)), (180, "0 0 1200 900", (1200, 900)), (270, "0 0 900 1200", (0, 1200))],
    )
    def test_a_turn_is_clockwise_and_stays_in_the_picture(self, turn, view_box, left_top):
        turned = shot("a.jpg", SOURCE, Edit(turn=turn))
        assert turned.view_box == view_box
        assert place(turned.transform, 0, 0) == left_top

    def test_a_crop_is_of_the_turned_photo(self):
        cropped = shot("a.jpg", SOURCE, Edit(turn=90, crop=(10, 20, 300, 400)))
        assert cropped.view_box == "10 20 300 400"

    def test_the_whole_photo_can_be_asked_for(self):
        assert shot("a.jpg", SOURCE, Edit(turn=90, crop=(10, 20, 300, 400)), whole=True).view_box == "0 0 900 1200"


def test_the_corners_of_a_frame_stay_on_its_edges():
    moves = re.findall(r"M([\d.]+) ([\d.]+)", corners(100, 50, 200, 300))
    for x, y in ((float(x), float(y)) for x, y in moves):
        assert x in (100, 300) or y in (50, 350)
    assert len(moves) == 4


def test_a_frame_holds_the_hair_as_well():
    left, top, width, height = around(100, 100, 100, 100)
    assert (left, top) < (100, 100)
    assert left + width > 200
    assert top + height > 200


def test_there_is_room_around_a_picture_that_is_cropped():
    assert with_margin(1000, 500) == "-30 -30 1060 560"
