"""What stands in a mail: plain words in the person's language, links to the studio, and the headers that mails need."""

import re

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from apps.notices import letters
from apps.notices.letters import letter
from apps.notices.models import Kind, Notice
from apps.notices.words import _SAID, KINDS, sentence

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _address(settings) -> None:
    settings.PUBLIC_BASE_URL = "https://studio.example"


@pytest.fixture
def written(say, bob):
    """The mail about one thing; words as those of `say`."""

    def write(**words) -> EmailMultiAlternatives:
        say(bob, **words)
        return letter(bob, list(Notice.objects.order_by("pk")))

    return write


def html_of(mail: EmailMultiAlternatives) -> str:
    return str(mail.alternatives[0].content)


class TestWords:
    def test_every_kind_is_explained_where_people_choose(self):
        assert set(KINDS) == set(Kind.values) == {kind for kind, _what in _SAID}

    @pytest.mark.parametrize(("kind", "what"), sorted(_SAID))
    def test_every_sentence_is_whole(self, say, bob, kind, what):
        say(bob, kind=Kind(kind), what=what)
        said = sentence(Notice.objects.get())
        assert ("“Welcome”" if what == "batch" else "“Welcome”, version 2") in said
        assert "%" not in said
        assert not said.endswith(".")

    def test_a_draft_is_called_one(self, written):
        assert "“Welcome”, draft 2" in written(is_draft=True).subject

    def test_a_video_without_a_name_has_one_in_the_persons_language(self, written):
        assert "“Untitled video”" in written(title="").subject


class TestLetter:
    def test_one_thing_is_the_subject(self, written):
        mail = written()
        assert mail.subject == "Your turn: “Welcome”, version 2 is ready and waits for your decision"
        assert mail.to == ["bob@example.com"]
        assert mail.body.startswith("Hello Bob,")
        assert "https://studio.example/videos/3/?v=2" in mail.body
        assert "you are in Lantern Tea" in mail.body

    def test_the_html_says_the_same_and_fetches_nothing(self, written):
        html = html_of(written(title="<b>Tea & more</b>"))
        assert "&lt;b&gt;Tea &amp; more&lt;/b&gt;" in html
        assert 'href="https://studio.example/videos/3/?v=2"' in html
        assert not re.search(r"<img|<script|<link|<style|src=|url\(", html)
        assert set(re.findall(r"https?://[^/\"]+", html)) == {"https://studio.example"}

    def test_the_text_is_no_html(self, written):
        assert "Tea & more" in written(title="Tea & more").body

    def test_without_an_address_of_its_own_the_studio_is_at_localhost(self, written, settings):
        settings.PUBLIC_BASE_URL, settings.PORT = "", 8123
        assert "http://localhost:8123/videos/3/?v=2" in written().body

    def test_it_is_in_the_language_of_the_person(self, written, bob, monkeypatch):
        seen = []
        monkeypatch.setattr(letters.words, "subject", lambda _notices: seen.append(translation.get_language()) or "x")
        bob.language = "nl"
        with translation.override("zh-hans"):
            assert 'lang="nl"' in html_of(written())
            assert translation.get_language() == "zh-hans"
        assert seen == ["nl"]

    def test_a_person_whose_language_we_do_not_know_gets_english(self, written):
        with translation.override("nl"):
            assert 'lang="en"' in html_of(written())

    def test_a_long_list_is_cut_and_says_how_long_it_is(self, say, bob):
        for nth in range(letters.LISTED + 3):
            say(bob, f"step-{nth}", title=f"T{nth}")
        mail = letter(bob, list(Notice.objects.all()))
        assert "And 3 more." in mail.body
        assert mail.body.count("/videos/3/") == letters.LISTED


class TestHeaders:
    def test_mail_programs_can_end_such_mails_with_one_click(self, written):
        headers = written().extra_headers
        assert re.fullmatch(r"<https://studio\.example/mails/stop/[\w:-]+/>", headers["List-Unsubscribe"])
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    def test_without_https_they_are_not_asked_to(self, written, settings):
        settings.PUBLIC_BASE_URL = "http://studio.example"
        headers = written().extra_headers
        assert headers["List-Unsubscribe"].startswith("<http://studio.example/")
        assert "List-Unsubscribe-Post" not in headers

    def test_machines_do_not_answer_it(self, written):
        assert written().extra_headers["Auto-Submitted"] == "auto-generated"

    def test_its_number_is_that_of_its_first_notice_whenever_it_is_written(self, written, say, bob):
        first = written().extra_headers["Message-ID"]
        say(bob, "step-2", title="Other")
        assert letter(bob, list(Notice.objects.order_by("pk"))).extra_headers["Message-ID"] == first
        assert re.fullmatch(rf"<notice-{Notice.objects.earliest('pk').pk}\.[0-9a-f]+@studio\.example>", first)

    @pytest.mark.parametrize("name", ["Eve\r\nBcc: all@example.com", "Eve\nX: y", "Eve\u2028Bcc: a@b"])
    def test_a_name_with_line_ends_adds_no_header(self, written, team, bob, name):
        team.name = bob.name = name
        team.save()
        mail = written(who=name, title=name, kind=Kind.DECIDED)
        message = mail.message()
        assert "Bcc" not in message
        assert "X" not in message
        assert "\n" not in mail.subject
        assert message.as_bytes().count(b"\nBcc:") == 0
        assert mail.recipients() == ["bob@example.com"]

    def test_nor_does_one_that_came_into_the_row_by_another_way(self, written, bob):
        written()
        Notice.objects.update(params={"title": "A\r\nBcc: all@example.com", "number": 1, "what": "review"})
        assert "\n" not in letter(bob, list(Notice.objects.all())).subject
