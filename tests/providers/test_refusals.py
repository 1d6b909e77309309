"""What each complaint means for the money: not made, or perhaps made."""

import json
from typing import Any

import pytest

from apps.providers.errors import ProviderError, Reason, RefusedAccount, RefusedInput, Unavailable
from apps.providers.http import Answer
from apps.providers.reading import RAW_CHARACTERS
from apps.providers.refusals import NotFound, TokenRefused, good

JUNK = [b"", b"<html>502</html>", b"\xff\xfe\x00", b'{"code": 0', b"[" * 100_000, b"null", b"[]", b"0", b'"ok"']


def answer(body: Any, status: int = 200, retry_after: float | None = None) -> Answer:
    return Answer(status, body if isinstance(body, bytes) else json.dumps(body).encode(), retry_after)


def refusal(body: Any, status: int = 200, *, posting: bool = True, retry_after: float | None = None) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        good(answer(body, status, retry_after), posting=posting)
    return caught.value


def kling(code: Any, message: str = "", status: int = 200, **kwargs: Any) -> ProviderError:
    return refusal({"code": code, "message": message}, status, **kwargs)


def gateway(status: int, message: str = "", code: str = "", **kwargs: Any) -> ProviderError:
    return refusal({"error": {"message": message, "type": "new_api_error", "code": code}}, status, **kwargs)


class TestGood:
    @pytest.mark.parametrize("code", [0, "0", 200, "success", "SUCCESS"])
    @pytest.mark.parametrize("status", [200, 404, 429, 500])
    def test_a_good_code_is_good_whatever_the_http_status(self, code, status):
        assert good(answer({"code": code, "data": {}}, status), posting=True)["code"] == code

    def test_a_task_that_came_to_nothing_is_no_complaint(self):
        body = {"id": "1", "status": "failed", "error": {"message": "No face", "code": "x"}}
        assert good(answer(body), posting=False) == body

    @pytest.mark.parametrize("status", [301, 400, 500])
    def test_a_task_with_an_odd_status_is_unclear(self, status):
        error = refusal({"id": "1", "status": "queued"}, status)
        assert (type(error), error.sent) == (Unavailable, True)


class TestUnreadable:
    @pytest.mark.parametrize("body", JUNK)
    @pytest.mark.parametrize("status", [200, 301, 404, 500, 502, 503, 504, 524])
    def test_an_order_that_got_no_answer_may_have_made_something(self, body, status):
        error = refusal(body, status, retry_after=3.0)
        assert (type(error), error.reason, error.sent) == (Unavailable, Reason.UNCLEAR, True)
        assert error.retry_after == 3.0

    @pytest.mark.parametrize("body", [b"", b"<html>", b"[]"])
    @pytest.mark.parametrize("posting", [True, False])
    @pytest.mark.parametrize(("status", "reason"), [(401, Reason.KEY), (403, Reason.KEY), (402, Reason.CREDIT)])
    def test_access_is_a_matter_of_the_account(self, body, posting, status, reason):
        error = refusal(body, status, posting=posting)
        assert (type(error), error.reason) == (RefusedAccount, reason)

    def test_too_many_made_nothing(self):
        error = refusal(b"slow down", 429, retry_after=9.0)
        assert (type(error), error.reason, error.sent, error.retry_after) == (Unavailable, Reason.BUSY, False, 9.0)

    @pytest.mark.parametrize("status", [301, 302, 307, 308, 404, 405])
    @pytest.mark.parametrize("body", [b"", b"<html>", b"Not Found"])
    def test_a_look_that_leads_nowhere_is_a_matter_of_set_up(self, status, body):
        error = refusal(body, status, posting=False)
        assert (type(error), error.reason) == (RefusedAccount, Reason.SETUP)

    def test_so_is_a_page_for_people(self):
        assert refusal(b"\n<!doctype html>", posting=False).reason is Reason.SETUP

    @pytest.mark.parametrize("body", [b"", b"garbage", b"\xff", b"[]"])
    def test_but_garbage_is_not(self, body):
        error = refusal(body, posting=False)
        assert (type(error), error.reason) == (Unavailable, Reason.UNCLEAR)

    def test_a_proxys_page_is_kept_for_staff(self):
        error = refusal(b"<h1>Bad\0 Gateway</h1>" + b" " * 9000, 502)
        assert error.raw.startswith("<h1>Bad Gateway")
        assert len(error.raw) <= RAW_CHARACTERS


