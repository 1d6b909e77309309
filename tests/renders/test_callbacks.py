"""What services see of this studio: two files of a take while they have it, and a place to say that it changed."""

import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.connections.models import Connection
from apps.core.due import claim, release_all
from apps.media import store
from apps.providers.webhooks import sign
from apps.renders import public
from apps.renders.models import Render
from tests.takes import bring_to, make_take

pytestmark = pytest.mark.django_db

FAR = timedelta(minutes=1)


@pytest.fixture
def sent(team, alice) -> Render:
    """A take that the service has; it is looked at in a minute."""
    render = make_take(team, alice, "submitted")
    Render.objects.update(next_check_at=timezone.now() + FAR)
    render.refresh_from_db()
    return render


@pytest.fixture
def addresses(sent, settings) -> dict[str, str]:
    """The addresses of its files, without the origin."""
    found = public.addresses(sent)
    assert all(address.startswith(f"{settings.PRACTICE_ORIGIN}/for-services/") for address in found.values())
    return {name: address.removeprefix(settings.PRACTICE_ORIGIN) for name, address in found.items()}


class TestFiles:
    def test_anybody_with_the_address_gets_the_two_files(self, client, sent, addresses):
        photo, voice = client.get(addresses["image_url"]), client.get(addresses["audio_url"])
        assert (photo["Content-Type"], voice["Content-Type"]) == ("image/jpeg", "audio/mpeg")
        assert b"".join(photo) == store.read(sent.portrait_key)
        assert b"".join(voice) == store.read(sent.voice_key)

    def test_parts_and_headers_alone_are_answered(self, client, sent, addresses):
        part = client.get(addresses["audio_url"], headers={"Range": "bytes=0-9"})
        assert (part.status_code, len(b"".join(part))) == (206, 10)
        head = client.head(addresses["audio_url"])
        assert (head.status_code, int(head["Content-Length"])) == (200, len(store.read(sent.voice_key)))

    def test_they_stand_below_the_public_address(self, sent, settings):
        settings.PUBLIC_BASE_URL = "https://studio.example"
        Connection.objects.update(is_practice=False)
        sent.connection.refresh_from_db()
        found = [*public.addresses(sent).values(), public.callback_url(sent)]
        assert all(address.startswith("https://studio.example/for-services/") for address in found)

    def test_without_a_public_address_nobody_is_asked_to_call(self, sent):
        Connection.objects.update(is_practice=False)
        sent.connection.refresh_from_db()
        assert public.callback_url(sent) == ""

    @pytest.mark.parametrize("status", ["processing", "submitting", "unknown"])
    def test_they_are_there_while_the_service_may_fetch_them(self, client, team, alice, status):
        address = public.addresses(make_take(team, alice, status))["image_url"]
        assert client.get(urlsplit(address).path).status_code == 200

    @pytest.mark.parametrize("status", ["saving", "ready", "failed"])
    def test_and_gone_when_it_is_done(self, client, sent, addresses, status):
        bring_to(sent, status)
        assert {client.get(address).status_code for address in addresses.values()} == {404}

    def test_they_end_by_themselves(self, client, addresses, time_machine):
        time_machine.move_to(timezone.now() + public.GOOD_FOR + timedelta(seconds=1))
        assert client.get(addresses["image_url"]).status_code == 404

    def test_a_changed_address_opens_nothing(self, client, team, alice, sent):
        other = make_take(team, alice, "submitted")
        forged = [
            "x",
            signing.dumps(other.pk, salt="another"),
            signing.dumps(other.pk, salt=public.SALT)[:-1] + "!",
            signing.dumps("nobody", salt=public.SALT) + "x",
        ]
        for token in forged:
            assert client.get(reverse("public:photo", args=[token])).status_code == 404

    def test_where_there_is_only_a_text_there_is_no_voice(self, client, sent):
        token = signing.dumps(sent.pk, salt=public.SALT)
        Render.objects.update(voice_key="", script="Hello")
        sent.refresh_from_db()
        assert "audio_url" not in public.addresses(sent)
        assert client.get(reverse("public:voice", args=[token])).status_code == 404

    def test_nothing_is_changed_through_them(self, client, addresses):
        assert {client.post(address).status_code for address in addresses.values()} == {405}


