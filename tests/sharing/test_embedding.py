"""The player within pages of others: no cookie, no account, and it ends with its link."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.avatars.consents import withdraw
from apps.avatars.models import Avatar
from apps.media.captions import Cue
from apps.renders.models import Render, Video
from apps.reviews.deciding import decide
from apps.reviews.models import Decision
from apps.sharing import actions
from apps.sharing.models import ShareLink
from apps.teams.actions import show_label
from apps.teams.models import Membership
from tests.cast import HTMX, signed_in
from tests.takes import make_take

pytestmark = pytest.mark.django_db

FILES = ("film", "poster", "captions")


def at(token, name="", ref="1"):
    return reverse(f"sharing:embed_{name}", args=[token, ref]) if name else reverse("sharing:embed", args=[token])


def ask_for_code(take, by, headers=None, **options):
    """Press "Make a link" on the page of a video, with embedding allowed."""
    address = reverse("sharing:share_video", args=[take.video_id])
    return signed_in(by).post(address, {"days": "14", "may_embed": "on", **options}, headers=headers)


@pytest.fixture
def embedded(make_link, take) -> tuple[ShareLink, str]:
    """A link that may be embedded, and the token for pages of others."""
    Render.objects.update(captions=[Cue(0, 1, "Hello.").as_json()])
    link, _token = make_link(may_comment=True, may_download=True)
    return link, actions.embed(link)


class TestCode:
    def test_is_shown_once_with_the_link_and_its_frame_has_the_shape_of_the_video(self, take, alice):
        Avatar.objects.update(width=400, height=500)
        Video.objects.update(title='Say "tea" & smile')
        page = ask_for_code(take, alice).content.decode()
        assert page.count("data-copy=") == 2
        code = re.search(r'data-copy="(&lt;iframe [^"]+)"', page)[1]
        token = re.search(r"src=&quot;http://testserver/embed/([^/]+)/&quot;", code)[1]
        assert "width=&quot;360&quot; height=&quot;450&quot;" in code
        assert "title=&quot;Say &amp;quot;tea&amp;quot; &amp;amp; smile&quot;" in code
        assert Client().get(at(token)).status_code == 200
        link = ShareLink.objects.get()
        assert token not in (link.embed_hash, link.token_hash)
        listed = signed_in(alice).get(reverse("sharing:video", args=[take.video_id])).content.decode()
        assert "may be embedded" in listed
        assert token not in listed

    def test_stands_in_the_dialog_of_the_room_too(self, take, cleo):
        assert "/embed/" in ask_for_code(take, cleo, HTMX).content.decode()

    def test_is_not_there_unless_it_was_wanted(self, take, alice):
        page = ask_for_code(take, alice, may_embed="").content.decode()
        assert "/embed/" not in page
        assert not ShareLink.objects.get().may_be_embedded

    def test_a_passphrase_and_embedding_do_not_go_together(self, take, alice, make_link):
        answer = ask_for_code(take, alice, passphrase="oolong tea")
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "Other web pages cannot ask for a passphrase." in page
        assert 'value="oolong tea"' in page
        assert not ShareLink.objects.exists()
        link, _token = make_link(passphrase="oolong tea")
        with pytest.raises(IntegrityError), transaction.atomic():
            actions.embed(link)

    def test_a_link_to_a_project_has_none(self, take, alice, make_link):
        whole = reverse("sharing:project", args=[take.video.project_id])
        assert "may_embed" not in signed_in(alice).get(whole).content.decode()
        signed_in(alice).post(reverse("sharing:share_project", args=[take.video.project_id]), {"days": "14"})
        assert not ShareLink.objects.get().may_be_embedded
        with pytest.raises(IntegrityError), transaction.atomic():
            actions.embed(make_link(whole=True)[0])

    @pytest.mark.parametrize(("base", "warned"), [("https://studio.example.com", False), ("http://tea.lan", True)])
    def test_says_that_pages_with_https_cannot_show_it(self, base, warned, settings, take, alice):
        settings.PUBLIC_BASE_URL = base
        page = ask_for_code(take, alice).content.decode()
        assert f"{base}/embed/" in page
        assert ("Pages with HTTPS show it only once" in page) == warned


class TestPlayer:
    def test_is_all_there_is(self, embedded, take):
        link, token = embedded
        page = Client().get(at(token)).content.decode()
        for name in FILES:
            assert f'"{at(token, name)}"' in page
        assert "<video" in page
        assert " controls" in page
        assert "AI-generated" in page
        for absent in ("<script", "<form", "<a ", "Lantern", "Spring launch", "Alice", "Download", "omment"):
            assert absent not in page
        assert str(link.public_id) not in page

    def test_says_ai_generated_unless_an_owner_turned_it_off(self, embedded, alice):
        link, token = embedded
        show_label(link.team, alice, shown=False)
        assert "AI-generated" not in Client().get(at(token)).content.decode()

    def test_its_files_come_in_parts_and_only_of_the_version_that_is_played(self, embedded, take, team, alice):
        _link, token = embedded
        guest = Client()
        part = guest.get(at(token, "film"), headers={"Range": "bytes=10-19"})
        assert (part.status_code, part["Content-Length"]) == (206, "10")
        for name in FILES:
            assert guest.get(at(token, name)).status_code == 200
            assert guest.get(at(token, name, "2")).status_code == 404
        make_take(team, alice, video=take.video)
        assert guest.get(at(token, "film")).status_code == 404
        assert guest.get(at(token, "film", "2")).status_code == 200
        decide(take, alice, Decision.Verdict.APPROVED)
        assert guest.get(at(token, "film")).status_code == 200
        assert guest.get(at(token, "film", "2")).status_code == 404

    def test_it_is_written_down_that_somebody_watched(self, embedded):
        link, token = embedded
        Client().get(at(token))
        link.refresh_from_db()
        assert link.last_used_at is not None

    def test_it_speaks_the_language_of_the_browser(self, embedded):
        page = Client().get(at(embedded[1]), headers={"Accept-Language": "nl"}).content.decode()
        assert '<html lang="nl">' in page


class TestCookies:
    def test_none_is_read_and_none_is_set_for_whoever_comes(self, embedded, take, alice):
        """Also where the browser has some of a person who is signed in, of a guest, and of a language."""
        _link, token = embedded
        browser = signed_in(alice)
        browser.cookies["django_language"] = "nl"
        browser.cookies["csrftoken"] = "not one of ours"
        files = [at(token, name) for name in FILES]
        for path in (at(token), at("x" * 43), *files, at(token, "film", "9"), f"{at(token)}?x=1"):
            known, unknown = browser.get(path), Client().get(path)
            assert list(known.cookies) == []
            assert (known.status_code, b"".join(known)) == (unknown.status_code, b"".join(unknown))
            assert dict(known.headers) == dict(unknown.headers)

    def test_no_session_is_looked_up(self, embedded, alice):
        _link, token = embedded
        browser = signed_in(alice)
        with CaptureQueriesContext(connection) as asked:
            browser.get(at(token))
        assert not [query["sql"] for query in asked if "django_session" in query["sql"]]


class TestHeaders:
    def test_the_page_may_stand_anywhere_and_is_kept_and_found_nowhere(self, embedded):
        for answer in (Client().get(at(embedded[1])), Client().get(at("x" * 43))):
            policy = answer["Content-Security-Policy"]
            assert "frame-ancestors *" in policy
            assert "default-src 'none'" in policy
            assert "script-src" not in policy
            assert "X-Frame-Options" not in answer
            assert answer["Referrer-Policy"] == "no-referrer"
            assert "noindex" in answer["X-Robots-Tag"]
            assert answer["Cache-Control"] == "private, no-store"

    def test_nothing_else_may(self, embedded, make_link, arrive, alice, take):
        link, token = embedded
        guest = arrive(make_link()[1])
        watched = guest.get(reverse("sharing:watch", args=[link.public_id]))
        room = signed_in(alice).get(reverse("reviews:room", args=[take.video_id]))
        files = [Client().get(at(token, name)) for name in FILES]
        for answer in (watched, room, Client().get("/nowhere/"), Client().get("/embed/"), *files):
            assert answer["X-Frame-Options"] == "DENY"
            policy = answer["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in policy or "sandbox" in policy
        for film in files:
            assert film["Referrer-Policy"] == "no-referrer"
            assert "noindex" in film["X-Robots-Tag"]


class TestEnd:
    @pytest.mark.parametrize("name", ["", *FILES])
    def test_wrong_ended_and_revoked_are_alike(self, name, embedded, make_link, take):
        def look(token):
            with CaptureQueriesContext(connection) as asked:
                answer = Client().get(at(token, name))
            return answer.status_code, b"".join(answer), dict(answer.headers), len(asked)

        Client().get("/healthz")
        wrong = look("x" * 43)
        link, token = embedded
        outcomes = []
        for fields in ({"revoked_at": timezone.now()}, {"ends_at": timezone.now()}):
            ShareLink.objects.filter(pk=link.pk).update(revoked_at=None, ends_at=timezone.now() + timedelta(days=1))
            assert look(token)[0] == 200
            ShareLink.objects.filter(pk=link.pk).update(**fields)
            outcomes.append(look(token))
        assert outcomes == [wrong, wrong]
        assert wrong[0] == 404

    def test_the_next_part_of_a_film_that_plays_does_not_come(self, embedded):
        link, token = embedded
        guest = Client()
        assert guest.get(at(token, "film"), headers={"Range": "bytes=0-9"}).status_code == 206
        assert actions.end(link)
        assert guest.get(at(token, "film"), headers={"Range": "bytes=10-19"}).status_code == 404

    @pytest.mark.parametrize("how", ["consent", "trash", "maker"])
    def test_it_ends_with_the_permission_the_video_and_the_person_who_made_it(self, how, embedded, take, alice):
        _link, token = embedded
        if how == "consent":
            withdraw(take.avatar.consent, alice, "")
        if how == "trash":
            Video.objects.update(trashed_at=timezone.now())
        if how == "maker":
            Membership.objects.filter(user=alice).update(role="reviewer")
        for name in ("", *FILES):
            assert Client().get(at(token, name)).status_code == 404

    def test_neither_token_opens_what_the_other_does(self, embedded, make_link):
        link, token = embedded
        assert Client().get(reverse("sharing:enter", args=[token])).status_code == 404
        plain, plain_token = make_link()
        assert Client().get(at(plain_token)).status_code == 404
        assert not plain.may_be_embedded
        assert link.may_be_embedded
