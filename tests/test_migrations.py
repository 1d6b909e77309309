"""A studio that was in use before a step keeps all that it had."""

import uuid
from decimal import Decimal

import pytest
from django.db import connection as database
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Sum
from django.utils import timezone

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stack]

BEFORE_CAPTIONS = [
    ("teams", "0002_time_zone"),
    ("voices", "0005_receipts_of_before"),
    ("renders", "0006_paid_for"),
    ("projects", "0001_initial"),
]
BEFORE_TAKING_BACK = [
    ("teams", "0002_time_zone"),
    ("reviews", "0002_threads"),
    ("projects", "0002_deciders"),
    ("renders", "0008_drafts"),
]
BEFORE_GUESTS = [
    ("teams", "0002_time_zone"),
    ("reviews", "0003_taken_back"),
    ("sharing", "0001_initial"),
    ("projects", "0002_deciders"),
]
FIRST_VIDEO = [(app, "0001_initial") for app in ("teams", "projects", "connections", "voices", "renders", "reviews")]


@pytest.fixture
def before():
    """The tables as the first step left them; afterwards they are as they should be."""
    yield _at(FIRST_VIDEO)
    _all()


@pytest.fixture
def before_captions():
    """The tables as they were when voices had no captions."""
    yield _at(BEFORE_CAPTIONS)
    _all()


@pytest.fixture
def before_guests():
    """The tables as they were when nobody spoke without an account."""
    yield _at(BEFORE_GUESTS)
    _all()


@pytest.fixture
def before_taking_back():
    """The tables as they were when the words of a decision stood in a comment alone."""
    yield _at(BEFORE_TAKING_BACK)
    _all()


def _at(targets):
    executor = MigrationExecutor(database)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps.get_model


def _all():
    executor = MigrationExecutor(database)
    executor.migrate(executor.loader.graph.leaf_nodes())
    return executor.loader.project_state(executor.loader.graph.leaf_nodes()).apps.get_model


DAY = timezone.now()


def _installation(model) -> None:
    """One team with two takes of the practice service (one is ready, one is in line), faces, a voice and a comment."""
    user = model("teams", "User").objects.create(email="mei@example.com", name="Mei")
    team = model("teams", "Team").objects.create(name="Lantern Tea", uuid=uuid.uuid4())
    project = model("projects", "Project").objects.create(team=team, name="Spring", created_by=user)
    service = model("connections", "Connection").objects.create(name="Practice", provider="practice", is_on=True)
    model("connections", "Price").objects.create(
        connection=service, mode="std", micros_per_second=56_000, confirmed_by=user
    )
    video = model("renders", "Video").objects.create(project=project, connection=service, created_by=user)
    ready = {"status": "ready", "charged_micros": 170_000, "finished_at": DAY}
    for number, fields in ((1, ready), (2, {})):
        take = model("renders", "Render").objects.create(
            video=video,
            number=number,
            form_token=uuid.uuid4(),
            connection=service,
            mode="std",
            portrait_key="a.jpg",
            voice_key="a.mp3",
            seconds=3,
            created_by=user,
            micros_per_second=56_000,
            estimate_micros=168_000,
            is_play_money=True,
            **fields,
        )
    model("reviews", "Comment").objects.create(render=take, author=user, text="Louder.", rev=7)
    photo = {"portrait_key": "a.jpg", "portrait_bytes": 5, "width": 640, "height": 800, "original_bytes": 5}
    for name, said in (("agreed", {"consent_at": DAY, "consent_by": user}), ("unsaid", {})):
        model("avatars", "Avatar").objects.create(team=team, name=name, created_by=user, **photo, **said)
    sound = {"audio_key": "a.mp3", "audio_sha256": "a", "audio_bytes": 9, "seconds": "2.5", "peaks": [1, 2]}
    came = {"original_name": "a.wav", "original_format": "WAV", "original_bytes": 9}
    model("voices", "VoiceClip").objects.create(team=team, name="Hello", created_by=user, **sound, **came)


def _the_practice_service_its_prices_and_its_takes_go_on(model) -> None:
    service = model("connections", "Connection").objects.get()
    assert (service.provider, service.is_practice, service.options) == ("kling", True, {})
    price = model("connections", "Price").objects.get()
    assert (price.what, price.micros, price.confirmed_by.name) == ("std", 56_000, "Mei")
    takes = model("renders", "Render").objects.all()
    assert {take.connection_id for take in takes} == {service.pk}
    assert len({take.callback_id for take in takes}) == 2
    assert all(take.next_check_at <= timezone.now() for take in takes)


def _faces_keep_their_photo_and_who_said_that_the_person_agreed(model) -> None:
    faces = {face.name: face for face in model("avatars", "Avatar").objects.all()}
    assert [(c.recorded_by.name, c.recorded_at, c.until) for c in faces["agreed"].consents.all()] == [
        ("Mei", DAY, None)
    ]
    assert not faces["unsaid"].consents.exists()
    for face in faces.values():
        assert (face.source_key, face.source_width, face.source_height, face.source_bytes) == ("a.jpg", 640, 800, 5)
        assert (face.checks, face.edits, face.deleted_at) == ({}, [], None)


def _what_takes_cost_is_in_the_books(model) -> None:
    ready, in_line = model("renders", "Render").objects.order_by("number")
    assert (ready.hold.spent_micros, ready.hold.held_micros, ready.hold.closed_at) == (170_000, 0, ready.finished_at)
    assert (in_line.hold.spent_micros, in_line.hold.held_micros, in_line.hold.closed_at) == (0, 168_000, None)
    assert [hold.key for hold in (ready.hold, in_line.hold)] == [ready.external_id, in_line.external_id]
    for budget in model("spending", "Budget").objects.all():  # the team's and Mei's
        assert (budget.is_play_money, budget.held_micros, budget.spent_micros) == (True, 168_000, 170_000)
    sums = model("spending", "Entry").objects.aggregate(held=Sum("held_micros"), spent=Sum("spent_micros"))
    assert sums == {"held": 168_000, "spent": 170_000}


