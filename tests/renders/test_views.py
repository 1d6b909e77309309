"""The page on which a video is filled in."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.avatars.models import Avatar, Consent
from apps.connections.models import Connection
from apps.renders import actions
from apps.renders.asking import send_back
from apps.renders.models import Render, Video
from apps.renders.quote import missing, quote, shown
from apps.spending.models import Budget, Hold
from apps.voices.models import VoiceClip
from tests.cast import HTMX, signed_in
from tests.media_files import mp3, wav, webm
from tests.takes import limit, make_voice, press_make

pytestmark = pytest.mark.django_db


def upload(path: Path, name: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name or path.name, path.read_bytes())


@pytest.fixture
def owner(alice) -> Client:
    return signed_in(alice)


@pytest.fixture
def blank(video) -> Video:
    Video.objects.update(avatar=None, clip=None, title="")
    video.refresh_from_db()
    return video


def steps(video: Video) -> list[str]:
    return [part.step for part in missing(video, quote(video, timezone.now()))]


def url(name: str, video: Video) -> str:
    return reverse(f"videos:{name}", args=[video.pk])


class TestCreate:
    def test_opens_an_unfinished_video(self, owner, blank):
        answer = owner.post(reverse("videos:create", args=[blank.project_id]))
        assert answer.url == url("edit", blank)

    def test_a_reviewer_may_not(self, rita, video):
        assert signed_in(rita).post(reverse("videos:create", args=[video.project_id])).status_code == 403

    def test_a_stranger_finds_nothing(self, charlie, video):
        assert signed_in(charlie).post(reverse("videos:create", args=[video.project_id])).status_code == 404


class TestEdit:
    def test_shows_what_was_saved(self, owner, video):
        page = owner.get(url("edit", video)).content.decode()
        assert 'value="Spring offer"' in page
        assert "Make video for $0.17" in page

    @pytest.mark.parametrize("longest", [60, 300])
    def test_shows_the_limits_of_the_connection_for_both_qualities_and_no_others(self, owner, video, longest):
        Connection.objects.update(max_seconds=longest)
        for mode in ("std", "pro"):
            Video.objects.update(mode=mode)
            page = owner.get(url("edit", video)).content.decode()
            assert f"takes 2 to {longest} seconds" in page
            assert f'data-max-seconds="{longest}"' in page
            assert str(360 - longest) + " seconds" not in page

    def test_promises_nothing_that_nobody_measured(self, owner, video):
        page = owner.get(url("edit", video)).content.decode()
        for promise in ("only if", "minutes left", "about", "Ready in", "%", "faster"):
            assert promise not in page

    def test_a_creator_asks_to_spend_and_is_told_who_answers(self, cleo, video):
        page = signed_in(cleo).get(url("edit", video)).content.decode()
        assert "Ask to spend $0.17" in page
        assert f'formaction="{url("ask", video)}"' in page
        assert "An owner or a producer of your team looks at it first." in page
        assert "Make video for" not in page

    @pytest.mark.parametrize(
        ("whose", "sentence"),
        [("team", "This month&#x27;s limit leaves $0.10"), ("own", "Your own limit leaves $0.10")],
    )
    def test_whoever_has_too_little_left_reads_so_and_asks(self, bob, video, whose, sentence):
        limit(video, bob if whose == "own" else None, 100_000)
        page = signed_in(bob).get(url("edit", video)).content.decode()
        assert sentence in page
        assert "Ask to spend $0.17" in page
        assert "Make video for" not in page

    def test_a_limit_that_leaves_enough_is_no_matter(self, bob, video):
        limit(video, bob, 168_000)
        assert "Make video for $0.17" in signed_in(bob).get(url("edit", video)).content.decode()

    def test_says_that_the_newest_version_waits_for_an_ok(self, cleo, video):
        take = press_make(video, cleo, ask=True)
        page = signed_in(cleo).get(url("edit", video)).content.decode()
        assert "Version 1 waits for an OK" in page
        assert reverse("takes:ask", args=[take.pk]) in page

    def test_says_who_sent_it_back_and_why(self, cleo, bob, video):
        send_back(press_make(video, cleo, ask=True), bob, "Smile <more>")
        page = signed_in(cleo).get(url("edit", video)).content.decode()
        assert "Bob Bond sent it back" in page
        assert "Smile &lt;more&gt;" in page
        assert "you were not charged" in page

    def test_a_reviewer_may_not(self, rita, video):
        assert signed_in(rita).get(url("edit", video)).status_code == 403

    def test_a_stranger_finds_nothing(self, charlie, video):
        assert signed_in(charlie).get(url("edit", video)).status_code == 404

    def test_opens_where_the_key_of_its_service_cannot_be_read(self, owner, video, settings):
        Connection.objects.update(key="k-0123456789")
        settings.FIELD_KEYS = [Fernet.generate_key().decode()]
        assert owner.get(url("edit", video)).status_code == 200

    def test_asks_a_fixed_number_of_questions(self, owner, video, django_assert_max_num_queries):
        owner.get(url("edit", video))
        with django_assert_max_num_queries(28):
            owner.get(url("edit", video))


class TestVoice:
    def test_a_good_recording_is_kept_with_its_true_length(self, owner, blank, tmp_path):
        answer = owner.post(url("voice", blank), {"recording": upload(mp3(tmp_path / "hi.mp3", 4))}, headers=HTMX)
        blank.refresh_from_db()
        assert answer.status_code == 200
        assert abs(float(blank.clip.seconds) - 4) < 0.05

    def test_one_that_is_too_long_for_the_service_is_kept_and_says_what_to_do(self, owner, blank, tmp_path):
        Connection.objects.update(max_seconds=5)
        answer = owner.post(url("voice", blank), {"recording": upload(wav(tmp_path / "long.wav", 8))}, headers=HTMX)
        page = answer.content.decode()
        blank.refresh_from_db()
        assert (answer.status_code, blank.clip.name) == (200, "long")
        assert "This recording is 8 seconds long." in page
        assert "takes up to 5 seconds. Use a shorter part, or choose a service that takes more." in page
        assert "Cut into 2 parts" in page
        assert steps(blank) == ["face", "voice"]

    def test_one_that_a_browser_recorded_is_taken_like_any_other(self, owner, blank, tmp_path):
        recorded = upload(webm(tmp_path / "x", 4), "Recording 27 Nov 2026, 14:05.webm")
        assert owner.post(url("voice", blank), {"recording": recorded}, headers=HTMX).status_code == 200
        blank.refresh_from_db()
        assert (blank.clip.name, blank.clip.original_format) == ("Recording 27 Nov 2026, 14:05", "WebM")

    def test_how_good_it_is_is_said_in_words(self, owner, blank, tmp_path):
        VoiceClip.objects.update(checks=[{"code": "long_pauses", "level": "warn", "values": {"count": 3}}])
        Video.objects.update(clip=VoiceClip.objects.get())
        page = owner.get(url("edit", blank)).content.decode()
        assert "There are 3 long pauses" in page
        assert "of clear speech" not in page

    def test_a_playlist_is_refused(self, owner, blank):
        playlist = SimpleUploadedFile("list.mp3", b"#EXTM3U\nhttp://127.0.0.1:9/x.mp3\n")
        answer = owner.post(url("voice", blank), {"recording": playlist}, headers=HTMX)
        assert answer.status_code == 422

    def test_a_stranger_finds_nothing(self, charlie, video):
        assert signed_in(charlie).post(url("voice", video), {"clip": video.clip_id}).status_code == 404


class TestSave:
    def fields(self, video: Video, **changes: object) -> dict[str, object]:
        return {"title": video.title, "connection": video.connection_id, "mode": "std", "prompt": "", **changes}

    def test_saves_and_answers_with_the_new_price(self, owner, video):
        answer = owner.post(url("save", video), self.fields(video, mode="pro", prompt="calm"), headers=HTMX)
        video.refresh_from_db()
        assert (video.mode, video.prompt) == ("pro", "calm")
        assert "Make video for $0.34" in answer.content.decode()

    def test_a_style_that_is_too_long_is_said_and_the_rest_is_saved(self, owner, video):
        answer = owner.post(url("save", video), self.fields(video, title="New", prompt="x" * 2501), headers=HTMX)
        video.refresh_from_db()
        assert answer.status_code == 422
        assert "2500" in answer.content.decode()
        assert (video.title, video.prompt) == ("New", "")

    def test_the_end_of_a_line_counts_once(self, owner, video):
        lines = "\r\n".join("x" * 9 for _ in range(250))
        assert owner.post(url("save", video), self.fields(video, prompt=lines), headers=HTMX).status_code == 200
        video.refresh_from_db()
        assert len(video.prompt) == 2499

    def test_the_tick_is_written_down_with_who_and_when(self, owner, video, alice):
        Consent.objects.all().delete()
        owner.post(url("save", video), self.fields(video, consent=video.avatar_id), headers=HTMX)
        assert Avatar.objects.get().consent.recorded_by == alice

    def test_a_tick_for_another_face_is_not_a_permission_for_this_one(self, owner, video):
        Consent.objects.all().delete()
        owner.post(url("save", video), self.fields(video, consent=video.avatar_id + 1), headers=HTMX)
        assert not Avatar.objects.get().has_consent

    def test_what_was_not_sent_stays(self, owner, video):
        owner.post(url("save", video), {"mode": "pro"}, headers=HTMX)
        video.refresh_from_db()
        assert (video.mode, video.title) == ("pro", "Spring offer")

    def test_a_stranger_finds_nothing(self, charlie, video):
        assert signed_in(charlie).post(url("save", video), self.fields(video)).status_code == 404


class TestSample:
    def test_gives_a_face_and_a_voice_and_a_name(self, owner, blank):
        owner.post(url("sample", blank))
        blank.refresh_from_db()
        assert blank.avatar.has_consent
        assert blank.clip.seconds > 5
        assert blank.title

    def test_the_library_gets_them_once(self, owner, blank):
        owner.post(url("sample", blank))
        owner.post(url("sample", blank))
        assert Avatar.objects.filter(original_name="mei-45.jpg").count() == 1

    def test_a_stranger_finds_nothing(self, charlie, video):
        assert signed_in(charlie).post(url("sample", video)).status_code == 404


class TestMake:
    def fields(self, video: Video) -> dict[str, object]:
        return {
            "title": "Made",
            "connection": video.connection_id,
            "mode": "std",
            "form_token": video.form_token,
            "shown": shown(video, quote(video, timezone.now())),
        }

    def test_saves_what_was_typed_and_goes_to_the_project(self, owner, video):
        answer = owner.post(url("make", video), self.fields(video))
        assert (answer.status_code, answer.url) == (303, reverse("gallery:project", args=[video.project_id]))
        assert Render.objects.get().video.title == "Made"

    def test_pressed_twice_makes_one(self, owner, video):
        for _ in range(2):
            assert owner.post(url("make", video), self.fields(video)).status_code == 303
        assert Render.objects.count() == 1

    def test_pressed_again_after_undo_it_says_why_nothing_is_made(self, owner, video, alice):
        """With the browser's Back button: the page is the old one, with its used token."""
        fields = self.fields(video)
        owner.post(url("make", video), fields)
        actions.stop(Render.objects.get(), alice)
        answer = owner.post(url("make", video), fields, follow=True)
        assert "That version was stopped before." in answer.content.decode()
        assert Render.objects.get().status == "cancelled"

    def test_what_changed_behind_the_back_is_shown_first(self, owner, video, alice):
        fields = self.fields(video)
        Video.objects.update(clip=make_voice(video.project.team, alice))
        answer = owner.post(url("make", video), fields)
        assert answer.status_code == 422
        assert "Something changed since you looked" in answer.content.decode()
        assert Render.objects.count() == 0

    @pytest.mark.parametrize("token", ["", "nonsense", "00000000-0000-4000-8000-000000000000"])
    def test_a_page_that_is_out_of_date_is_loaded_again(self, owner, video, token):
        answer = owner.post(url("make", video), {**self.fields(video), "form_token": token})
        assert (answer.status_code, answer.url) == (303, url("edit", video))
        assert Render.objects.count() == 0

    def test_leads_to_what_is_missing(self, owner, blank):
        answer = owner.post(url("make", blank), self.fields(blank))
        assert (answer.status_code, answer.url) == (303, f"{url('edit', blank)}#face")

    def test_what_somebody_else_spent_meanwhile_brings_the_page_back(self, bob, video):
        fields = self.fields(video)
        limit(video, None, 100_000)
        answer = signed_in(bob).post(url("make", video), fields)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "leaves $0.10" in page
        assert "Nothing was sent, and you were not charged." in page
        assert "Ask to spend $0.17" in page
        assert 'value="Made"' in page
        assert (Render.objects.count(), Hold.objects.count()) == (0, 0)

    def test_an_owner_goes_over_a_limit_with_the_button_that_says_so(self, owner, video):
        fields = self.fields(video)
        limit(video, None, 100_000)
        page = owner.post(url("make", video), fields).content.decode()
        assert "As an owner you may do that." in page
        assert "Make video for $0.17, over the limit" in page
        assert Render.objects.count() == 0
        owner.post(url("make", video), {**fields, "over": "yes"})
        assert Hold.objects.get().held_micros == 168_000

    def test_an_owner_reads_by_how_much_it_goes_over(self, owner, video):
        limit(video, None, 100_000)
        page = owner.get(url("edit", video)).content.decode()
        assert "This goes over this month&#x27;s limit by $0.07." in page
        assert "Ask to spend" not in page

    def test_a_producer_does_not_go_over_a_limit(self, bob, video):
        limit(video, None, 100_000)
        answer = signed_in(bob).post(url("make", video), {**self.fields(video), "over": "yes"})
        assert (answer.status_code, Render.objects.count()) == (422, 0)

    def test_says_what_is_set_aside_and_how_long_it_can_be_undone(self, owner, video, settings):
        settings.UNDO_SECONDS = 10
        page = owner.post(url("make", video), self.fields(video), follow=True).content.decode()
        assert "$0.17 in play money is set aside. You can undo it for 10 seconds." in page

    @pytest.mark.parametrize("change", [{"prompt": "calm"}, {"mode": "pro"}])
    def test_a_change_in_another_tab_is_not_taken_for_made(self, owner, video, change):
        fields = self.fields(video)
        owner.post(url("make", video), fields)
        answer = owner.post(url("make", video), {**fields, **change}, follow=True)
        page = answer.content.decode()
        assert answer.redirect_chain == [(url("edit", video), 303)]
        assert "Version 1 was made before your change. Nothing more was charged." in page
        video.refresh_from_db()
        assert str(video.form_token) in page
        assert (Render.objects.count(), Hold.objects.count()) == (1, 1)

    def test_another_voice_in_another_tab_is_a_change_too(self, owner, video, alice, tmp_path):
        fields = self.fields(video)
        owner.post(url("make", video), fields)
        owner.post(url("voice", video), {"recording": upload(mp3(tmp_path / "long.mp3", 5))})
        assert owner.post(url("make", video), fields).url == url("edit", video)
        assert Render.objects.count() == 1

    def test_looking_at_the_page_begins_no_month(self, owner, video):
        owner.get(url("edit", video))
        assert Budget.objects.count() == 0

    def test_a_creator_may_not_spend(self, cleo, video):
        assert signed_in(cleo).post(url("make", video), self.fields(video)).status_code == 403
        assert Render.objects.count() == 0

    def test_a_stranger_finds_nothing(self, charlie, video):
        assert signed_in(charlie).post(url("make", video), self.fields(video)).status_code == 404


