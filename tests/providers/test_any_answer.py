"""Whatever JSON a service answers with, an adapter understands it or raises one of the three errors."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.providers.base import Spoken, Stage, Task
from apps.providers.errors import ProviderError, RefusedAccount, RefusedInput, Unavailable
from apps.providers.http import Answer, is_web_address
from apps.providers.reading import object_in
from apps.providers.refusals import good
from apps.providers.shapes import STAGES, spoken, task, tasks

NAMES = st.sampled_from([
    "code", "message", "msg", "data", "error", "type", "task_id", "id", "status", "task_status", "task_status_msg",
    "task_info", "external_task_id", "task_result", "videos", "audios", "url", "video_url", "result_url", "fail_reason",
    "outputs", "result", "generations", "metadata", "billing", "charge_type", "amount", "final_unit_deduction",
    "final_balance_deduction", "quota", "request_id",
])  # fmt: skip
WORDS = st.sampled_from(
    [*STAGES, "success", "task_not_exist", "fail_to_fetch_task", "unit", "cash", "1201", "0", "NaN"]
)
USUAL_WORDS = st.sampled_from(["queued", "processing", "succeed", "failed"]) | WORDS
PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([0, 200, 401, 1003, 1201, 1203, 1303, 5000])
    | st.floats()
    | st.text(max_size=20)
    | WORDS
    | st.sampled_from(["https://cdn.test/f.mp4", "http://[::1", '{"code": 1201, "message": "Image"}', "{" * 900])
)
ANYTHING = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=6),
    max_leaves=25,
)
OBJECTS = st.dictionaries(NAMES, ANYTHING, max_size=8)
ADDRESS = st.just("https://cdn.test/f.mp4") | ANYTHING
NEARLY = st.fixed_dictionaries(
    {"task_id": st.just("8") | st.text(max_size=5) | st.integers() | ANYTHING, "status": USUAL_WORDS | ANYTHING},
    optional={
        "task_result": st.fixed_dictionaries(
            {"videos": ADDRESS, "audios": st.lists(st.fixed_dictionaries({"id": st.integers(), "url": ADDRESS}))}
        ),
        "video_url": ADDRESS,
        "fail_reason": ADDRESS,
        "final_unit_deduction": st.decimals().map(str) | ANYTHING,
        "billing": st.lists(st.fixed_dictionaries({"charge_type": WORDS, "amount": st.floats() | st.integers()})),
        "data": OBJECTS,
    },
)
ANSWERS = (
    NEARLY | st.fixed_dictionaries({"code": st.sampled_from([0, "success", 200]), "data": NEARLY}) | OBJECTS | ANYTHING
)
STATUSES = st.just(200) | st.sampled_from([200, 201, 301, 400, 401, 402, 403, 404, 422, 429, 500, 502, 503, 524])

quietly = settings(max_examples=300, deadline=None, derandomize=True, database=None)


def is_sound(found: Any) -> bool:
    """Whether what came out keeps the promises of its class."""
    assert isinstance(found, (Task, Spoken))
    url = found.video_url if isinstance(found, Task) else found.audio_url
    assert not url or (found.stage is Stage.DONE and is_web_address(url))
    assert found.task_id
    assert found.reason is None or found.stage is Stage.FAILED
    amounts = [amount for amount in (found.units, found.balance) if amount is not None]
    assert all(0 <= amount < 1_000_000 for amount in amounts)
    json.loads(json.dumps(found.raw, allow_nan=False))
    return "\0" not in found.as_text()


def understood(read: Any, answer: Answer, posting: bool) -> Any:
    try:
        return read(good(answer, posting=posting))
    except (RefusedInput, RefusedAccount, Unavailable) as error:
        return error


@pytest.mark.parametrize("posting", [True, False])
@pytest.mark.parametrize("read", [task, spoken])
def test_any_json_is_understood_or_one_of_the_three_errors(posting, read):
    kinds = set()

    @quietly
    @given(body=ANSWERS, status=STATUSES)
    def check(body: Any, status: int) -> None:
        found = understood(read, Answer(status, json.dumps(body).encode(), None), posting)
        kinds.add(getattr(found, "stage", None))
        if isinstance(found, ProviderError):
            assert found.message
            assert posting or not isinstance(found, RefusedInput)
        else:
            assert is_sound(found)

    check()
    assert kinds == {None, *Stage}  # it was worth while


@quietly
@given(body=st.binary(max_size=300), status=STATUSES)
def test_any_bytes_are_one_of_the_three_errors(body, status):
    if object_in(body) is None:
        with pytest.raises((RefusedAccount, Unavailable)):
            good(Answer(status, body, None), posting=True)


@quietly
@given(items=st.lists(NEARLY | ANYTHING, max_size=4))
def test_any_page_of_a_list_is_a_list_of_tasks_or_unclear(items):
    raw = object_in(json.dumps({"code": 0, "data": items}))
    found = []
    with suppress(Unavailable):
        found = tasks(raw)
        assert bool(found) == bool(items)
    assert all(map(is_sound, found))
