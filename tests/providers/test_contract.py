"""Every answer in `fixtures/`, as the services' documents have it, over real HTTP through every adapter."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from apps.providers.errors import ProviderError, Unavailable
from apps.providers.registry import PROVIDERS
from tests.providers.scripted import reply, scripted
from tests.providers.services import JOB_BY_ADDRESS, SCRIPT, account, adapter

FOLDER = Path(__file__).parent / "fixtures"
CASES = sorted(FOLDER.glob("*/*.json"))

CALLS = {
    "submit": lambda service, account, number: service.submit(account, JOB_BY_ADDRESS),
    "query": lambda service, account, number: service.query(account, number or "801"),
    "find": lambda service, account, number: service.find(account, "ours"),
    "list": lambda service, account, number: service.list_page(account, 1, 30),
    "speak": lambda service, account, number: service.speak(account, SCRIPT),
    "query_speech": lambda service, account, number: service.query_speech(account, number or "901"),
    "check": lambda service, account, number: service.check(account),
}


def told(answer: Any) -> dict[str, Any]:
    """What an adapter made of an answer, in the words of the fixtures."""
    if answer is None:
        return {"found": False}
    if isinstance(answer, ProviderError):
        sent = {"sent": answer.sent, "retry_after": answer.retry_after} if isinstance(answer, Unavailable) else {}
        kind = next(kind.__name__ for kind in type(answer).__mro__ if kind.__module__ == ProviderError.__module__)
        return {"error": kind, "reason": answer.reason, "message": answer.message, **sent}
    if isinstance(answer, list):
        return {"count": len(answer), **(told(answer[0]) if answer else {})}
    fields = {name: getattr(answer, name) for name in answer.__dataclass_fields__}
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in fields.items()}


def call(case: dict[str, Any], service: Any, account: Any) -> Any:
    try:
        return CALLS[case["operation"]](service, account, case.get("number"))
    except ProviderError as error:
        return error


@pytest.mark.parametrize("path", [pytest.param(path, id=f"{path.parent.name}/{path.stem}") for path in CASES])
def test_an_answer_is_understood(path: Path) -> None:
    case = json.loads(path.read_text())
    content = case["text"].encode() if "text" in case else case["body"]
    headers = {name.replace("-", "_"): value for name, value in case.get("headers", {}).items()}
    with scripted(reply(case["status"], content, **headers)) as server:
        answer = call(case, adapter(path.parent.name), account(server.url, **case.get("options", {})))
    assert told(answer) == {**told(answer), **case["expect"]}
    asked = f"{server.seen[0].method} {server.seen[0].path}"
    assert case.get("asks", asked) == asked
    if case["operation"] in {"submit", "speak"}:
        assert len(server.seen) == 1


@pytest.mark.parametrize("slug", PROVIDERS)
def test_every_service_has_at_least_25_answers(slug: str) -> None:
    assert len([path for path in CASES if path.parent.name == slug]) >= 25


def test_every_answer_is_expected_to_say_something() -> None:
    assert all(json.loads(path.read_text())["expect"] for path in CASES)
