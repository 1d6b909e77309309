"""Who may speak to the practice service, and when it is there at all."""

import pytest

from tests.practice.conftest import TASKS

PLACES = [TASKS, TASKS + "/8", "/practice/files/8.mp4"]


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
