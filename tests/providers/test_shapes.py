"""How a film is coming along, as it is written in the open and as it must not be but could."""

from decimal import Decimal
from typing import Any

import pytest

from apps.providers.base import Stage
from apps.providers.errors import Reason, Unavailable
from apps.providers.reading import DEEPEST, object_in
from apps.providers.shapes import STAGES, spoken, task, tasks
from tests.providers.services import envelope

URL = "https://cdn.test/film.mp4"
SOUND = "https://cdn.test/sound.mp3"
DONE = {
    "task_id": "801",
    "task_status": "succeed",
    "task_status_msg": "",
    "task_info": {"external_task_id": "ours"},
    "task_result": {"videos": [{"id": "1", "url": URL, "watermark_url": "", "duration": "5.1"}]},
    "final_unit_deduction": "2.4",
    "created_at": 1722769557708,
}


def told(**data: Any):
    return task(envelope(**{**DONE, **data}))


def wrapped(status: str, **data: Any):
    """A gateway's own task around Kling's whole answer."""
    return task({"code": "success", "message": "", "data": {"task_id": "task_b", "status": status, **data}})


class TestTask:
    def test_a_finished_task_is_read_whole(self):
        found = told()
        assert (found.task_id, found.stage, found.external_id, found.video_url) == ("801", Stage.DONE, "ours", URL)
        assert (found.units, found.balance, found.request_id) == (Decimal("2.4"), None, "r")
        assert (found.reason, found.is_known, found.raw["data"]) == (None, True, DONE)

    @pytest.mark.parametrize(("word", "stage"), STAGES.items())
    def test_every_word_of_the_table_is_known_in_any_case(self, word, stage):
        found = told(task_status=f" {word.upper()} ")
        assert (found.stage, found.is_known) == (stage, True)

    @pytest.mark.parametrize("word", ["paused by moon", "done-ish", None, 7, True, [], {}])
    def test_an_unknown_word_means_still_running(self, word):
        found = told(task_status=word)
        assert (found.stage, found.is_known, found.video_url) == (Stage.RUNNING, False, "")

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
            {"videos": [{"url": [URL]}]},
            {"videos": [{"url": "Image pixel is invalid"}]},
            {"videos": [{"url": "file:///etc/hosts"}]},
            {"videos": [{"url": "javascript:alert(1)"}]},
            {"videos": [{"url": "//cdn.test/film.mp4"}]},
        ],
    )
    def test_a_film_without_a_usable_address_is_done_but_not_there_yet(self, result):
        found = told(task_result=result)
        assert (found.stage, found.video_url) == (Stage.DONE, "")

    def test_a_long_address_is_never_cut(self):
        url = f"{URL}?sign={'x' * 3000}"
        assert told(task_result={"videos": [{"url": url}]}).video_url == url

    @pytest.mark.parametrize(
        ("message", "reason"),
        [
            ("Image pixel is invalid", Reason.IMAGE),
            ("No face detected", Reason.IMAGE),
            ("Audio format is invalid", Reason.AUDIO),
            ("voice id not found", Reason.VOICE),
            ("text is too long", Reason.TEXT),
            ("Failure to pass the risk control system", Reason.POLICY),
            ("internal surface error", None),
            ("", None),
        ],
    )
    def test_the_reason_of_a_failure_is_in_the_task_not_in_the_envelope(self, message, reason):
        found = told(task_status="failed", task_status_msg=message)
        assert (found.message, found.reason) == (message, reason)

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
    def test_amounts_come_as_text_or_number_or_not_at_all(self, given, units):
        assert told(final_unit_deduction=given).units == units
        assert told(final_balance_deduction={"quota": given, "list_price": "9"}).balance == units

    @pytest.mark.parametrize("data", [None, [], "801", 7, {}, {"task_id": ""}, {"task_id": None}, {"task_id": {}}])
    def test_an_answer_without_a_task_leaves_it_open_whether_there_is_one(self, data):
        with pytest.raises(Unavailable) as caught:
            task({"code": 0, "data": data})
        assert (caught.value.reason, caught.value.sent) == (Reason.UNCLEAR, True)

    def test_ids_that_come_as_numbers_are_text_here(self):
        found = told(task_id=801, task_info={"external_task_id": 5})
        assert (found.task_id, found.external_id) == ("801", "5")