def call(render: Render, secret: str = "", body: bytes = b'{"task_status": "succeed"}', **headers: str):
    """The service calls, as a machine without cookies or a token against forgery; signed where a secret is given."""
    if secret:
        headers = {**sign(secret, "msg-1", int(time.time()), body), **headers}
    client = Client(enforce_csrf_checks=True)
    address = reverse("public:callback", args=[render.callback_id])
    return client.post(address, body, content_type="application/json", headers=headers)


def is_due(render: Render) -> bool:
    render.refresh_from_db()
    return render.next_check_at <= timezone.now()


class TestCallback:
    def test_a_signed_call_makes_us_look_now_and_changes_nothing_else(self, sent, settings):
        before = Render.objects.values().get()
        answer = call(sent, settings.PRACTICE_WEBHOOK_SECRET)
        assert (answer.status_code, answer.json()) == (200, {})
        assert is_due(sent)
        changed = {name for name, value in Render.objects.values().get().items() if before[name] != value}
        assert changed == {"next_check_at", "called_at"}

    @pytest.mark.parametrize("secret", ["", "whsec_bm90IG91cnM="])
    def test_a_call_that_is_not_signed_by_the_service_does_nothing(self, sent, secret):
        assert call(sent, secret).status_code == 200
        assert not is_due(sent)

    def test_another_body_than_the_signed_one_does_nothing(self, sent, settings):
        signed = sign(settings.PRACTICE_WEBHOOK_SECRET, "msg-1", int(time.time()), b"{}")
        call(sent, body=b'{"task_status": "failed"}', **signed)
        assert not is_due(sent)

    def test_where_no_secret_is_shared_the_address_is_enough(self, sent):
        Connection.objects.update(is_practice=False, webhook_secret="")
        call(sent)
        assert is_due(sent)

    def test_many_calls_are_one_look_in_five_seconds(self, sent, settings, time_machine):
        time_machine.move_to(timezone.now(), tick=False)
        for _ in range(20):
            call(sent, settings.PRACTICE_WEBHOOK_SECRET)
        assert is_due(sent)
        Render.objects.update(next_check_at=timezone.now() + FAR)  # it was looked at
        for _ in range(20):
            call(sent, settings.PRACTICE_WEBHOOK_SECRET)
        assert not is_due(sent)
        time_machine.shift(5)
        assert is_due(sent)

    @pytest.mark.parametrize("status", ["queued", "saving", "ready", "failed", "unknown"])
    def test_a_take_that_is_not_at_the_service_is_left_alone(self, team, alice, settings, status):
        render = make_take(team, alice, status)
        Render.objects.update(next_check_at=timezone.now() + FAR)
        assert call(render, settings.PRACTICE_WEBHOOK_SECRET).status_code == 200
        assert not is_due(render)

    def test_a_call_in_the_middle_of_a_look_leads_to_another_one(self, sent, settings):
        now = timezone.now()
        Render.objects.update(next_check_at=now)
        [looked_at] = claim(Render.objects.to_look_at(now), now=now, seconds=60, limit=1)
        call(sent, settings.PRACTICE_WEBHOOK_SECRET)
        release_all({looked_at: now + FAR})
        assert is_due(sent)

    def test_one_that_was_given_up_is_looked_at_once_more(self, sent, settings):
        bring_to(sent, "failed")
        Render.objects.filter(pk=sent.pk).update(next_check_at=timezone.now() + timedelta(hours=1))
        call(sent, settings.PRACTICE_WEBHOOK_SECRET)
        assert list(Render.objects.to_look_at(timezone.now())) == [sent]

    def test_an_unknown_address_gets_the_same_answer(self, sent, settings):
        known = call(sent, settings.PRACTICE_WEBHOOK_SECRET)
        sent.callback_id = "00000000-0000-4000-8000-000000000000"
        unknown = call(sent, settings.PRACTICE_WEBHOOK_SECRET)
        assert (unknown.status_code, unknown.content) == (known.status_code, known.content)

    def test_ten_megabytes_are_not_read(self, sent, settings):
        assert call(sent, settings.PRACTICE_WEBHOOK_SECRET, body=b"x" * 10_000_000).status_code == 413
        assert not is_due(sent)

    def test_looking_at_the_address_does_nothing(self, client, sent):
        assert client.get(reverse("public:callback", args=[sent.callback_id])).status_code == 405