class TestKlingsCodes:
    @pytest.mark.parametrize("as_text", [False, True])
    @pytest.mark.parametrize(
        ("code", "kind", "reason"),
        [
            *[(code, RefusedAccount, Reason.KEY) for code in (1000, 1001, 1002)],
            *[(code, TokenRefused, Reason.KEY) for code in (1003, 1004)],
            *[(code, RefusedAccount, Reason.SETUP) for code in (1100, 1202, 1304)],
            (1203, NotFound, Reason.SETUP),
            *[(code, RefusedAccount, Reason.CREDIT) for code in (1101, 1102)],
            (1103, RefusedAccount, Reason.PLAN),
            *[(code, RefusedInput, Reason.INPUT) for code in (1200, 1201)],
            *[(code, RefusedInput, Reason.POLICY) for code in (1300, 1301)],
        ],
    )
    def test_each_has_its_meaning_although_http_says_429(self, code, kind, reason, as_text):
        error = kling(str(code) if as_text else code, "Something", 429)
        assert (type(error), error.reason, error.message) == (kind, reason, "Something")

    @pytest.mark.parametrize(
        ("message", "reason"),
        [
            ("Image pixel is invalid", Reason.IMAGE),
            ("Audio format is invalid", Reason.AUDIO),
            ("sound_file is too long", Reason.AUDIO),
            ("prompt is too long", Reason.PROMPT),
            ("voice id not found", Reason.VOICE),
            ("text is empty", Reason.TEXT),
            ("File is not in a valid base64 format", Reason.INPUT),
        ],
    )
    def test_the_culprit_is_found_in_the_message(self, message, reason):
        assert kling(1201, message).reason is reason

    @pytest.mark.parametrize(("code", "reason"), [(1302, Reason.BUSY), (1303, Reason.BUSY), (5001, Reason.DOWN)])
    @pytest.mark.parametrize("retry_after", [None, 9.0])
    def test_too_fast_no_place_and_maintenance_made_nothing(self, code, reason, retry_after):
        error = kling(code, status=429, retry_after=retry_after)
        assert (type(error), error.reason, error.sent, error.retry_after) == (Unavailable, reason, False, retry_after)

    @pytest.mark.parametrize("code", [5000, 5002, 4711, 1, -1, True, [0], "odd", "1e5", 10**400])
    def test_any_other_trouble_may_have_made_a_task(self, code):
        error = kling(code, status=500)
        assert (type(error), error.reason, error.sent) == (Unavailable, Reason.UNCLEAR, True)

    @pytest.mark.parametrize("message", ["external_task_id already exists", "Duplicate external task id"])
    def test_our_own_id_in_use_means_that_there_may_be_a_task(self, message):
        error = kling(1201, message, 400)
        assert (type(error), error.sent) == (Unavailable, True)

    @pytest.mark.parametrize("code", [1200, 1201, 1300, 1301])
    def test_a_complaint_about_a_look_does_not_end_the_task(self, code):
        assert isinstance(kling(code, "Image is invalid", posting=False), Unavailable)

    def test_the_answer_is_kept_for_staff(self):
        assert json.loads(kling(1102, "Resource pack exhausted").raw)["code"] == 1102


