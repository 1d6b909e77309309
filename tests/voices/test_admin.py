"""What staff sees and changes of voices and spoken texts."""

import pytest
from django.db import connection as database
from django.urls import reverse

from apps.voices.models import Speech, Voice
from tests.cast import signed_in
from tests.providers.scripted import reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(staff):
    return signed_in(staff)


class TestVoices:
    def test_are_renamed_hidden_and_put_in_order_in_the_list(self, site):
        voice = Voice.objects.filter(language="en")[0]
        address = reverse("admin:voices_voice_changelist") + f"?q={voice.voice_id}"
        form = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": voice.pk, "_save": "Save"}
        site.post(address, {**form, "form-0-name": "Our presenter", "form-0-order": 5})
        voice.refresh_from_db()
        assert (voice.name, voice.is_offered, voice.order) == ("Our presenter", False, 5)


class TestSpeeches:
    def test_are_found_by_their_text_and_can_be_listened_to(self, site, ask, step):
        step(ask())
        page = site.get(reverse("admin:voices_speech_changelist"), {"q": "spring tasting"}).content.decode()
        assert "<audio" in page
        assert "$0.01" in page

    def test_show_all_there_is_to_know_and_change_nothing(self, site, ask, step):
        speech = ask()
        step(speech)
        address = reverse("admin:voices_speech_change", args=[speech.pk])
        page = site.get(address).content.decode()
        assert "sound-77" in page
        assert "speech-1" in page
        assert site.post(address, {"text": "Something else"}).status_code == 403

    def test_do_not_need_the_key_of_their_service_to_be_readable(self, site, ask, step):
        speech = ask()
        with database.cursor() as cursor:
            cursor.execute("UPDATE connections_connection SET key = 'written with a key that is gone'")
        for name, arguments in (("changelist", []), ("change", [speech.pk])):
            assert site.get(reverse(f"admin:voices_speech_{name}", args=arguments)).status_code == 200

    def test_a_sound_that_was_given_up_is_fetched_again(self, site, ask, step, speaker):
        good, speaker.sound = speaker.sound, reply(200, b"<html>")
        speech = ask()
        for _ in range(5):
            step(speech)
        assert speech.status == "failed"
        speaker.sound = good
        action = {"action": "fetch_again", "_selected_action": speech.pk}
        said = site.post(reverse("admin:voices_speech_changelist"), action, follow=True).content.decode()
        assert "Fetching" in said
        assert step(speech) == "ready"

    def test_what_cannot_be_fetched_is_said(self, site, ask):
        action = {"action": "fetch_again", "_selected_action": ask().pk}
        said = site.post(reverse("admin:voices_speech_changelist"), action, follow=True).content.decode()
        assert "does not fit" in said
        assert Speech.objects.get().status == "queued"

    def test_look_now_makes_them_due(self, site, ask):
        action = {"action": "look_now", "_selected_action": ask().pk}
        said = site.post(reverse("admin:voices_speech_changelist"), action, follow=True).content.decode()
        assert "1 text is looked at now." in said


class TestClips:
    def test_show_the_text_they_were_spoken_from(self, site, ask, step):
        speech = ask()
        step(speech)
        page = site.get(reverse("admin:voices_voiceclip_change", args=[speech.clip_id])).content.decode()
        assert "Come in and have a cup of tea." in page
