"""When a portrait blinks, how its head moves, and that the picture around it does not."""

import cv2
import numpy as np
import pytest

from apps.preview.eyes import CLOSED
from apps.preview.label import Label
from apps.preview.motion import ACROSS, DOWN, TURN, Pose, motion
from apps.preview.planes import Planes, Region
from apps.preview.sway import STEP, Sway
from tests.preview.pictures import face, pixels, planes

TALK = np.full(25 * 60, 0.4, np.float32)


class TestMotion:
    def test_is_the_same_every_time(self):
        assert motion(TALK, 25) == motion(TALK, 25)

    def test_blinks_every_few_seconds_and_for_a_moment(self):
        lids = np.array(motion(TALK, 25).lids)
        starts = np.flatnonzero((lids[1:] > 0) & (lids[:-1] == 0))
        assert 12 <= len(starts) <= 27
        assert (lids.min(), lids.max()) == (0, CLOSED)
        assert (lids > 0).mean() < 0.12

    def test_begins_and_stays_near_upright(self):
        poses = motion(TALK, 25).poses
        assert poses[0] == Pose()
        assert max(abs(pose.turn) for pose in poses) <= TURN
        assert max(abs(pose.across) for pose in poses) <= ACROSS
        assert max(abs(pose.down) for pose in poses) <= DOWN

    def test_never_jumps(self):
        path = np.array([(pose.turn, pose.across, pose.down) for pose in motion(TALK, 25).poses])
        assert np.abs(np.diff(path, axis=0)).max() < 0.005

    def test_is_calmer_while_nobody_speaks(self):
        def reach(openness: np.ndarray) -> float:
            return float(np.std([pose.turn for pose in motion(openness, 25).poses]))

        assert reach(np.zeros_like(TALK)) < 0.6 * reach(TALK)

    @pytest.mark.parametrize("count", [0, 1, 3, 30])
    def test_is_as_long_as_the_voice(self, count):
        made = motion(TALK[:count], 25)
        assert (len(made.lids), len(made.poses)) == (count, count)


class TestSway:
    @pytest.fixture
    def still(self) -> Planes:
        return planes(pixels("mei"))

    @pytest.fixture
    def sway(self) -> Sway:
        return Sway(face(pixels("mei")), (320, 400))

    def shown(self, sway: Sway, still: Planes, pose: Pose) -> Planes:
        screen = still.copy()
        assert [sway.follow(pose) for _ in range(STEP)] == [False] * (STEP - 1) + [True]
        sway.show(still, screen, sway.region)
        return screen

    def test_moves_the_head_that_far(self, sway, still):
        somebody = face(pixels("mei"))
        screen = self.shown(sway, still, Pose(0, 0.03, -0.02))
        brow = np.s_[round(somebody.box[1]) : round(somebody.box[3]), round(somebody.box[0]) : round(somebody.box[2])]
        parts = [each.y[brow].astype(np.float32) for each in (still, screen)]
        (across, down), _ = cv2.phaseCorrelate(*parts, cv2.createHanningWindow(parts[0].shape[::-1], cv2.CV_32F))
        height = np.hypot(*(somebody.points[152] - somebody.points[10]))
        assert (across, down) == pytest.approx((0.03 * height, -0.02 * height), abs=0.4)

    def test_leaves_its_edges_where_they_are(self, sway, still):
        moved, region = self.shown(sway, still, Pose(TURN, ACROSS, DOWN)), sway.region
        now, before = (each.part(region).y.astype(int) for each in (moved, still))
        assert max(np.abs((now - before)[edge]).max() for edge in np.s_[(0, slice(None)), (-1, slice(None))]) <= 1
        assert max(np.abs((now - before)[:, edge]).max() for edge in (0, -1)) <= 1

    def test_changes_nothing_beyond_them(self, sway, still):
        moved = self.shown(sway, still, Pose(TURN, ACROSS, DOWN))
        moved.paste(still.part(sway.region), sway.region)
        assert np.array_equal(moved.y, still.y)

    def test_does_not_follow_where_nobody_would_see_it(self, sway):
        assert not any(sway.follow(Pose(0, 0.0005, 0)) for _ in range(10))


class TestLabel:
    @pytest.mark.parametrize("size", [(320, 400), (1280, 720), (64, 64), (10, 400), (2, 2)])
    def test_lies_on_the_picture(self, size):
        screen = planes(np.full((size[1], size[0], 3), 128, np.uint8))
        label = Label("PRACTICE", size)
        label.write(screen)
        assert label.region == label.region.shared(Region(0, 0, *size))

    def test_can_be_read_on_black_and_on_white(self):
        for ground in (0, 255):
            screen = planes(np.full((400, 320, 3), ground, np.uint8))
            label = Label("DRAFT", (320, 400))
            label.write(screen)
            part = screen.part(label.region).y
            assert part.max() > 220 > 90 > part.min()

    def test_no_text_changes_nothing(self):
        screen = planes(pixels("mei"))
        before = screen.copy()
        Label("", (320, 400)).write(screen)
        assert np.array_equal(screen.y, before.y)