class TestLayers:
    def test_the_gateways_own_number_counts_not_its_suppliers(self):
        assert wrapped("SUCCESS", data=envelope(**DONE)).task_id == "task_b"

    def test_the_gateways_word_counts_not_its_suppliers(self):
        assert (
            wrapped("FAILURE", fail_reason="timed out", data=envelope(task_status="processing")).stage is Stage.FAILED
        )

    def test_what_the_gateway_paid_its_supplier_is_not_our_bill(self):
        paid = envelope(**DONE, final_balance_deduction={"quota": "1"})
        found = wrapped("SUCCESS", data=paid)
        assert (found.units, found.balance, found.video_url) == (None, None, URL)

    def test_a_new_word_outside_is_told_although_the_one_inside_is_known(self):
        found = wrapped("ARCHIVED", data=envelope(**DONE))
        assert (found.stage, found.is_known) == (Stage.DONE, False)

    def test_an_envelope_that_calls_itself_a_success_says_nothing_about_the_film(self):
        found = task({"code": 0, "status": "success", "id": "call-1", "data": {"id": "8", "status": "queued"}})
        assert (found.task_id, found.stage) == ("8", Stage.QUEUED)

    def test_older_gateways_put_the_address_where_a_reason_belongs(self):
        found = wrapped("SUCCESS", fail_reason=URL)
        assert (found.video_url, found.message) == (URL, "")

    def test_newer_ones_put_the_reason_where_an_address_belongs(self):
        found = wrapped("FAILURE", fail_reason="", result_url="Image pixel is invalid")
        assert (found.video_url, found.message, found.reason) == ("", "Image pixel is invalid", Reason.IMAGE)

    @pytest.mark.parametrize("progress", ["30%", 30, None, "100%", 100])
    def test_progress_is_no_measurement(self, progress):
        assert wrapped("IN_PROGRESS", progress=progress).stage is Stage.RUNNING

    @pytest.mark.parametrize("number", [{}, {"id": "call-1"}])
    def test_the_word_of_an_envelope_does_not_beat_that_of_the_task(self, number):
        failed = {"task_id": "8", "task_status": "failed", "task_status_msg": "Image pixel is invalid"}
        found = task({"status": "success", **number, "data": failed}, asked="8")
        assert (found.task_id, found.stage, found.reason) == ("8", Stage.FAILED, Reason.IMAGE)
        found = task({"status": "success", **number, "data": {**failed, "task_status": "processing"}}, asked="8")
        assert (found.stage, found.is_known) == (Stage.RUNNING, True)

    @pytest.mark.parametrize("code", [{}, {"code": 0}])
    def test_an_error_around_a_task_that_says_nothing_is_not_its_end(self, code):
        found = task({**code, "status": "error", "data": {"task_id": "8"}})
        assert (found.stage, found.is_known) == (Stage.RUNNING, False)

    def test_the_number_may_stand_outside_and_the_word_inside(self):
        found = task({"code": 0, "status": "success", "task_id": "8", "data": {"task_status": "failed"}}, asked="8")
        assert (found.task_id, found.stage) == ("8", Stage.FAILED)


class TestAsked:
    """Which answer to a look is about the task that was asked for."""

    @pytest.mark.parametrize("read", [task, spoken])
    @pytest.mark.parametrize("word", ["error", "fail", "FAILED", "expired"])
    def test_an_error_that_names_no_task_is_not_its_end(self, read, word):
        with pytest.raises(Unavailable) as caught:
            read({"status": word, "message": "Too many requests"}, asked="8")
        assert (caught.value.reason, caught.value.sent) == (Reason.UNCLEAR, True)

    @pytest.mark.parametrize("word", ["queued", "processing", "completed"])
    def test_any_other_word_need_not_repeat_the_number(self, word):
        assert task({"status": word}, asked="8").task_id == "8"
        assert spoken({"status": word}, asked="8").task_id == "8"

    @pytest.mark.parametrize("read", [task, spoken])
    def test_another_number_is_another_task(self, read):
        for status in ("failed", "succeed", "processing"):
            with pytest.raises(Unavailable):
                read(envelope(task_status=status, task_info={"external_task_id": "theirs"}), asked="9")

    def test_a_gateways_supplier_may_have_another_number_and_another_id_for_it(self):
        inner = envelope(**{**DONE, "task_info": {"external_task_id": "the gateway's own"}})
        found = task(
            {"code": "success", "data": {"task_id": "task_b", "status": "SUCCESS", "data": inner}}, asked="task_b"
        )
        assert (found.task_id, found.stage, found.external_id, found.video_url) == ("task_b", Stage.DONE, "", URL)


