"""Who may do what, for every address of ours. An address that is not listed here fails the run.

Each line gives the expected answer to: a visitor, an owner, a producer, a creator, a reviewer, and the owner of
another team, for the method that the address is made for. 302 and 303 are redirects (for visitors: to the sign-in
page), 404 is what a stranger gets, 403 what a role gets that sees the thing but may not.
"""

from collections.abc import Iterator
from datetime import date

import pytest
from django.core import signing
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.avatars.consents import Agreement, Paper, add_consent
from apps.avatars.models import Consent
from apps.gallery.batches.actions import begin
from apps.gallery.batches.headings import Row
from apps.media.captions import Cue
from apps.notices.tokens import stop_path
from apps.renders.captioning import correct
from apps.renders.public import SALT
from apps.reviews.comments import comment
from apps.reviews.deciding import decide
from apps.reviews.models import Comment, Decision, Guest
from apps.sharing.actions import embed, share
from apps.sharing.models import ShareLink
from apps.teams.models import User
from tests.cast import signed_in
from tests.takes import make_take

pytestmark = pytest.mark.django_db

# The order of the numbers: visitor, owner, producer, creator, reviewer, owner of another team.
EVERYBODY = ("GET", 200, 200, 200, 200, 200, 200)
MEMBERS = ("GET", 302, 200, 200, 200, 200, 404)
GUESTS = ("GET", 404, 404, 404, 404, 404, 404)  # without the cookie of the link, whoever it is
MATRIX = {
    "healthz": EVERYBODY,
    "readyz": EVERYBODY,
    "set_language": ("POST", 302, 302, 302, 302, 302, 302),
    "teams:welcome": ("GET", 404, 404, 404, 404, 404, 404),
    "teams:join": EVERYBODY,
    "teams:theme": ("POST", 302, 302, 302, 302, 302, 302),
    "teams:detail": ("GET", 302, 200, 200, 200, 200, 200),
    "teams:label": ("POST", 302, 303, 403, 403, 403, 303),
    "teams:invite": ("POST", 302, 422, 403, 403, 403, 422),
    "teams:withdraw": ("POST", 302, 303, 403, 403, 403, 404),
    "teams:password_link": ("POST", 302, 200, 403, 403, 403, 404),
    "notices:preferences": ("GET", 302, 200, 200, 200, 200, 200),
    "notices:trial": ("POST", 302, 303, 403, 403, 403, 303),
    "notices:stop": EVERYBODY,
    "connections:choose": ("GET", 302, 200, 403, 403, 403, 200),
    "connections:try_free": ("POST", 302, 303, 403, 403, 403, 303),
    "connections:use": ("POST", 302, 303, 403, 403, 403, 303),
    "spending:month": ("GET", 302, 200, 200, 403, 403, 200),
    "spending:csv": ("GET", 302, 200, 200, 403, 403, 200),
    "spending:limits": ("GET", 302, 200, 403, 403, 403, 200),
    "projects:create": ("GET", 302, 200, 200, 200, 403, 200),
    "projects:deciders": ("GET", 302, 200, 200, 403, 403, 404),
    "gallery:home": ("GET", 302, 200, 200, 200, 200, 303),
    "gallery:home_live": ("GET", 302, 200, 200, 200, 200, 204),
    "gallery:new_video": ("POST", 302, 303, 303, 303, 403, 303),
    "gallery:faces": ("GET", 302, 200, 200, 200, 200, 200),
    "gallery:face": MEMBERS,
    "gallery:videos": ("GET", 302, 200, 200, 200, 200, 200),
    "gallery:videos_live": ("GET", 302, 200, 200, 200, 200, 204),
    "gallery:filters": ("GET", 302, 200, 200, 200, 200, 200),
    "gallery:batch_begin": ("GET", 302, 200, 200, 200, 403, 404),
    "gallery:batch_example": ("GET", 302, 200, 200, 200, 200, 200),
    "gallery:make_again": ("POST", 302, 303, 303, 303, 403, 303),  # no video was chosen
    "gallery:batch": ("GET", 302, 200, 200, 200, 403, 404),
    "gallery:batch_live": ("GET", 302, 200, 200, 200, 403, 404),
    "gallery:batch_line": ("GET", 302, 200, 200, 200, 403, 404),
    "gallery:batch_problems": ("GET", 302, 200, 200, 200, 403, 404),
    "gallery:batch_files": ("POST", 302, 303, 303, 303, 403, 404),
    "gallery:batch_lines": ("POST", 302, 303, 303, 303, 403, 404),
    "gallery:batch_table": ("POST", 302, 422, 422, 422, 403, 404),
    "gallery:batch_settings": ("POST", 302, 422, 422, 422, 403, 404),
    "gallery:batch_ok": ("POST", 302, 422, 422, 403, 403, 404),
    "gallery:batch_ask": ("POST", 302, 422, 422, 422, 403, 404),
    "gallery:batch_back": ("POST", 302, 303, 303, 403, 403, 404),
    "gallery:batch_stop": ("POST", 302, 303, 303, 403, 403, 404),
    "gallery:project": MEMBERS,
    "gallery:menu": MEMBERS,
    "gallery:project_live": MEMBERS,
    # With nothing chosen they lead back, and strangers are in a team of their own.
    **{
        f"gallery:{name}": ("POST", 302, 303, 303, 303, 403, 303)
        for name in ("tag", "untag", "move", "share", "another", "to_trash", "restore")
    },
    **{f"gallery:{name}": ("POST", 302, 303, 303, 303, 303, 303) for name in ("zip", "undo")},
    "gallery:erase": ("POST", 302, 200, 200, 403, 403, 200),
    "gallery:list": ("GET", 302, 200, 200, 200, 200, 200),
    "gallery:trash": ("GET", 302, 200, 200, 200, 403, 200),
    **{f"gallery:{name}": ("GET", 302, 200, 200, 200, 403, 404) for name in ("rename", "tags_of", "move_one")},
    "videos:create": ("POST", 302, 303, 303, 303, 403, 404),
    "videos:edit": ("GET", 302, 200, 200, 200, 403, 404),
    "videos:face": ("POST", 302, 404, 404, 404, 403, 404),
    "videos:mend": ("POST", 302, 422, 422, 422, 403, 404),
    "videos:voice": ("POST", 302, 404, 404, 404, 403, 404),
    "videos:trim": ("POST", 302, 422, 422, 422, 403, 404),
    "videos:parts": ("POST", 302, 303, 303, 303, 403, 404),
    "videos:voice_status": ("GET", 302, 303, 303, 303, 403, 404),
    "videos:script": ("POST", 302, 422, 422, 403, 403, 404),
    "videos:script_price": ("POST", 302, 200, 200, 200, 403, 404),
    "videos:captions": ("POST", 302, 404, 404, 404, 403, 404),
    "videos:captions_look": ("GET", 302, 303, 303, 303, 403, 404),
    "videos:sample": ("POST", 302, 303, 303, 303, 403, 404),
    "videos:save": ("POST", 302, 422, 422, 422, 403, 404),
    "videos:make": ("POST", 302, 422, 422, 403, 403, 404),
    "videos:ask": ("POST", 302, 422, 422, 422, 403, 404),
    "videos:draft": ("POST", 302, 422, 422, 422, 403, 404),
    "videos:draft_look": ("GET", 302, 200, 200, 200, 403, 404),
    "avatars:add": ("GET", 302, 200, 200, 200, 403, 200),
    "avatars:names": ("GET", 302, 200, 200, 200, 403, 404),
    "avatars:replace": ("GET", 302, 200, 200, 200, 403, 404),
    "avatars:mend": ("POST", 302, 303, 303, 303, 403, 404),
    "avatars:consent": ("GET", 302, 200, 200, 200, 403, 404),
    "avatars:withdraw": ("GET", 302, 200, 200, 200, 403, 404),
    "avatars:delete": ("POST", 302, 303, 303, 303, 403, 404),
    "avatars:bring_back": ("POST", 302, 303, 303, 303, 403, 404),
    "avatars:portrait": MEMBERS,
    "avatars:thumb": MEMBERS,
    "avatars:proof": MEMBERS,
    "avatars:backdrop": MEMBERS,
    "avatars:paper": MEMBERS,
    "voices:audio": MEMBERS,
    "voices:whole": MEMBERS,
    "voices:captions": MEMBERS,
    "public:photo": ("GET", 404, 404, 404, 404, 404, 404),  # the service is done with the take
    "public:voice": ("GET", 404, 404, 404, 404, 404, 404),
    "public:callback": ("POST", 200, 200, 200, 200, 200, 200),
    "takes:detail": MEMBERS,
    "takes:unclear": ("GET", 302, 303, 303, 303, 303, 404),  # the take is clear: its own page
    "takes:found": ("POST", 302, 303, 303, 403, 403, 404),
    "takes:not_sent": ("POST", 302, 303, 303, 403, 403, 404),
    "takes:give_up": ("POST", 302, 303, 303, 403, 403, 404),
    "takes:ask": ("GET", 302, 303, 303, 303, 303, 404),  # the take waits for nobody: its room
    "takes:ask_draft": MEMBERS,
    "takes:ok": ("POST", 302, 303, 303, 403, 403, 404),
    "takes:send_back": ("POST", 302, 303, 303, 403, 403, 404),
    "takes:stop": ("POST", 302, 303, 303, 403, 403, 404),
    "takes:voice": MEMBERS,
    "takes:film": MEMBERS,
    "takes:captions": MEMBERS,
    "takes:poster": MEMBERS,
    "takes:backdrop": MEMBERS,
    "reviews:inbox": ("GET", 302, 200, 200, 200, 200, 200),
    "reviews:inbox_live": ("GET", 302, 200, 200, 200, 200, 204),
    "reviews:room": MEMBERS,
    "reviews:live": MEMBERS,
    "reviews:compare": ("GET", 302, 303, 303, 303, 303, 404),  # there is nothing beside the take: its room
    "reviews:comment": ("POST", 302, 422, 422, 422, 422, 404),
    "reviews:decide": ("POST", 302, 422, 422, 422, 422, 404),
    "reviews:withdraw": ("POST", 302, 303, 303, 303, 303, 404),
    "reviews:set_aside": ("POST", 302, 303, 303, 303, 403, 404),
    "reviews:take_of": ("GET", 302, 303, 303, 303, 303, 404),
    "reviews:still_open": MEMBERS,
    "reviews:take": ("GET", 302, 303, 303, 303, 303, 404),
    "reviews:log": MEMBERS,
    "reviews:at": ("GET", 302, 303, 303, 303, 303, 404),  # the room, with the comment in sight
    "reviews:reply": MEMBERS,
    "reviews:edit": ("GET", 302, 403, 403, 403, 200, 404),  # the comment is the reviewer's
    "reviews:done": ("POST", 302, 303, 303, 303, 303, 404),
    "reviews:delete": ("POST", 302, 403, 403, 403, 303, 404),
    "reviews:bring_back": ("POST", 302, 403, 403, 403, 303, 404),
    "sharing:video": ("GET", 302, 200, 200, 200, 403, 404),
    "sharing:project": ("GET", 302, 200, 200, 200, 403, 404),
    "sharing:share_video": ("POST", 302, 422, 422, 422, 403, 404),
    "sharing:share_project": ("POST", 302, 422, 422, 422, 403, 404),
    "sharing:share_chosen": ("GET", 302, 422, 422, 422, 422, 422),  # without any that is chosen: tests/sharing
    "sharing:end": ("POST", 302, 303, 303, 303, 403, 404),
    "sharing:enter": ("GET", 302, 302, 302, 302, 302, 302),  # to its clean address, with the cookie
    "sharing:watch": GUESTS,
    "sharing:passphrase": ("POST", *GUESTS[1:]),
    **{f"sharing:{name}": EVERYBODY for name in ("embed", "embed_film", "embed_poster", "embed_captions")},
    **{f"sharing:{name}": GUESTS for name in ("approve", "changes", "edit")},
    **{f"sharing:{name}": ("POST", *GUESTS[1:]) for name in ("comment", "withdraw", "reply", "delete", "bring_back")},
    **{f"sharing:{name}": GUESTS for name in ("watch_one", "live", "film", "poster", "backdrop", "captions")},
}
PROJECT_PAGES = ("gallery:project", "gallery:project_live", "gallery:batch_begin", "videos:create", "projects:deciders")
BATCH_PRESSES = tuple(f"batch_{name}" for name in ("files", "lines", "table", "settings", "ok", "ask", "back", "stop"))
BATCH_PAGES = ("batch", "batch_live", "batch_problems", *BATCH_PRESSES)
FILLED_IN = ("face", "mend", "voice", "trim", "parts", "sample", "save", "make", "ask", "draft")
TEXTS = ("script", "script_price", "captions")
VIDEO_PAGES = ("edit", "voice_status", "captions_look", "draft_look", *FILLED_IN, *TEXTS)
TAKE_PAGES = ("detail", "unclear", "found", "not_sent", "give_up", "film", "poster", "backdrop", "voice", "captions")
FACE_PAGES = ("names", "replace", "mend", "consent", "withdraw", "delete", "bring_back")
FACE_FILES = ("portrait", "thumb", "proof", "backdrop")
COMMENT_PAGES = ("at", "reply", "edit", "done", "delete", "bring_back")
TAKE_ANSWERS = ("ask", "ask_draft", "ok", "send_back", "stop")
SHARED_TAKES = ("live", "comment", "approve", "changes", "withdraw")
SHARED_COMMENTS = ("reply", "edit", "delete", "bring_back")
SHARED_FILES = ("film", "poster", "backdrop", "captions")
# POST addresses that a browser may come back to with GET, after signing in: they lead to the page with their button.
LEAD_TO_THEIR_PAGE = {
    *(f"videos:{name}" for name in (*FILLED_IN, *TEXTS)),
    *(f"avatars:{name}" for name in ("mend", "delete", "bring_back")),
    *(f"gallery:{name}" for name in BATCH_PRESSES),
    *(f"reviews:{name}" for name in ("done", "delete", "bring_back")),
    *(f"takes:{name}" for name in ("ok", "send_back", "stop", "found", "not_sent", "give_up")),
    *(f"reviews:{name}" for name in ("decide", "withdraw", "set_aside")),
    *(
        f"gallery:{name}"
        for name in ("tag", "untag", "move", "share", "another", "make_again", "undo", "to_trash", "zip")
    ),
    *(f"gallery:{name}" for name in ("restore", "erase")),
    "notices:trial",
}
# Patterns of Django, of allauth, and of the practice service, which knows no people.
OTHERS = ("admin:", "account_", "practice:")
ACCOUNT_OPEN_TO_VISITORS = {
    "account_login",
    "account_signup",
    "account_inactive",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_request_login_code",
    "account_signup_by_passkey",
}


