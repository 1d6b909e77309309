"""Two addresses for machines: is this studio answering (``/healthz``), and could it work right now (``/readyz``)."""

from uuid import uuid4

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils.crypto import salted_hmac


def installation_id() -> str:
    """Tells one studio from another on the same machine: bound to the data folder and its secret, revealing neither."""
    return salted_hmac("apps.core.health", str(settings.DATA_DIR), algorithm="sha256").hexdigest()[:16]


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """Who answers here. Touches neither the database nor the files."""
    return JsonResponse({"studio": installation_id(), "ok": True})


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether what we stand on works: 200 when all does, else 503 with the parts that do not."""
    parts = {"database": _database_answers(), "storage": _storage_takes_files()}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _storage_takes_files() -> bool:
    try:
        default_storage.delete(default_storage.save(f".readyz-{uuid4()}", ContentFile(b"ok")))
    except OSError:
        return False
    return True
