"""The many ways to say how a film (or a spoken text) is coming along, read into one `Task` (or `Spoken`).

Kling and its gateways wrap what they have to say: an envelope (`code`, `data`), a gateway's own task around Kling's
whole answer, or nothing at all. So an answer is read as layers, the most telling one first.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from apps.providers.base import Spoken, Stage, Task
from apps.providers.culprits import culprit
from apps.providers.errors import Reason, Unavailable
from apps.providers.reading import address, amount, at, obj, raw_text, text, word

Layer = dict[str, Any]

WORDS = {
    Stage.QUEUED: (
        "queued", "queueing", "pending", "submitted", "created", "preparing", "preprocessing", "initializing",
        "waiting", "not_start", "",
    ),
    Stage.RUNNING: ("processing", "in_progress", "running", "generating"),
    Stage.DONE: ("completed", "succeeded", "succeed", "success"),
    Stage.FAILED: ("failed", "fail", "failure", "error", "cancelled", "canceled", "expired"),
}  # fmt: skip
STAGES = {each: stage for stage, words in WORDS.items() for each in words}

DEEPEST = 4  # layers: an envelope, a gateway's task, Kling's envelope, Kling's task
STATUS = ("task_status", "status")
TASK_ID = ("task_id", "id")
EXTERNAL_ID = ("task_info.external_task_id", "external_task_id", "external_id")
UNITS = ("final_unit_deduction",)
BALANCE = ("final_balance_deduction.quota", "final_balance_deduction")
# Older gateways put the film's address where the reason of a failure belongs, newer ones the other way round.
FILM = (
    "video_url", "task_result.videos", "result.outputs", "outputs", "generations", "url", "metadata.url", "result_url",
    "fail_reason",
)  # fmt: skip
SOUND = ("task_result.audios", "task_result.audio", "audio_url")
SOUND_ID = ("task_result.audios.id", "task_result.audio.id", "audio_id")
WHY_NOT = (
    "task_status_msg", "fail_reason", "failure_reason", "error.message", "error", "result_url", "message",
)  # fmt: skip
NO_REASONS = ("succeed", "success", "ok")  # said of the call, even when the film came to nothing


def task(raw: Layer, asked: str = "") -> Task:
    """What an answer tells about one film; `asked` is the number we asked for, should it not repeat that.

    Raises Unavailable(sent=True) when it is about no film.
    """
    layers = _layers(raw)
    stage, is_known = _stage(layers)
    message = _message(layers, stage)
    bill = _bill(layers)
    return Task(
        task_id=_task_id(layers, raw, asked if any(_words(layers)) else ""),
        stage=stage,
        external_id=_first(layers, EXTERNAL_ID),
        video_url=_address(layers, FILM) if stage is Stage.DONE else "",
        message=message,
        reason=culprit(message) if stage is Stage.FAILED else None,
        units=bill.units,
        balance=bill.balance,
        request_id=_first([raw, *layers], ("request_id",)),
        is_known=is_known,
        raw=raw,
    )


def tasks(raw: Layer) -> list[Task]:
    """A page of a list: what stands in `data` and is a film."""
    return [task(item) for item in at(raw, "data") if isinstance(item, dict) and _own_id(item)]


def spoken(raw: Layer, asked: str = "") -> Spoken:
    """What an answer tells about a text: done once its sound is there, whatever the word.

    Raises Unavailable(sent=True) when it is about no text.
    """
    layers = _layers(raw)
    stage, _ = _stage(layers)
    audio_id, audio_url = _first(layers, SOUND_ID), _address(layers, SOUND)
    if stage is not Stage.FAILED:
        stage = Stage.DONE if audio_id and audio_url else Stage.QUEUED if stage is Stage.QUEUED else Stage.RUNNING
    is_done = stage is Stage.DONE
    message = _message(layers, stage)
    bill = _bill(layers)
    return Spoken(
        task_id=_task_id(layers, raw, audio_id or (asked if any(_words(layers)) else "")),
        stage=stage,
        audio_id=audio_id if is_done else "",
        audio_url=audio_url if is_done else "",
        message=message,
        reason=culprit(message) if stage is Stage.FAILED else None,
        units=bill.units,
        balance=bill.balance,
        request_id=_first([raw, *layers], ("request_id",)),
        raw=raw,
    )


def names_a_task(raw: Layer) -> bool:
    """Whether an answer is about a film or a text at all, whatever else it complains about."""
    layers = _layers(raw)
    return bool(_first(layers, TASK_ID)) and any(_words(layers))


def _layers(raw: Layer) -> list[Layer]:
    """The layers of an answer from the outside in, but an envelope last: its words are about the call."""
    layers = [raw]
    while len(layers) < DEEPEST and (inner := _inner(layers[-1])):
        layers.append(inner)
    return [*layers[1:], raw] if "code" in raw else layers


def _inner(layer: Layer) -> Layer:
    inner = list(at(layer, "data"))
    return obj(inner[0]) if len(inner) == 1 else {}


def _words(layers: Iterable[Layer]) -> list[str]:
    return [word(value) for layer in layers for path in STATUS for value in at(layer, path) if isinstance(value, str)]


def _stage(layers: list[Layer]) -> tuple[Stage, bool]:
    """The stage, and whether there is a word for it that we know: anything else counts as running."""
    words = sorted(_words(layers), key=lambda each: not each)  # an empty one counts where there is no other
    stage = next((STAGES[each] for each in words if each in STAGES), Stage.RUNNING)
    return stage, bool(words) and words[0] in STAGES


def _task_id(layers: list[Layer], raw: Layer, otherwise: str) -> str:
    found = next(filter(None, map(_own_id, layers)), otherwise)
    if not found:
        raise Unavailable(Reason.UNCLEAR, "The answer names no task.", sent=True, raw=raw_text(raw))
    return found


def _own_id(layer: Layer) -> str:
    return _first([layer], TASK_ID)


def _first(layers: Iterable[Layer], paths: Iterable[str]) -> str:
    return next(
        (found for layer in layers for path in paths for value in at(layer, path) if (found := text(value))), ""
    )


def _address(layers: list[Layer], paths: Iterable[str]) -> str:
    """The first whole address, written plainly or as the `url` of an object. Several kinds of files may be listed."""
    found = [value for layer in layers for path in paths for value in at(layer, path)]
    return next((url for value in found if (url := address(obj(value).get("url", value)))), "")


def _message(layers: list[Layer], stage: Stage) -> str:
    """What the service says about the film: all its words when it failed, those about the task while it did not."""
    paths = WHY_NOT if stage is Stage.FAILED else WHY_NOT[:1]
    told = (text(value) for path in paths for layer in layers for value in at(layer, path))
    return next((each for each in told if each and each.lower() not in NO_REASONS and not address(each)), "")


class _Bill(NamedTuple):
    units: Decimal | None
    balance: Decimal | None


def _bill(layers: list[Layer]) -> _Bill:
    """What the account was billed. Deeper inside stands what a gateway paid its own supplier: not our bill."""
    layer = layers[0]
    charges = [obj(charge) for charge in at(layer, "billing")]
    return _Bill(
        _amount(layer, UNITS, [charge for charge in charges if charge.get("charge_type") == "unit"]),
        _amount(layer, BALANCE, [charge for charge in charges if charge.get("charge_type") == "cash"]),
    )


def _amount(layer: Layer, paths: Iterable[str], charges: list[Layer]) -> Decimal | None:
    told = [amount(value) for path in paths for value in at(layer, path)]
    listed = [amount(charge.get("amount")) for charge in charges]
    found = [each for each in (told or listed) if each is not None]
    return amount(str(sum(found))) if found else None
