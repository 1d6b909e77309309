"""Who may speak to the practice service, and when it is there at all."""

import time

import jwt
import pytest

from tests.practice.conftest import TASKS

PLACES = [TASKS, TASKS + "/8", "/practice/files/8.mp4", "/practice/files/8.mp3", "/practice/uniall/v1/models"]


class TestKey:
    @pytest.mark.parametrize(
        ("given", "code"),
        [
            (None, 1001),
            ("", 1001),
            ("Bearer", 1002),
            ("Bearer ", 1002),
            ("Basic abc", 1002),
            ("Bearer wrong", 1000),
            ("Bearer schlüssel", 1000),
        ],
    )
    @pytest.mark.parametrize("place", PLACES[:2])
    def test_without_the_right_key_nobody_is_answered(self, client, place, given, code):
        headers = {} if given is None else {"Authorization": given}
        for answer in (client.get(place, headers=headers), client.post(place, headers=headers)):
            assert (answer.status_code, answer.json()["code"]) == (401, code)

    def test_the_right_key_is_enough_without_signing_in_or_csrf(self, client, settings):
        client.handler.enforce_csrf_checks = True
        headers = {"Authorization": f"Bearer {settings.PRACTICE_KEY}"}
        answer = client.post(TASKS, {}, content_type="application/json", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, 1201)


class TestToken:
    """Kling's older keys: an access key, and a secret that signs."""

    @staticmethod
    def answered(client, secret: str, path: str = TASKS, **claims: object) -> tuple[int, int]:
        now = int(time.time())
        token = jwt.encode({"iss": "practice", "exp": now + 1800, "nbf": now - 5, **claims}, secret, "HS256")
        answer = client.get(path, headers={"Authorization": f"Bearer {token}"})
        return answer.status_code, answer.json().get("code")

    def test_one_signed_with_the_practice_key_is_as_good_as_the_key(self, client, settings):
        assert self.answered(client, settings.PRACTICE_KEY) == (200, 0)

    @pytest.mark.parametrize(
        ("claims", "code"),
        [
            ({"nbf": 4_000_000_000}, 1003),
            ({"exp": 1_000_000_000}, 1004),
            ({"iss": "somebody"}, 1002),
            ({"exp": "soon"}, 1002),
        ],
    )
    def test_what_is_wrong_with_one_is_told(self, client, settings, claims, code):
        assert self.answered(client, settings.PRACTICE_KEY, **claims) == (401, code)

    def test_another_s_signature_is_worth_nothing(self, client):
        assert self.answered(client, "x" * 40) == (401, 1002)

    def test_the_gateways_know_no_tokens(self, client, settings):
        path = TASKS.replace("kling/v1", "cometapi/kling/v1")
        assert self.answered(client, settings.PRACTICE_KEY, path) == (401, None)


class TestSwitchedOff:
    @pytest.mark.parametrize("place", PLACES)
    def test_there_is_nothing_there(self, send, settings, place):
        settings.PRACTICE_ENABLED = False
        assert {send(place).status_code, send(place, {}).status_code} <= {404, 405}
        assert send(place).status_code == 404

    def test_a_finished_film_is_not_there_either(self, send, settings, accepted):
        settings.PRACTICE_SECONDS = 0
        settings.PRACTICE_ENABLED = False
        assert send(f"/practice/files/{accepted['task_id']}.mp4").status_code == 404


def test_an_answer_has_kling_s_envelope(send):
    answer = send().json()
    assert (answer["code"], answer["message"], answer["data"]) == (0, "SUCCEED", [])
    assert answer["request_id"] != send().json()["request_id"]
