"""The page on which people choose their mails, and the link under each mail that ends such mails."""

import re
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from django.core import signing
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from apps.notices import preferences
from apps.notices.models import Kind, Notice, Preference, Status, When
from apps.notices.preferences import USUAL
from apps.notices.sending import sweep
from apps.notices.tokens import SALT, stop_path
from apps.teams.models import Membership, User
from tests.cast import make_team, signed_in

pytestmark = pytest.mark.django_db
PAGE, TRIAL = "/account/mails/", "/account/mails/try/"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def choose(**wishes: str) -> dict[str, str]:
    return {**{kind: when.value for kind, when in USUAL.items()}, **wishes}


@pytest.fixture
def page(bob):
    """Bob's page as text."""
    return lambda: signed_in(bob).get(PAGE).content.decode()


class TestPreferences:
    def test_shows_what_is_usual_until_somebody_chooses(self, page):
        checked = re.findall(r'name="(\w+)" value="(\w+)"[^>]* checked', page())
        assert dict(checked) == {kind: when.value for kind, when in USUAL.items()}
        assert USUAL[Kind.COMMENTED] == When.DAILY
        assert "comments come once a day, and all else at once" in page()

    def test_keeps_what_is_chosen(self, page, bob):
        answer = signed_in(bob).post(PAGE, choose(ready="off", commented="once"))
        assert (answer.status_code, answer["Location"]) == (303, PAGE)
        assert preferences.of(bob) == {**USUAL, Kind.READY: When.OFF, Kind.COMMENTED: When.ONCE}
        assert re.search(r'name="ready" value="off"[^>]* checked', page())

    def test_can_be_changed_again(self, bob):
        for when in ("off", "daily"):
            signed_in(bob).post(PAGE, choose(ready=when))
        assert Preference.objects.get(kind=Kind.READY).when == "daily"

    @pytest.mark.parametrize("wishes", [{}, {"ready": "sometimes"}])
    def test_refuses_what_is_no_answer(self, bob, wishes):
        sent = choose(**wishes) if wishes else {}
        assert signed_in(bob).post(PAGE, sent).status_code == 422
        assert not Preference.objects.exists()

    def test_says_when_a_day_is_over_and_where(self, page, team):
        team.time_zone = "America/New_York"
        team.save()
        assert "at 8:00 (America/New York)" in page()

    def test_says_that_the_studio_sends_nothing(self, page):
        assert "This studio sends no e-mail yet" in page()
        assert TRIAL not in page()

    def test_says_who_sends(self, page, mail_server):
        assert "sends no e-mail" not in page()
        assert "Avatar Studio &lt;studio@studio.example&gt;" in page()

    def test_says_that_the_last_mail_was_refused_until_one_arrives(self, page, mail_server, say, bob, become_due):
        mail_server.orders.recipients[bob.email] = "550 no such person"
        say(bob)
        become_due()
        sweep()
        assert "For bob@example.com the mail server said: 550 no such person" in page()
        mail_server.orders.recipients.clear()
        say(bob, "step-2")
        become_due()
        sweep()
        assert "no such person" not in page()

    def test_a_person_in_no_team_can_choose_too(self, staff):
        assert signed_in(staff).get(PAGE).status_code == 200
        assert signed_in(staff).post(PAGE, choose(ready="off")).status_code == 303

    def test_it_takes_the_same_few_queries_however_many_notices_there_are(self, counted, say, bob):
        browser = signed_in(bob)
        before = counted(browser, PAGE)
        for nth in range(20):
            say(bob, f"step-{nth}")
        assert counted(browser, PAGE) == before <= 13

    def test_the_menu_leads_there(self, page):
        assert f'href="{PAGE}"' in page()


