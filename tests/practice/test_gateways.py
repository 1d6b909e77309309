"""How the gateways answer where they do not answer like Kling."""

import json
from decimal import Decimal

import pytest

from apps.practice import folders, store
from apps.practice.dialect import Dialect
from apps.practice.gateways import ChainHub, CometAPI, UniAll
from apps.practice.tasks import work
from apps.providers.registry import provider
from tests.practice.conftest import spoken
from tests.providers.scripted import Handler, scripted

COMETAPI = "/practice/cometapi/kling/v1/videos/avatar/image2video"
CHAINHUB = "/practice/chainhub/kling/v1/videos/avatar/image2video"
CHAINHUB_LOOK = "/practice/chainhub/kling/v1/videos/image2video"
UNIALL = "/practice/uniall/v1/video/generations"


@pytest.mark.parametrize("dialect", [Dialect, CometAPI, ChainHub, UniAll])
def test_a_service_takes_voices_as_long_as_its_adapter_says(dialect):
    can = provider(dialect.slug).capabilities({})
    assert dialect.limits == (can.min_seconds, can.max_seconds)


class TestCometAPI:
    def test_its_answers_are_kling_s(self, send, order):
        made = send(COMETAPI, {**order, "prompt": "smile"}).json()
        assert (made["code"], made["data"]["task_status"]) == (0, "submitted")
        assert send(f"{COMETAPI}/{made['data']['task_id']}").json()["data"]["task_id"] == made["data"]["task_id"]

    def test_the_prompt_is_demanded(self, send, order):
        answer = send(COMETAPI, order)
        assert (answer.status_code, answer.json()["code"]) == (400, 1201)

    def test_a_voice_over_a_minute_is_refused(self, send, order):
        line = spoken(Decimal(61), "cometapi")
        folders.sound(line).touch()
        answer = send(COMETAPI, {"image": order["image"], "audio_id": line["audio_id"], "prompt": "smile"})
        assert answer.json()["message"] == "Audio duration is invalid"

    def test_its_words_about_a_key_are_its_own(self, client):
        answer = client.post(COMETAPI, headers={"Authorization": "Bearer wrong"})
        error = answer.json()["error"]
        assert (answer.status_code, error["type"], error["param"], error["code"]) == (401, "comet_api_error", "", "")
        assert "request id" in error["message"]

    def test_a_wrong_path_is_answered_with_a_page(self, send):
        answer = send("/practice/cometapi/v1/videos/avatar/image2video")
        assert (answer.status_code, answer["Content-Type"][:9]) == (200, "text/html")


class TestChainHub:
    def test_an_order_may_have_all_keys_and_is_answered_as_by_kling(self, send, order):
        made = send(CHAINHUB, {**order, "audio_id": "", "prompt": "", "callback_url": ""}).json()
        assert (made["code"], made["data"]["task_info"]) == (0, {"external_task_id": "ours"})

    def test_a_look_has_kling_s_whole_answer_inside(self, send, order, settings):
        settings.PRACTICE_SECONDS = 0
        number = send(CHAINHUB, order).json()["data"]["task_id"]
        assert send(f"{CHAINHUB_LOOK}/{number}").json()["data"]["status"] == "PROCESSING"
        work()
        answer = send(f"{CHAINHUB_LOOK}/{number}").json()
        assert (answer["code"], answer["data"]["status"], answer["data"]["task_id"]) == ("success", "SUCCESS", number)
        inside = answer["data"]["data"]
        assert (inside["code"], inside["data"]["task_status"]) == (0, "succeed")
        assert inside["data"]["task_result"]["videos"][0]["url"].endswith(f"{number}.mp4")

    def test_a_failure_has_its_reason_outside_too(self, send, order, settings):
        settings.PRACTICE_SECONDS = 0
        number = send(CHAINHUB, {**order, "prompt": "fault:result=failed"}).json()["data"]["task_id"]
        work()
        data = send(f"{CHAINHUB_LOOK}/{number}").json()["data"]
        assert (data["status"], data["fail_reason"]) == ("FAILED", "Image pixel is invalid")

    def test_the_path_of_the_order_answers_no_look(self, send, order):
        number = send(CHAINHUB, order).json()["data"]["task_id"]
        answer = send(f"{CHAINHUB}/{number}")
        message = answer.json()["error"]["message"]
        assert (answer.status_code, message.startswith(f"Invalid URL (GET {CHAINHUB}/{number})")) == (404, True)

    def test_a_refusal_has_kling_s_in_its_message(self, send, order):
        answer = send(CHAINHUB, {**order, "mode": "4k"})
        body = answer.json()
        assert (answer.status_code, body["code"], body["data"]) == (400, "fail_to_fetch_task", None)
        assert json.loads(body["message"])["code"] == 1201

    def test_an_unknown_task_is_a_bad_request(self, send):
        answer = send(f"{CHAINHUB_LOOK}/8")
        assert (answer.status_code, answer.json()["code"]) == (400, "task_not_exist")


class TestUniAll:
    @pytest.fixture
    def order(self, made, settings):
        def hand_out(handler: Handler) -> None:
            handler.answer(200, made["image" if "jpg" in handler.path else "sound_file"], {})

        with scripted(hand_out) as server:
            settings.PRACTICE_ORIGIN = server.url
            yield {
                "model": "kling-avatar-v2-standard",
                "image_url": f"{server.url}/a.jpg",
                "audio_url": f"{server.url}/a.mp3",
                "audio_duration_seconds": 2.5,
            }

    def test_an_order_is_answered_as_its_document_says(self, send, order):
        answer = send(UNIALL, order).json()
        number = answer.pop("task_id")
        assert answer == {"id": number, "object": "video.generation.job", "status": "queued"}
        assert (number[:5], store.films("uniall")[0]["task_id"]) == ("task_", number)

    def test_a_finished_film_is_named_twice_and_no_bill_is_shown(self, send, order, settings):
        settings.PRACTICE_SECONDS = 0
        number = send(UNIALL, order).json()["id"]
        assert send(f"{UNIALL}/{number}").json()["status"] == "processing"
        work()
        answer = send(f"{UNIALL}/{number}").json()
        assert answer == {
            "id": number,
            "task_id": number,
            "object": "video.generation.job",
            "status": "completed",
            "video_url": f"http://testserver/practice/files/{number}.mp4",
            "result": {"outputs": [f"http://testserver/practice/files/{number}.mp4"]},
        }

    @pytest.mark.parametrize("missing", ["model", "image_url", "audio_url", "audio_duration_seconds"])
    def test_what_is_missing_is_named(self, send, order, missing):
        answer = send(UNIALL, {name: value for name, value in order.items() if name != missing})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
        assert missing in answer.json()["message"]

    @pytest.mark.parametrize(("key", "status"), [("", 401), ("Bearer wrong", 401)])
    def test_a_wrong_key_is_an_error_of_the_gateway(self, client, key, status):
        answer = client.post(UNIALL, headers={"Authorization": key})
        assert (answer.status_code, answer.json()["error"]["type"]) == (status, "new_api_error")

    def test_an_unknown_task_is_a_bad_request(self, send):
        answer = send(f"{UNIALL}/task_8")
        assert (answer.status_code, answer.json()["code"]) == (400, "task_not_exist")
