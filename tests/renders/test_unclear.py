"""An unclear take: what people read about it, and the three things they can do."""

import uuid
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.urls import reverse
from django.utils import timezone

from apps.connections.actions import ensure_practice
from apps.connections.models import Connection
from apps.practice.store import bill
from apps.renders import actions, pipeline, recovering
from apps.renders import unclear as answers
from apps.renders.models import Render
from apps.renders.words import not_this_one
from tests.cast import signed_in
from tests.processes import free_port
from tests.takes import make_take, press_make

S = Render.Status

pytestmark = [pytest.mark.django_db, pytest.mark.stack]


def become_unclear(take: Render) -> str:
    """Send it, and lose the answer; returns the number that the service gave it."""
    Render.objects.filter(pk=take.pk).update(next_check_at=timezone.now() - timedelta(seconds=1))
    pipeline.work(take.pk)
    take.refresh_from_db()
    number = take.task_id
    lost = {"status": S.UNKNOWN, "reason": "unclear", "task_id": "", "submitted_at": None}
    Render.objects.filter(pk=take.pk).update(**lost, next_check_at=timezone.now() + timedelta(hours=1))
    take.refresh_from_db()
    return number


def answer(person, name: str, take: Render, **fields):
    response = signed_in(person).post(reverse(f"takes:{name}", args=[take.pk]), fields, follow=True)
    take.refresh_from_db()
    return response


def page(person, take: Render) -> str:
    return signed_in(person).get(reverse("takes:unclear", args=[take.pk]), follow=True).content.decode()


@pytest.fixture
def unclear(team, alice) -> Render:
    return make_take(team, alice, "unknown")


class TestUnclear:
    def test_says_what_happened_and_what_it_may_cost(self, unclear, bob):
        shows = page(bob, unclear)
        for part in (
            unclear.connection.name,
            str(unclear.external_id),
            "Nothing is sent again by itself",
            "$0.112",
            "paid twice",
        ):
            assert part in shows

    def test_has_one_primary_button(self, unclear, bob):
        assert page(bob, unclear).count('class="btn primary') == 1

    @pytest.mark.parametrize("person", ["cleo", "rita"])
    def test_people_who_may_not_spend_read_it_and_decide_nothing(self, unclear, request, person):
        somebody = request.getfixturevalue(person)
        shows = page(somebody, unclear)
        assert "What happened" in shows
        assert reverse("takes:give_up", args=[unclear.pk]) not in shows
        for name in ("found", "not_sent", "give_up"):
            assert answer(somebody, name, unclear, task_id="1", looked="on").status_code == 403
        assert unclear.status == S.UNKNOWN

    @pytest.mark.parametrize("name", ["found", "not_sent", "give_up"])
    def test_the_address_of_a_button_leads_to_the_question(self, unclear, bob, name):
        response = signed_in(bob).get(reverse(f"takes:{name}", args=[unclear.pk]))
        assert response["Location"] == reverse("takes:unclear", args=[unclear.pk])

    def test_a_take_that_is_clear_shows_its_own_page(self, team, alice):
        take = make_take(team, alice)
        assert "Timeline" in page(alice, take)


class TestServiceThatCannotBeAsked:
    """It takes no number of ours, so that nothing is found by itself."""

    @pytest.fixture
    def unclear(self, unclear) -> Render:
        unclear.connection = next(each for each in ensure_practice() if each.provider == "uniall")
        unclear.prompt = "A calm smile"
        unclear.save()
        return unclear

    def test_nothing_is_promised_and_what_helps_to_find_it_is_told(self, unclear, bob):
        shows = page(bob, unclear)
        assert "We cannot ask this service about it: somebody has to look there." in shows
        assert "Compare length and time: we cannot check that it is ours." in shows
        assert "A calm smile" in shows
        assert str(unclear.external_id) not in shows
        assert "turn up within a day" not in shows

    def test_its_receipt_promises_nothing_either(self, unclear, bob):
        shows = answer(bob, "give_up", unclear).content.decode()
        assert "turn up within a day" not in shows
        assert "The service may have charged for it: look at its own bill." in shows