def _pages_that_are_open_know_the_comments_of_before(model) -> None:
    comment = model("reviews", "Comment").objects.get()
    assert (comment.created_rev, comment.rev) == (7, 7)
    assert (comment.parent, comment.until_seconds, comment.done_at, comment.deleted_at) == (None, None, None, None)


def _the_voices_of_services_are_there(model) -> None:
    voices = model("voices", "Voice").objects
    assert (voices.filter(language="en").count(), voices.filter(language="zh").count()) == (28, 35)
    assert voices.get(is_draft=True).language == "en"


def _a_voice_of_before_is_used_whole(model) -> None:
    clip = model("voices", "VoiceClip").objects.get()
    assert (clip.source_key, clip.whole_key) == ("", "")
    assert (clip.start, clip.end, clip.source_seconds) == (0, Decimal("2.5"), Decimal("2.5"))
    assert clip.source_peaks == [1, 2]


def test_what_the_first_step_left_goes_on(before):
    """One way there for everything: it takes seconds."""
    _installation(before)
    model = _all()
    _the_practice_service_its_prices_and_its_takes_go_on(model)
    _faces_keep_their_photo_and_who_said_that_the_person_agreed(model)
    _what_takes_cost_is_in_the_books(model)
    _pages_that_are_open_know_the_comments_of_before(model)
    _the_voices_of_services_are_there(model)
    _a_voice_of_before_is_used_whole(model)


def test_what_was_spoken_has_captions_and_so_have_its_takes(before_captions):
    model = before_captions
    user = model("teams", "User").objects.create(email="mei@example.com", name="Mei")
    team = model("teams", "Team").objects.create(name="Lantern Tea", uuid=uuid.uuid4())
    project = model("projects", "Project").objects.create(team=team, name="Spring", created_by=user)
    service = model("connections", "Connection").objects.create(name="Kling", provider="kling")
    video = model("renders", "Video").objects.create(project=project, created_by=user)
    sizes = {"audio_bytes": 9, "original_bytes": 9, "seconds": 6}
    for name, text in (("spoken", "Welcome to our spring tasting. Come in."), ("recorded", "")):
        model("voices", "VoiceClip").objects.create(
            team=team, name=name, audio_sha256=name, spoken_text=text, created_by=user, **sizes
        )
        model("renders", "Render").objects.create(
            video=video,
            number=len(name),
            status="waiting_for_ok",
            form_token=uuid.uuid4(),
            connection=service,
            voice_sha256=name,
            seconds=6,
            created_by=user,
            micros_per_second=1,
            estimate_micros=6,
            is_play_money=False,
        )
    model = _all()
    for rows in (
        model("voices", "VoiceClip").objects.order_by("pk"),
        model("renders", "Render").objects.order_by("pk"),
    ):
        spoken, recorded = (row.captions for row in rows)
        assert [cue["text"] for cue in spoken] == ["Welcome to our spring tasting. Come in."]
        assert recorded == []


def _take(model):
    """A version of a video, as somebody has just asked for it, and who asked."""
    user = model("teams", "User").objects.create(email="mei@example.com", name="Mei")
    team = model("teams", "Team").objects.create(name="Lantern Tea", uuid=uuid.uuid4())
    project = model("projects", "Project").objects.create(team=team, name="Spring", created_by=user)
    service = model("connections", "Connection").objects.create(name="Kling", provider="kling")
    video = model("renders", "Video").objects.create(project=project, created_by=user)
    take = model("renders", "Render").objects.create(
        video=video,
        number=1,
        status="waiting_for_ok",
        form_token=uuid.uuid4(),
        connection=service,
        seconds=6,
        created_by=user,
        micros_per_second=1,
        estimate_micros=6,
        is_play_money=False,
    )
    return take, user


def test_decisions_have_the_words_that_were_said_with_them(before_taking_back):
    model = before_taking_back
    take, user = _take(model)
    for rev, text in ((1, "Nice."), (3, "Louder.")):
        model("reviews", "Comment").objects.create(render=take, author=user, text=text, rev=rev)
    for rev, verdict in ((4, "changes"), (6, "approved")):
        model("reviews", "Decision").objects.create(render=take, person=user, verdict=verdict, rev=rev)
    decisions = _all()("reviews", "Decision").objects.order_by("rev")
    assert [decision.text for decision in decisions] == ["Louder.", ""]


def test_who_spoke_before_still_does_and_links_of_before_are_for_watching(before_guests):
    model = before_guests
    take, user = _take(model)
    model("reviews", "Comment").objects.create(render=take, author=user, text="Louder.", rev=1)
    model("reviews", "Decision").objects.create(render=take, person=user, verdict="changes", text="Louder.", rev=2)
    project = take.video.project
    model("sharing", "ShareLink").objects.create(
        project=project, token_hash="a", created_by=user, ends_at=timezone.now()
    )
    model = _all()
    said, decision = model("reviews", "Comment").objects.get(), model("reviews", "Decision").objects.get()
    assert (said.author.name, said.guest, decision.person.name, decision.guest) == ("Mei", None, "Mei", None)
    link = model("sharing", "ShareLink").objects.get()
    assert (link.may_comment, link.may_approve, link.person) == (False, False, "")