class TestGateways:
    @pytest.mark.parametrize(
        ("error", "kind", "reason"),
        [
            (gateway(401, "Invalid token"), RefusedAccount, Reason.KEY),
            (gateway(403, "IP not allowed"), RefusedAccount, Reason.KEY),
            (gateway(403, "no access to this model"), RefusedAccount, Reason.PLAN),
            (gateway(403, "insufficient balance"), RefusedAccount, Reason.CREDIT),
            (gateway(403, "insufficient permissions"), RefusedAccount, Reason.KEY),
            (gateway(403, "用户额度不足"), RefusedAccount, Reason.CREDIT),
            (gateway(402), RefusedAccount, Reason.CREDIT),
            (gateway(429, "x", "insufficient_quota"), RefusedAccount, Reason.CREDIT),
            (gateway(500, "x", "pre_consume_token_quota_failed"), RefusedAccount, Reason.CREDIT),
            (gateway(400, "not enough credit"), RefusedAccount, Reason.CREDIT),
            (gateway(503, "no channel", "model_not_found"), RefusedAccount, Reason.SETUP),
            (gateway(404, "Invalid URL (POST /v1)"), RefusedAccount, Reason.SETUP),
            (gateway(404), RefusedAccount, Reason.SETUP),
            (gateway(400, "image_url is required"), RefusedInput, Reason.IMAGE),
            (gateway(422), RefusedInput, Reason.INPUT),
            (gateway(500, "prompt is required", "invalid_request"), RefusedInput, Reason.PROMPT),
            (gateway(500, "voice id not found"), RefusedInput, Reason.VOICE),
            (gateway(400, "No available channel for this model"), RefusedAccount, Reason.SETUP),
            (gateway(400, "Your balance is too low"), RefusedAccount, Reason.CREDIT),
            (refusal({"code": 401, "msg": "no"}), RefusedAccount, Reason.KEY),
            (refusal({"code": 400, "msg": "bad audio"}), RefusedInput, Reason.AUDIO),
            (refusal({"error": "Invalid token"}, 401), RefusedAccount, Reason.KEY),
            (refusal({"detail": "Not Found"}, 404), RefusedAccount, Reason.SETUP),
        ],
    )
    def test_a_clear_word_made_nothing(self, error, kind, reason):
        assert (type(error), error.reason) == (kind, reason)

    @pytest.mark.parametrize("body", [{"error": {"message": "x"}}, {"code": 429, "message": "x"}, {}])
    def test_429_made_nothing(self, body):
        error = refusal(body, 429, retry_after=5.0)
        assert (type(error), error.reason, error.sent, error.retry_after) == (Unavailable, Reason.BUSY, False, 5.0)

    @pytest.mark.parametrize("status", [200, 301, 307, 408, 500, 502, 503, 504, 524])
    def test_anything_else_is_unclear(self, status):
        error = gateway(status, "the image server is down")
        assert (type(error), error.reason, error.sent) == (Unavailable, Reason.UNCLEAR, True)

    @pytest.mark.parametrize("status", [502, 504, 524])
    @pytest.mark.parametrize("word", ["invalid_request", "insufficient_quota", "model_not_found"])
    def test_nor_does_a_clear_word_count_of_somebody_who_waited_in_vain(self, status, word):
        error = gateway(status, "voice id not found", word)
        assert (type(error), error.sent) == (Unavailable, True)

    @pytest.mark.parametrize("status", [500, 502, 503, 504, 524])
    @pytest.mark.parametrize("code", [400, 401, 402, 403, 404, 422, 429])
    def test_nor_does_a_code_that_looks_like_http_where_http_itself_speaks_of_trouble(self, status, code):
        for error in (kling(code, "timed out", status), refusal({"error": {"code": code, "message": "x"}}, status)):
            assert (type(error), error.reason, error.sent) == (Unavailable, Reason.UNCLEAR, True)

    @pytest.mark.parametrize("status", [500, 503])
    @pytest.mark.parametrize(
        "message",
        [
            "no channel response within 60 s",
            "no available channel",
            "not enough time to read the answer",
            "upstream load balancer timed out",
            "balance service is down",
            "voice identity service not found",
        ],
    )
    def test_nor_does_a_text_for_people_of_a_service_in_trouble(self, status, message):
        error = gateway(status, message)
        assert (type(error), error.reason, error.sent) == (Unavailable, Reason.UNCLEAR, True)

    def test_trouble_with_looking_does_not_say_that_there_is_no_task(self):
        error = gateway(500, "the host of the task store was not found", posting=False)
        assert (type(error), error.sent) == (Unavailable, True)

    def test_no_channel_response_is_no_missing_channel(self):
        assert gateway(408, "no channel response within 60 s").reason is Reason.UNCLEAR

    @pytest.mark.parametrize("status", [400, 500])
    def test_our_own_id_in_use_means_that_there_may_be_a_task(self, status):
        error = gateway(status, "external_task_id already exists", "invalid_request")
        assert (type(error), error.sent) == (Unavailable, True)

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({"code": "task_not_exist", "message": "task_not_exist", "data": None}, 400),
            ({"error": {"message": "task does not exist"}}, 404),
            ({"code": 1203, "message": "resource"}, 404),
        ],
    )
    def test_a_look_may_be_told_that_there_is_no_such_task(self, body, status):
        assert type(refusal(body, status, posting=False)) is NotFound


