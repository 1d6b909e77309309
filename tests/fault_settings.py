"""The studio's settings for tests that kill its processes: the only place where fault points are armed.

The practice service runs as a process of its own, on SERVICE_PORT, and survives what is done to the studio.
"""
# ruff: noqa: F403, F405 - these are the settings of the product, and a few words more

from apps.core import faults
from avatarstudio.settings import *

SERVICE_PORT = env.int("SERVICE_PORT")
PRACTICE_ORIGIN = PUBLIC_BASE_URL = f"http://127.0.0.1:{SERVICE_PORT}"
CELERY_BEAT_SCHEDULE = {name: entry for name, entry in CELERY_BEAT_SCHEDULE.items() if name != "practice"}
CELERY_WORKER_POOL = env.str("WORKER_POOL", CELERY_WORKER_POOL)  # the command line cannot choose "prefork" here
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

faults.arm(env.path("FAULT_FOLDER", None))
