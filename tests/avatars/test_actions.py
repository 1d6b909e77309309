import pytest
from django.conf import settings
from PIL import Image

from apps.avatars.actions import PhotoRefused, add_face
from apps.avatars.models import Avatar
from apps.media import store
from tests.media_files import jpeg

pytestmark = pytest.mark.django_db


class TestAddFace:
    def test_keeps_our_own_copy_and_what_was_seen(self, team, alice, tmp_path):
        face = add_face(team, alice, jpeg(tmp_path / "x", (400, 500)), "anna maria.jpg")
        assert (face.name, face.width, face.height, face.created_by) == ("anna maria", 400, 500, alice)
        assert face.portrait_key.startswith(f"{team.uuid}/faces/")
        with store.as_path(face.portrait_key) as path, Image.open(path) as portrait:
            assert (portrait.format, portrait.size) == ("JPEG", (400, 500))

    def test_what_is_refused_leaves_no_row_and_no_file(self, team, alice, tmp_path):
        with pytest.raises(PhotoRefused) as refused:
            add_face(team, alice, jpeg(tmp_path / "x", (100, 100)), "small.jpg")
        assert refused.value.report.problems
        assert not Avatar.objects.exists()
        assert not any(path.is_file() for path in settings.MEDIA_ROOT.rglob("*"))

    def test_the_name_of_the_file_goes_nowhere_but_into_a_name(self, team, alice, tmp_path):
        face = add_face(team, alice, jpeg(tmp_path / "x"), "../../" + "ü" * 300 + ".jpg")
        assert (len(face.name), len(face.original_name)) == (80, 200)
        assert ".." not in face.portrait_key