class TestAsk:
    fields = TestMake.fields

    def test_puts_nothing_aside_and_goes_to_the_project(self, cleo, video):
        answer = signed_in(cleo).post(url("ask", video), self.fields(video))
        take = Render.objects.versions().get()
        assert answer.url == reverse("gallery:project", args=[video.project_id])
        assert (take.status, take.created_by, take.hold) == ("waiting_for_ok", cleo, None)
        assert take.video.title == "Made"

    def test_a_change_in_another_tab_is_not_taken_for_asked(self, cleo, video):
        client, fields = signed_in(cleo), self.fields(video)
        client.post(url("ask", video), fields)
        page = client.post(url("ask", video), {**fields, "prompt": "calm"}, follow=True).content.decode()
        assert "Version 1 waits for an OK without your change." in page
        assert Render.objects.versions().count() == 1

    def test_says_who_can_say_ok(self, cleo, alice, bob, video):
        page = signed_in(cleo).post(url("ask", video), self.fields(video), follow=True).content.decode()
        assert "Asked. Alice Ames, Bob Bond can say OK." in page

    def test_over_the_teams_limit_it_is_the_owner_who_can(self, bob, video):
        limit(video, None, 100_000)
        page = signed_in(bob).post(url("ask", video), self.fields(video), follow=True).content.decode()
        assert "Asked. Alice Ames can say OK." in page

    def test_pressed_twice_asks_once(self, cleo, video):
        for _ in range(2):
            assert signed_in(cleo).post(url("ask", video), self.fields(video)).status_code == 303
        assert Render.objects.versions().count() == 1

    def test_an_old_page_of_somebody_who_may_spend_makes_no_second_one(self, cleo, owner, video):
        fields = self.fields(video)
        signed_in(cleo).post(url("ask", video), fields)
        answer = owner.post(url("make", video), fields)
        take = Render.objects.versions().get()
        assert (answer.status_code, answer.url) == (303, reverse("takes:ask", args=[take.pk]))
        assert (take.status, Hold.objects.count()) == ("waiting_for_ok", 0)

    def test_what_changed_behind_the_back_is_shown_first(self, cleo, video, alice):
        fields = self.fields(video)
        Video.objects.update(clip=make_voice(video.project.team, alice))
        answer = signed_in(cleo).post(url("ask", video), fields)
        assert (answer.status_code, Render.objects.versions().count()) == (422, 0)

    def test_leads_to_what_is_missing(self, cleo, blank):
        assert signed_in(cleo).post(url("ask", blank), self.fields(blank)).url == f"{url('edit', blank)}#face"

    def test_a_reviewer_may_not(self, rita, video):
        assert signed_in(rita).post(url("ask", video), self.fields(video)).status_code == 403

    def test_a_stranger_finds_nothing(self, charlie, video):
        assert signed_in(charlie).post(url("ask", video), self.fields(video)).status_code == 404


