"""From a source to a portrait: what is said about it, and what one click mends."""

import json
from pathlib import Path

import pytest
from PIL import Image, ImageEnhance

from apps.media.edits import Edit
from apps.media.face_checks import LIGHT
from apps.media.portraits import PortraitReport, develop_portrait
from apps.media.problems import Code, Level, Problem
from apps.media.repairs import RepairCode
from apps.vision import weights
from apps.vision.detector import full_range, short_range
from apps.vision.mesh import _network
from tests.media_files import jpeg
from tests.vision.labelled import CHANGES, FACES, IN_PROFILE, face_in, groups, head, opened

FAULTS = {  # what happens to a photo: what is then said about it
    "dark": Code.DARK,
    "lit from left": Code.UNEVEN_LIGHT,
    "lit from right": Code.UNEVEN_LIGHT,
    "blurred a little": Code.BLURRED,
    "turned left": Code.SIDEWAYS,
    "upside down": Code.SIDEWAYS,
    "turned right": Code.SIDEWAYS,
    "cut off left": Code.CUT_OFF,
    "cut off right": Code.CUT_OFF,
    "cut off above": Code.CUT_OFF,
    "cut off below": Code.CUT_OFF,
    "tilted by 30": Code.TILTED,
    "small": Code.FACE_TOO_SMALL,
}
NETWORKS = (full_range, short_range, _network)


@pytest.fixture
def develop(tmp_path):
    """Develops a picture, as it is or edited."""

    def do(picture: Image.Image, edit: Edit | None = None) -> PortraitReport:
        picture.save(tmp_path / "source.jpg", quality=92)
        return develop_portrait(tmp_path / "source.jpg", tmp_path / "portrait.jpg", edit or Edit())

    return do


@pytest.fixture
def portrait(tmp_path) -> Path:
    """Where `develop` puts it."""
    return tmp_path / "portrait.jpg"


def levels(report: PortraitReport) -> dict[str, str]:
    return {check.code: check.level for check in report.checks}


def repair(report: PortraitReport, code: RepairCode, number: int = 0) -> Edit:
    return [each.edit for each in report.repairs if each.code == code][number]


def on_a_wall(picture: Image.Image, size: tuple[int, int], corner: tuple[int, int]) -> Image.Image:
    wall = Image.new("RGB", size, (150, 150, 145))
    wall.paste(picture, corner)
    return wall


def with_background() -> Image.Image:
    both = on_a_wall(head("mei", 1000), (1400, 1000), (0, 0))
    both.paste(head("tom", 280), (1050, 100))
    return both


class TestTarget:
    def test_is_the_source_when_nothing_is_to_be_done(self, develop, tmp_path):
        report = develop(head("mei"))
        assert (tmp_path / "portrait.jpg").read_bytes() == (tmp_path / "source.jpg").read_bytes()
        assert (report.width, report.height) == head("mei").size

    def test_is_what_the_edit_makes_of_it(self, develop, portrait):
        report = develop(head("mei", 400).rotate(90, expand=True), Edit(turn=90, crop=(10, 20, 250, 280), enlarge=True))
        with Image.open(portrait) as made:
            assert (made.format, made.size) == ("JPEG", (300, 336))
        assert (report.width, report.height) == (300, 336)

    def test_of_a_spoilt_source_is_none(self, tmp_path):
        source = jpeg(tmp_path / "source.jpg")
        source.write_bytes(source.read_bytes()[:3000])
        assert develop_portrait(source, tmp_path / "p.jpg", Edit()).problems == (Problem(Code.BROKEN),)

    def test_survives_the_way_through_json(self, develop):
        report = develop(next(group for _, count, group in groups() if count == 3))
        assert report.repairs
        assert report.faces
        assert PortraitReport.from_json(json.loads(json.dumps(report.as_json()))) == report


