"""What goes wrong when a text says so: once each, in order, whoever counts."""

import http.client
import json
import time
from typing import Any
from urllib.parse import urlsplit

import pytest

from apps.practice import calls, faults, store
from apps.practice.faults import Fault
from apps.practice.refusal import Refusal
from apps.practice.tasks import work
from tests.practice.conftest import TASKS
from tests.practice_server import practice_server

SPEECH = "/practice/kling/v1/audio/tts"


@pytest.fixture
def made_to(send, order, settings):
    """Order a film whose script is given and have it made; returns the address of its task."""
    settings.PRACTICE_SECONDS = 0

    def made_to(script: str) -> str:
        assert send(body={**order, "prompt": script}).status_code == 200
        work()
        return f"{TASKS}/ours"

    return made_to


class TestScript:
    def test_faults_stand_among_other_words(self):
        found = faults.script("Smile. fault:submit=429+3, fault:query=500*2 and fault:result=bills=2.5 nicely")
        assert found == ["submit=429+3", "query=500+", "query=500+", "result=bills+2.5"]

    @pytest.mark.parametrize("written", ["query=418", "result=bills", "result=bills=much", "submit=timeout-after+x"])
    def test_what_is_not_known_is_said(self, written):
        with pytest.raises(Refusal, match="is not known"):
            faults.script(f"Smile. fault:{written}")

    def test_it_is_not_spoken(self):
        assert faults.without_script("Hello fault:submit=429+3*2 world.") == "Hello world."

    def test_in_earnest_they_are_words_like_others(self, settings, send, order):
        settings.PRACTICE_FAULTS = False
        assert faults.without_script("Hello fault:submit=429") == "Hello fault:submit=429"
        assert send(body={**order, "prompt": "fault:submit=500 fault:result=never"}).status_code == 200
        assert "script" not in store.bill()[0]


class TestTake:
    SCRIPT = ("submit=429+", "query=500+", "submit=500+")

    def test_each_happens_once_in_its_order(self):
        taken = [faults.take("submit", "key", self.SCRIPT) for _ in range(3)]
        assert taken == [Fault("429"), Fault("500"), None]

    def test_others_are_counted_apart(self):
        assert [faults.take("submit", key, self.SCRIPT) for key in ("a", "b")] == [Fault("429")] * 2
        assert faults.take("query", "a", self.SCRIPT) == Fault("500")

    def test_one_that_is_not_due_waits(self):
        script = ("result=truncated+", "result=no-url+")
        assert faults.take("result", "key", script, among=faults.SHOWN) is None
        assert faults.take("result", "key", script, among=faults.DELIVERED) == Fault("truncated")
        assert faults.take("result", "key", script, among=faults.SHOWN) == Fault("no-url")


class TestSubmit:
    @pytest.mark.parametrize(
        ("word", "status", "code"),
        [
            ("429", 429, 1302),
            ("500", 500, 5000),
            ("503", 503, 5001),
            ("1102", 429, 1102),
            ("1201", 400, 1201),
            ("1301", 400, 1301),
            ("1303", 429, 1303),
        ],
    )
    def test_a_refusal_accepts_nothing_and_the_next_order_goes_through(self, send, order, word, status, code):
        spoilt = {**order, "prompt": f"fault:submit={word}"}
        answer = send(body=spoilt)
        assert (answer.status_code, answer.json()["code"], store.bill()) == (status, code, [])
        assert "Retry-After" not in answer
        assert (send(body=spoilt).status_code, len(store.bill())) == (200, 1)

    def test_when_to_come_again_is_said_in_seconds_or_as_a_date(self, send, order):
        spoilt = {**order, "prompt": "fault:submit=429+3 fault:submit=429+date"}
        assert send(body=spoilt)["Retry-After"] == "3"
        assert send(body=spoilt)["Retry-After"].endswith(" GMT")

    def test_a_proxy_answers_with_a_page(self, send, order):
        answer = send(body={**order, "prompt": "fault:submit=502html"})
        assert (answer.status_code, answer.content[:6], store.bill()) == (502, b"<html>", [])

    @pytest.mark.parametrize(("word", "content"), [("garbage", b'{"code": 0, "mess'), ("empty", b"")])
    def test_an_unreadable_answer_was_an_order_all_the_same(self, send, order, word, content):
        answer = send(body={**order, "prompt": f"fault:submit={word}"})
        assert (answer.status_code, answer.content, len(store.bill())) == (200, content, 1)
        assert send(f"{TASKS}/ours").status_code == 200

    @pytest.mark.parametrize(("word", "billed"), [("timeout-before", 0), ("timeout-after", 1)])
    def test_no_answer_comes_and_then_the_line_is_dead(self, settings, order, word, billed):
        with practice_server() as origin:
            began = time.monotonic()
            with pytest.raises(http.client.RemoteDisconnected):
                post(origin, settings.PRACTICE_KEY, {**order, "prompt": f"fault:submit={word}+0.3"})
        assert (time.monotonic() - began >= 0.3, len(store.bill())) == (True, billed)

    def test_without_an_id_of_the_client_s_the_script_is_counted(self, send, order):
        nameless = {**order, "external_task_id": "", "prompt": "fault:submit=429"}
        assert [send(body=nameless).status_code for _ in range(2)] == [429, 200]

    def test_what_is_not_known_is_refused(self, send, order):
        answer = send(body={**order, "prompt": "fault:submit=418"})
        assert (answer.json()["code"], store.bill()) == (1200, [])