class TestWhatWaits:
    def test_off_ends_it(self, say, bob):
        say(bob)
        preferences.turn_off(bob, [Kind.ASKED])
        assert Notice.objects.get().status == Status.NONE

    def test_sooner_or_later_moves_it(self, say, bob):
        say(bob, kind=Kind.COMMENTED)
        daily = Notice.objects.get().due_at
        preferences.choose(bob, {Kind.COMMENTED: When.ONCE})
        once = Notice.objects.get()
        assert (once.when, once.next_check_at) == (When.ONCE, once.due_at)
        preferences.choose(bob, {Kind.COMMENTED: When.DAILY})
        assert Notice.objects.get().due_at == daily

    def test_it_takes_as_many_updates_as_there_are_moments(self, say, bob, django_assert_num_queries):
        west = make_team("Harbour Books")
        west.time_zone = "America/New_York"
        west.save()
        Membership.objects.create(team=west, user=bob, role="reviewer")
        for nth in range(20):
            say(bob, f"step-{nth}")
            say(bob, f"step-{nth}", Kind.READY)
            say(bob, f"west-{nth}", Kind.READY, team=west)
        wishes = {Kind.ASKED: When.OFF, Kind.READY: When.DAILY}
        with transaction.atomic(), django_assert_num_queries(7):  # savepoint, wishes, SELECT, three UPDATEs, savepoint
            preferences.choose(bob, wishes)
        assert set(Notice.objects.filter(kind=Kind.ASKED).values_list("status", "when")) == {("none", "off")}
        ready = Notice.objects.filter(kind=Kind.READY)
        assert set(ready.values_list("status", "when")) == {("waiting", "daily")}
        for here in ready.select_related("team"):
            assert here.due_at.astimezone(ZoneInfo(here.team.time_zone)).hour == 8
            assert here.next_check_at == here.due_at

    def test_wishes_are_written_in_the_same_order_by_every_page(self, bob):
        """So that two pages that are saved at once do not wait for each other."""
        preferences.choose(bob, {Kind.READY: When.OFF, Kind.ASKED: When.OFF, Kind.FIX: When.OFF})
        written = list(Preference.objects.order_by("pk").values_list("kind", flat=True))
        assert written == ["asked", "fix", "ready"]

    def test_turning_off_nothing_changes_nothing(self, say, bob):
        say(bob)
        preferences.turn_off(bob, [])
        assert Notice.objects.get().status == Status.WAITING

    def test_other_kinds_and_other_people_are_left_alone(self, say, bob, rita):
        say(rita)
        say(bob, kind=Kind.READY)
        preferences.turn_off(bob, [Kind.ASKED])
        assert set(Notice.objects.values_list("status", flat=True)) == {Status.WAITING}


class TestTrial:
    def test_an_owner_gets_a_mail_at_once(self, mail_server, alice):
        answer = signed_in(alice).post(TRIAL, follow=True)
        assert "A mail is on its way to alice@example.com." in answer.content.decode()
        assert mail_server.letters[0].subject == "Mails from Avatar Studio reach you"

    def test_reads_what_the_mail_server_said(self, mail_server, alice):
        mail_server.orders.sender = "550 we do not know studio@studio.example"
        answer = signed_in(alice).post(TRIAL, follow=True)
        assert "550 we do not know studio@studio.example" in answer.content.decode()

    def test_a_sign_in_that_is_refused_reads_as_the_server_put_it(self, mail_server, settings, alice):
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "studio", "wrong"
        mail_server.orders.sign_in = "535 5.7.8 that is not the password"
        answer = signed_in(alice).post(TRIAL, follow=True)
        said = "The mail server did not take it: 535 5.7.8 that is not the password"
        assert said in answer.content.decode()
        assert mail_server.letters == []

    def test_a_server_that_is_away_reads_in_words(self, mail_server, settings, alice):
        settings.EMAIL_PORT = 1
        shown = signed_in(alice).post(TRIAL, follow=True).content.decode()
        assert "The mail server did not take it: Connection refused" in shown

    @pytest.mark.parametrize(("person", "there"), [("alice", True), ("bob", False)])
    def test_the_button_is_for_owners(self, request, mail_server, person, there):
        shown = signed_in(request.getfixturevalue(person)).get(PAGE).content.decode()
        assert (TRIAL in shown) is there

    def test_without_a_mail_server_it_says_so(self, alice, mailoutbox):
        answer = signed_in(alice).post(TRIAL, follow=True)
        assert "This studio sends no e-mail." in answer.content.decode()
        assert mailoutbox == []


