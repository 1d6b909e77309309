"""UniAll (its Chinese page says aijisu): a gateway that fetches photo and voice itself and bills by the second."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from apps.providers import shapes
from apps.providers.base import Account, Capabilities, Job, Mode, Option, Stage, Task
from apps.providers.base import gettext_noop as _
from apps.providers.service import Service

SUBMIT_PATH = "/v1/video/generations"
SHORT_PATH = "/v1/videos"

MODEL_STANDARD = Option(
    name="model_standard",
    label=_("Model for Standard"),
    help=_("The name that the service gives to it."),
    default="kling-avatar-v2-standard",
)
MODEL_PRO = Option(
    name="model_pro",
    label=_("Model for Pro"),
    help=_("The name that the service gives to it."),
    default="kling-avatar-v2-pro",
)
MODELS = {Mode.STANDARD: MODEL_STANDARD, Mode.PRO: MODEL_PRO}
QUERY_PATH = Option(
    name="query_path",
    label=_("Path for looking"),
    help=_("Where videos are looked at while they are being made. The first one is in the documents."),
    default=SUBMIT_PATH,
    choices=((SUBMIT_PATH, SUBMIT_PATH), (SHORT_PATH, SHORT_PATH)),
)


class UniAll(Service):
    """No files, no id of ours, no list, no callback, no speech: what it loses can only be cleared up by a person."""

    slug = "uniall"
    name = "UniAll"
    hosts: tuple[tuple[str, str], ...] = ()  # its documents name no address
    options: tuple[Option, ...] = (MODEL_STANDARD, MODEL_PRO, QUERY_PATH)

    def capabilities(self, options: Mapping[str, str]) -> Capabilities:
        """The limits are those of Kling: its own documents name none."""
        return Capabilities(
            min_seconds=2,
            max_seconds=300,
            max_audio_bytes=5 * 1024 * 1024,
            max_image_bytes=10 * 1024 * 1024,
            max_prompt=2500,
            takes_files=False,
            look_seconds=15.0,  # gateways of this kind look themselves no more often than that
        )

    def submit(self, account: Account, job: Job) -> Task:
        """Send one take; exactly one POST, whatever comes back. ValueError: an address is missing."""
        return shapes.task(self._post(account, SUBMIT_PATH, _body(account, job)))

    def query(self, account: Account, task_id: str, external_id: str = "") -> Task:
        """Look at one task. It never heard of our own id."""
        task = shapes.task(self._look(account, task_id), asked=task_id)
        path = account.option(QUERY_PATH)
        if task.stage is not Stage.DONE or task.video_url or path != SHORT_PATH:
            return task
        # At this path, a film without an address lies beside its task.
        return replace(task, video_url=f"{account.base_url.rstrip('/')}{path}/{quote(task.task_id, safe='')}/content")

    def _query_paths(self, account: Account) -> Sequence[str]:
        return (account.option(QUERY_PATH),)


def _body(account: Account, job: Job) -> dict[str, Any]:
    if job.script or job.audio_id or not (job.image_url and job.audio_url):
        raise ValueError("A take has the address of a photo and the address of a voice.")
    whole = job.seconds == job.seconds.to_integral_value()
    body = {
        "model": account.option(MODELS[job.mode]),
        "image_url": job.image_url,
        "audio_url": job.audio_url,
        "audio_duration_seconds": int(job.seconds) if whole else float(job.seconds),
    }
    return {**body, "prompt": job.prompt} if job.prompt else body
