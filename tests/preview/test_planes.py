"""The planes of a picture: regions, colours, and moving parts of them."""

import numpy as np
import pytest

from apps.preview.planes import Planes, Region, blend, fetch, frame_of, in_yuv, planes_of


@pytest.fixture
def picture() -> Planes:
    """A brightness that rises by one from pixel to pixel, across and down; its colours at half the steps."""
    down, across = np.mgrid[0:40, 0:60].astype(np.uint8)
    half = (across + down)[::2, ::2]
    return Planes(across + down, half, half.copy())


class TestRegion:
    def test_is_even_and_on_the_picture(self):
        region = Region.around(np.array([[-3, 4.5], [71.2, 9.1]]), (60, 40))
        assert region == Region(0, 4, 60, 10)

    def test_outside_of_the_picture_it_is_empty(self):
        assert Region.around(np.array([[70, 4], [90, 9]]), (60, 40)).is_empty

    def test_shares_what_lies_in_both(self):
        assert Region(0, 0, 20, 20).shared(Region(10, 4, 40, 8)) == Region(10, 4, 20, 8)
        assert Region(0, 0, 20, 20).shared(Region(30, 30, 40, 40)).is_empty


class TestColours:
    @pytest.mark.parametrize(
        "rgb", [(0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 255, 0), (0, 0, 255), (190, 140, 120)]
    )
    def test_are_those_of_the_encoder(self, rgb):
        frame = planes_of(frame_of(np.full((8, 8, 3), rgb, np.uint8)))
        assert in_yuv(np.array(rgb, np.float32)) == pytest.approx(
            [plane[2, 2] for plane in (frame.y, frame.u, frame.v)], abs=1.5
        )

    def test_lie_over_a_patch_as_far_as_they_cover(self, picture):
        cover = np.zeros((40, 60), np.float32)
        cover[:20] = 1
        before = picture.copy()
        blend(picture, np.full((40, 60, 3), (100, 50, 200), np.float32), cover)
        assert (set(picture.y[:20].flat), set(picture.u[:10].flat), set(picture.v[:10].flat)) == ({100}, {50}, {200})
        assert np.array_equal(picture.y[20:], before.y[20:])
        assert np.array_equal(picture.u[10:], before.u[10:])


class TestFetch:
    def test_takes_each_pixel_from_where_it_is_told(self, picture):
        region = Region(10, 10, 30, 20)
        patch = fetch(picture, region, np.full((10, 20), 4, np.float32), np.full((10, 20), -2, np.float32))
        wanted = picture.part(Region(14, 8, 34, 18))
        assert all(
            np.array_equal(*planes) for planes in ((patch.y, wanted.y), (patch.u, wanted.u), (patch.v, wanted.v))
        )

    def test_moves_by_parts_of_a_pixel(self, picture):
        region = Region(10, 10, 30, 20)
        patch = fetch(picture, region, np.full((10, 20), 0.5, np.float32), np.full((10, 20), 0.5, np.float32))
        assert np.array_equal(patch.y, picture.y[region.luma] + 1)


def test_what_is_written_to_the_planes_of_a_frame_is_seen_by_the_encoder():
    frame = frame_of(np.zeros((6, 10, 3), np.uint8))
    planes_of(frame).y[:] = 235
    assert frame.to_ndarray(format="rgb24").min() > 250