class TestAnAddressOfAButton:
    """What takes a POST, opened with GET: a session may have ended, or the address stayed after a refusal."""

    @pytest.mark.parametrize(
        "name", ["face", "voice", "trim", "parts", "script", "script_price", "sample", "save", "make", "ask"]
    )
    def test_leads_to_the_page_it_belongs_to_and_promises_nothing(self, owner, video, name):
        answer = owner.get(url(name, video), follow=True)
        assert answer.redirect_chain == [(url("edit", video), 303)]
        assert "Press it once more." not in answer.content.decode()

    def test_after_signing_in_says_that_nothing_was_sent(self, owner, video):
        lost = Client().post(url("make", video))
        page = owner.get(url("make", video), headers={"Referer": f"http://testserver{lost.url}"}, follow=True)
        said = "the button did nothing: it sent nothing and charged nothing. Press it once more."
        assert said in page.content.decode()

    def test_shows_a_stranger_nothing(self, charlie, video):
        assert signed_in(charlie).get(url("make", video), follow=True).status_code == 404


class TestStyle:
    def test_a_service_that_takes_no_style_text_says_so(self, owner, video):
        said = "takes no style text"
        assert said not in owner.get(url("edit", video)).content.decode()
        video.connection.options = {"dialect": "seed"}
        video.connection.save()
        assert said in owner.get(url("edit", video)).content.decode()
