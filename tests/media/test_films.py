"""Films that come back: whole, long enough, playable in a browser, with a poster."""

from decimal import Decimal
from pathlib import Path

import av
import pytest
from PIL import Image

from apps.media.films import FilmReport, inspect_film
from apps.media.problems import Code, Problem
from tests.media_files import cut, film, m4a, mp3


@pytest.fixture
def take(tmp_path) -> Path:
    return tmp_path / "film.mp4"


def inspect(take: Path, expected: str = "3") -> FilmReport:
    outputs = {"poster": take.with_name("poster.jpg"), "backdrop": take.with_name("backdrop.jpg")}
    return inspect_film(take, expected_seconds=Decimal(expected), **outputs)


def codes(report: FilmReport) -> list[str]:
    return [problem.code for problem in report.problems]


class TestGoodFilms:
    def test_are_measured(self, take):
        report = inspect(film(take))
        assert report == FilmReport(seconds=Decimal(3), width=320, height=400, fps=25.0)

    def test_may_run_longer_than_the_voice_by_a_second(self, take):
        assert not inspect(film(take), "2.1").problems

    def test_may_end_their_sound_a_little_early(self, take):
        assert not inspect(film(take, 3, sound_seconds=2.7)).problems

    def test_have_a_poster_from_near_the_beginning(self, take):
        inspect(film(take, 2, (1280, 720)), "2")
        with Image.open(take.with_name("poster.jpg")) as poster, Image.open(take.with_name("backdrop.jpg")) as back:
            assert (poster.size, poster.format, back.size) == ((960, 540), "JPEG", (32, 18))


class TestBadFilms:
    @pytest.mark.parametrize("missing", [{"keep": 0.5}, {"keep": 0.9}, {"keep": 0.99}, {"drop": 20}])
    def test_are_broken_when_the_end_is_missing(self, take, missing):
        assert Code.BROKEN in codes(inspect(cut(film(take, 6), **missing), "6"))

    def test_are_broken_when_cut_between_two_packets(self, take):
        with av.open(str(film(take, 6))) as container:
            last = container.streams.audio[0].index_entries[-1]
        assert codes(inspect(cut(take, drop=last.size), "6")) == [Code.BROKEN]

    @pytest.mark.parametrize(
        "content", [b"x", b"<html>gone</html>", b"\0\0\0\x18ftypisom" + bytes(5000), b"#EXTM3U\nhttp://127.0.0.1:9/"]
    )
    def test_are_broken_when_they_are_no_films(self, take, content):
        take.write_bytes(content)
        assert codes(inspect(take)) == [Code.BROKEN]
        assert not take.with_name("poster.jpg").exists()

    def test_are_empty_without_bytes(self, take):
        take.touch()
        assert codes(inspect(take)) == [Code.EMPTY]

    @pytest.mark.parametrize(
        "options", [{"codec": "mpeg4"}, {"codec": "libx265"}, {"audio_codec": "libmp3lame"}, {"audio_codec": None}]
    )
    def test_cannot_be_played_in_other_codecs_or_without_sound(self, take, options):
        assert codes(inspect(film(take, **options))) == [Code.NOT_PLAYABLE]

    @pytest.mark.parametrize("make", [lambda path: film(path, format="matroska"), mp3])
    def test_are_broken_in_other_containers(self, take, make):
        assert codes(inspect(make(take))) == [Code.BROKEN]

    def test_cannot_be_played_when_nobody_knows_the_codec(self, take):
        film(take).write_bytes(take.read_bytes().replace(b"avc1", b"zzzz"))
        assert codes(inspect(take)) == [Code.NOT_PLAYABLE]

    def test_cannot_be_played_without_pictures(self, take):
        assert codes(inspect(m4a(take))) == [Code.NOT_PLAYABLE]

    @pytest.mark.parametrize("expected", ["1.9", "4.1", "60"])
    def test_have_the_wrong_length_when_far_from_the_voice(self, take, expected):
        problem = Problem(Code.WRONG_LENGTH, {"seconds": 3.0, "expected": float(expected)})
        assert inspect(film(take), expected).problems == (problem,)

    def test_are_broken_when_the_middle_is(self, take):
        content = bytearray(film(take, 6, (640, 800)).read_bytes())
        middle = len(content) // 2
        content[middle : middle + 4000] = b"\xff" * 4000
        take.write_bytes(content)
        assert Code.BROKEN in codes(inspect(take, "6"))
