"""Kling itself: one photo and one voice clip become a film, and a text becomes a voice clip."""

import time
from base64 import b64encode
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from apps.providers import refusals, shapes
from apps.providers.base import Account, Capabilities, Checkup, Job, Mode, Option, Script, Spoken, Task
from apps.providers.base import gettext_noop as _
from apps.providers.errors import Reason, Unavailable
from apps.providers.reading import amount, at, number, obj, raw_text, text
from apps.providers.refusals import Complaint, NotFound
from apps.providers.service import Service

OFFICIAL, SEED = "official", "seed"
PATHS = {OFFICIAL: "/v1/videos/avatar/image2video", SEED: "/v1/videos/avatar"}
FILES, ADDRESSES = "files", "addresses"
SPEECH_PATH = "/v1/audio/tts"
COSTS_PATH = "/account/costs"
COSTS_MILLISECONDS = 30 * 24 * 3600 * 1000
LIST_BYTES = 8 * 1024 * 1024  # of a page: a film's signed address alone may take a kilobyte
FIND_PAGES, FIND_SIZE = 3, 100  # of the list, where our own id does not find a task

DIALECT = Option(
    name="dialect",
    label=_("Kind of request"),
    help=_("Kling's own documents describe the usual one. Choose the other one only if Kling told you to."),
    default=OFFICIAL,
    choices=((OFFICIAL, _("Usual")), (SEED, _("Short: addresses or a text, and a shape"))),
)
PATH = Option(
    name="path",
    label=_("Path"),
    help=_("Where videos are ordered, after the address. Left empty, the usual path is used."),
    default="",
)
MEDIA = Option(
    name="media",
    label=_("Photo and voice"),
    help=_("Addresses work only if the service can reach this studio from outside."),
    default=FILES,
    choices=((FILES, _("Are sent along")), (ADDRESSES, _("Are fetched by the service"))),
)
ASPECT_RATIO = Option(
    name="aspect_ratio",
    label=_("Shape"),
    help=_("Only the short kind of request names a shape; else the video has the shape of the photo."),
    default="16:9",
    choices=(("16:9", _("Wide, 16:9")), ("9:16", _("Tall, 9:16")), ("1:1", _("Square, 1:1"))),
)


