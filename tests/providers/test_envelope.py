"""Kling's answers, as they are written in the open and as they must not be but could."""

import json
from decimal import Decimal
from typing import Any

import pytest

from apps.providers import envelope
from apps.providers.base import ProviderError, Reason, RefusedAccount, RefusedInput, Stage, Unavailable
from apps.providers.http import Answer

URL = "https://cdn.test/film.mp4"
DONE = {
    "task_id": "801",
    "task_status": "succeed",
    "task_status_msg": "",
    "task_info": {"external_task_id": "ours"},
    "task_result": {"videos": [{"id": "1", "url": URL, "watermark_url": "", "duration": "5.1"}]},
    "final_unit_deduction": "2.4",
    "created_at": 1722769557708,
}


def answer(body: Any, status: int = 200, retry_after: float | None = None) -> Answer:
    return Answer(status, body if isinstance(body, bytes) else json.dumps(body).encode(), retry_after)


def told(**data: Any):
    body = {"code": 0, "message": "SUCCEED", "request_id": "r1", "data": {**DONE, **data}}
    return envelope.task(envelope.opened(answer(body)))


def refusal(code: int, message: str = "", *, submitting: bool = True, **kwargs: Any) -> ProviderError | None:
    opened = envelope.opened(answer({"code": code, "message": message}, **kwargs))
    return envelope.refusal(opened, submitting=submitting)


class TestTask:
    def test_a_finished_task_is_read_whole(self):
        task = told()
        assert (task.task_id, task.stage, task.external_id, task.video_url) == ("801", Stage.DONE, "ours", URL)
        assert (task.units, task.request_id, task.reason) == (Decimal("2.4"), "r1", None)
        assert task.raw["data"] == DONE

    @pytest.mark.parametrize(
        ("word", "stage"),
        [
            ("submitted", Stage.QUEUED),
            ("processing", Stage.RUNNING),
            ("succeed", Stage.DONE),
            ("failed", Stage.FAILED),
            ("paused by moon", Stage.RUNNING),
            (None, Stage.RUNNING),
            (7, Stage.RUNNING),
        ],
    )
    def test_an_unknown_word_means_still_running(self, word, stage):
        assert told(task_status=word).stage is stage

    @pytest.mark.parametrize("status", ["submitted", "processing", "failed", "new word"])
    def test_an_address_counts_only_when_the_film_is_done(self, status):
        assert told(task_status=status).video_url == ""

    @pytest.mark.parametrize(
        "result",
        [
            None,
            {},
            [],
            "SUCCEED",
            {"videos": None},
            {"videos": {}},
            {"videos": []},
            {"videos": ["a"]},
            {"videos": [{"url": None}]},
            {"videos": [{"url": "Image pixel is invalid"}]},
            {"videos": [{"url": "file:///etc/hosts"}]},
        ],
    )
    def test_a_film_without_a_usable_address_is_done_but_not_there_yet(self, result):
        task = told(task_result=result)
        assert (task.stage, task.video_url) == (Stage.DONE, "")

    @pytest.mark.parametrize(
        ("message", "reason"),
        [
            ("Image pixel is invalid", Reason.IMAGE),
            ("No face detected", Reason.IMAGE),
            ("Audio format is invalid", Reason.AUDIO),
            ("Failure to pass the risk control system", Reason.POLICY),
            ("internal surface error", None),
            ("", None),
        ],
    )
    def test_the_reason_of_a_failure_is_in_the_task_not_in_the_envelope(self, message, reason):
        task = told(task_status="failed", task_status_msg=message)
        assert (task.message, task.reason) == (message, reason)

    @pytest.mark.parametrize(
        ("given", "units"),
        [
            ("2.4", Decimal("2.4")),
            (2.4, Decimal("2.4")),
            (3, Decimal(3)),
            ("0", Decimal(0)),
            *[(odd, None) for odd in (None, "", "many", "-1", "NaN", "Infinity", "1e99", True, [], {})],
        ],
    )
    def test_units_come_as_text_or_number_or_not_at_all(self, given, units):
        assert told(final_unit_deduction=given).units == units

    @pytest.mark.parametrize("data", [None, [], "801", 7, {}, {"task_id": ""}, {"task_id": None}, {"task_id": ["1"]}])
    def test_an_answer_without_a_task_leaves_it_open_whether_there_is_one(self, data):
        with pytest.raises(Unavailable) as caught:
            envelope.task(envelope.opened(answer({"code": 0, "data": data})))
        assert (caught.value.reason, caught.value.sent) == (Reason.UNCLEAR, True)

    def test_ids_that_come_as_numbers_are_text_here(self):
        assert told(task_id=801, task_info={"external_task_id": 5}).task_id == "801"

    def test_what_a_database_cannot_store_is_taken_out(self):
        body = b'{"code":0,"data":{"task_id":"1","task_status_msg":"a\\u0000b\\ud800","x":[1e999,NaN]}}'
        task = envelope.task(envelope.opened(answer(body)))
        assert (task.message, task.raw["data"]["x"]) == ("ab?", [None, None])


