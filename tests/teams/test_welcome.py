import re
import stat

import pytest
from django.test import RequestFactory
from django.utils import timezone

from apps.teams import welcome
from tests.cast import make_person

pytestmark = pytest.mark.django_db


class TestNeeded:
    @pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1"])
    def test_not_on_the_machine_itself(self, address):
        assert not welcome.needed(RequestFactory().get("/", REMOTE_ADDR=address))

    @pytest.mark.parametrize("address", ["192.168.1.7", "8.8.8.8", "fe80::1", "", "unix:"])
    def test_from_anywhere_else(self, address):
        assert welcome.needed(RequestFactory().get("/", REMOTE_ADDR=address))

    @pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Proto", "Via"])
    def test_behind_a_proxy_everybody_may_be_from_elsewhere(self, header):
        assert welcome.needed(RequestFactory().get("/", headers={header: "127.0.0.1"}))


class TestOneTimeCode:
    def test_is_the_same_until_it_is_used(self):
        code = welcome.one_time_code()
        assert re.fullmatch(f"[{welcome.ALPHABET}]{{4}}-[{welcome.ALPHABET}]{{4}}", code)
        assert welcome.one_time_code() == code

    def test_differs_between_installations(self, settings, tmp_path):
        first = welcome.one_time_code()
        settings.DATA_DIR = tmp_path / "other"
        assert welcome.one_time_code() != first

    def test_only_who_started_the_studio_can_read_it(self, tmp_path):
        welcome.one_time_code()
        assert stat.S_IMODE((tmp_path / "welcome_code").stat().st_mode) == 0o600

    def test_ends_with_the_first_user(self, tmp_path):
        welcome.one_time_code()
        make_person("Mei Lin")
        assert welcome.one_time_code() is None
        assert list(tmp_path.iterdir()) == []

    def test_leaves_nothing_else_in_the_folder(self, tmp_path):
        welcome.one_time_code()
        assert [path.name for path in tmp_path.iterdir()] == ["welcome_code"]


class TestCheckCode:
    def test_takes_any_case_and_spacing(self):
        code = welcome.one_time_code()
        welcome.check_code(f" {code.lower().replace('-', ' ')} ")

    @pytest.mark.parametrize("typed", ["AAAA-AAAA", "-", "ß"])
    def test_refuses_any_other(self, typed):
        with pytest.raises(welcome.WrongCode):
            welcome.check_code(typed)

    def test_after_ten_wrong_ones_even_the_right_one_waits(self, settings, time_machine):
        settings.CACHES = {
            "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
        }  # Redis has its own clock
        code = welcome.one_time_code()
        time_machine.move_to(timezone.now())
        for _number in range(10):
            with pytest.raises(welcome.WrongCode):
                welcome.check_code("AAAA-AAAA")
        with pytest.raises(welcome.TooManyTries):
            welcome.check_code(code)
        time_machine.shift(601)
        welcome.check_code(code)

    def test_the_right_one_is_never_counted(self):
        for _number in range(11):
            welcome.check_code(welcome.one_time_code())

    def test_nothing_is_right_once_there_is_a_user(self, alice):
        with pytest.raises(welcome.WrongCode):
            welcome.check_code("-")
