"""Signed tokens: made once, kept while they are good, and made anew in time."""

import threading

import jwt
import pytest
import time_machine

from apps.providers.base import Account
from apps.providers.errors import Reason, RefusedAccount
from apps.providers.tokens import bearer, forget

NOW = 1_700_000_000
SECRET = "secret-" * 6


def signed(key: str) -> Account:
    return Account(base_url="https://kling.test", key=key, secret=SECRET)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


class TestBearer:
    def test_a_plain_key_is_itself(self):
        assert bearer(Account(base_url="", key="api-key-kling-1")) == "api-key-kling-1"

    def test_an_access_key_with_a_secret_is_signed(self, clock):
        token = bearer(signed("claims"))
        assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}
        claims = jwt.decode(token, SECRET, algorithms=["HS256"])
        assert claims == {"iss": "claims", "exp": NOW + 1800, "nbf": NOW - 5}

    def test_it_is_signed_anew_when_less_than_a_minute_is_left(self, clock):
        first = bearer(signed("life"))
        clock.shift(1739)
        assert bearer(signed("life")) == first
        clock.shift(1)
        assert bearer(signed("life")) != first

    def test_a_clock_that_is_put_back_signs_anew(self, clock):
        first = bearer(signed("back"))
        clock.shift(-3600)
        assert bearer(signed("back")) != first

    def test_each_key_and_secret_has_a_token_of_its_own(self, clock):
        other = Account(base_url="", key="one", secret="another-secret-" * 3)
        assert len({bearer(signed("one")), bearer(signed("two")), bearer(other)}) == 3

    def test_threads_share_it(self, clock):
        tokens: list[str] = []
        threads = [threading.Thread(target=lambda: tokens.append(bearer(signed("shared")))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (len(tokens), len(set(tokens))) == (8, 1)

    def test_a_secret_that_cannot_sign_is_refused_and_not_quoted(self):
        pem = "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n"
        with pytest.raises(RefusedAccount) as caught:
            bearer(Account(base_url="", key="pem", secret=pem))
        assert (caught.value.reason, caught.value.__cause__) == (Reason.KEY, None)
        assert "MFkw" not in str(caught.value)


class TestForget:
    def test_an_old_token_is_signed_anew(self, clock):
        old = bearer(signed("old"))
        clock.shift(61)
        assert forget(signed("old"), old) is True
        assert bearer(signed("old")) != old

    def test_a_fresh_one_would_only_be_the_same(self, clock):
        assert forget(signed("fresh"), bearer(signed("fresh"))) is False

    def test_somebody_else_may_have_signed_anew_already(self, clock):
        old = bearer(signed("raced"))
        clock.shift(61)
        forget(signed("raced"), old)
        new = bearer(signed("raced"))
        assert forget(signed("raced"), old) is True
        assert bearer(signed("raced")) == new

    def test_a_plain_key_cannot_be_signed_anew(self):
        assert forget(Account(base_url="", key="plain"), "plain") is False