class Kling(Service):
    """Kling's API as its own documents have it ("official"), and as an older description has it ("seed")."""

    slug = "kling"
    name = "Kling"
    hosts: tuple[tuple[str, str], ...] = (
        ("https://api-singapore.klingai.com", _("For accounts outside mainland China.")),
        ("https://api-beijing.klingai.com", _("For accounts in mainland China.")),
        ("https://api.klingai.com", _("The old address. Use it only if the others do not know your key.")),
    )
    options: tuple[Option, ...] = (DIALECT, PATH, MEDIA, ASPECT_RATIO)
    list_prices: Mapping[str, int] = {Mode.STANDARD: 56_000, Mode.PRO: 112_000, "speech": 7_000, "unit": 140_000}
    speech_path = SPEECH_PATH

    def capabilities(self, options: Mapping[str, str]) -> Capabilities:
        """Nowhere does Kling promise that a task is found as soon as it is taken: no look-up is authoritative."""
        is_seed = DIALECT.chosen(options) == SEED
        return Capabilities(
            min_seconds=2,
            max_seconds=300,
            max_audio_bytes=5 * 1024 * 1024,
            max_image_bytes=10 * 1024 * 1024,
            max_prompt=0 if is_seed else 2500,
            max_script=1000,
            modes=(Mode.STANDARD,) if is_seed else (Mode.STANDARD, Mode.PRO),
            takes_files=not is_seed and MEDIA.chosen(options) == FILES,
            can_look_up=True,
            can_list=True,
            list_size=500,
            can_call_back=True,
            signs_callbacks=True,
            signs_keys=True,
            can_speak=not is_seed,
            speaks_along=is_seed,
        )

    def submit(self, account: Account, job: Job) -> Task:
        """Send one take; exactly one POST, whatever comes back. ValueError: it has no speech, or more than one."""
        return shapes.task(self._post(account, self._path(account), self._body(account, job)))

    def query(self, account: Account, task_id: str, external_id: str = "") -> Task:
        """Look at one task."""
        return shapes.task(self._look(account, task_id), asked=task_id, external_id=external_id)

    def find(self, account: Account, external_id: str) -> Task | None:
        """The task with our own id, or None where the service says (and its list shows) that it has none.

        Gateways may leave our id out of their answers: such a task is ours if they do not show one for any number.
        """
        try:
            task = shapes.task(self._look(account, external_id))
        except NotFound:
            return self._find_in_list(account, external_id) if self.capabilities(account.options).can_list else None
        if task.external_id != external_id and (task.external_id or self._shows_any(account)):
            raise Unavailable(Reason.UNCLEAR, "The service shows another task than the one we asked for.", sent=True)
        return task

    def list_page(self, account: Account, page: int, size: int) -> Sequence[Task]:
        """One page of the account's tasks."""
        params = {"pageNum": str(page), "pageSize": str(size)}
        return shapes.tasks(self._get(account, self._path(account), params, max_bytes=LIST_BYTES))

    def speak(self, account: Account, script: Script) -> Spoken:
        """Have a text spoken; exactly one POST. Usually finished in its answer."""
        body = {
            "text": script.text,
            "voice_id": script.voice_id,
            "voice_language": script.language,
            "voice_speed": float(round(script.speed, 1)),
        }
        return shapes.spoken(self._post(account, self.speech_path, body))

    def query_speech(self, account: Account, task_id: str) -> Spoken:
        """Look at a text that was not finished in the answer of `speak`."""
        return shapes.spoken(self._get(account, f"{self.speech_path}/{quote(task_id, safe='')}"), asked=task_id)

    def check(self, account: Account) -> Checkup:
        """Ask what is left of the account's packs: free, and at most once a second."""
        now = time.time_ns() // 1_000_000
        params = {"start_time": str(now - COSTS_MILLISECONDS), "end_time": str(now)}
        raw = self._get(account, COSTS_PATH, params)
        data = obj(raw.get("data"))
        code = number(data.get("code")) or 0  # a second code, inside
        if code not in refusals.GOOD_CODES:
            message = text(data.get("msg")) or f"Code {code}"
            raise refusals.error(Complaint(message=message, code=code, status=code, raw=raw_text(raw)))
        packs = [obj(pack) for pack in at(data, "resource_pack_subscribe_infos")]
        left = [amount(pack.get("remaining_quantity")) for pack in packs if pack.get("status") == "online"]
        known = [each for each in left if each is not None]
        return Checkup(units=sum(known, Decimal(0)) if known else None)

    def _find_in_list(self, account: Account, external_id: str) -> Task | None:
        """Page by page until there is nothing on one: a service may put less on a page than it was asked for."""
        names: set[str] = set()
        for page in range(1, FIND_PAGES + 1):
            tasks = self.list_page(account, page, FIND_SIZE)
            if found := next((task for task in tasks if task.external_id == external_id), None):
                return found
            if not tasks:
                break
            names |= {task.external_id for task in tasks}
        if names == {""}:
            raise Unavailable(Reason.UNCLEAR, "The list does not tell our own ids.", sent=True)
        return None

    def _path(self, account: Account) -> str:
        return account.option(PATH) or PATHS[account.option(DIALECT)]

    def _query_paths(self, account: Account) -> Sequence[str]:
        return (self._path(account),)

    def _body(self, account: Account, job: Job) -> dict[str, Any]:
        """The request, without the keys that have nothing to say."""
        is_seed = account.option(DIALECT) == SEED
        body = short_body(job, account.option(ASPECT_RATIO)) if is_seed else usual_body(job)
        return {name: value for name, value in body.items() if value}


def usual_body(job: Job) -> dict[str, str]:
    """All keys of the usual request; raw base64 where there is no address."""
    sound_file = job.audio_url or b64encode(job.audio).decode()
    if job.script or bool(job.audio_id) == bool(sound_file):
        raise ValueError("A take has exactly one speech: an audio id, or a file.")
    return {
        "image": job.image_url or b64encode(job.image).decode(),
        "audio_id": job.audio_id,
        "sound_file": sound_file,
        "prompt": job.prompt,
        "mode": job.mode.value,
        "callback_url": job.callback_url,
        "external_task_id": job.external_id,
    }


def short_body(job: Job, aspect_ratio: str) -> dict[str, str]:
    """All keys of the seed dialect's request."""
    is_half = bool(job.script) != bool(job.voice_id)
    if job.audio_id or is_half or bool(job.script) == bool(job.audio_url):
        raise ValueError("A take has exactly one speech: a text with a voice, or the address of a file.")
    return {
        "image": job.image_url or b64encode(job.image).decode(),
        "text": job.script,
        "voice_id": job.voice_id,
        "audio_url": job.audio_url,
        "aspect_ratio": aspect_ratio,
        "callback_url": job.callback_url,
        "external_task_id": job.external_id,
    }
