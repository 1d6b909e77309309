"""Mails leave once, together, to whom they still concern; what goes wrong is tried again, or said."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.console.tasks import tidy
from apps.core.due import claim
from apps.notices import preferences, sending
from apps.notices.letters import letter
from apps.notices.models import Kind, Notice, Status, When
from apps.notices.sending import forget_old, sweep
from apps.notices.telling import take_back
from apps.teams.models import Membership, Team
from tests.cast import make_person, make_team

pytestmark = [pytest.mark.django_db, pytest.mark.stack]
BOB = "bob@example.com"


def states() -> list[str]:
    return sorted(Notice.objects.values_list("status", flat=True))


class TestSweep:
    def test_a_mail_leaves_when_it_is_due_and_only_once(self, mail_server, say, bob, become_due):
        say(bob)
        assert sweep() == 0
        become_due()
        assert sweep() == 1
        become_due()
        assert sweep() == 0
        assert len(mail_server.to(BOB)) == 1
        assert states() == ["sent"]
        assert Notice.objects.get().sent_at is not None

    def test_at_once_is_a_minute_later(self, say, bob):
        say(bob)
        assert timedelta(seconds=50) < Notice.objects.get().due_at - timezone.now() <= timedelta(minutes=1)

    def test_what_happens_to_one_video_within_a_minute_is_one_mail(self, mail_server, say, bob, pass_time):
        for nth in range(10):
            say(bob, f"comment-{nth}", Kind.MENTIONED)
        pass_time(seconds=40)
        say(bob, "decision-1", Kind.DECIDED)
        say(bob, "comment-99", Kind.MENTIONED, title="Other")
        pass_time(seconds=30)
        assert sweep() == 1
        [mail] = mail_server.letters
        assert mail.subject == "“Welcome”: 2 new things"
        assert "Cleo Cruz mentioned you at “Welcome”, version 2 (10 times)" in mail.part("plain")
        assert "Cleo Cruz approved “Welcome”, version 2" in mail.part("plain")
        pass_time(minutes=1)
        assert sweep() == 1
        assert sorted(states()) == ["sent"] * 12

    def test_everything_of_a_day_is_one_mail(self, mail_server, say, bob, become_due):
        for title in ("Welcome", "Goodbye"):
            say(bob, f"comment-{title}", Kind.COMMENTED, title)
        become_due()
        assert sweep() == 1
        [mail] = mail_server.letters
        assert mail.subject == "Yesterday and today: 2 things"

    def test_the_first_morning_brings_what_waits_of_other_teams_too(self, mail_server, say, bob, become_due):
        west = make_team("Harbour Books")
        Membership.objects.create(team=west, user=bob, role="reviewer")
        say(bob, "comment-1", Kind.COMMENTED)
        become_due()
        say(bob, "comment-2", Kind.COMMENTED, team=west)
        assert sweep() == 1
        assert states() == ["sent", "sent"]
        assert "you are in Harbour Books, Lantern Tea" in mail_server.letters[0].part("plain")

    def test_each_person_gets_their_own_mail(self, mail_server, say, bob, rita, become_due):
        say(bob)
        say(rita)
        become_due()
        assert sweep() == 2
        assert {mail.recipient for mail in mail_server.letters} == {BOB, "rita@example.com"}
        assert mail_server.dialogue.count("EHLO") == 1  # over one connection

    def test_it_is_bounded(self, mail_server, say, bob, become_due, monkeypatch):
        monkeypatch.setattr(sending, "MOST_MAILS", 2)
        for title in "abc":
            say(bob, f"step-{title}", title=title)
        become_due()
        assert sweep() == 2
        assert sweep() == 1

    def test_a_worker_waits_for_the_one_that_sends(self, mail_server, say, bob, rita, become_due):
        say(bob)
        say(rita)
        become_due()
        claim(Notice.objects.filter(person=bob), now=timezone.now(), seconds=60, limit=1)
        assert sweep() == 0
        Notice.objects.filter(person=bob).update(lease_until=timezone.now() - timedelta(seconds=1))
        assert sweep() == 2

    def test_of_two_that_began_together_only_one_goes_on(
        self, mail_server, say, alice, bob, rita, become_due, monkeypatch
    ):
        def meanwhile(person, notices):
            others = Notice.objects.filter(person=rita)
            assert person != rita
            claim(others, now=timezone.now(), seconds=60, limit=1)  # by the other one, which is slow
            return letter(person, notices)

        monkeypatch.setattr(sending, "letter", meanwhile)
        for person in (alice, bob, rita):
            say(person)
        become_due()
        assert sweep() == 1
        assert states() == ["sent", "waiting", "waiting"]

    def test_nothing_due_asks_no_mail_server(self, mail_server, say, bob):
        say(bob)
        sweep()
        assert mail_server.dialogue == []

    def test_without_a_mail_server_what_is_due_ends_without_a_mail(self, settings, say, bob, become_due, capsys):
        settings.EMAIL_HOST = ""
        settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
        say(bob)
        become_due()
        say(bob, "step-2")
        assert sweep() == 0
        assert capsys.readouterr().out == ""
        assert states() == ["none", "waiting"]  # for the second there is still time to set one up
        assert Notice.objects.get(status=Status.NONE).sent_at is None

    def test_it_says_when_the_content_went(self, mail_server, say, bob, become_due, monkeypatch):
        made = []

        def slow(person, notices):
            mail = letter(person, notices)
            made.append(timezone.now())
            return mail

        monkeypatch.setattr(sending, "letter", slow)
        say(bob)
        become_due()
        sweep()
        notice = Notice.objects.get()
        assert made[0] < notice.sending_at < notice.sent_at

    def test_a_mail_takes_the_same_few_queries_however_much_is_in_it(self, mail_server, say, bob, become_due):
        def queries(notices: int) -> int:
            for nth in range(notices):
                team = make_team(f"Team {notices} {nth}")
                Membership.objects.create(team=team, user=bob, role="reviewer")
                say(bob, f"comment-{notices}-{nth}", Kind.COMMENTED, team=team)
            become_due()
            with CaptureQueriesContext(database) as asked:
                assert sweep() == 1
            return len([query for query in asked if "SAVEPOINT" not in query["sql"]])

        assert queries(1) == queries(12) <= 16


class TestWhom:
    def test_who_left_the_team_gets_nothing(self, mail_server, say, bob, become_due):
        say(bob)
        Membership.objects.filter(user=bob).delete()
        become_due()
        assert sweep() == 0
        assert mail_server.dialogue == []
        assert states() == ["none"]

    def test_of_two_teams_only_the_one_that_is_left_goes(self, mail_server, say, bob, become_due):
        other = make_team("Harbour Books")
        Membership.objects.create(team=other, user=bob, role="reviewer")
        say(bob, "comment-1", Kind.COMMENTED, "Secret", team=other)
        say(bob, "comment-2", Kind.COMMENTED)
        Membership.objects.filter(team=other).delete()
        become_due()
        assert sweep() == 1
        content = mail_server.letters[0].content.decode()
        assert "Secret" not in content
        assert "Harbour" not in content

    def test_who_may_not_sign_in_gets_nothing(self, mail_server, say, bob, become_due):
        say(bob)
        bob.is_active = False
        bob.save()
        become_due()
        assert sweep() == 0

    def test_a_wish_that_came_after_the_claim_counts(self, mail_server, say, bob, become_due):
        say(bob)
        become_due()
        [mine] = claim(Notice.objects.all(), now=timezone.now(), seconds=60, limit=1)
        preferences.turn_off(bob, [Kind.ASKED])
        assert states() == ["waiting"]  # it is not ours to change
        Notice.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        assert sweep() == 0
        assert states() == ["none"]
        assert mine.pk == Notice.objects.get().pk


class TestTrouble:
    def test_a_server_that_is_away_is_asked_again_later_and_later(self, mail_server, settings, say, bob, become_due):
        settings.EMAIL_PORT = 1
        say(bob)
        pauses = []
        for _nth in range(8):
            become_due()
            assert sweep() == 0
            pauses.append(round((Notice.objects.get().next_check_at - timezone.now()).total_seconds() / 60))
        assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
        settings.EMAIL_PORT = mail_server.port
        become_due()
        assert sweep() == 1
        assert states() == ["sent"]

    def test_after_a_day_it_is_no_news_any_more(self, mail_server, settings, say, bob, pass_time, caplog):
        settings.EMAIL_PORT = 1
        say(bob)
        pass_time(hours=25)
        sweep()
        assert states() == ["given_up"]
        assert "given up" in caplog.text

    def test_an_old_mail_is_tried_once_when_the_studio_was_off(self, mail_server, say, bob, pass_time):
        say(bob)
        pass_time(days=3)
        assert sweep() == 1

    def test_a_server_that_is_away_is_asked_once_a_sweep(self, mail_server, settings, say, bob, rita, become_due):
        mail_server.orders.sender = "451 later"
        say(bob)
        say(rita)
        become_due()
        sweep()
        assert mail_server.dialogue.count("MAIL") == 1
        assert states() == ["waiting", "waiting"]

    @pytest.mark.parametrize("answer", ["451 later", "550 we do not know this sender", "421 closing"])
    def test_what_is_about_us_is_tried_again(self, mail_server, say, bob, become_due, answer):
        mail_server.orders.sender = answer
        say(bob)
        become_due()
        assert sweep() == 0
        assert states() == ["waiting"]
        assert answer in Notice.objects.get().trouble

    def test_a_recipient_for_whom_it_is_too_early_is_tried_again(self, mail_server, say, bob, become_due):
        mail_server.orders.recipients[BOB] = "450 greylisted"
        say(bob)
        become_due()
        sweep()
        assert states() == ["waiting"]
        mail_server.orders.recipients.clear()
        become_due()
        assert sweep() == 1

    @pytest.mark.parametrize("answer", ["251 it is passed on", "252 we cannot look, and take it"])
    def test_a_recipient_whom_the_server_cannot_look_up_is_one_all_the_same(
        self, mail_server, say, bob, become_due, answer
    ):
        mail_server.orders.recipients[BOB] = answer
        say(bob)
        become_due()
        assert sweep() == 1
        assert len(mail_server.to(BOB)) == 1

    @pytest.mark.parametrize(
        ("password", "said"),
        [("wrong", "535 5.7.8 that is not the password"), ("wröng", "EMAIL_HOST_PASSWORD has letters that are not")],
    )
    def test_a_server_that_does_not_let_us_in_is_tried_again(
        self, mail_server, settings, say, bob, become_due, password, said
    ):
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "studio", password
        mail_server.orders.sign_in = "535 5.7.8 that is not the password"
        say(bob)
        become_due()
        assert sweep() == 0
        assert states() == ["waiting"]
        assert said in Notice.objects.get().trouble

    def test_a_recipient_who_is_refused_is_not_tried_again_and_keeps_nobody(
        self, mail_server, say, bob, rita, become_due
    ):
        mail_server.orders.recipients[BOB] = "550 no such person"
        say(bob)
        say(rita)
        become_due()
        assert sweep() == 1
        assert states() == ["refused", "sent"]
        assert Notice.objects.get(person=bob).trouble == "550 no such person"

    @pytest.mark.parametrize(("answer", "state"), [("451 try later", "waiting"), ("554 no", "refused")])
    def test_content_that_is_refused_was_not_delivered(self, mail_server, say, bob, become_due, answer, state):
        mail_server.orders.content = answer
        say(bob)
        become_due()
        assert sweep() == 0
        assert states() == [state]

    def test_a_lost_answer_is_unclear_and_nothing_is_sent_again(self, mail_server, say, bob, become_due, caplog):
        mail_server.orders.drops_after_content = True
        say(bob)
        become_due()
        sweep()
        assert states() == ["unclear"]
        mail_server.orders.drops_after_content = False
        become_due()
        assert sweep() == 0
        assert len(mail_server.letters) == 1
        assert "unclear" in caplog.text

    def test_an_address_that_is_none_is_not_tried_again(self, mail_server, say, bob, become_due):
        type(bob).objects.filter(pk=bob.pk).update(email="bob@example.com\r\nRCPT TO:<all@example.com>")
        say(bob)
        become_due()
        assert sweep() == 0
        assert states() == ["refused"]
        assert mail_server.letters == []

    def test_one_that_cannot_be_made_does_not_keep_the_others(
        self, mail_server, say, bob, rita, become_due, pass_time, monkeypatch, caplog
    ):
        def broken(person, notices):
            return letter(person, notices) if person == rita else {}["nothing"]

        monkeypatch.setattr(sending, "letter", broken)
        say(bob)
        become_due()
        say(rita)
        Notice.objects.filter(person=rita).update(next_check_at=timezone.now())
        assert sweep() == 1
        assert states() == ["sent", "waiting"]
        assert "KeyError" in caplog.text
        pass_time(hours=25)
        sweep()
        assert states() == ["given_up", "sent"]

    def test_what_is_taken_back_between_claim_and_content_is_not_sent(
        self, mail_server, say, bob, become_due, monkeypatch
    ):
        def late(person, notices):
            Notice.objects.all().delete()
            return letter(person, notices)

        monkeypatch.setattr(sending, "letter", late)
        say(bob)
        become_due()
        assert sweep() == 0
        assert mail_server.letters == []
        assert "DATA" not in mail_server.dialogue

    def test_whoever_was_slow_can_still_say_that_it_arrived(self, mail_server, say, bob, become_due, monkeypatch):
        """Another worker found it as being sent, and called it unclear."""

        def slow(line, message, before_content):
            before_content()
            Notice.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
            assert sending.mark_unclear(timezone.now()) == 1

        monkeypatch.setattr("apps.notices.post.SmtpBackend.deliver", slow)
        say(bob)
        become_due()
        assert sweep() == 1
        assert states() == ["sent"]


class TestUnclear:
    def test_what_is_found_as_being_sent_is_unclear(self, mail_server, say, bob, become_due):
        say(bob)
        become_due()
        claim(Notice.objects.all(), now=timezone.now(), seconds=60, limit=1)
        Notice.objects.update(status=Status.SENDING)
        assert sending.mark_unclear(timezone.now()) == 0
        assert sending.mark_unclear(timezone.now() + timedelta(minutes=2)) == 1
        become_due()
        assert sweep() == 0
        assert states() == ["unclear"]

    def test_so_is_what_arrived_while_the_database_went_away(self, mail_server, say, bob, become_due, monkeypatch):
        def away(*_args: object, **_fields: object) -> None:
            raise DatabaseError

        say(bob)
        become_due()
        with monkeypatch.context() as patch:
            patch.setattr(sending, "_end", away)
            assert sweep() == 0
        assert states() == ["sending"]
        become_due()
        assert sweep() == 0
        assert states() == ["unclear"]
        assert len(mail_server.letters) == 1


class TestEveryDay:
    @pytest.mark.parametrize(
        ("zone", "now", "due"),
        [
            ("UTC", datetime(2026, 3, 1, 7, 59, tzinfo=UTC), datetime(2026, 3, 1, 8, 0, tzinfo=UTC)),
            ("UTC", datetime(2026, 3, 1, 8, 0, tzinfo=UTC), datetime(2026, 3, 2, 8, 0, tzinfo=UTC)),
            ("Asia/Shanghai", datetime(2026, 3, 1, 1, 0, tzinfo=UTC), datetime(2026, 3, 2, 0, 0, tzinfo=UTC)),
            # the night in which clocks go forward
            ("Europe/Amsterdam", datetime(2026, 3, 28, 12, 0, tzinfo=UTC), datetime(2026, 3, 29, 6, 0, tzinfo=UTC)),
        ],
    )
    def test_it_is_eight_in_the_time_zone_of_the_team(self, team, zone, now, due):
        team.time_zone = zone
        assert preferences.due_at(When.DAILY, team, now) == due


class TestForgetOld:
    def test_notices_go_after_90_days(self, say, bob, pass_time):
        say(bob, "step-1")
        pass_time(days=91)
        say(bob, "step-2")
        tidy()
        assert Notice.objects.get().about == "step-2"
        assert forget_old() == 0


def together(*acts: Callable[[int], object], times: int) -> None:
    """Do each of `acts` so many times, in a thread of its own. Raises what one of them raised."""
    barrier = threading.Barrier(len(acts))

    def repeat(act: Callable[[int], object]) -> None:
        barrier.wait(timeout=10)
        try:
            for nth in range(times):
                act(nth)
        finally:
            database.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(repeat, acts))


@pytest.mark.django_db(transaction=True)
class TestManyAtOnce:
    def test_workers_that_sweep_together_send_each_mail_once(self, mail_server, team, say, become_due):
        people = [make_person(f"Person{nth} Smith", team) for nth in range(12)]
        for person in people:
            say(person)
        become_due()
        together(*[lambda _nth: sweep()] * 4, times=4)
        sweep()
        assert sorted(mail.recipient for mail in mail_server.letters) == sorted(person.email for person in people)
        assert states() == ["sent"] * 12

    def test_telling_taking_back_choosing_and_sending_lock_each_other_out_nowhere(
        self, mail_server, team, say, bob, rita
    ):
        def talk(nth: int) -> None:
            with transaction.atomic():
                Team.objects.lock(team.pk)
                for person in (bob, rita):
                    say(person, f"step-{nth}")
            with transaction.atomic():
                Team.objects.lock(team.pk)
                take_back(f"step-{nth - 1}")

        def choose(nth: int) -> None:
            for person in (rita, bob):
                preferences.choose(person, dict.fromkeys(Kind.values, (When.ONCE, When.DAILY)[nth % 2]))

        def send(_nth: int) -> None:
            Notice.objects.untaken(timezone.now()).update(next_check_at=timezone.now())
            sweep()

        together(talk, talk, choose, send, send, times=20)
        numbers = [letter.message["Message-ID"] for letter in mail_server.letters]
        assert len(set(numbers)) == len(numbers) <= Notice.objects.filter(status=Status.SENT).count()

    def test_pages_of_one_person_that_are_saved_at_once_lock_each_other_out_nowhere(self, bob):
        kinds = list(Kind.values)
        pages = (kinds, kinds[::-1], sorted(kinds))
        acts = [lambda _nth, kinds=kinds: preferences.turn_off(bob, kinds) for kinds in pages]
        together(*acts, times=60)
        assert set(preferences.of(bob).values()) == {When.OFF}
