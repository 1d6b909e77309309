"""Telling the client that a task has changed, as Kling does: signed, flat, and at most once for each status."""

import json
import logging
import time
import uuid

from django.conf import settings

from apps.practice import arrivals, folders, looks, store
from apps.practice.journal import Journal, now
from apps.practice.store import Line
from apps.providers import http, webhooks
from apps.providers.errors import ProviderError
from apps.providers.http import Patience

PATIENCE = Patience(read=3, total=5)

log = logging.getLogger(__name__)
_told = Journal("callbacks.jsonl")


def tell() -> None:
    """Call back for every task whose status has changed since it was last told.

    It is written down first: a call that a kill swallows is not made again, and one that nobody takes neither.
    """
    told = {(entry["task_id"], entry["status"]) for entry in _told.entries()}
    for line in store.films():
        if not line.get("callback_url"):
            continue
        status = folders.status(line)
        if (line["task_id"], status) not in told:
            _told.append({"task_id": line["task_id"], "status": status, "at": now()})
            _call(line)


def _call(line: Line) -> None:
    body = json.dumps(looks.described(looks.look(line, line["origin"]))).encode()
    headers = webhooks.sign(settings.PRACTICE_WEBHOOK_SECRET, str(uuid.uuid4()), int(time.time()), body)
    headers = {"Content-Type": "application/json", **headers}
    try:
        http.notify(line["callback_url"], body, headers, account=arrivals.studio(), patience=PATIENCE)
    except ProviderError as error:
        log.info("practice task %s could not call back: %s", line["task_id"], error.message)