class TestChecks:
    @pytest.mark.parametrize("name", FACES)
    def test_of_a_good_portrait_are_good(self, develop, name):
        report = develop(opened(FACES[name]))
        expected = {Code.GOOD_SIZE: Level.OK, Code.ONE_FACE: Level.OK}
        if name == "astronaut":  # a face of 107 pixels
            expected = {Code.GOOD_SIZE: Level.OK, Code.FACE_SMALL: Level.WARN}
        assert levels(report) == expected
        assert len(report.faces) == 1

    def test_frame_the_face_in_parts_of_the_picture(self, develop):
        [(left, top, width, height)] = develop(opened(FACES["grace hopper"])).faces
        assert (left, top, width, height) == pytest.approx((0.32, 0.21, 0.37, 0.34), abs=0.02)

    @pytest.mark.parametrize("change", FAULTS)
    def test_name_what_is_wrong(self, develop, change):
        change_it, _ = CHANGES[change]
        for path in [FACES["grace hopper"], FACES["mei"], FACES["ravi"], FACES["leila"]]:
            found = levels(develop(change_it(opened(path), face_in(path))))
            assert FAULTS[change] in found
            assert (Code.ONE_FACE in found) == (FAULTS[change] in LIGHT)

    def test_see_that_a_face_is_too_bright(self, develop):
        assert levels(develop(ImageEnhance.Brightness(opened(FACES["mei"])).enhance(1.7)))[Code.BRIGHT] == Level.WARN

    def test_say_on_which_side_it_is_dark(self, develop):
        path = FACES["mei"]
        for side, change in (("right", "lit from left"), ("left", "lit from right")):
            checks = develop(CHANGES[change][0](opened(path), face_in(path))).checks
            assert [check.values for check in checks if check.code == Code.UNEVEN_LIGHT] == [{"side": side}]

    def test_do_not_call_dark_skin_dark(self, develop):
        assert Code.DARK not in levels(develop(opened(FACES["amara"])))
        dimmed = ImageEnhance.Brightness(opened(FACES["amara"])).enhance(0.5)
        assert levels(develop(dimmed))[Code.DARK] == Level.WARN

    def test_see_a_face_that_looks_to_the_side(self, develop):
        found = levels(develop(opened(IN_PROFILE["cameraman"])))
        assert found[Code.TURNED_AWAY] == found[Code.FACE_TOO_SMALL] == Level.BAD

    @pytest.mark.parametrize(("degrees", "level"), [(10, None), (-25, Level.WARN), (25, Level.WARN), (40, Level.BAD)])
    def test_weigh_how_much_a_head_is_tilted(self, develop, degrees, level):
        assert levels(develop(opened(FACES["grace hopper"]).rotate(degrees))).get(Code.TILTED) == level

    def test_count_several_people(self, develop):
        _, _, group = next(each for each in groups() if each[1] == 4)
        [check] = [check for check in develop(group).checks if check.code == Code.SEVERAL_FACES]
        assert (check.level, check.values) == (Level.BAD, {"count": 4})

    def test_mention_somebody_in_the_background(self, develop):
        found = levels(develop(with_background()))
        assert found[Code.BACKGROUND_FACE] == Level.WARN
        assert Code.SEVERAL_FACES not in found

    def test_find_nobody_in_a_picture_of_nobody(self, develop):
        report = develop(Image.new("RGB", (640, 480), "green"))
        assert levels(report) == {Code.GOOD_SIZE: Level.OK, Code.NO_FACE: Level.BAD}
        assert report.faces == ()

    def test_call_a_face_small_that_fills_little_of_a_large_picture(self, develop):
        far = on_a_wall(head("mei", 560), (2500, 2500), (900, 900))
        assert levels(develop(far))[Code.FACE_SMALL] == Level.WARN

    def test_measure_the_face_before_it_was_enlarged(self, develop):
        small = head("mei", 245)
        [height] = [check.values["height"] for check in develop(small).checks if check.code == Code.FACE_TOO_SMALL]
        larger = develop(small, Edit(enlarge=True))
        assert larger.height > 300
        [after] = [check.values["height"] for check in larger.checks if check.code == Code.FACE_TOO_SMALL]
        assert after == pytest.approx(height, abs=3)

    @pytest.mark.parametrize(
        ("size", "expected"),
        [
            ((299, 400), {Code.TOO_SMALL}),
            ((300, 751), {Code.TOO_NARROW}),
            ((900, 250), {Code.TOO_SMALL, Code.TOO_NARROW}),
        ],
    )
    def test_measure_both_sides(self, develop, size, expected):
        found = levels(develop(Image.new("RGB", size)))
        assert {code for code in found if code != Code.NO_FACE} == expected
        assert all(found[code] == Level.BAD for code in expected)

    def test_are_not_made_without_the_networks(self, develop, monkeypatch):
        monkeypatch.setattr(weights, "PACKAGE", "no_such_package")
        for loaded in NETWORKS:
            loaded.cache_clear()
        with pytest.raises(weights.WeightsMissing):
            develop(head("mei"))


