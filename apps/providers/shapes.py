"""The many ways to say how a film (or a spoken text) is coming along, read into one `Task` (or `Spoken`).

Kling and its gateways wrap what they have to say: an envelope (`code`, `data`), a gateway's own task around Kling's
whole answer, or nothing at all. So an answer is read as layers, the most telling one first. The end of a take is
believed only of a layer that names its task: an envelope's "error" is about the call.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from apps.providers.base import Spoken, Stage, Task
from apps.providers.culprits import culprit
from apps.providers.errors import Reason, Unavailable
from apps.providers.reading import address, amount, at, items, obj, raw_text, text, word

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


def task(raw: Layer, asked: str = "", external_id: str = "") -> Task:
    """What an answer tells about one film.

    `asked` is the number we asked for, should it not repeat that; where it names another one, it has to name
    `external_id`, our own id. Raises Unavailable(sent=True) when it is about no film, or about another one.
    """
    found = _layers(raw, asked)
    layers, words = found.all, _telling(found)
    stage, is_known = _stage(words)
    number = _number(found.film, asked) or (asked if any(words) else "")
    told = _first(_ours(found, asked), EXTERNAL_ID)
    _must_be(raw, number, asked=asked, is_ours=bool(external_id) and told == external_id)
    message = _message(layers, stage)
    bill = _bill(layers)
    return Task(
        task_id=number,
        stage=stage,
        external_id=told,
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
    """A page of a list: what stands in `data` and is a film.

    Raises Unavailable(sent=True) when `data` is no list, or one in which nothing can be read.
    """
    data = raw.get("data")
    found = [task(item) for item in items(data) if isinstance(item, dict) and _own_id(item)]
    if not isinstance(data, list) or (data and not found):
        raise Unavailable(Reason.UNCLEAR, "The list cannot be read.", sent=True, raw=raw_text(raw))
    return found


def spoken(raw: Layer, asked: str = "") -> Spoken:
    """What an answer tells about a text: done once its sound is there, whatever the word.

    `asked` is the number we asked for. Raises Unavailable(sent=True) when it is about no text, or about another one.
    """
    found = _layers(raw, asked)
    layers, words = found.all, _telling(found)
    stage, _ = _stage(words)
    audio_id, audio_url = _first(layers, SOUND_ID), _address(layers, SOUND)
    if stage is not Stage.FAILED:
        stage = Stage.DONE if audio_id and audio_url else Stage.QUEUED if stage is Stage.QUEUED else Stage.RUNNING
    is_done = stage is Stage.DONE
    number = _number(found.film, asked) or (asked if any(words) else "") or audio_id
    _must_be(raw, number, asked=asked)
    message = _message(layers, stage)
    bill = _bill(layers)
    return Spoken(
        task_id=number,
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
    return bool(layers.film) and any(_words(layers.all))


class _Layers(NamedTuple):
    """The layers of an answer: the first that names a task with all inside it, and those around, about the call."""

    film: list[Layer]
    call: list[Layer]

    @property
    def all(self) -> list[Layer]:
        """The most telling one first."""
        return [*self.film, *self.call]


def _layers(raw: Layer, asked: str = "") -> _Layers:
    """From the outside in, but an envelope last, and within a film's layers first those that name a task.

    A film begins where the number that we asked for stands, or else any number: an envelope's own comes last.
    """
    layers = [raw]
    while len(layers) < DEEPEST and (inner := _inner(layers[-1])):
        layers.append(inner)
    numbers = [_own_id(layer) for layer in layers]
    named = [place for place, number in enumerate(numbers) if number]
    is_envelope = "code" in raw
    start = min(named, key=lambda nth: (numbers[nth] != asked, is_envelope and not nth, nth), default=len(layers))
    film = sorted(layers[start:], key=lambda layer: (is_envelope and layer is raw, not _own_id(layer)))
    return _Layers(film, sorted(layers[:start], key=lambda layer: is_envelope and layer is raw))


def _inner(layer: Layer) -> Layer:
    inner = list(at(layer, "data"))
    return obj(inner[0]) if len(inner) == 1 else {}


def _words(layers: Iterable[Layer]) -> list[str]:
    return [word(value) for layer in layers for path in STATUS for value in at(layer, path) if isinstance(value, str)]


def _telling(layers: _Layers) -> list[str]:
    """The words about the film; where it has none those about the call, as long as they do not end anything."""
    words = _words(layers.film) or [each for each in _words(layers.call) if STAGES.get(each) is not Stage.FAILED]
    return sorted(words, key=lambda each: not each)  # an empty one counts where there is no other


def _stage(words: list[str]) -> tuple[Stage, bool]:
    """The stage, and whether there is a word for it that we know: anything else counts as running."""
    stage = next((STAGES[each] for each in words if each in STAGES), Stage.RUNNING)
    return stage, bool(words) and words[0] in STAGES


def _number(film: list[Layer], asked: str) -> str:
    """The number that we asked for, if it is there; else the first one, or nothing."""
    numbers = [number for layer in film if (number := _own_id(layer))]
    return asked if asked in numbers else next(iter(numbers), "")


def _must_be(raw: Layer, number: str, *, asked: str, is_ours: bool = False) -> None:
    """Raises Unavailable for an answer about nothing, or about another number than `asked` that is not ours either."""
    if not number:
        raise Unavailable(Reason.UNCLEAR, "The answer names no task.", sent=True, raw=raw_text(raw))
    if asked and number != asked and not is_ours:
        raise Unavailable(Reason.UNCLEAR, "The answer is about another task.", sent=True, raw=raw_text(raw))


def _ours(layers: _Layers, asked: str) -> list[Layer]:
    """The layers that may name our own id: deeper inside than the number we asked for stands a gateway's own id."""
    is_named = bool(layers.film) and _own_id(layers.film[0]) == asked
    return [layers.film[0], *layers.call] if is_named else layers.all


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
