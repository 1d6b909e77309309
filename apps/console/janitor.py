"""Files that nobody refers to: what a program that was killed had stored and not yet written down.

Only the folders of teams that this database knows are looked at (`<team>/<kind>/<uuid>.<ext>`), and there only files
that are older than anything that may still be on its way into it.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from apps.teams.models import Team

log = logging.getLogger(__name__)

OLD = timedelta(days=1)
FEW = 20  # may be left in a studio that has hardly begun
KEY = "_key"  # how columns are called that name a file


def remove_orphans() -> int:
    """Delete the files that no row names; returns how many.

    Most files of a studio are named. Where most are not, this is the wrong database or an old copy of it, and nothing
    is deleted.
    """
    old = set(_old_files(timezone.now() - OLD))
    orphans = set(old)
    for model, column in key_columns():
        orphans.difference_update(model._base_manager.values_list(column, flat=True).iterator())
    if len(orphans) > max(FEW, len(old) // 2):
        log.error("%d of %d files are named by no row of this database: nothing is removed", len(orphans), len(old))
        return 0
    for name in orphans:
        default_storage.delete(name)
    return len(orphans)


def key_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every column of ours that names a file."""
    for model in apps.get_models():
        if model.__module__.startswith("apps."):
            yield from ((model, field.name) for field in model._meta.fields if field.name.endswith(KEY))


def _old_files(before: datetime) -> Iterator[str]:
    for team in map(str, Team.objects.values_list("uuid", flat=True)):
        for kind in _folders(team):
            names = (f"{team}/{kind}/{name}" for name in default_storage.listdir(f"{team}/{kind}")[1])
            yield from (name for name in names if _is_older(name, before))


def _is_older(name: str, before: datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < before
    except FileNotFoundError:  # it went away just now
        return False


def _folders(path: str) -> list[str]:
    try:
        return list(default_storage.listdir(path)[0])
    except FileNotFoundError:  # nothing was stored yet
        return []
