"""Photos: every good kind is taken and made plain, every bad one is told apart."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from apps.media.backdrops import backdrop
from apps.media.images import MAX_BYTES, inspect_portrait
from apps.media.pictures import MAX_PIXELS
from apps.media.problems import Code
from tests.media.photo_cases import grey_16_bit, png_header, two_in_one
from tests.media_files import cut, jpeg, png, portrait


@pytest.fixture
def photo(tmp_path) -> Path:
    return tmp_path / "photo"


@pytest.fixture
def target(tmp_path) -> Path:
    return tmp_path / "target.jpg"


def codes(report) -> list[str]:
    return [problem.code for problem in report.problems]


def opened(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        picture.load()
        return picture


class TestGoodPhotos:
    @pytest.mark.parametrize(
        ("make", "word"),
        [
            (jpeg, "JPG"),
            (lambda path: jpeg(path, progressive=True), "JPG"),
            (lambda path: jpeg(path, mode="CMYK"), "JPG"),
            (lambda path: jpeg(path, mode="L"), "JPG"),
            (two_in_one, "JPG"),
            (png, "PNG"),
            (lambda path: png(path, mode="P"), "PNG"),
            (lambda path: png(path, mode="1"), "PNG"),
            (lambda path: png(path, mode="LA"), "PNG"),
            (lambda path: png(path, mode="RGBA"), "PNG"),
            (grey_16_bit, "PNG"),
        ],
    )
    def test_become_a_plain_jpeg(self, photo, target, make, word):
        report = inspect_portrait(make(photo), target)
        made = opened(target)
        assert (report.problems, report.format, report.size_bytes) == ((), word, photo.stat().st_size)
        assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (640, 800))
        assert (report.width, report.height) == (640, 800)

    def test_are_known_by_content_and_not_by_name(self, tmp_path, target):
        report = inspect_portrait(png(tmp_path / "photo.jpg"), target)
        assert (report.problems, report.format) == ((), "PNG")

    @pytest.mark.parametrize("size", [(300, 300), (300, 750), (750, 300)])
    def test_may_be_just_at_the_limits(self, photo, target, size):
        assert not inspect_portrait(jpeg(photo, size), target).problems

    def test_keep_their_picture(self, photo, target):
        inspect_portrait(png(photo), target)
        difference = np.asarray(opened(target)).astype(int) - np.asarray(portrait())
        assert np.abs(difference).mean() < 2

    def test_with_holes_are_laid_on_white(self, photo, target):
        Image.new("RGBA", (400, 400), (0, 0, 0, 0)).save(photo, "PNG")
        inspect_portrait(photo, target)
        assert opened(target).getpixel((200, 200)) == (255, 255, 255)

    def test_in_sixteen_bit_keep_their_greys(self, photo, target):
        inspect_portrait(grey_16_bit(photo), target)
        assert np.asarray(opened(target)).mean() == pytest.approx(127, abs=2)

    def test_with_a_colour_profile_look_as_they_were_meant(self, photo, target):
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        swapped = srgb.replace(b"rXYZ", b"____").replace(b"bXYZ", b"rXYZ").replace(b"____", b"bXYZ")
        Image.new("RGB", (400, 400), (250, 0, 0)).save(photo, "PNG", icc_profile=swapped)  # red, they say, is blue
        inspect_portrait(photo, target)
        assert opened(target).getpixel((200, 200)) == pytest.approx((0, 0, 250), abs=4)
        assert "icc_profile" not in opened(target).info

    def test_with_a_spoilt_colour_profile_are_taken_as_they_are(self, photo, target):
        assert not inspect_portrait(jpeg(photo, icc_profile=b"no profile at all"), target).problems

    def test_that_would_come_out_too_heavy_are_made_smaller(self, photo, target):
        noise = np.random.default_rng(0).integers(0, 256, (4200, 4200, 3), np.uint8)
        Image.fromarray(noise).save(photo, "JPEG", quality=50)
        report = inspect_portrait(photo, target)
        assert report.problems == ()
        assert target.stat().st_size <= MAX_BYTES
        assert opened(target).size == (report.width, report.height)


class TestMetadata:
    @pytest.fixture
    def sideways(self, photo) -> Path:
        exif = Image.Exif()
        exif[0x0112] = 6  # the camera was turned
        exif[0x010F] = "A camera"
        exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 22.0, 0.0)})  # where the photo was taken
        return jpeg(photo, (800, 640), exif=exif.tobytes(), comment=b"secret words")

    def test_turns_the_photo_upright_and_is_gone(self, sideways, target):
        report = inspect_portrait(sideways, target)
        made = opened(target)
        assert made.size == (report.width, report.height) == (640, 800)
        assert dict(made.getexif()) == {}
        assert b"secret" not in target.read_bytes()
        assert b"Exif" not in target.read_bytes()

    def test_counts_for_the_shape(self, photo, target):
        exif = Image.Exif()
        exif[0x0112] = 6
        report = inspect_portrait(jpeg(photo, (1000, 299), exif=exif.tobytes()), target)
        assert (report.width, report.height) == (299, 1000)
        assert codes(report) == [Code.TOO_SMALL, Code.TOO_NARROW]

    @pytest.mark.parametrize("junk", [b"Exif\0\0junk" * 9, b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x99" * 80])
    @pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
    def test_that_makes_no_sense_does_no_harm(self, photo, target, junk):
        assert not inspect_portrait(jpeg(photo, exif=junk), target).problems


class TestBadPhotos:
    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", Code.EMPTY),
            (b"\xff", Code.NOT_A_PHOTO),
            (b"just some words", Code.NOT_A_PHOTO),
            (b"<!doctype html><title>photo</title>", Code.NOT_A_PHOTO),
            (b'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="800"/>', Code.NOT_A_PHOTO),
            (b"GIF89a" + bytes(100), Code.NOT_A_PHOTO),
            (b"RIFF\x40\0\0\0WEBPVP8 " + bytes(60), Code.NOT_A_PHOTO),
            (b"\0\0\0\x18ftypheic" + bytes(100), Code.NOT_A_PHOTO),
            (b"%PDF-1.7\n", Code.NOT_A_PHOTO),
            (b"\xff\xd8" * 1000, Code.BROKEN),
            (b"\xff\xd8\xff" + bytes(2000), Code.BROKEN),
            (b"\x89PNG\r\n\x1a\n" + bytes(2000), Code.BROKEN),
        ],
    )
    def test_are_told_apart_by_their_content(self, tmp_path, target, content, code):
        photo = tmp_path / "photo.jpg"
        photo.write_bytes(content)
        assert codes(inspect_portrait(photo, target)) == [code]
        assert not target.exists()

    @pytest.mark.parametrize("make", [jpeg, png])
    @pytest.mark.parametrize("missing", [{"keep": 0.5}, {"drop": 20}, {"drop": 1}])
    def test_are_broken_when_the_end_is_missing(self, photo, target, make, missing):
        assert codes(inspect_portrait(cut(make(photo), **missing), target)) == [Code.BROKEN]

    @pytest.mark.parametrize(
        ("size", "expected"),
        [
            ((299, 400), [Code.TOO_SMALL]),
            ((400, 299), [Code.TOO_SMALL]),
            ((300, 751), [Code.TOO_NARROW]),
            ((751, 300), [Code.TOO_NARROW]),
            ((100, 800), [Code.TOO_SMALL, Code.TOO_NARROW]),
            ((1, 1), [Code.TOO_SMALL]),
        ],
    )
    def test_are_measured_on_both_sides(self, photo, target, size, expected):
        report = inspect_portrait(png(photo, size), target)
        assert codes(report) == expected
        assert (report.width, report.height) == size
        assert not target.exists()

    def test_are_told_everything_at_once(self, photo, target):
        jpeg(photo, (200, 600))
        with photo.open("ab") as file:
            file.write(bytes(MAX_BYTES))
        report = inspect_portrait(photo, target)
        assert codes(report) == [Code.TOO_BIG, Code.TOO_SMALL, Code.TOO_NARROW]
        assert report.problems[0].values == {"size": photo.stat().st_size, "limit": MAX_BYTES}

    @pytest.mark.parametrize("size", [(20_000, 20_000), (8_000, 6_000), (1, MAX_PIXELS + 1)])
    def test_with_too_many_pixels_are_never_decoded(self, photo, target, size, monkeypatch):
        monkeypatch.setattr(Image.Image, "load", lambda picture: pytest.fail("decoded"))
        png_header(photo, *size)
        assert codes(inspect_portrait(photo, target)) == [Code.TOO_MANY_PIXELS]


class TestBackdrop:
    @pytest.mark.parametrize("size", [(400, 640), (1600, 500)])
    def test_is_tiny(self, photo, target, size):
        backdrop(jpeg(photo, size), target)
        assert opened(target).size == (32, 18)
        assert target.stat().st_size < 1024

    def test_carries_the_colours_of_both_sides_on(self, photo, target):
        picture = Image.new("RGB", (400, 600), (200, 30, 30))
        picture.paste((30, 30, 200), (200, 0, 400, 600))
        picture.save(photo, "JPEG", quality=95)
        backdrop(photo, target)
        left, right = (opened(target).getpixel((x, 9)) for x in (2, 29))
        assert left[0] > 3 * left[2]
        assert right[2] > 3 * right[0]

    def test_carries_top_and_bottom_on_when_the_bars_are_there(self, photo, target):
        picture = Image.new("RGB", (1600, 500), (20, 20, 20))
        picture.paste((230, 230, 230), (0, 0, 1600, 250))
        picture.save(photo, "JPEG")
        backdrop(photo, target)
        above, below = (opened(target).getpixel((16, y)) for y in (2, 15))
        assert above[0] > 150 > 60 > below[0]
