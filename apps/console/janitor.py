"""Files that nobody refers to: what a program that was killed had stored and not yet written down.

Only files of finished uploads and films are looked at (`<team>/<kind>/<uuid>.<ext>`), and only when they are older than
anything that may still be on its way into the database.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

OLD = timedelta(days=1)
KEY = "_key"  # how columns are called that name a file


def remove_orphans() -> int:
    """Delete the files that no row names; returns how many."""
    orphans = set(_old_files(timezone.now() - OLD))
    for model, column in key_columns():
        if orphans:
            orphans.difference_update(model._base_manager.values_list(column, flat=True).iterator())
    for name in orphans:
        default_storage.delete(name)
    return len(orphans)


def key_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every column of ours that names a file."""
    for model in apps.get_models():
        if model.__module__.startswith("apps."):
            yield from ((model, field.name) for field in model._meta.fields if field.name.endswith(KEY))


def _old_files(before: datetime) -> Iterator[str]:
    for team in _folders(""):
        if not _is_uuid(team):
            continue
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


def _is_uuid(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
