"""What people usually write: a task of Celery for each look, which reads its row, asks, and writes its row.

Our own adapter and client ask, so that nothing but the shape differs.
"""

import itertools
import os
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from apps.renders.models import Render
from avatarstudio.celery import app

WORKER = "import django; django.setup(); from tests.bench import one_by_one; one_by_one.work()"
READY = Path("ready.txt")  # in the data folder
TOLD = Path("one_by_one.txt")  # beside it: seconds of the worker's CPU, once it has done everything
LOOK_SECONDS = 60

app.conf.task_default_queue = f"bench-{settings.DATA_DIR.name}"

_done = itertools.count(1)


@app.task(name="bench.look_one")
def look_one(pk: int) -> None:
    render = Render.objects.select_related("connection").get(pk=pk)
    task = render.connection.adapter.query(render.connection.account, render.task_id, str(render.external_id))
    if task.stage == "running":
        later = timezone.now() + timedelta(seconds=LOOK_SECONDS)
        Render.objects.filter(pk=pk).update(next_check_at=later)
    if next(_done) == int(os.environ["TAKES"]):
        path = settings.DATA_DIR / TOLD
        path.with_suffix(".part").write_text(str(time.process_time() - _begun))
        path.with_suffix(".part").replace(path)


@app.task(name="bench.be_ready")
def be_ready() -> None:
    (settings.DATA_DIR / READY).touch()


def work() -> None:
    options = ["--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    app.worker_main(["--quiet", "worker", "-Q", app.conf.task_default_queue, *options])


_begun = time.process_time()  # what it took to get here is not counted
