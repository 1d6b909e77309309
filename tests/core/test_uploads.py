import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.avatars.models import Avatar
from apps.media.audio import MAX_BYTES
from tests.cast import signed_in
from tests.takes import make_video

pytestmark = pytest.mark.django_db


class TestBoundedFileUploads:
    def test_a_recording_of_200_mb_is_taken_with_all_that_is_sent_around_it(self, settings):
        assert settings.MAX_UPLOAD_BYTES >= MAX_BYTES + 1024**2

    def test_files_go_to_disk(self, settings):
        assert settings.FILE_UPLOAD_HANDLERS == ["apps.core.uploads.BoundedFileUploadHandler"]

    def test_what_is_announced_as_too_much_is_not_taken(self, settings, team, alice):
        address = reverse("videos:face", args=[make_video(team, alice).pk])
        settings.MAX_UPLOAD_BYTES = 1000
        answer = signed_in(alice).post(address, {"photo": SimpleUploadedFile("x.jpg", b"x" * 2000)})
        assert answer.status_code == 400
        assert Avatar.objects.count() == 1