class TestStop:
    @pytest.fixture
    def address(self, bob) -> str:
        return stop_path(bob, [Kind.COMMENTED, Kind.READY])

    def test_a_look_changes_nothing(self, address, bob):
        answer = Client().get(address)
        assert answer.status_code == 200
        assert "We will write no more mails about: Comments, Ready." in answer.content.decode()
        assert preferences.of(bob) == USUAL

    def test_one_click_of_a_mail_program_turns_them_off_without_cookie_or_token(self, address, bob):
        answer = Client(enforce_csrf_checks=True).post(address, ONE_CLICK)
        assert answer.status_code == 200
        assert preferences.of(bob) == {**USUAL, Kind.COMMENTED: When.OFF, Kind.READY: When.OFF}

    def test_so_does_the_button_and_twice_is_no_harm(self, address, bob):
        for _nth in range(2):
            assert "We write no more mails about: Comments, Ready." in Client().post(address).content.decode()
        assert preferences.of(bob)[Kind.READY] == When.OFF

    def test_it_works_for_whoever_is_signed_in_and_changes_only_whose_mail_it_was(self, address, bob, rita):
        signed_in(rita).post(address)
        assert preferences.of(rita) == USUAL
        assert preferences.of(bob)[Kind.READY] == When.OFF

    def test_what_waits_is_not_sent(self, address, say, bob):
        say(bob, kind=Kind.READY)
        Client().post(address, ONE_CLICK)
        assert Notice.objects.get().status == Status.NONE

    def test_the_link_of_a_mail_leads_there(self, mail_server, say, bob, become_due):
        say(bob)
        become_due()
        sweep()
        link = re.search(r"<https://studio\.example(.*)>", mail_server.letters[0].message["List-Unsubscribe"]).group(1)
        Client().post(link, ONE_CLICK)
        assert preferences.of(bob)[Kind.ASKED] == When.OFF

    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("token", ["x", "", "forged", "other", "cut", "gone"])
    def test_a_wrong_one_is_politely_refused(self, address, bob, method, token):
        good = address.removesuffix("/").rpartition("/")[2]
        tokens = {
            "forged": signing.dumps([bob.pk, ["ready"]], key="another key", salt=SALT),
            "other": signing.dumps([bob.pk, ["ready"]], salt="something else"),
            "cut": good[:-1],
            "gone": signing.dumps([0, ["ready"]], salt=SALT),
        }
        answer = getattr(Client(), method)(reverse("notices:stop", args=[tokens.get(token, token or "-")]))
        assert answer.status_code == 404
        assert "This link leads nowhere" in answer.content.decode()
        assert preferences.of(bob) == USUAL

    def test_it_is_kept_by_nobody(self, address):
        answer = Client().get(address)
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex"


class TestLanguage:
    @pytest.fixture(autouse=True)
    def _back_to_english(self):
        """The language of a request stays that of the thread."""
        with translation.override(translation.get_language()):
            yield

    def test_it_is_that_in_which_somebody_last_did_something(self, bob):
        browser = signed_in(bob)
        browser.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "nl"
        browser.get(PAGE)
        assert User.objects.get(pk=bob.pk).language == ""
        browser.post(PAGE, choose())
        assert User.objects.get(pk=bob.pk).language == "nl"

    def test_choosing_another_one_is_doing_something(self, bob):
        signed_in(bob).post(reverse("set_language"), {"language": "zh-hans"})
        assert User.objects.get(pk=bob.pk).language == "zh-hans"

    def test_what_is_refused_is_not(self, bob):
        signed_in(bob).post(PAGE, {}, headers={"accept-language": "nl"})
        assert User.objects.get(pk=bob.pk).language == ""

    def test_signing_in_is(self, bob):
        form = {"login": bob.email, "password": "a-long-quiet-evening"}
        Client().post(reverse("account_login"), form, headers={"accept-language": "nl"})
        assert User.objects.get(pk=bob.pk).language == "nl"
