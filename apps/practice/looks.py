"""What a task looks like from outside at this moment, before a dialect puts it into its own words."""

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from apps.practice import faults, folders, store
from apps.practice.faults import Fault
from apps.practice.store import Line

WORDS = {"unknown": "archiving", "backwards": "submitted"}  # said instead, by the name of the fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at a film. `status` is Kling's word; `url` is there when it succeeded, `trouble` when it failed.

    `units` is what it cost in the end, as text; empty while that is open, and for a failed one that cost nothing.
    `changed_at` is in milliseconds since 1970.
    """

    line: Line
    status: str
    trouble: str = ""
    url: str = ""
    units: str = ""
    changed_at: int


def look(line: Line, origin: str) -> Look:
    """A task as it is. `origin` begins the address of its film."""
    now = Look(line=line, status=folders.status(line), changed_at=folders.changed_at(line))
    if now.status == "succeed":
        url = origin + reverse("practice:film", args=[line["task_id"]])
        return replace(now, url=url, units=str(store.charged(line["task_id"])))
    if now.status == "failed":
        taken = store.charged(line["task_id"])
        return replace(now, trouble=folders.trouble(line), units=str(taken) if taken else "")
    return now


def asked(line: Line, origin: str) -> Look:
    """A task as a caller is told about it, with what its script wants to go wrong. Raises Refusal or Instead."""
    script = line.get("script", [])
    fault = faults.take("query", line["task_id"], script)
    faults.strike(fault)
    now = look(line, origin)
    if fault and fault.word in WORDS:
        return replace(now, status=WORDS[fault.word], url="", trouble="", units="")
    if now.status == "succeed":
        return _spoilt(now, faults.take("result", line["task_id"], script, among=faults.SHOWN))
    return now


def described(now: Look) -> dict[str, Any]:
    """A task as Kling describes it; amounts and lengths are text there."""
    line = now.line
    data: dict[str, Any] = {
        "task_id": line["task_id"],
        "task_status": now.status,
        "task_status_msg": now.trouble,
        "task_info": {"external_task_id": line["external_task_id"]},
        "task_result": {},
        "created_at": line["at"],
        "updated_at": now.changed_at,
    }
    if now.status == "succeed":
        video = {"id": line["task_id"], "url": now.url, "duration": line["seconds"]}
        data["task_result"] = {"videos": [{name: value for name, value in video.items() if value}]}
    if now.units:
        data["final_unit_deduction"] = now.units
    return data


def described_speech(line: Line, origin: str, *, is_done: bool = True) -> dict[str, Any]:
    """A spoken text as Kling describes it."""
    data: dict[str, Any] = {
        "task_id": line["task_id"],
        "task_status": "succeed" if is_done else "processing",
        "task_status_msg": "",
        "task_result": {},
        "created_at": line["at"],
        "updated_at": line["at"],
    }
    if is_done:
        url = origin + reverse("practice:sound", args=[line["audio_id"]])
        data["task_result"] = {"audios": [{"id": line["audio_id"], "url": url, "duration": line["seconds"]}]}
        data["final_unit_deduction"] = line["units"]
    return data


def _spoilt(now: Look, fault: Fault | None) -> Look:
    """A finished film, shown as the fault wants it."""
    if fault is None:
        return now
    if fault.word == "late":
        return replace(now, status="failed", url="", units="", trouble="The task timed out")
    return replace(now, url="" if fault.word == "no-url" else f"{now.url}?expired")