class TestQuery:
    @pytest.mark.parametrize(
        ("word", "status"), [("429", 429), ("500", 500), ("502html", 502), ("garbage", 200), ("lost", 404)]
    )
    def test_one_look_goes_wrong_and_the_next_one_does_not(self, send, made_to, word, status):
        path = made_to(f"fault:query={word}")
        assert send(path).status_code == status
        assert send(path).json()["data"]["task_status"] == "succeed"

    @pytest.mark.parametrize(("word", "said"), [("unknown", "archiving"), ("backwards", "submitted")])
    def test_a_status_can_be_odd_for_once(self, send, made_to, word, said):
        path = made_to(f"fault:query={word}")
        data = send(path).json()["data"]
        assert (data["task_status"], data["task_result"], "final_unit_deduction" in data) == (said, {}, False)
        assert send(path).json()["data"]["task_status"] == "succeed"


class TestResult:
    def test_a_film_that_is_never_finished_is_waited_for(self, send, made_to):
        assert send(made_to("fault:result=never")).json()["data"]["task_status"] == "processing"

    @pytest.mark.parametrize(
        ("word", "units"), [("failed", None), ("failed-billed", "1.2"), ("bills=9.5", "9.5"), ("bills=0", "0.0")]
    )
    def test_the_bill_is_told_as_it_is(self, send, made_to, word, units):
        data = send(made_to(f"fault:result={word}")).json()["data"]
        assert data.get("final_unit_deduction") == units
        assert data["task_status"] == ("succeed" if word.startswith("bills") else "failed")

    def test_a_failure_can_turn_out_to_be_a_success(self, send, made_to):
        path = made_to("fault:result=late")
        first, second = (send(path).json()["data"] for _ in range(2))
        assert (first["task_status"], first["task_result"]) == ("failed", {})
        assert (second["task_status"], second["final_unit_deduction"]) == ("succeed", "1.2")

    def test_one_answer_has_no_address(self, send, made_to):
        path = made_to("fault:result=no-url")
        videos = [send(path).json()["data"]["task_result"]["videos"][0] for _ in range(2)]
        assert ["url" in video for video in videos] == [False, True]

    def test_an_address_can_be_expired(self, send, client, made_to):
        path = made_to("fault:result=expired-url")
        first, second = (send(path).json()["data"]["task_result"]["videos"][0]["url"] for _ in range(2))
        assert [client.get(url).status_code for url in (first, second, first)] == [403, 200, 403]

    @pytest.mark.parametrize("word", ["html", "empty"])
    def test_one_download_is_no_film(self, send, client, made_to, word):
        url = send(made_to(f"fault:result={word}")).json()["data"]["task_result"]["videos"][0]["url"]
        answer = client.get(url)
        assert (answer.status_code, answer.content) == (200, faults.PAGE if word == "html" else b"")
        assert client.get(url).getvalue()[4:8] == b"ftyp"

    def test_one_download_breaks_off(self, send, client, made_to):
        url = send(made_to("fault:result=truncated")).json()["data"]["task_result"]["videos"][0]["url"]
        answer = client.get(url)
        half, whole = answer.getvalue(), client.get(url).getvalue()
        assert (int(answer["Content-Length"]), whole[: len(half)], len(half)) == (len(whole), half, len(whole) // 2)


class TestSpeech:
    def test_it_can_be_unfinished_at_first(self, send):
        made = send(SPEECH, {"text": "Hello there. fault:submit=unfinished", "voice_id": "v"}).json()["data"]
        assert (made["task_status"], made["task_result"]) == ("processing", {})
        assert send(f"{SPEECH}/{made['task_id']}").json()["data"]["task_result"]["audios"]

    def test_it_can_be_refused_once(self, send):
        text = {"text": "Hello there. fault:submit=1303", "voice_id": "v"}
        assert [send(SPEECH, text).status_code for _ in range(2)] == [429, 200]
        assert len(store.bill()) == 1

    def test_its_download_can_break_off(self, send, client):
        made = send(SPEECH, {"text": "Hello there. fault:result=empty", "voice_id": "v"}).json()["data"]
        url = made["task_result"]["audios"][0]["url"]
        assert client.get(url).content == b""
        assert client.get(url).getvalue()


def test_what_came_of_a_call_is_written_down(send, order):
    spoilt = {**order, "prompt": "fault:submit=502html fault:submit=429"}
    for _ in range(3):
        send(body=spoilt)
    send(f"{TASKS}/theirs")
    written = [(entry["operation"], entry["about"], entry["outcome"]) for entry in calls.entries()]
    assert written == [
        ("submit", "ours", "502html"),
        ("submit", "ours", "1302"),
        ("submit", "ours", "ok"),
        ("query", "theirs", "1203"),
    ]


def post(origin: str, key: str, body: dict[str, Any]) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=10)
    connection.request("POST", TASKS, json.dumps(body), {"Authorization": f"Bearer {key}"})
    return connection.getresponse()