class TestRepairs:
    @pytest.mark.parametrize("degrees", [90, 180, 270])
    def test_turn_a_photo_upright_with_what_was_cropped(self, develop, degrees):
        lying = opened(FACES["mei"]).rotate(degrees, expand=True)
        edit = Edit(crop=(40, 60, lying.width - 80, lying.height - 120))
        report = develop(lying, edit)
        [mended] = report.repairs
        assert (mended.code, mended.edit.turn) == (RepairCode.TURN, degrees)
        after = develop(lying, mended.edit)
        assert levels(after)[Code.ONE_FACE] == Level.OK
        assert sorted((after.width, after.height)) == sorted((report.width, report.height))

    @pytest.mark.parametrize("degrees", [90, 180, 270])
    def test_frame_the_face_where_it_lies(self, develop, degrees):
        lying = on_a_wall(head("mei", 600).rotate(degrees, expand=True), (1400, 1200), (700, 100))
        [(left, top, width, height)] = develop(lying).faces
        assert 0.5 < left < left + width < 1
        assert 0.05 < top < top + height < 0.6

    @pytest.mark.parametrize("count", range(2, 7))
    def test_choose_each_one_of_several_people(self, develop, count):
        _, _, group = next(each for each in groups() if each[1] == count)
        report = develop(group)
        chosen = [each for each in report.repairs if each.code == RepairCode.CHOOSE_FACE]
        assert sorted(each.face for each in chosen) == list(range(count))
        for each in chosen:
            after = develop(group, each.edit)
            assert len(after.faces) == 1
            assert not {Code.SEVERAL_FACES, Code.CUT_OFF, Code.TOO_SMALL, Code.TOO_NARROW} & levels(after).keys()

    def test_come_closer_to_somebody_far_away(self, develop):
        far = on_a_wall(head("mei", 560), (2500, 2500), (900, 900))
        after = develop(far, repair(develop(far), RepairCode.HEAD_AND_SHOULDERS))
        assert levels(after) == {Code.GOOD_SIZE: Level.OK, Code.ONE_FACE: Level.OK}
        assert after.repairs == ()

    def test_leave_out_the_background(self, develop):
        both = with_background()
        after = develop(both, repair(develop(both), RepairCode.HEAD_AND_SHOULDERS))
        assert Code.BACKGROUND_FACE not in levels(after)

    def test_bring_a_strip_into_shape_around_the_face(self, develop):
        strip = on_a_wall(head("mei", 600), (2500, 600), (1900, 0))
        report = develop(strip)
        assert levels(report)[Code.TOO_NARROW] == Level.BAD
        after = develop(strip, repair(report, RepairCode.SHAPE))
        assert levels(after) == {Code.GOOD_SIZE: Level.OK, Code.ONE_FACE: Level.OK}
        assert after.width == 2.5 * after.height

    def test_enlarge_what_is_a_little_too_small(self, develop):
        small = head("mei", 600).crop((20, 0, 300, 600))
        edit = repair(develop(small), RepairCode.ENLARGE)
        assert edit == Edit(enlarge=True)
        assert levels(develop(small, edit))[Code.GOOD_SIZE] == Level.OK

    def test_shape_and_enlarge_in_one_click(self, develop):
        report = develop(Image.new("RGB", (250, 900)))
        edit = repair(report, RepairCode.SHAPE)
        assert edit == Edit(crop=(0, 138, 250, 625), enlarge=True)
        assert Code.GOOD_SIZE in levels(develop(Image.new("RGB", (250, 900)), edit))

    def test_are_not_offered_a_second_time(self, develop):
        tiny = on_a_wall(head("mei", 130), (1200, 900), (500, 300))
        edit = repair(develop(tiny), RepairCode.HEAD_AND_SHOULDERS)
        assert min(edit.crop[2:]) == 300
        assert develop(tiny, edit).repairs == ()

    def test_are_not_offered_for_what_is_good(self, develop):
        assert develop(opened(FACES["mei"])).repairs == ()

    def test_are_not_offered_when_too_little_would_be_left(self, develop):
        tiny = on_a_wall(head("mei", 150), (400, 190), (20, 20))
        tiny.paste(head("tom", 150), (200, 20))
        report = develop(tiny)
        assert levels(report)[Code.SEVERAL_FACES] == Level.BAD
        assert [each.code for each in report.repairs] == []