def names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """The full name of every pattern of the site."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern, inner)
        else:
            assert isinstance(pattern, URLPattern)
            yield f"{namespace}{pattern.name}"


OURS = [name for name in names(get_resolver()) if not name.startswith(OTHERS)]


@pytest.fixture
def paper(ready_take, alice, tmp_path) -> Consent:
    """What somebody signed for the face of the take."""
    (tmp_path / "signed.pdf").write_bytes(b"%PDF-1.7")
    agreement = Agreement(person="Mei", scope="All", agreed_on=date(2026, 1, 1))
    return add_consent(ready_take.avatar, alice, agreement, Paper(tmp_path / "signed.pdf", "pdf", "signed.pdf"))


@pytest.fixture
def said(ready_take, rita) -> Comment:
    return comment(ready_take, rita, "Louder.")


@pytest.fixture
def guests_word(ready_take, team) -> Decision:
    return decide(ready_take, Guest.objects.create(team=team, name="Pieter Vos"), Decision.Verdict.APPROVED)


@pytest.fixture
def shared(ready_take, alice) -> tuple[ShareLink, str]:
    """A link to the video of the take, and its token."""
    return share(ready_take.video.project, ready_take.video, alice)


@pytest.fixture
def embed_token(shared) -> str:
    return embed(shared[0])


@pytest.fixture
def arguments(
    ready_take, invitation_token, connection, bob, paper, said, shared, embed_token, guests_word
) -> dict[str, list[object]]:
    """What each address is asked about: one thing of the team of alice, bob, cleo and rita."""
    video = ready_take.video
    correct(video.clip, [Cue(0, 1, "Hello.")], video.created_by)
    project, team = video.project, video.project.team
    link, token = shared
    batch = begin(project, video.created_by, [Row(title="Welcome")])
    return {
        "teams:join": [invitation_token],
        "teams:withdraw": [team.invitations.get().pk],
        "teams:password_link": [bob.memberships.get().pk],
        "notices:stop": [stop_path(bob, ["ready"]).split("/")[-2]],
        "connections:use": [connection.pk],
        **{name: [project.pk] for name in PROJECT_PAGES},
        **{f"videos:{name}": [video.pk] for name in VIDEO_PAGES},
        **{f"reviews:{name}": [video.pk] for name in ("room", "live", "compare", "log")},
        **{f"reviews:{name}": [ready_take.pk] for name in ("comment", "decide", "withdraw", "take", "still_open")},
        **{f"reviews:{name}": [said.pk] for name in COMMENT_PAGES},
        **{f"reviews:{name}": [guests_word.pk] for name in ("take_of", "set_aside")},
        **{f"takes:{name}": [ready_take.pk] for name in (*TAKE_PAGES, *TAKE_ANSWERS)},
        "gallery:face": [video.avatar_id],
        **{f"gallery:{name}": [video.pk] for name in ("menu", "rename", "tags_of", "move_one")},
        **{f"gallery:{name}": [batch.pk] for name in BATCH_PAGES},
        "gallery:batch_line": [batch.lines.get().pk],
        **{f"avatars:{name}": [video.avatar_id] for name in (*FACE_PAGES, *FACE_FILES)},
        "avatars:paper": [paper.pk],
        **{f"voices:{name}": [video.clip_id] for name in ("audio", "whole", "captions")},
        **{f"public:{name}": [signing.dumps(ready_take.pk, salt=SALT)] for name in ("photo", "voice")},
        "public:callback": [ready_take.callback_id],
        **{f"sharing:{name}": [video.pk] for name in ("video", "share_video")},
        **{f"sharing:{name}": [project.pk] for name in ("project", "share_project")},
        "sharing:end": [link.pk],
        "sharing:enter": [token],
        **{f"sharing:{name}": [link.public_id] for name in ("watch", "passphrase")},
        "sharing:embed": [embed_token],
        **{f"sharing:embed_{name}": [embed_token, ready_take.ref] for name in ("film", "poster", "captions")},
        "sharing:watch_one": [link.public_id, video.pk],
        **{f"sharing:{name}": [link.public_id, ready_take.pk] for name in (*SHARED_FILES, *SHARED_TAKES)},
        **{f"sharing:{name}": [link.public_id, said.pk] for name in SHARED_COMMENTS},
    }


def test_every_address_is_listed_and_no_other():
    assert sorted(OURS) == sorted(MATRIX)


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_each_gets_what_is_due(name, arguments, people):
    method, *expected = MATRIX[name]
    address = reverse(name, args=arguments.get(name, []))
    got = [_answer(person, method, address) for person in people]
    assert got == expected


@pytest.mark.parametrize("name", sorted(name for name, row in MATRIX.items() if row[0] == "POST"))
def test_a_refused_post_writes_nothing(name, arguments, people):
    address = reverse(name, args=arguments.get(name, []))
    for person, expected in zip(people, MATRIX[name][1:], strict=True):
        if expected not in (403, 404):
            continue
        client = _client(person)
        with CaptureQueriesContext(database) as asked:
            client.post(address)
        writes = [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        assert writes == []


@pytest.mark.parametrize("name", sorted(name for name, row in MATRIX.items() if row[0] == "POST"))
def test_what_changes_something_does_not_answer_to_get(name, arguments, alice):
    address = reverse(name, args=arguments.get(name, []))
    with CaptureQueriesContext(database) as asked:
        status = _answer(alice, "GET", address)
    assert status == (302 if name == "set_language" else 303 if name in LEAD_TO_THEIR_PAGE else 405)
    changes = [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert not [sql for sql in changes if "django_session" not in sql and "last_login" not in sql]


OPENED = {  # by the cookie of a guest: what each right of the link adds
    "": {*(("GET", f"sharing:{name}", 200) for name in ("watch", *SHARED_FILES)), ("POST", "sharing:passphrase", 422)},
    "may_comment": {
        ("GET", "sharing:live", 200),
        *(("POST", f"sharing:{name}", 422) for name in ("comment", "reply")),
    },
    "may_approve": {
        ("GET", "sharing:live", 200),
        *(("GET", f"sharing:{name}", 200) for name in ("approve", "changes")),
        ("POST", "sharing:approve", 303),
        ("POST", "sharing:changes", 422),
        ("POST", "sharing:withdraw", 303),
    },
}


@pytest.mark.parametrize("right", OPENED)
@pytest.mark.parametrize("is_of_another_video", [False, True])
def test_the_cookie_of_a_guest_opens_the_pages_of_its_link_and_nothing_else(
    is_of_another_video, right, arguments, shared, ready_take, team, alice
):
    """Whatever else is asked for, also about the very video that the guest may watch, is answered as to a visitor."""
    rights = {right: True, "person": "Pieter Vos"} if right else {}
    link = shared[0]
    if is_of_another_video:
        other = make_take(team, alice, title="Tasting").video
        token = share(other.project, other, alice, **rights)[1]
    else:
        token = shared[1]
        ShareLink.objects.filter(pk=link.pk).update(**rights)
    guest = Client()
    guest.get(reverse("sharing:enter", args=[token]))
    opened = set()
    for name in OURS:
        address = reverse(name, args=arguments.get(name, []))
        for method in ("GET", "POST"):
            got, visitors = (browser.generic(method, address) for browser in (guest, Client()))
            is_answered = (got.status_code, got.get("Location")) != (visitors.status_code, visitors.get("Location"))
            if is_answered and got.status_code != 405:
                opened.add((method, name, got.status_code))
    assert opened == (set() if is_of_another_video else OPENED[""] | OPENED[right])


def _client(person: User | None) -> Client:
    return Client() if person is None else signed_in(person)


def _answer(person: User | None, method: str, address: str) -> int:
    return _client(person).generic(method, address).status_code


@pytest.mark.parametrize("name", sorted({name for name in names(get_resolver()) if name.startswith("account_")}))
def test_of_the_account_pages_only_these_are_open(name, alice):
    needs = {"account_reset_password_from_key": ["1", "x"], "account_confirm_email": ["x"]}
    answer = Client().get(reverse(name, args=needs.get(name, [])))
    sent_to_sign_in = answer.status_code == 302 and answer.url.startswith(reverse("account_login"))
    assert sent_to_sign_in == (name not in ACCOUNT_OPEN_TO_VISITORS)


@pytest.mark.parametrize("role", ["alice", "bob", "cleo", "rita", "charlie"])
def test_the_admin_site_is_for_staff(role, request):
    assert _answer(request.getfixturevalue(role), "GET", reverse("admin:index")) in (302, 403)
