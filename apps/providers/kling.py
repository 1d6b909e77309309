"""Kling Avatar: one photo and one voice clip become a film. Also the practice service, which speaks Kling's dialect."""

from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from apps.providers import envelope, http
from apps.providers.base import Account, Capabilities, Job, Reason, Task, Unavailable
from apps.providers.http import Patience


class Kling:
    """Kling's official API: files travel as raw base64, and the task can be looked up by our own id."""

    slug = "kling"
    name = "Kling"
    default_base_url = "https://api-singapore.klingai.com"
    path = "/v1/videos/avatar/image2video"
    capabilities = Capabilities(
        min_seconds=2,
        max_seconds=300,
        max_audio_bytes=5 * 1024 * 1024,
        max_image_bytes=10 * 1024 * 1024,
        max_prompt=2500,
        can_look_up=True,
        lookup_is_authoritative=False,  # nowhere does Kling promise that a task is found as soon as it is taken
    )
    submit_patience = Patience(read=60, total=90)
    look_patience = Patience(read=20, total=30)
    download_seconds = 900.0

    def submit(self, account: Account, job: Job) -> Task:
        """Send one take; exactly one POST, whatever comes back."""
        url = self._url(account)
        answer = http.send("POST", url, key=account.key, json=_body(job), patience=self.submit_patience)
        return _task(envelope.opened(answer), submitting=True)

    def query(self, account: Account, task_id: str) -> Task:
        """Look at one task."""
        return _task(self._look(account, task_id))

    def find(self, account: Account, external_id: str) -> Task | None:
        """The task with our own id, or None where the service says that it has none."""
        found = self._look(account, external_id)
        if found.code == envelope.NOT_FOUND:
            return None
        task = _task(found)
        if task.external_id not in {"", external_id}:
            raise Unavailable(Reason.UNCLEAR, "The service shows another task than the one we asked for.", sent=True)
        return task

    def download(self, account: Account, url: str, target: Path, *, max_bytes: int) -> int:
        """Save a finished film; the key stays at home. Raises Unavailable when it does not arrive whole."""
        return http.download(url, target, max_bytes=max_bytes, deadline=self.download_seconds)

    def _look(self, account: Account, number: str) -> envelope.Envelope:
        url = f"{self._url(account)}/{quote(number, safe='')}"
        return envelope.opened(http.send("GET", url, key=account.key, patience=self.look_patience))

    def _url(self, account: Account) -> str:
        return account.base_url.rstrip("/") + self.path


class Practice(Kling):
    """Our own stand-in (`apps.practice`). It has no fixed address: the studio's own serves it."""

    slug = "practice"
    name = "Practice"
    default_base_url = ""
    capabilities = replace(Kling.capabilities, lookup_is_authoritative=True, look_seconds=2.0)


def _body(job: Job) -> dict[str, Any]:
    """The request, without the keys that have nothing to say."""
    body = {
        "image": b64encode(job.image).decode(),
        "sound_file": b64encode(job.audio).decode(),
        "mode": job.mode.value,
        "external_task_id": job.external_id,
        "prompt": job.prompt,
        "callback_url": job.callback_url,
    }
    return {name: value for name, value in body.items() if value}


def _task(answer: envelope.Envelope, *, submitting: bool = False) -> Task:
    if trouble := envelope.refusal(answer, submitting=submitting):
        raise trouble
    return envelope.task(answer)
