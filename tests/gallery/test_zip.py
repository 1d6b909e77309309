"""Many films as one file, and a list as a table."""

import csv
import io
import zipfile
from pathlib import Path

import av
import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from apps.gallery import tags
from apps.gallery.archive import AT_ONCE, PIECE, Archive, Busy, Entry
from apps.media import store
from apps.media.marks import Source, mark, read_mark
from apps.renders.models import Render, Video
from apps.reviews.deciding import decide
from apps.reviews.models import Decision
from tests.cast import signed_in
from tests.gallery.conftest import film_of
from tests.takes import make_take
from tests.takes import make_video as filled_in

pytestmark = pytest.mark.django_db
CUES = [{"start": 0.0, "end": 1.5, "text": "Hello."}]


def download(browser: Client, videos: list[Video], **fields: object):
    return browser.post(reverse("gallery:zip"), {"videos": [video.pk for video in videos], **fields})


def opened(answer) -> zipfile.ZipFile:
    assert answer.status_code == 200
    inside = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    assert inside.testzip() is None
    return inside


def contents(inside: zipfile.ZipFile) -> list[list[str]]:
    return list(csv.reader(io.StringIO(inside.read("contents.csv").decode("utf-8-sig"))))


class TestZip:
    def test_has_fifty_films_that_play(self, owner, some, tmp_path):
        inside = opened(download(owner, some(50)))
        films = [name for name in inside.namelist() if name.endswith(".mp4")]
        assert len(films) == 50
        assert {info.compress_type for info in inside.infolist()} == {zipfile.ZIP_STORED}
        for name in films[::10]:
            with av.open(inside.extract(name, tmp_path)) as film:
                assert sum(1 for _ in film.decode(video=0)) > 10

    def test_every_film_carries_its_mark_and_is_the_one_that_is_downloaded_alone(
        self, service, take, step, owner, tmp_path
    ):
        while step(take) != Render.Status.READY:
            pass
        inside = opened(download(owner, [take.video]))
        [name] = [name for name in inside.namelist() if name.endswith(".mp4")]
        assert read_mark(Path(inside.extract(name, tmp_path))) == Source.GENERATED
        alone = owner.get(reverse("takes:film", args=[take.pk]), {"download": ""})
        assert f'filename="{name}"' in alone["Content-Disposition"]
        assert alone.getvalue() == inside.read(name)

    def test_is_called_after_the_project_and_the_day(self, owner, some):
        videos = some(1)
        answer = download(owner, videos, project=videos[0].project_id)
        assert 'filename="spring-launch-20' in answer["Content-Disposition"]
        assert answer.getvalue()

    def test_names_are_those_of_single_downloads_and_none_comes_twice(self, owner, team, alice):
        titles = ("Spring offer", "spring OFFER", "春季优惠" * 30, "../../etc/passwd", "contents")
        videos = [make_take(team, alice, title=title).video for title in titles]
        names = opened(download(owner, videos)).namelist()[::-1]
        assert names[:3] == ["contents.csv", "spring-offer-1-2.mp4", "spring-offer-1.mp4"]
        assert names[4:] == ["etcpasswd-1.mp4", "contents-1.mp4"]
        assert all(len(name.encode()) <= 255 for name in names)

    def test_captions_lie_beside_the_films(self, owner, some):
        videos = some(2)
        Render.objects.filter(video=videos[0]).update(captions=CUES)
        inside = opened(download(owner, videos))
        assert inside.namelist() == ["lesson-2-1.mp4", "lesson-1-1.mp4", "lesson-1-1.vtt", "contents.csv"]
        assert inside.read("lesson-1-1.vtt").decode().startswith("WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nHello.")

    def test_the_table_says_what_is_inside_and_what_is_missing(self, owner, some, team, alice):
        [ready] = some(1)
        making, unfinished = make_take(team, alice, "processing", title="=1+1").video, filled_in(team, alice, "Later")
        lost = make_take(team, alice, title="Lost").video
        store.delete(film_of(lost).film_key)
        names, *rows = contents(opened(download(owner, [ready, making, unfinished, lost])))
        assert names == ["Title", "Project", "Version", "Seconds", "Film", "Captions", "Missing"]
        assert rows[3] == ["Lesson 1", "Spring launch", "Version 1", "2.000", "lesson-1-1.mp4", "", ""]
        assert [row[0] for row in rows[:3]] == ["Lost", "Later", "'=1+1"]
        assert [row[6] for row in rows[1:3]] == ["It has no film yet."] * 2
        assert (rows[0][4], rows[0][6]) == ("", "The file of the film is not there.")

    def test_the_approved_version_goes_before_a_newer_one(self, owner, some, team, alice):
        [video] = some(1)
        decide(film_of(video), alice, Decision.Verdict.APPROVED)
        make_take(team, alice, video=video)
        assert "lesson-1-1.mp4" in opened(download(owner, [video])).namelist()

    def test_what_is_in_the_trash_is_not_inside(self, owner, some, press):
        first, second = some(2)
        press(owner, "gallery:to_trash", [first])
        assert opened(download(owner, [first, second])).namelist() == ["lesson-2-1.mp4", "contents.csv"]

    def test_reviewers_have_it_too(self, some, rita):
        opened(download(signed_in(rita), some(1)))

    def test_asks_the_same_for_many(self, owner, some, django_assert_max_num_queries):
        videos = some(8)
        with django_assert_max_num_queries(16):
            opened(download(owner, videos))


