"""The Celery application. Its settings, the periodic work included, stand in `settings.py` like all others."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "avatarstudio.settings")

app = Celery("avatarstudio")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
