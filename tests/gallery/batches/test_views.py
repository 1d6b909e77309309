"""The pages of a batch, as people and their browsers use them."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.avatars.models import Avatar
from apps.connections.models import Price
from apps.gallery.batches import actions
from apps.gallery.batches.waiting import asked_of
from apps.gallery.models import Batch
from apps.notices.models import Notice
from apps.notices.words import sentence
from apps.renders.models import Render, Video
from apps.voices.models import Voice
from tests.cast import HTMX, make_person, signed_in
from tests.gallery.batches.steps import TEXT, row, work
from tests.gallery.batches.workbooks import workbook
from tests.media_files import jpeg, mp3
from tests.takes import limit, make_take

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(alice) -> Client:
    return signed_in(alice)


def at(name: str, batch: Batch) -> str:
    return reverse(f"gallery:{name}", args=[batch.pk])


def shown(browser: Client, batch: Batch) -> str:
    page = browser.get(at("batch", batch)).content.decode()
    found = re.search(r'name="shown" value="(\w+)"', page)
    return found[1] if found else ""


def press(browser: Client, batch: Batch, name: str = "batch_ok", **pressed: str):
    return browser.post(at(name, batch), {"shown": shown(browser, batch), "consent": "yes", **pressed})


def text_of(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return re.sub(r"\s+", " ", body.decode())


class TestBegin:
    @pytest.fixture
    def usual(self, project, connection, voices) -> dict:
        return {"connection": connection.pk, "mode": "std", "voice": Voice.objects.get(is_draft=True).pk}

    def test_a_pasted_table_becomes_a_batch(self, owner, project, usual):
        answer = owner.post(
            reverse("gallery:batch_begin", args=[project.pk]), {**usual, "text": "title\tface\nHi\tMei\nHo\tMei"}
        )
        batch = Batch.objects.get()
        assert answer.url == at("batch", batch)
        assert list(batch.lines.values_list("number", "title", "avatar__name")) == [(1, "Hi", "Mei"), (2, "Ho", "Mei")]

    def test_a_column_that_nobody_knows_is_named(self, owner, project, usual):
        text = "title\tface\tMood\nHi\tMei\twarm"
        address = reverse("gallery:batch_begin", args=[project.pk])
        page = owner.post(address, {**usual, "text": text}, follow=True).content.decode()
        assert "This column is not used: Mood." in page

    def test_a_workbook_becomes_a_batch_with_its_name(self, owner, project, usual, tmp_path):
        path = workbook(tmp_path / "a.xlsx", [["title", "face"], ["Hi", "Mei"]])
        file = SimpleUploadedFile("Spring.xlsx", path.read_bytes())
        owner.post(reverse("gallery:batch_begin", args=[project.pk]), {**usual, "table": file})
        assert str(Batch.objects.get()) == "Spring"

    def test_what_was_pasted_is_not_lost_where_it_cannot_be_read(self, owner, project, usual):
        text = "\n".join(["title,face", *["a,b"] * 501])
        answer = owner.post(reverse("gallery:batch_begin", args=[project.pk]), {**usual, "text": text})
        assert answer.status_code == 422
        assert "This table has 501 lines; a batch takes up to 500." in answer.content.decode()
        assert text.splitlines()[-1] in answer.content.decode()

    def test_without_a_table_is_said(self, owner, project, usual):
        answer = owner.post(reverse("gallery:batch_begin", args=[project.pk]), usual)
        assert "Choose a table, or paste one." in answer.content.decode()

    def test_the_example_can_be_read(self, owner, project, usual):
        text = text_of(owner.get(reverse("gallery:batch_example")))
        assert text.startswith("\ufefftitle,face,script,audio file,style,quality")


class TestPage:
    def test_shows_all_problems_and_one_price(self, owner, begin):
        batch = begin([row("One"), row("Two", script=TEXT), row("Three", face="anna.jpg")])
        page = text_of(owner.get(at("batch", batch)))
        assert "There is no photo “anna.jpg” yet." in page
        assert "1 line needs a change and is not made." in page
        assert "Make 2 videos for $0.28 to $0.45" in page
        assert "This is play money: nothing is charged." in page
        assert page.count('class="btn primary') == 1

    def test_who_may_not_spend_asks(self, begin, cleo):
        batch = begin([row()], by=cleo)
        page = text_of(signed_in(cleo).get(at("batch", batch)))
        assert "Ask to spend $0.12 on 1 video" in page
        assert "Make 1 video" not in page

    def test_names_the_faces_that_need_a_tick(self, owner, begin):
        batch = begin([row()])
        Avatar.objects.get().consents.all().delete()
        assert "use their face and voice: Mei." in text_of(owner.get(at("batch", batch)))
        answer = owner.post(at("batch_ok", batch), {"shown": shown(owner, batch)})
        assert answer.status_code == 422
        assert "Tick that these people agreed" in text_of(answer)

    def test_says_before_that_it_goes_over_a_limit(self, owner, begin, bob):
        batch = begin([row(), row()])
        limit(Video(project=batch.project), None, 150_000)
        assert "Make 2 videos for $0.23, over the limit" in text_of(owner.get(at("batch", batch)))
        page = text_of(signed_in(bob).get(at("batch", batch)))
        assert "Ask to spend $0.23 on 2 videos" in page
        assert "This month&#x27;s limit leaves $0.15" in page


class TestOk:
    def test_puts_all_good_lines_in_line(self, owner, begin):
        batch = begin([row("One"), row("Two", face="nobody")])
        assert press(owner, batch).status_code == 303
        assert "1 video is in line, for up to $0.12." in text_of(owner.get(at("batch", batch)))
        assert work(batch) == ["made", "open"]

    def test_twice_is_once(self, owner, begin):
        batch = begin([row()])
        seen = {"shown": shown(owner, batch)}
        assert [owner.post(at("batch_ok", batch), seen).status_code for _ in range(2)] == [303, 303]
        work(batch)
        assert Render.objects.count() == 1

    def test_makes_nothing_where_anything_changed(self, owner, begin):
        batch = begin([row(), row()])
        seen = {"shown": shown(owner, batch)}
        Price.objects.filter(what="std").update(micros=70_000)
        answer = owner.post(at("batch_ok", batch), seen)
        assert answer.status_code == 422
        assert "Something changed since you looked" in text_of(answer)
        assert "Make 2 videos for $0.28" in text_of(answer)
        assert work(batch) == ["open", "open"]

    def test_going_over_takes_an_owner(self, begin, bob):
        batch = begin([row()])
        limit(Video(project=batch.project), None, 1)
        assert press(signed_in(bob), batch, over="yes").status_code == 422
        assert work(batch) == ["open"]

    def test_of_somebody_else_when_asked(self, begin, alice, cleo, bob):
        batch = begin([row()], by=cleo)
        assert press(signed_in(cleo), batch, "batch_ask").status_code == 303
        told = Notice.objects.filter(person=alice).get()
        assert sentence(told) == "Cleo Cruz asks for your OK to spend money on a batch of videos, “Spring launch”"
        assert told.address == at("batch", batch)
        assert "Waiting for an OK" in text_of(signed_in(cleo).get(at("batch", batch)))
        assert press(signed_in(bob), batch).status_code == 303
        assert work(batch) == ["made"]

    def test_nobody_says_it_to_their_own_wish_but_an_owner(self, begin, bob):
        batch = begin([row()], by=bob)
        limit(Video(project=batch.project), bob, 1)
        assert press(signed_in(bob), batch, "batch_ask").status_code == 303
        limit(Video(project=batch.project), bob, 10**9)
        assert signed_in(bob).post(at("batch_ok", batch), {"shown": "x"}).status_code == 403

    def test_over_the_limit_of_the_team_owners_alone_are_asked(self, begin, alice, bob, cleo):
        batch = begin([row()], by=cleo)
        limit(Video(project=batch.project), None, 1)
        press(signed_in(cleo), batch, "batch_ask")
        assert [told.person for told in Notice.objects.all()] == [alice]

    def test_over_their_own_limit_whoever_may_spend_is_asked(self, begin, alice, bob, team):
        dora = make_person("Dora Day", team, "producer")
        batch = begin([row()], by=bob)
        limit(Video(project=batch.project), bob, 1)
        press(signed_in(bob), batch, "batch_ask")
        assert {told.person for told in Notice.objects.all()} == {alice, dora}

    def test_waits_where_people_see_what_is_their_turn(self, begin, alice, bob, cleo, team):
        batch = begin([row()], by=cleo)
        assert asked_of(team, alice) == []
        press(signed_in(cleo), batch, "batch_ask")
        assert [asked_of(team, person) for person in (alice, bob, cleo)] == [[batch], [batch], []]

    def test_asked_for_is_sent_back(self, begin, bob, cleo):
        batch = begin([row()], by=cleo)
        press(signed_in(cleo), batch, "batch_ask")
        signed_in(bob).post(at("batch_back", batch))
        assert "Ask to spend" in text_of(signed_in(cleo).get(at("batch", batch)))


class TestFiles:
    def test_are_sent_one_by_one_by_the_page(self, owner, begin, tmp_path):
        batch = begin([row(face="anna.jpg", voice="hi.mp3")])
        for path in (jpeg(tmp_path / "anna.jpg", (400, 500)), mp3(tmp_path / "hi.mp3", 3)):
            file = SimpleUploadedFile(path.name, path.read_bytes())
            assert owner.post(at("batch_files", batch), {"files": file}, headers={"X-Files": "1"}).status_code == 204
        assert "Make 1 video for $0.17" in text_of(owner.get(at("batch", batch)))

    def test_are_sent_all_at_once_without_scripts(self, owner, begin, tmp_path):
        batch = begin([row(face="anna.jpg"), row(face="ben.jpg")])
        photo = jpeg(tmp_path / "anna.jpg", (400, 500)).read_bytes()
        files = [SimpleUploadedFile(name, photo) for name in ("anna.jpg", "BEN.jpg", "zoe.jpg")]
        assert owner.post(at("batch_files", batch), {"files": files}).status_code == 303
        page = text_of(owner.get(at("batch", batch)))
        assert "Make 2 videos" in page
        assert "1 file is named by no line" in page

    def test_are_not_taken_while_somebody_waits_for_an_ok(self, begin, cleo, tmp_path):
        batch = begin([row()], by=cleo)
        browser = signed_in(cleo)
        press(browser, batch, "batch_ask")
        file = SimpleUploadedFile("a.jpg", jpeg(tmp_path / "a.jpg", (400, 500)).read_bytes())
        assert browser.post(at("batch_files", batch), {"files": file}, headers={"X-Files": "1"}).status_code == 409

    def test_that_were_mended_say_so(self, owner, begin, tmp_path):
        batch = begin([row(face="anna.jpg")])
        file = SimpleUploadedFile("anna.jpg", jpeg(tmp_path / "anna.jpg", (400, 1200)).read_bytes())
        owner.post(at("batch_files", batch), {"files": file})
        assert "The photo was cropped." in text_of(owner.get(at("batch", batch)))


class TestProblemsAsATable:
    def test_are_mended_and_uploaded_again(self, owner, begin):
        batch = begin([row("One"), row("=Two()", face="nobody"), row("Three", script="Hi"), row("Four", face="")])
        actions.leave_out(batch, [batch.lines.last().pk], is_left_out=True)
        text = b"".join(owner.get(at("batch_problems", batch)).streaming_content).decode()
        rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
        assert [(line["line"], line["title"]) for line in rows] == [("2", "'=Two()"), ("3", "Three")]
        assert rows[1]["what is wrong"] == "This text is too short. Say one full sentence."
        text = text.replace("nobody", "mei").replace(",Hi,", f",{TEXT},")
        answer = owner.post(at("batch_table", batch), {"table": SimpleUploadedFile("mended.csv", text.encode())})
        assert answer.status_code == 303
        page = text_of(owner.get(at("batch", batch)))
        assert "2 lines were replaced." in page
        assert "Make 3 videos" in page
        assert batch.lines.get(number=2).title == "=Two()"
        assert batch.lines.count() == 4

    def test_lines_without_a_number_are_added_and_those_under_way_stay(self, owner, begin):
        batch = begin([row("One")])
        press(owner, batch)
        table = "line,title,face,audio file\n1,Again,Mei,Hello\n,New,Mei,Hello"
        owner.post(at("batch_table", batch), {"text": table})
        page = text_of(owner.get(at("batch", batch)))
        assert "1 line was added. 1 line is under way already and was left as it is." in page
        assert list(batch.lines.values_list("title", flat=True)) == ["One", "New"]

    def test_never_makes_a_batch_of_more_than_500(self, owner, begin):
        batch = begin([row() for _ in range(499)])
        answer = owner.post(at("batch_table", batch), {"text": "title,face\na,b\nc,d"})
        assert answer.status_code == 422
        assert "A batch takes up to 500 lines." in text_of(answer)


class TestLines:
    def test_are_left_out_and_taken_in(self, owner, begin):
        batch = begin([row(), row()])
        line = batch.lines.first()
        assert owner.post(at("batch_lines", batch), {"out": line.pk}, headers=HTMX).status_code == 204
        assert "Make 1 video" in text_of(owner.get(at("batch", batch)))
        assert owner.post(at("batch_lines", batch), {"in": line.pk}).status_code == 303
        assert "Make 2 videos" in text_of(owner.get(at("batch", batch)))

    def test_use_another_quality_once_it_is_set(self, owner, begin, connection):
        batch = begin([row()])
        usual = {"connection": connection.pk, "mode": "pro", "voice": batch.voice_id}
        owner.post(at("batch_settings", batch), usual)
        assert "Make 1 video for $0.23" in text_of(owner.get(at("batch", batch)))

    def test_whose_service_is_gone_ask_for_another_one(self, owner, begin, connection):
        batch = begin([row()])
        assert "Choose a service" not in text_of(owner.get(at("batch", batch)))
        type(connection).objects.filter(pk=connection.pk).update(is_on=False)
        page = text_of(owner.get(at("batch", batch)))
        assert '<option value="">Choose a service</option>' in page
        assert "Choose a service first." in page

    def test_use_no_service_of_others(self, owner, begin, connection, charlie):
        batch = begin([row()])
        connection.teams.add(charlie.memberships.get().team)
        usual = {"connection": connection.pk, "mode": "pro", "voice": batch.voice_id}
        assert owner.post(at("batch_settings", batch), usual).status_code == 422


class TestLine:
    @pytest.mark.parametrize("name", ["script", "style"])
    def test_takes_no_more_than_a_cell_of_a_table_does(self, owner, begin, name):
        """All lines are read for each look at the page."""
        line = begin([row()]).lines.get()
        written = {"title": "Welcome", "face": "Mei", name: "a" * 6001}
        assert owner.post(reverse("gallery:batch_line", args=[line.pk]), written).status_code == 422
        line.refresh_from_db()
        assert getattr(line, name) == ""

    def test_is_mended_without_a_spreadsheet(self, owner, begin):
        batch = begin([row(title="", quality="8K"), row()])
        line = batch.lines.first()
        address = reverse("gallery:batch_line", args=[line.pk])
        page = text_of(owner.get(address))
        assert 'value="8K"' in page
        answer = owner.post(address, {"title": "Hi", "face": "Mei", "script": TEXT + "\r\nBye.", "quality": "pro"})
        assert answer.url == f"{at('batch', batch)}#line-{line.pk}"
        line.refresh_from_db()
        assert (line.title, line.script, line.quality, line.voice) == ("Hi", f"{TEXT}\nBye.", "pro", "")
        assert "Make 2 videos" in text_of(owner.get(at("batch", batch)))

    def test_under_way_is_not_changed(self, owner, begin):
        batch = begin([row()])
        address = reverse("gallery:batch_line", args=[batch.lines.get().pk])
        press(owner, batch)
        assert owner.get(address).status_code == 404
        assert owner.post(address, {"title": "Hi"}).status_code == 404


class TestLive:
    def poll(self, browser, batch, since):
        return browser.get(at("batch_live", batch), {"since": since}, headers=HTMX)

    def test_brings_the_lines_that_changed_and_the_price(self, owner, begin, alice, tmp_path):
        batch = begin([row("One"), row("Two")])
        since = Batch.objects.get().team.rev
        assert self.poll(owner, batch, since).status_code == 204
        actions.leave_out(batch, [batch.lines.first().pk], is_left_out=True)
        page = text_of(self.poll(owner, batch, since))
        assert f'id="line-{batch.lines.first().pk}"' in page
        assert f'id="line-{batch.lines.last().pk}"' not in page
        assert "Make 1 video" in page

    def test_brings_lines_that_were_added(self, owner, begin):
        batch = begin([row("One")])
        since = Batch.objects.get().team.rev
        actions.replace_lines(batch, [row("Two")])
        assert 'id="lines" role="list" hx-swap-oob="true"' in text_of(self.poll(owner, batch, since))

    def test_says_how_it_goes_on(self, owner, begin):
        batch = begin([row(), row()])
        press(owner, batch)
        since = Batch.objects.get().team.rev
        work(batch)
        page = text_of(self.poll(owner, batch, since))
        assert "0 of 2 videos are ready" in page
        assert "2 are in line" in page

    def test_of_what_happens_elsewhere_brings_nothing(self, owner, begin, alice, team):
        batch = begin([row()])
        since = Batch.objects.get().team.rev
        make_take(team, alice)
        assert self.poll(owner, batch, since).status_code == 204


class TestStop:
    def test_stops_what_was_not_sent(self, owner, begin):
        batch = begin([row(), row()])
        press(owner, batch)
        assert "Stop what is not sent yet" in text_of(owner.get(at("batch", batch)))
        owner.post(at("batch_stop", batch))
        page = text_of(owner.get(at("batch", batch)))
        assert "2 videos were stopped. They were not sent, and they were not paid." in page
        assert "Stopped before it began" in page


def test_what_became_of_a_line_is_said_after_its_video_was_deleted(owner, begin):
    batch = begin([row()])
    press(owner, batch)
    work(batch)
    Video.objects.update(trashed_at=batch.created_at)
    page = text_of(owner.get(at("batch", batch)))
    assert "Deleted" in page
    assert f"/videos/{Video.objects.get().pk}/" not in page
    Video.objects.all().delete()
    assert "Deleted" in text_of(owner.get(at("batch", batch)))


class TestAgain:
    def test_chosen_videos_become_a_batch(self, owner, alice, team, charlie):
        takes = [make_take(team, alice, title=title) for title in ("One", "Two")]
        strange = make_take(charlie.memberships.get().team, charlie)
        videos = [take.video_id for take in (*takes, strange)]
        answer = owner.post(reverse("gallery:make_again"), {"videos": videos})
        batch = Batch.objects.get()
        assert answer.url == at("batch", batch)
        assert set(batch.lines.values_list("video", flat=True)) == {take.video_id for take in takes}
        assert "Make 2 videos for $0.23" in text_of(owner.get(at("batch", batch)))
        press(owner, batch)
        work(batch)
        assert Render.objects.filter(video__in=[take.video for take in takes]).count() == 4

    def test_so_do_all_that_match_where_a_page_does_not_show_them_all(self, owner, alice, team):
        shown, further, _other = (make_take(team, alice, title=title).video for title in ("Tea 1", "Tea 2", "Coffee"))
        owner.post(reverse("gallery:make_again"), {"videos": [shown.pk], "all": "1", "query": "q=tea"})
        assert set(Batch.objects.get().lines.values_list("video", flat=True)) == {shown.pk, further.pk}

    def test_a_reviewer_does_not(self, rita, alice, team):
        take = make_take(team, alice)
        assert signed_in(rita).post(reverse("gallery:make_again"), {"videos": [take.video_id]}).status_code == 403