class TestOpened:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"<html>502 Bad Gateway</html>",
            b"\xff\xfe\x00",
            b'{"code": 0',
            b"[" * 100_000,
            b"null",
            b"[]",
            b"0",
            b"{}",
            b'{"code": null}',
            b'{"code": true}',
            b'{"code": "ok"}',
            b'{"code": [0]}',
            b'{"code": -1}',
            b'{"code": 1e5000}',
        ],
    )
    @pytest.mark.parametrize("status", [200, 502])
    def test_whatever_is_no_envelope_is_unclear(self, body, status):
        with pytest.raises(Unavailable) as caught:
            envelope.opened(answer(body, status, retry_after=3.0))
        assert (caught.value.reason, caught.value.sent, caught.value.retry_after) == (Reason.UNCLEAR, True, 3.0)

    def test_a_proxys_page_is_kept_for_staff(self):
        with pytest.raises(Unavailable) as caught:
            envelope.opened(answer(b"<h1>Bad\0 Gateway</h1>" + b" " * 9000, 502))
        assert caught.value.raw.startswith("<h1>Bad Gateway")
        assert len(caught.value.raw) <= envelope.RAW_CHARACTERS

    def test_odd_words_beside_a_good_code_do_no_harm(self):
        opened = envelope.opened(answer({"code": "0", "message": ["x"], "request_id": None}))
        assert (opened.code, opened.message, opened.request_id, opened.data) == (0, "", "", None)


class TestRefusal:
    @pytest.mark.parametrize("status", [200, 404, 429, 500])
    def test_code_zero_is_good_whatever_the_http_status(self, status):
        assert refusal(0, status=status) is None

    @pytest.mark.parametrize(
        ("code", "kind", "reason"),
        [
            *[(code, RefusedAccount, Reason.KEY) for code in (1000, 1001, 1002, 1003, 1004)],
            *[(code, RefusedAccount, Reason.SETUP) for code in (1100, 1202, 1203, 1304)],
            *[(code, RefusedAccount, Reason.CREDIT) for code in (1101, 1102)],
            (1103, RefusedAccount, Reason.PLAN),
            *[(code, RefusedInput, Reason.INPUT) for code in (1200, 1201)],
            *[(code, RefusedInput, Reason.POLICY) for code in (1300, 1301)],
        ],
    )
    def test_each_code_has_its_meaning_although_http_says_429(self, code, kind, reason):
        error = refusal(code, "Something", status=429)
        assert (type(error), error.reason, error.message) == (kind, reason, "Something")

    @pytest.mark.parametrize(
        ("message", "reason"),
        [
            ("Image pixel is invalid", Reason.IMAGE),
            ("Audio format is invalid", Reason.AUDIO),
            ("sound_file is too long", Reason.AUDIO),
            ("prompt is too long", Reason.PROMPT),
            ("File is not in a valid base64 format", Reason.INPUT),
        ],
    )
    def test_the_culprit_is_found_in_the_message(self, message, reason):
        assert refusal(1201, message).reason is reason

    @pytest.mark.parametrize(("code", "reason"), [(1302, Reason.BUSY), (1303, Reason.BUSY), (5001, Reason.DOWN)])
    @pytest.mark.parametrize("retry_after", [None, 9.0])
    def test_too_fast_no_place_and_maintenance_made_nothing(self, code, reason, retry_after):
        error = refusal(code, status=429, retry_after=retry_after)
        assert (type(error), error.reason, error.sent, error.retry_after) == (Unavailable, reason, False, retry_after)

    @pytest.mark.parametrize("code", [5000, 5002, 4711, 1])
    def test_any_other_trouble_may_have_made_a_task(self, code):
        error = refusal(code, status=500)
        assert (type(error), error.reason, error.sent) == (Unavailable, Reason.UNCLEAR, True)

    def test_our_own_id_in_use_means_that_there_may_be_a_task(self):
        error = refusal(1201, "external_task_id already exists", status=400)
        assert (type(error), error.sent) == (Unavailable, True)

    @pytest.mark.parametrize("code", [1200, 1201, 1300, 1301])
    def test_a_complaint_about_a_look_does_not_end_the_task(self, code):
        assert isinstance(refusal(code, "Image is invalid", submitting=False), Unavailable)

    def test_the_answer_is_kept_for_staff(self):
        assert json.loads(refusal(1102, "Resource pack exhausted").raw)["code"] == 1102