class TestStreaming:
    def test_holds_no_more_than_a_piece_of_a_film(self, owner, some):
        [video] = some(1)
        film = film_of(video)
        with default_storage.open(film.film_key, "ab") as file:
            file.write(bytes(8 * 1024 * 1024))
        answer = download(owner, [video])
        assert max(map(len, answer.streaming_content)) < 2 * PIECE

    def test_four_at_once_then_a_sentence(self, owner, some):
        videos = some(1)
        being_sent = [Archive([], [], "") for _ in range(AT_ONCE)]
        for each in being_sent[:2]:
            next(iter(each))
        refused = download(owner, videos, next="/projects/1/")
        assert (refused.status_code, refused["Retry-After"]) == (503, "60")
        assert "Try again in a minute" in refused.content.decode()
        for each in being_sent:  # whoever goes away, at the beginning or half way, leaves a place
            each.close()
            each.close()
        assert download(owner, videos).getvalue()
        again = [Archive([], [], "") for _ in range(AT_ONCE)]
        with pytest.raises(Busy):
            Archive([], [], "")
        for each in again:
            each.close()

    def test_one_that_cannot_be_ended_well_gives_its_place_back(self):
        class Ends(list):
            def __iter__(self):
                archive.close()  # as another thread would, while this one writes
                return super().__iter__()

        archive = Archive([Entry(line=Ends(), cues=[])], [], "")
        with pytest.raises(ValueError, match="executing"):
            list(archive)
        for place in [Archive([], [], "") for _ in range(AT_ONCE)]:
            place.close()


class TestSingleDownloads:
    def test_the_poster_has_a_sensible_name(self, owner, some):
        [video] = some(1)
        poster = reverse("takes:poster", args=[film_of(video).pk])
        assert 'attachment; filename="lesson-1-1.jpg"' in owner.get(poster, {"download": ""})["Content-Disposition"]
        assert "Content-Disposition" not in owner.get(poster)

    def test_a_long_chinese_name_fits_on_every_disk(self, owner, team, alice):
        take = make_take(team, alice, title="春" * 120)
        told = owner.get(reverse("takes:film", args=[take.pk]), {"download": ""})["Content-Disposition"]
        assert told.count("%E6%98%A5") == 60


class TestMark:
    def test_a_film_that_is_marked_in_the_store_is_marked_in_the_archive(self, owner, some, tmp_path):
        [video] = some(1)
        mark(Path(default_storage.path(film_of(video).film_key)), Source.ANIMATED)
        inside = opened(download(owner, [video]))
        assert read_mark(Path(inside.extract("lesson-1-1.mp4", tmp_path))) == Source.ANIMATED


class TestList:
    def rows(self, browser: Client, **query: object) -> list[list[str]]:
        answer = browser.get(reverse("gallery:list"), query)
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))

    def test_says_what_the_page_shows(self, owner, some, team):
        [video] = some(1)
        tags.put_on(team, "Spring", [video.pk])
        tags.put_on(team, "Courses", [video.pk])
        names, row = self.rows(owner, project=video.project_id)
        assert names[:7] == ["Title", "Project", "State", "Versions", "Seconds", "Price (USD)", "Play money"]
        assert row[:5] == ["Lesson 1", "Spring launch", "Needs review", "1", "2.000"]
        assert row[6:11] == ["Yes", "Mei", "Hello", "Practice service", "Courses, Spring"]
        assert row[12:] == ["Alice Ames", f"http://testserver/videos/{video.pk}/"]

    def test_respects_the_filters(self, owner, some):
        some(3)
        assert [row[0] for row in self.rows(owner, q="lesson 2")[1:]] == ["Lesson 2"]

    def test_formulas_are_harmless(self, owner, team, alice):
        make_take(team, alice, title='=HYPERLINK("https://evil.example")')
        assert self.rows(owner)[1][0].startswith("'=")

    def test_leaves_out_the_trash_and_other_teams(self, owner, some, press, charlie):
        press(owner, "gallery:to_trash", some(2)[:1])
        assert len(self.rows(owner)) == 2
        assert len(self.rows(signed_in(charlie))) == 1
