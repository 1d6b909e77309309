"""What a guest gets to see, and what nobody gets to see with a link."""

import base64
import re
import secrets
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.avatars.consents import withdraw
from apps.avatars.models import Consent
from apps.media.captions import Cue
from apps.renders.models import Render
from apps.reviews.deciding import decide
from apps.reviews.models import Comment, Decision
from apps.sharing import actions
from apps.sharing.guests import by_token
from apps.sharing.models import ShareLink
from apps.teams.actions import show_label
from apps.teams.models import User
from tests.sharing.talk import of
from tests.takes import make_take, make_video

pytestmark = pytest.mark.django_db

FILES = ("film", "poster", "backdrop")


def content(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def make_draft(take):
    """Turn a take into a draft, which has no service and no price."""
    Render.objects.filter(pk=take.pk).update(mode="draft", connection=None, hold=None, estimate_micros=0)
    take.refresh_from_db()
    return take


class TestEntering:
    def test_the_token_is_swapped_for_a_cookie_of_that_link_alone(self, make_link):
        link, token = make_link()
        answer = Client().get(reverse("sharing:enter", args=[token]))
        assert (answer.status_code, answer.url) == (302, of(link))
        cookie = answer.cookies["guest"]
        assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (of(link), True, "Lax")
        assert 0 < cookie["max-age"] <= ShareLink.LIFETIME.total_seconds()
        assert token not in cookie.value
        assert set(answer.cookies) == {"guest"}

    @pytest.mark.parametrize("method", ["get", "head"])
    def test_a_preview_of_the_link_writes_nothing(self, method, make_link):
        _link, token = make_link()
        with CaptureQueriesContext(connection) as asked:
            getattr(Client(), method)(reverse("sharing:enter", args=[token]))
        assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []

    def test_who_watches_is_written_down_once_a_minute(self, make_link, arrive):
        link, token = make_link()
        guest = arrive(token)
        guest.head(of(link))
        link.refresh_from_db()
        assert link.last_used_at is None
        guest.get(of(link))
        link.refresh_from_db()
        first = link.last_used_at
        assert first is not None
        guest.get(of(link))
        link.refresh_from_db()
        assert link.last_used_at == first
        ShareLink.objects.update(last_used_at=first - timedelta(minutes=1))
        guest.get(of(link))
        link.refresh_from_db()
        assert link.last_used_at > first

    @pytest.mark.parametrize(
        ("method", "address"),
        [
            *(("get", name) for name in ("watch", "film", "approve", "edit")),
            *(("post", name) for name in ("passphrase", "comment", "reply", "edit", "delete", "bring_back")),
            *(("post", name) for name in ("approve", "changes", "withdraw")),
        ],
    )
    def test_wrong_ended_and_revoked_are_alike(self, method, address, make_link, arrive, take):
        def look(link, token):
            guest = arrive(token)
            path = of(link, address) if address in ("watch", "passphrase") else of(link, address, take.pk)
            with CaptureQueriesContext(connection) as entered:
                at_door = Client().get(reverse("sharing:enter", args=[token]))
            with CaptureQueriesContext(connection) as asked:
                inside = getattr(guest, method)(path)
            seen = [(each.status_code, each.content, dict(each.headers)) for each in (at_door, inside)]
            return seen, len(entered), len(asked)

        rights = {"may_comment": True, "may_approve": True, "person": "Pieter Vos"}
        wrong = look(make_link(**rights)[0], "x" * 43)
        outcomes = [wrong]
        for fields in ({"revoked_at": timezone.now()}, {"ends_at": timezone.now()}):
            link, token = make_link(**rights)
            guest_came_before = arrive(token)
            ShareLink.objects.filter(pk=link.pk).update(**fields)
            outcomes.append(look(link, token))
            assert guest_came_before.get(of(link)).content == wrong[0][0][1]
        assert outcomes == [wrong] * 3
        assert [status for status, _body, _headers in wrong[0]] == [404, 404]
        assert not Comment.objects.exists()

    @pytest.mark.parametrize("how", ["left", "may not", "disabled"])
    def test_a_link_opens_nothing_once_its_maker_may_not_make_one(self, how, make_link, arrive, alice):
        link, token = make_link()
        guest = arrive(token)
        if how == "left":
            alice.memberships.all().delete()
        if how == "may not":
            alice.memberships.update(role="reviewer")
        if how == "disabled":
            User.objects.filter(pk=alice.pk).update(is_active=False)
        assert guest.get(of(link)).status_code == 404
        assert Client().get(reverse("sharing:enter", args=[token])).status_code == 404

    def test_a_forged_cookie_opens_nothing(self, make_link):
        link, _token = make_link()
        guest = Client()
        guest.cookies["guest"] = f'["{link.public_id}", true]'
        assert guest.get(of(link)).status_code == 404


class TestTenThousandTokens:
    def test_that_were_made_are_all_different_and_only_hashes_are_kept(self, make_link, monkeypatch):
        made: list[ShareLink] = []

        def create(**fields):
            made.append(ShareLink(**fields))
            return made[-1]

        monkeypatch.setattr(ShareLink.objects, "create", create)
        tokens = {make_link()[1] for _ in range(10_000)}
        assert len(tokens) == len({link.token_hash for link in made}) == 10_000
        assert {len(base64.urlsafe_b64decode(f"{token}=")) for token in tokens} == {256 // 8}
        kept = {str(value) for link in made for value in vars(link).values()}
        assert not kept & tokens
        assert {link.token_hash for link in made} == {sha256(token.encode()).hexdigest() for token in tokens}

    def test_that_are_wrong_open_nothing_and_each_costs_the_same(self, make_link):
        """All through the look-up behind the door, and some of them through the door."""
        _link, right = make_link()
        asked: list[str] = []

        def count(execute, sql, *arguments):
            asked.append(sql)
            return execute(sql, *arguments)

        with connection.execute_wrapper(count):
            assert by_token(right)
            wrong = [secrets.token_urlsafe(32) for _ in range(10_000)]
            for number, token in enumerate(wrong, start=1):
                with pytest.raises(Http404):
                    by_token(token)
                assert len(asked) == 1 + number
            guest, seen = Client(), set()
            guest.get(reverse("sharing:enter", args=["x"]))  # a process asks once whether there is anybody yet
            asked.clear()
            for number, token in enumerate(wrong[:200], start=1):
                answer = guest.get(reverse("sharing:enter", args=[token]))
                seen.add((answer.status_code, answer.content))
                assert len(asked) == number
        assert [status for status, _body in seen] == [404]
        assert set(asked) == {asked[0]}


class TestPage:
    def test_says_what_it_is_and_nothing_about_people_faces_or_files(self, make_link, arrive, take, alice):
        decide(take, alice, Decision.Verdict.APPROVED)
        link, token = make_link()
        answer = arrive(token).get(of(link))
        page = answer.content.decode()
        for said in ("Welcome", "Lantern Tea", "AI-generated", "2 seconds"):
            assert said in page
        take.refresh_from_db()
        project, face = take.video.project, take.avatar
        hidden = ["Alice", "alice@", "Spring launch", "Mei", "mei.jpg", "hello.mp3", "Download", project.team.uuid.hex]
        for secret in (*hidden, token, take.film_key, take.film_sha256, face.portrait_key, take.poster_key):
            assert secret not in page
        assert "<form" not in page
        assert "htmx" not in page

    def test_ai_generated_stands_over_the_picture_unless_an_owner_turned_it_off(self, make_link, arrive, take, alice):
        link, token = make_link()
        guest = arrive(token)
        assert guest.get(of(link)).content.decode().count("AI-generated") == 2
        show_label(link.team, alice, shown=False)
        page = guest.get(of(link)).content.decode()
        assert page.count("AI-generated") == 1
        assert "ailabel" not in page

    def test_has_the_headers_of_something_secret(self, make_link, arrive, take):
        link, token = make_link()
        guest = arrive(token)
        for path in (of(link), reverse("sharing:enter", args=[token]), reverse("sharing:enter", args=["x"])):
            answer = guest.get(path)
            assert answer["Cache-Control"] == "private, no-store"
            assert answer["Referrer-Policy"] == "no-referrer"
            assert "noindex" in answer["X-Robots-Tag"]
        assert guest.delete(of(link))["Referrer-Policy"] == "no-referrer"
        film = guest.get(of(link, "film", take.pk))
        assert (film["Cache-Control"], film["Referrer-Policy"]) == ("private, no-cache", "no-referrer")
        assert "noindex" in film["X-Robots-Tag"]

    def test_what_is_asked_of_the_database_does_not_grow(self, make_link, arrive, take, team, alice):
        def count(whole):
            link, token = make_link(whole=whole)
            guest = arrive(token)
            guest.get(of(link))
            with CaptureQueriesContext(connection) as asked:
                assert guest.get(of(link)).status_code == 200
            return len(asked)

        before = count(False), count(True)
        make_take(team, alice, video=take.video)
        make_take(team, alice, title="Another")
        assert (count(False), count(True)) == before


class TestWhichVersion:
    def played(self, link, guest):
        answer = guest.get(of(link))
        found = re.search(r"takes/(\d+)/film", answer.content.decode())
        return int(found[1]) if found else None

    def test_the_newest_approved_one_else_the_newest_one(self, make_link, arrive, take, team, alice):
        link, token = make_link()
        guest = arrive(token)
        second = make_take(team, alice, video=take.video)
        assert self.played(link, guest) == second.pk
        decide(take, alice, Decision.Verdict.APPROVED)
        assert self.played(link, guest) == take.pk
        assert guest.get(of(link, "film", second.pk)).status_code == 404
        decide(second, alice, Decision.Verdict.APPROVED)
        assert self.played(link, guest) == second.pk
        assert guest.get(of(link, "film", take.pk)).status_code == 404

    def test_a_draft_only_while_there_is_no_version_and_it_says_so(self, make_link, arrive, take, team, alice):
        draft = make_draft(take)
        decide(draft, alice, Decision.Verdict.APPROVED)
        link, token = make_link()
        guest = arrive(token)
        page = guest.get(of(link)).content.decode()
        assert "This is a draft" in page
        assert "Computer-animated" in page
        assert "AI-generated" not in page
        version = make_take(team, alice, video=take.video)
        assert self.played(link, guest) == version.pk
        assert guest.get(of(link, "film", draft.pk)).status_code == 404

    @pytest.mark.parametrize("status", ["processing", "failed"])
    def test_nothing_ready_is_said_politely(self, status, team, alice, arrive):
        take = make_take(team, alice, status)
        link, token = actions.share(take.video.project, take.video, alice)
        answer = arrive(token).get(of(link))
        assert answer.status_code == 200
        assert "nothing to see just now" in answer.content.decode()
        assert take.video.title not in answer.content.decode()

    @pytest.mark.parametrize("how", ["withdrawn", "ended", "forgotten"])
    def test_without_the_consent_of_the_person_it_is_not_shown(self, how, make_link, arrive, take, alice):
        link, token = make_link()
        guest = arrive(token)
        if how == "withdrawn":
            withdraw(take.avatar.consent, alice, "")
        elif how == "ended":
            Consent.objects.update(until=timezone.now().date() - timedelta(days=2))
        else:
            Render.objects.update(avatar=None)
        answer = guest.get(of(link))
        assert (answer.status_code, "nothing to see just now" in answer.content.decode()) == (200, True)
        for name in FILES:
            assert guest.get(of(link, name, take.pk)).status_code == 404


class TestProject:
    def test_lists_what_has_something_to_show_and_each_can_be_watched(self, make_link, arrive, take, team, alice):
        make_take(team, alice, "processing", title="Not made yet")
        other = make_take(team, alice, title="Tasting")
        link, token = make_link(whole=True)
        guest = arrive(token)
        page = guest.get(of(link)).content.decode()
        assert "Not made yet" not in page
        assert "Spring launch" not in page
        for each in (take, other):
            address = of(link, "watch_one", each.video_id)
            assert address in page
            assert of(link, "film", each.pk) in guest.get(address).content.decode()
            assert guest.get(of(link, "film", each.pk)).status_code == 200

    def test_videos_of_others_and_those_without_a_film_are_not_there(self, make_link, arrive, team, alice, charlie):
        link, token = make_link(whole=True)
        guest = arrive(token)
        foreign = make_take(charlie.memberships.get().team, charlie)
        unmade = make_video(team, alice)
        for video in (foreign.video_id, unmade.pk, 999_999):
            assert guest.get(of(link, "watch_one", video)).status_code == 404
        for name in FILES:
            assert guest.get(of(link, name, foreign.pk)).status_code == 404


class TestFiles:
    def test_are_served_with_ranges(self, make_link, arrive, take):
        link, token = make_link()
        guest = arrive(token)
        for name in FILES:
            assert guest.get(of(link, name, take.pk)).status_code == 200
        part = guest.get(of(link, "film", take.pk), headers={"Range": "bytes=10-19"})
        assert (part.status_code, len(content(part))) == (206, 10)

    def test_revoking_stops_the_next_range_of_a_film_that_plays(self, make_link, arrive, take):
        link, token = make_link()
        guest = arrive(token)
        path = of(link, "film", take.pk)
        assert guest.get(path, headers={"Range": "bytes=0-9"}).status_code == 206
        assert actions.end(link)
        assert guest.get(path, headers={"Range": "bytes=10-19"}).status_code == 404
        assert not actions.end(link)

    def test_a_download_only_where_it_is_allowed(self, make_link, arrive, take):
        Render.objects.update(captions=[Cue(0, 1, "Hello.").as_json()])
        for allowed in (False, True):
            link, token = make_link(may_download=allowed)
            guest = arrive(token)
            assert ("Download" in guest.get(of(link)).content.decode()) == allowed
            for name in ("film", "captions"):
                path = of(link, name, take.pk)
                assert guest.get(path).status_code == 200
                saved = guest.get(f"{path}?download")
                assert saved.status_code == (200 if allowed else 404)
                if allowed:
                    assert saved["Content-Disposition"].startswith('attachment; filename="welcome.')

    def test_the_photo_never_stands_in_for_the_poster(self, make_link, arrive, take):
        Render.objects.update(poster_key="", backdrop_key="")
        link, token = make_link()
        guest = arrive(token)
        assert guest.get(of(link)).status_code == 200
        for name in ("poster", "backdrop"):
            assert guest.get(of(link, name, take.pk)).status_code == 404

    def test_of_another_link_another_video_or_no_link_are_not_there(self, make_link, arrive, take, team, alice):
        other = make_take(team, alice, title="Tasting")
        link, token = make_link()
        other_link, _ = actions.share(other.video.project, other.video, alice)
        guest = arrive(token)
        for name in FILES:
            assert guest.get(of(link, name, other.pk)).status_code == 404
            assert guest.get(of(other_link, name, other.pk)).status_code == 404
            assert Client().get(of(link, name, take.pk)).status_code == 404
        assert guest.get(of(link, "watch_one", take.video_id)).status_code == 404  # it has one address


class TestPassphrase:
    @pytest.fixture
    def locked(self, make_link, arrive):
        link, token = make_link(passphrase="oolong and jasmine")
        return link, arrive(token)

    def give(self, locked, typed):
        link, guest = locked
        return guest.post(of(link, "passphrase"), {"passphrase": typed})

    def test_nothing_is_seen_without_it(self, locked, take):
        link, guest = locked
        assert "oolong" not in link.passphrase
        for path in (of(link), *(of(link, name, take.pk) for name in FILES)):
            answer = guest.get(path)
            assert answer.status_code == 403
            assert "Welcome" not in answer.content.decode()
            assert "Lantern" not in answer.content.decode()

    def test_the_right_one_opens_the_link(self, locked, take):
        link, guest = locked
        answer = self.give(locked, "oolong and jasmine")
        assert (answer.status_code, answer.url) == (303, of(link))
        assert "Welcome" in guest.get(of(link)).content.decode()
        assert guest.get(of(link, "film", take.pk)).status_code == 200

    def test_after_too_many_wrong_ones_none_is_looked_at(self, locked):
        for _ in range(actions.TRIES):
            answer = self.give(locked, "green")
            assert (answer.status_code, "This is not the passphrase." in answer.content.decode()) == (422, True)
        late = self.give(locked, "green")
        assert (late.status_code, "Wait an hour." in late.content.decode()) == (422, True)
        assert self.give(locked, "oolong and jasmine").content == late.content

    def test_after_an_hour_it_can_be_tried_again(self, locked):
        for _ in range(actions.TRIES + 1):
            self.give(locked, "green")
        ShareLink.objects.update(tries_since=timezone.now() - actions.WINDOW)
        assert self.give(locked, "oolong and jasmine").status_code == 303

    def test_right_ones_do_not_count(self, locked):
        for _ in range(actions.TRIES + 2):
            assert self.give(locked, "oolong and jasmine").status_code == 303

    def test_without_the_cookie_there_is_nobody_to_ask(self, locked):
        link, _guest = locked
        assert self.give((link, Client()), "oolong and jasmine").status_code == 404

    def test_the_form_works_where_browsers_hide_where_it_comes_from(self, make_link):
        link, token = make_link(passphrase="oolong and jasmine")
        guest = Client(enforce_csrf_checks=True)
        guest.get(reverse("sharing:enter", args=[token]))
        headers = {"Origin": "null"}
        answer = guest.post(of(link, "passphrase"), {"passphrase": "oolong and jasmine"}, headers=headers)
        assert answer.status_code == 303
