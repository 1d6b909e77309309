"""A Celery application of its own for the tests of the broker: each task leaves a line in a file of its process."""

import os
import sys
from pathlib import Path

from celery import Celery

FOLDER = Path(os.environ["BROKER_TEST_FOLDER"])

app = Celery("broker_app", broker="filesystem://", set_as_current=False)
app.conf.update(
    broker_transport="apps.core.broker:Transport",
    broker_transport_options={"folder": str(FOLDER / "queue"), "polling_interval": 0.02},
    broker_connection_retry_on_startup=True,
    task_acks_late=True,
    task_ignore_result=True,
    worker_enable_remote_control=False,
    worker_pool="threads",
    worker_concurrency=4,
    worker_prefetch_multiplier=4,
)


@app.task(name="note")
def note(number: int) -> None:
    with (FOLDER / f"done-{os.getpid()}").open("a") as file:
        file.write(f"{number}\n")


if __name__ == "__main__":  # send the numbers from argv[1] up to argv[2]
    for number in range(int(sys.argv[1]), int(sys.argv[2])):
        note.delay(number)
