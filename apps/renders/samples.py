"""A face that we drew and a voice that a synthesiser spoke, for a first try without own material."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.avatars.actions import add_face
from apps.avatars.models import Avatar
from apps.media.captions import cues_for
from apps.renders.actions import change_video
from apps.renders.models import Video
from apps.teams.models import Team, User
from apps.voices.actions import add_clip
from apps.voices.models import VoiceClip

FACE = "samples/mei-45.jpg"
VOICE = "samples/welcome.mp3"
SAID = (
    "Hello, and welcome to our course. I am glad you are here. In the first lesson we look around together, slowly, "
    "step by step. You need nothing but a little time and a cup of tea."
)
SPEECH, PAUSES = (0.3, 12.0), [(2.43, 3.07), (4.49, 4.87), (8.65, 9.39)]  # seconds


def use_samples(video: Video, by: User) -> None:
    """Give the video the sample face and voice; they enter the team's library once."""
    team = video.project.team
    fields: dict[str, object] = {"avatar": _face(team, by), "clip": _voice(team, by), "speech": None}
    if not video.title:
        fields["title"] = _("My first video")
    change_video(video, **fields)


def _path(name: str) -> Path:
    found = finders.find(name)
    assert isinstance(found, str)  # noqa: S101 - the files are part of the product
    return Path(found)


def _face(team: Team, by: User) -> Avatar:
    face = Avatar.objects.offered().filter(team=team, is_sample=True).first()
    if face is None:
        path = _path(FACE)
        face = add_face(team, by, path, path.name)
        Avatar.objects.filter(pk=face.pk).update(name=_("Sample face"), is_sample=True)
        face.record_consent(by)  # a drawing: there is nobody to ask
    return face


def _voice(team: Team, by: User) -> VoiceClip:
    clip = VoiceClip.objects.filter(team=team, is_sample=True).first()
    if clip is None:
        path = _path(VOICE)
        clip = add_clip(team, by, path, path.name)
        cues = cues_for(SAID, float(clip.seconds), speech=SPEECH, pauses=PAUSES)
        fields = {"name": _("Sample voice"), "captions": [cue.as_json() for cue in cues], "captions_at": timezone.now()}
        VoiceClip.objects.filter(pk=clip.pk).update(**fields, is_sample=True)
    return clip
