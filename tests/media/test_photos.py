"""What arrives as a photo: every kind is taken and made plain, what nobody can mend is refused and told apart."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from apps.media import sandbox
from apps.media.photos import MAX_BYTES, Mended, PhotoReport, inspect_photo
from apps.media.pictures import LONGEST, SHORTEST
from apps.media.problems import Code, Problem
from apps.media.words import explain
from tests.media.photo_cases import CASES, heic, sideways
from tests.media_files import jpeg, png, portrait


@pytest.fixture
def photo(tmp_path) -> Path:
    return tmp_path / "photo"


@pytest.fixture
def source(tmp_path) -> Path:
    return tmp_path / "source.jpg"


def opened(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        picture.load()
        return picture


def codes(report: PhotoReport) -> list[str]:
    return [problem.code for problem in report.problems]


class TestEveryCase:
    def test_there_are_54_of_them(self):
        assert len({case.name for case in CASES}) == len(CASES) == 54

    @pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
    @pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
    def test_ends_as_it_should(self, case, tmp_path, source):
        photo = tmp_path / case.name
        case.make(photo)
        report = sandbox.inspect_photo(photo, source)
        assert codes(report) == ([case.code] if case.code else [])
        assert [explain(problem)[0] for problem in report.problems] == ([case.sentence] if case.code else [])
        assert source.exists() is not bool(case.code)
        if not case.code:
            assert (report.mended, report.size_bytes) == (case.mended, photo.stat().st_size)
            assert_is_ours(source, photo, (report.width, report.height))
            assert (report.width, report.height) == case.size


def assert_is_ours(source: Path, photo: Path, size: tuple[int, int]) -> None:
    """A plain JPEG with nothing of the file that came but its picture."""
    made = opened(source)
    assert (made.format, made.mode, made.size) == ("JPEG", "RGB", size)
    assert dict(made.getexif()) == {}
    assert set(made.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    written, came = source.read_bytes(), photo.read_bytes()
    assert written != came
    assert written.endswith(b"\xff\xd9")
    assert came[-64:] not in written


class TestWhatIsRefused:
    def test_is_a_file_of_more_than_50_mb_unopened(self, photo, source):
        jpeg(photo)
        with photo.open("ab") as file:
            file.truncate(MAX_BYTES + 1)
        report = inspect_photo(photo, source)
        assert report.problems == (Problem(Code.TOO_BIG, {"size": MAX_BYTES + 1, "limit": MAX_BYTES}),)

    def test_is_not_a_file_of_up_to_50_mb(self, photo, source):
        jpeg(photo)
        with photo.open("ab") as file:
            file.truncate(MAX_BYTES)
        assert not inspect_photo(photo, source).problems

    def test_is_a_side_too_short_to_be_enlarged(self, photo, source):
        report = inspect_photo(png(photo, (199, 400)), source)
        assert report.problems == (Problem(Code.TOO_SMALL, {"width": 199, "height": 400, "minimum": 300}),)
        assert not inspect_photo(png(photo, (200, 400)), source).problems

    def test_is_a_webp_of_more_pixels_than_memory_allows(self, photo, source):
        Image.new("RGB", (6000, 4200)).save(photo, "WEBP", quality=0, method=0)
        assert inspect_photo(photo, source).problems == (Problem(Code.TOO_MANY_PIXELS, {"limit": 24_000_000}),)

    def test_is_a_strip_in_which_nobody_stands(self, photo, source):
        assert codes(inspect_photo(png(photo, (5100, 200)), source)) == [Code.TOO_NARROW]
        assert not inspect_photo(png(photo, (5000, 200)), source).problems

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF", "BMP", "HEIC"])
    @pytest.mark.parametrize("keep", [0.5, 0.9])
    def test_is_every_kind_of_file_whose_end_is_missing(self, photo, source, kind, keep):
        save(photo, kind)
        content = photo.read_bytes()
        photo.write_bytes(content[: int(len(content) * keep)])
        assert codes(inspect_photo(photo, source)) == [Code.BROKEN]
        assert not source.exists()

    @pytest.mark.parametrize("brand", [b"hevc", b"msf1", b"avcs", b"mp42"])
    def test_is_a_box_file_that_is_no_still(self, photo, source, brand):
        content = heic(photo).read_bytes()
        photo.write_bytes(content[:8] + brand + content[12:])
        assert codes(inspect_photo(photo, source)) == [Code.NOT_A_PHOTO]


def save(path: Path, kind: str, picture: Image.Image | None = None) -> Path:
    picture = picture or portrait()
    if kind == "HEIC":
        return heic(path)
    picture.save(path, kind)
    return path


class TestSource:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF", "BMP", "HEIC"])
    def test_shows_what_the_photo_shows(self, photo, source, kind):
        inspect_photo(save(photo, kind), source)
        difference = np.asarray(opened(source)).astype(int) - np.asarray(portrait())
        assert np.abs(difference).mean() < 3

    @pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "GIF"])
    def test_has_white_where_the_photo_has_nothing(self, photo, source, kind):
        Image.new("RGBA", (400, 400), (0, 0, 0, 0)).save(photo, kind)
        inspect_photo(photo, source)
        assert opened(source).getpixel((200, 200)) == pytest.approx((255, 255, 255), abs=2)

    def test_is_the_first_picture_of_a_moving_one(self, photo, source):
        red, blue = (Image.new("RGB", (300, 300), colour) for colour in ("red", "blue"))
        red.save(photo, "WEBP", save_all=True, append_images=[blue], lossless=True)
        assert inspect_photo(photo, source).mended == (Mended.CONVERTED, Mended.STILL)
        assert opened(source).getpixel((9, 9)) == pytest.approx((254, 0, 0), abs=3)

    @pytest.mark.parametrize("orientation", range(2, 9))
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
    def test_is_upright_however_the_camera_was_held(self, photo, source, kind, orientation):
        exif = Image.Exif()
        exif[0x0112] = orientation
        corner = Image.new("RGB", (400, 300), "white")
        corner.paste("black", (0, 0, 200, 150))
        corner.save(photo, kind, exif=exif)
        report = inspect_photo(photo, source)
        assert Mended.TURNED in report.mended
        lies = orientation >= 5
        assert (report.width, report.height) == ((300, 400) if lies else (400, 300))
        right, low = {2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}[orientation]
        made = opened(source)
        assert made.getpixel((right * (made.width - 9) + 4, low * (made.height - 9) + 4)) == (0, 0, 0)

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
    def test_has_the_colours_that_were_meant(self, photo, source, kind):
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        swapped = srgb.replace(b"rXYZ", b"____").replace(b"bXYZ", b"rXYZ").replace(b"____", b"bXYZ")
        Image.new("RGB", (400, 400), (250, 0, 0)).save(photo, kind, icc_profile=swapped)  # red, they say, is blue
        inspect_photo(photo, source)
        assert opened(source).getpixel((200, 200)) == pytest.approx((0, 0, 250), abs=6)

    def test_of_a_photo_that_an_iphone_turned_is_upright(self, photo, source):
        exif = Image.Exif()
        exif[0x0112] = 6
        heic(photo, (800, 640), exif=exif.tobytes())
        report = inspect_photo(photo, source)
        assert (report.width, report.height) == (640, 800)
        assert Mended.TURNED in report.mended

    @pytest.mark.parametrize(
        ("size", "expected"),
        [
            ((1920, 1080), (1920, 1080)),
            ((2560, 2560), (2560, 2560)),
            ((3800, 2850), (2560, 1920)),
            ((4000, 3000), (2000, 1500)),  # by the JPEG's own means
            ((3000, 4000), (1500, 2000)),
            ((6000, 1000), (4320, 720)),
            ((7000, 400), (7000, 400)),
        ],
    )
    def test_is_no_larger_than_films_need_it(self, photo, source, size, expected):
        report = inspect_photo(jpeg(photo, size, quality=50), source)
        assert (report.width, report.height) == opened(source).size == expected
        assert (Mended.SHRUNK in report.mended) == (size != expected)
        assert max(expected) <= LONGEST or min(expected) <= SHORTEST

    def test_is_at_most_10_mb(self, photo, source):
        noise = np.random.default_rng(0).integers(0, 256, (2560, 2560, 3), np.uint8)
        Image.fromarray(noise).save(photo, "PNG", compress_level=0)
        report = inspect_photo(photo, source)
        assert source.stat().st_size <= 10 * 1024 * 1024
        assert Mended.SHRUNK not in report.mended or report.width < 2560


class TestMended:
    def test_says_nothing_about_a_photo_that_was_fine(self, photo, source):
        assert inspect_photo(jpeg(photo, dpi=(72, 72)), source).mended == ()

    @pytest.mark.parametrize(
        "options",
        [
            {"comment": b"a secret"},
            {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x0f\0\x02\0\0\0\x04Abc\0\0\0\0\0"},  # who made the camera
            {"xmp": b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"},
        ],
    )
    def test_says_that_notes_are_gone(self, photo, source, options):
        assert inspect_photo(jpeg(photo, **options), source).mended == (Mended.CLEANED,)

    def test_says_that_the_texts_of_a_png_are_gone(self, photo, source):
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Any word", "somebody", zip=True)
        assert inspect_photo(png(photo, pnginfo=notes), source).mended == (Mended.CONVERTED, Mended.CLEANED)

    def test_says_all_that_was_done(self, photo, source):
        exif = Image.Exif()
        exif[0x0112], exif[0x010F] = 6, "A camera"
        jpeg(photo, (4000, 3000), exif=exif.tobytes())
        assert inspect_photo(photo, source).mended == (Mended.TURNED, Mended.SHRUNK, Mended.CLEANED)

    def test_survives_the_way_through_json(self, photo, source):
        report = inspect_photo(sideways(photo), source)
        assert PhotoReport.from_json(json.loads(json.dumps(report.as_json()))) == report
