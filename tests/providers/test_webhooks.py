"""Signed callbacks, with the example that the specification publishes."""

import pytest

from apps.providers.webhooks import is_signed, sign

SECRET = "whsec_dGVzdHNlY3JldHRlc3RzZWNyZXR0ZXN0c2VjcmV0MTI="
OTHER = "whsec_b3RoZXJzZWNyZXRvdGhlcnNlY3JldA=="
TIME = 1781080794
BODY = b'{"id":"1234567890","status":"succeeded","message":"","create_time":1781080778802,"update_time":1781080794151}'
HEADERS = {
    "webhook-id": "9876543210",
    "webhook-timestamp": str(TIME),
    "webhook-signature": "v1,UsKlJP00XoQyOn410NM9xv34sP+Gl0jnOO9Lcpr7NJ4=",
}


class TestPublishedExample:
    def test_it_is_signed(self):
        assert is_signed(SECRET, HEADERS, BODY, TIME)

    def test_we_sign_like_that(self):
        assert sign(SECRET, "9876543210", TIME, BODY) == HEADERS

    def test_header_names_are_read_in_any_case(self):
        assert is_signed(SECRET, {name.title(): value for name, value in HEADERS.items()}, BODY, TIME)

    def test_the_prefix_of_the_secret_may_be_missing(self):
        assert is_signed(SECRET.removeprefix("whsec_"), HEADERS, BODY, TIME)


class TestTime:
    @pytest.mark.parametrize("late", [-300, 0, 300])
    def test_five_minutes_are_allowed(self, late):
        assert is_signed(SECRET, HEADERS, BODY, TIME + late)

    @pytest.mark.parametrize("late", [-301, 300.5, 86_400])
    def test_more_are_not(self, late):
        assert not is_signed(SECRET, HEADERS, BODY, TIME + late)


class TestRotation:
    def test_one_of_two_signatures_is_enough(self):
        both = sign(f"{OTHER} {SECRET}", "9876543210", TIME, BODY)
        assert is_signed(SECRET, both, BODY, TIME)
        assert is_signed(OTHER, both, BODY, TIME)

    def test_one_of_two_secrets_is_enough(self):
        assert is_signed(f"{OTHER} {SECRET}", HEADERS, BODY, TIME)

    def test_an_unreadable_secret_spoils_no_other(self):
        assert is_signed(f"whsec_??? {SECRET}", HEADERS, BODY, TIME)


class TestForgery:
    @pytest.mark.parametrize(
        "change",
        [
            {"webhook-id": "1"},
            {"webhook-id": ""},
            {"webhook-timestamp": str(TIME + 1)},
            {"webhook-timestamp": ""},
            {"webhook-timestamp": "soon"},
            {"webhook-timestamp": "-1"},
            {"webhook-timestamp": "²"},
            {"webhook-timestamp": "9" * 5000},
            {"webhook-signature": ""},
            {"webhook-signature": "v1,"},
            {"webhook-signature": "v1,\udc80"},
            {"webhook-signature": HEADERS["webhook-signature"].replace("v1,", "v2,")},
            {"webhook-signature": HEADERS["webhook-signature"].removeprefix("v1,")},
        ],
    )
    def test_a_changed_header_is_not_signed(self, change):
        assert not is_signed(SECRET, HEADERS | change, BODY, TIME)

    def test_a_changed_body_is_not_signed(self):
        assert not is_signed(SECRET, HEADERS, BODY + b" ", TIME)

    @pytest.mark.parametrize("secret", ["", "   ", "whsec_", "whsec_???", "schlüssel", OTHER])
    def test_without_the_right_secret_nothing_is(self, secret):
        assert not is_signed(secret, HEADERS, BODY, TIME)

    def test_no_headers_at_all(self):
        assert not is_signed(SECRET, {}, BODY, TIME)

    @pytest.mark.parametrize("secret", ["", "whsec_"])
    def test_nothing_is_signed_with_no_secret(self, secret):
        with pytest.raises(ValueError, match="secret"):
            sign(secret, "1", TIME, BODY)
