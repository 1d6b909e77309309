from pathlib import Path

import pytest
from django.db import connection

from apps.core.health import installation_id


class TestHealthz:
    def test_names_the_installation_without_touching_the_database(self, client):
        assert client.get("/healthz").json() == {"studio": installation_id(), "ok": True}

    def test_differs_for_another_data_folder_and_another_secret(self, settings, tmp_path: Path):
        ours = installation_id()
        settings.DATA_DIR = tmp_path
        elsewhere = installation_id()
        settings.SECRET_KEY = "another secret"
        assert len({ours, elsewhere, installation_id()}) == 3


@pytest.mark.stack
@pytest.mark.django_db(transaction=True)
class TestReadyz:
    def test_is_ready_when_database_and_storage_work(self, client, settings):
        response = client.get("/readyz")
        assert (response.status_code, response.json()) == (200, {"database": True, "storage": True})
        assert not list(Path(settings.MEDIA_ROOT).iterdir())

    def test_is_not_ready_when_files_cannot_be_stored(self, client, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path / "a file"
        settings.MEDIA_ROOT.touch()
        response = client.get("/readyz")
        assert (response.status_code, response.json()) == (503, {"database": True, "storage": False})

    def test_is_not_ready_when_the_database_does_not_answer(self, client, monkeypatch):
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "NAME", "/no/such/database")
        response = client.get("/readyz")
        connection.close()
        assert (response.status_code, response.json()) == (503, {"database": False, "storage": True})