class TestPassedOn:
    """A gateway repeats what its own supplier said, with or without Kling's code."""

    def passed(self, message: str, status: int, word: str = "fail_to_fetch_task") -> ProviderError:
        return refusal({"code": word, "message": message, "data": None}, status)

    @pytest.mark.parametrize(
        ("code", "kind", "reason"),
        [
            (1201, RefusedInput, Reason.IMAGE),
            (1301, RefusedInput, Reason.POLICY),
            (1303, Unavailable, Reason.BUSY),
            (1102, RefusedAccount, Reason.CREDIT),
            (5000, Unavailable, Reason.UNCLEAR),
        ],
    )
    def test_klings_own_code_counts(self, code, kind, reason):
        inner = json.dumps({"code": code, "message": "Image pixel is invalid", "request_id": "x" * 600})
        error = self.passed(f"upstream said: {inner} (request id: 1)", 500)
        assert (type(error), error.reason, error.message) == (kind, reason, "Image pixel is invalid")

    @pytest.mark.parametrize(
        ("message", "status", "kind", "reason"),
        [
            ("Audio format is invalid", 400, RefusedInput, Reason.AUDIO),
            ("parallel task over resource pack limit", 400, Unavailable, Reason.BUSY),
            ("当前分组上游负载已饱和", 429, Unavailable, Reason.BUSY),
            ("balance too low", 400, RefusedAccount, Reason.CREDIT),
            ("internal error", 400, Unavailable, Reason.UNCLEAR),
            ("image server is down", 500, Unavailable, Reason.UNCLEAR),
            ("too many requests", 400, Unavailable, Reason.BUSY),
            *[
                (message, status, Unavailable, Reason.UNCLEAR)
                for status in (400, 500)
                for message in (
                    "gave up after too many attempts",
                    "upstream load balancer timed out",
                    "not enough time to read the answer",
                )
            ],
            ("too many requests", 500, Unavailable, Reason.UNCLEAR),
            ("balance too low", 500, Unavailable, Reason.UNCLEAR),
            ("{not json}", 400, Unavailable, Reason.UNCLEAR),
            ('{"code": 0}', 400, Unavailable, Reason.UNCLEAR),
        ],
    )
    @pytest.mark.parametrize("word", ["fail_to_fetch_task", "task_failed"])
    def test_without_a_code_only_a_clear_text_made_nothing(self, message, status, kind, reason, word):
        error = self.passed(message, status, word)
        assert (type(error), error.reason) == (kind, reason)
        assert not isinstance(error, Unavailable) or error.sent is (reason is Reason.UNCLEAR)
