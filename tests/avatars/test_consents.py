"""A face may be used while its newest record of who agreed stands."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from apps.avatars.consents import Agreement, Paper, add_consent, withdraw
from apps.avatars.models import Avatar, Consent
from apps.media import store
from tests.takes import make_face

pytestmark = [pytest.mark.django_db, pytest.mark.stack]

DAY = date(2027, 3, 1)


@pytest.fixture
def face(team, alice) -> Avatar:
    """A face that nobody has said anything about yet."""
    face = make_face(team, alice)
    face.consents.all().delete()
    return face


def agreement(until: date | None = None) -> Agreement:
    return Agreement(person="Mei Lin", scope="Our web site, in every language", agreed_on=DAY, until=until)


class TestTick:
    def test_says_who_and_when_and_the_first_word_stands(self, face, alice, bob):
        face.record_consent(alice)
        first = face.consent.recorded_at
        face.record_consent(bob)
        assert (face.consent.recorded_by, face.consent.recorded_at) == (alice, first)
        assert face.has_consent

    def test_is_no_answer_to_a_withdrawal(self, face, alice, bob):
        face.record_consent(alice)
        withdraw(face.consent, alice, "She left")
        face.record_consent(bob)
        assert not face.has_consent
        assert face.consents.count() == 1

    def test_is_no_answer_to_an_end(self, face, alice):
        add_consent(face, alice, agreement(until=date(2020, 1, 1)))
        face.record_consent(alice)
        assert not face.has_consent


class TestRecord:
    def test_names_who_agreed_to_what_and_keeps_the_paper(self, face, alice, tmp_path):
        (tmp_path / "signed.pdf").write_bytes(b"%PDF-1.7 signed")
        consent = add_consent(face, alice, agreement(), Paper(tmp_path / "signed.pdf", "pdf", "signed by Mei.pdf"))
        assert (str(consent), consent.scope, consent.agreed_on) == ("Mei Lin", "Our web site, in every language", DAY)
        assert consent.file_key.startswith(f"{face.team.uuid}/consents/")
        assert store.read(consent.file_key) == b"%PDF-1.7 signed"

    def test_the_newest_one_counts(self, face, alice):
        withdraw(add_consent(face, alice, agreement()), alice, "She left")
        assert not face.has_consent
        add_consent(face, alice, agreement())
        assert face.has_consent

    def test_it_is_good_to_the_end_of_its_last_day_where_the_team_is(self, face, alice):
        face.team.time_zone = "Asia/Shanghai"
        face.team.save()
        add_consent(face, alice, agreement(until=date(2027, 6, 30)))
        with time_machine.travel(datetime(2027, 6, 30, 15, 59, tzinfo=UTC), tick=False):
            assert Avatar.objects.get().has_consent
        with time_machine.travel(datetime(2027, 6, 30, 16, 1, tzinfo=UTC), tick=False):
            assert not Avatar.objects.get().has_consent


class TestWithdraw:
    def test_says_who_and_why_and_counts_once(self, face, alice, bob):
        face.record_consent(alice)
        assert withdraw(face.consent, alice, "She left") is True
        assert withdraw(face.consent, bob, "Again") is False
        consent = Consent.objects.get()
        assert (consent.withdrawn_by, consent.withdrawn_why, consent.stands) == (alice, "She left", False)


def test_a_list_asks_for_all_records_at_once(team, alice, django_assert_num_queries):
    for _ in range(3):
        make_face(team, alice)
    Consent.objects.update(until=date(2099, 1, 1))
    with django_assert_num_queries(2):
        assert [face.has_consent for face in Avatar.objects.with_consent()] == [True] * 3