class TestFound:
    def test_the_number_is_asked_about_and_the_take_goes_on(self, service, take, bob):
        number = become_unclear(take)
        shows = answer(bob, "found", take, task_id=f" {number} ").content.decode()
        assert (take.status, take.task_id, take.reason) == (S.SUBMITTED, number, "")
        assert "Bob Bond found it at the service." in shows
        assert len(bill()) == 1

    def test_another_videos_number_is_not_taken(self, service, video, take, alice, bob):
        become_unclear(take)
        video.refresh_from_db()
        number = become_unclear(press_make(video, alice))
        response = answer(bob, "found", take, task_id=number)
        assert (response.status_code, take.status) == (422, S.UNKNOWN)
        assert not_this_one("other") in response.content.decode()

    def test_a_number_that_the_service_does_not_know_is_not_taken(self, service, take, bob):
        become_unclear(take)
        response = answer(bob, "found", take, task_id="no-such-number")
        assert (response.status_code, take.status) == (422, S.UNKNOWN)
        assert not_this_one("nothing") in response.content.decode()
        assert 'value="no-such-number"' in response.content.decode()

    def test_a_service_that_is_silent_changes_nothing(self, service, take, bob, settings):
        number = become_unclear(take)
        settings.PRACTICE_ORIGIN = f"http://127.0.0.1:{free_port()}"
        response = answer(bob, "found", take, task_id=number)
        assert (response.status_code, take.status) == (422, S.UNKNOWN)
        assert not_this_one("silent") in response.content.decode()

    def test_a_key_that_cannot_be_read_is_said(self, service, take, bob, settings):
        number = become_unclear(take)
        Connection.objects.update(is_practice=False, base_url=service, key="secret", may_be_private=True)
        settings.FIELD_KEYS = [Fernet.generate_key().decode()]
        response = answer(bob, "found", take, task_id=number)
        assert (response.status_code, take.status) == (422, S.UNKNOWN)
        assert not_this_one("unreadable") in response.content.decode()

    def test_an_empty_field_is_pointed_at(self, unclear, bob):
        response = answer(bob, "found", unclear, task_id=" ")
        assert response.status_code == 422
        assert 'aria-invalid="true"' in response.content.decode()

    @pytest.mark.django_db(transaction=True)
    def test_one_number_belongs_to_one_version(self, service, video, alice, bob):
        """At a service that does not say whose task it is."""
        actions.change_video(video, connection=next(each for each in ensure_practice() if each.provider == "uniall"))
        first = press_make(video, alice)
        number = become_unclear(first)
        video.refresh_from_db()
        second = press_make(video, alice)
        become_unclear(second)
        assert answer(bob, "found", first, task_id=number).status_code == 200
        response = answer(bob, "found", second, task_id=number)
        assert (response.status_code, second.status) == (422, S.UNKNOWN)
        assert not_this_one("taken") in response.content.decode()


class TestNotSent:
    def test_puts_it_in_line_again_with_its_money(self, unclear, bob):
        shows = answer(bob, "not_sent", unclear, looked="on").content.decode()
        unclear.hold.refresh_from_db()
        assert (unclear.status, unclear.sending_at) == (S.QUEUED, None)
        assert (unclear.hold.is_open, unclear.hold.held_micros) == (True, 112_000)
        assert "Bob Bond said that the service never got it." in shows

    def test_wants_to_hear_that_somebody_looked(self, unclear, bob):
        assert answer(bob, "not_sent", unclear).status_code == 422
        assert unclear.status == S.UNKNOWN


class TestGiveUp:
    def test_frees_the_money_and_says_what_may_still_come(self, unclear, bob):
        shows = answer(bob, "give_up", unclear).content.decode()
        unclear.hold.refresh_from_db()
        assert (unclear.status, unclear.reason, unclear.hold.held_micros) == (S.FAILED, "given_up", 0)
        assert "Should it turn up within a day, it is kept and charged." in shows


class TestMeanwhile:
    """A worker, or somebody else, gets there first."""

    @pytest.mark.parametrize("name", ["found", "not_sent", "give_up"])
    def test_a_take_that_became_clear_is_shown_and_not_touched(self, team, alice, bob, name):
        take = make_take(team, alice, "processing")
        response = answer(bob, name, take, task_id="1", looked="on")
        assert (response.status_code, take.status) == (200, S.PROCESSING)
        assert "Timeline" in response.content.decode()

    @pytest.mark.parametrize("name", ["found", "not_sent", "give_up"])
    def test_a_worker_that_takes_it_at_that_moment_is_left_alone(self, service, take, bob, name, monkeypatch):
        number = become_unclear(take)
        act = getattr(answers, name)

        def a_moment_later(render, *args):
            Render.objects.filter(pk=take.pk).update(lease_token=uuid.uuid4())
            act(render, *args)

        monkeypatch.setattr(answers, name, a_moment_later)
        shows = answer(bob, name, take, task_id=number, looked="on").content.decode()
        assert take.status == S.UNKNOWN
        assert "Something changed in the meantime." in shows
        assert "Did the service get it?" in shows

    @pytest.fixture
    def decides_while_a_worker_looks(self, bob, monkeypatch):
        """Have a worker look for a take, and a person say something just before the worker writes what it found."""

        def run(take: Render, say, *, finds: bool) -> None:
            find = recovering._find

            def slowly(render: Render):
                found = find(render)
                say(Render.objects.get(pk=take.pk), bob)
                return found if finds else None

            with monkeypatch.context() as patch:
                patch.setattr(recovering, "_find", slowly)
                Render.objects.filter(pk=take.pk).update(next_check_at=timezone.now() - timedelta(seconds=1))
                pipeline.work(take.pk)
            take.refresh_from_db()

        return run

    def test_a_number_that_a_worker_finds_meanwhile_is_kept(self, service, take, step, decides_while_a_worker_looks):
        number = become_unclear(take)
        decides_while_a_worker_looks(take, answers.not_sent, finds=True)
        assert (take.status, take.task_id) == (S.QUEUED, number)
        for _ in range(6):
            step(take)
        assert (take.status, len(bill())) == (S.READY, 1)

    @pytest.mark.parametrize("say", [answers.not_sent, answers.give_up])
    def test_what_a_person_says_is_done_at_once_all_the_same(self, service, take, decides_while_a_worker_looks, say):
        become_unclear(take)
        decides_while_a_worker_looks(take, say, finds=False)
        assert Render.objects.free(timezone.now() + timedelta(seconds=1)).filter(pk=take.pk).exists()
