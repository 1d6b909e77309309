import pytest
from django.urls import reverse

from tests.cast import signed_in
from tests.takes import make_face

pytestmark = pytest.mark.django_db


class TestPortrait:
    def test_is_sent_to_the_team_with_range(self, team, alice, rita):
        face = make_face(team, alice)
        answer = signed_in(rita).get(reverse("avatars:portrait", args=[face.pk]), headers={"Range": "bytes=0-2"})
        assert (answer.status_code, b"".join(answer.streaming_content)) == (206, b"\xff\xd8\xff")

    def test_a_stranger_finds_nothing(self, team, alice, charlie):
        face = make_face(team, alice)
        for name in ("portrait", "backdrop"):
            assert signed_in(charlie).get(reverse(f"avatars:{name}", args=[face.pk])).status_code == 404