class TestCallback:
    """What Kling sends when something changed: no envelope, and two dialects."""

    @pytest.mark.parametrize("body", [DONE, {"code": 0, "message": "SUCCEED", "data": DONE}])
    def test_the_old_dialect(self, body):
        found = task(body)
        assert (found.task_id, found.stage, found.external_id, found.units) == (
            "801",
            Stage.DONE,
            "ours",
            Decimal("2.4"),
        )

    def test_our_id_may_stand_at_the_top(self):
        assert task({"task_id": "801", "task_status": "processing", "external_task_id": "ours"}).external_id == "ours"

    def test_the_new_dialect(self):
        billing = [{"charge_type": "unit", "amount": "1.5"}, {"charge_type": "unit", "amount": 1}, "?"]
        body = {
            "id": "801",
            "status": "succeeded",
            "external_id": "ours",
            "outputs": [{"url": URL}],
            "billing": billing,
        }
        found = task(body)
        assert (found.task_id, found.stage, found.external_id, found.video_url) == ("801", Stage.DONE, "ours", URL)
        assert (found.units, found.balance) == (Decimal("2.5"), None)

    def test_a_failure_in_the_new_dialect(self):
        found = task({"id": "801", "status": "failed", "message": "No face detected", "outputs": []})
        assert (found.stage, found.message, found.reason) == (Stage.FAILED, "No face detected", Reason.IMAGE)

    def test_the_consoles_test_call(self):
        assert task({"id": "801", "status": "submitted", "message": "", "outputs": []}).stage is Stage.QUEUED


class TestSpoken:
    def done(self, **data: Any):
        audios = {"audios": [{"id": 77, "url": SOUND, "duration": "4.2"}]}
        return spoken(envelope(**{"task_status": "succeed", "task_result": audios, **data}))

    def test_a_finished_text_has_an_id_and_an_address(self):
        found = self.done(final_unit_deduction="0.05")
        assert (found.task_id, found.stage, found.audio_id, found.audio_url) == ("8", Stage.DONE, "77", SOUND)
        assert found.units == Decimal("0.05")

    @pytest.mark.parametrize("word", ["processing", "new word", None])
    def test_it_is_done_when_its_sound_is_there_whatever_the_word(self, word):
        assert self.done(task_status=word).stage is Stage.DONE

    @pytest.mark.parametrize("audios", [[], None, [{"id": "77"}], [{"url": SOUND}], [{"id": "77", "url": "ftp://x/y"}]])
    def test_half_a_sound_is_still_being_spoken(self, audios):
        found = self.done(task_result={"audios": audios})
        assert (found.stage, found.audio_id, found.audio_url) == (Stage.RUNNING, "", "")

    def test_a_failure_says_why(self):
        found = self.done(task_status="failed", task_status_msg="voice id not found")
        assert (found.stage, found.reason, found.audio_url) == (Stage.FAILED, Reason.VOICE, "")

    def test_an_answer_about_nothing_is_unclear(self):
        with pytest.raises(Unavailable):
            spoken({"code": 0, "data": {}})


class TestTasks:
    def test_a_page_of_nothing_is_empty(self):
        assert tasks({"code": 0, "data": []}) == []

    @pytest.mark.parametrize("data", [None, {}, "x", 7, {"list": [DONE]}, DONE, [None, "x", {}, []]])
    def test_what_is_no_list_of_tasks_does_not_say_that_there_are_none(self, data):
        with pytest.raises(Unavailable) as caught:
            tasks({"code": 0, "data": data})
        assert (caught.value.reason, caught.value.sent) == (Reason.UNCLEAR, True)


class TestObjectIn:
    @pytest.mark.parametrize("body", [b"", b"null", b"[]", b"0", b'"a"', b"{", b"\xff\xfe\x00", b"[" * 100_000])
    def test_anything_else_is_none(self, body):
        assert object_in(body) is None

    def test_what_a_database_cannot_store_is_taken_out(self):
        body = b'{"code":0,"data":{"task_id":"1","task_status":"failed","message":"a\\u0000b\\ud800","x":[1e999,NaN]}}'
        raw = object_in(body)
        assert (task(raw).message, raw["data"]["x"]) == ("ab?", [None, None])

    @pytest.mark.parametrize("depth", [DEEPEST + 1, 300, 100_000])
    def test_no_depth_is_too_much_for_the_timeline(self, depth):
        raw = object_in(b'{"id":"1","data":' * depth + b"{}" + b"}" * depth)
        assert raw is None or len(task(raw).as_text()) < 2000
