"""Another video like one that is there."""

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from apps.gallery.models import Tagging
from apps.renders.models import Video
from apps.teams.models import Team, User

SAME = (
    "project", "avatar", "clip", "script", "script_voice", "script_speed", "speech", "connection", "mode", "prompt",
)  # fmt: skip
TITLE = 120  # characters of a video's name


def make_another(video: Video, by: User) -> Video:
    """An unfinished video with the same face, voice, style, service, quality and tags. Nothing is made or paid."""
    with transaction.atomic():
        rev = Team.objects.next_rev(video.project.team_id)
        same = {name: getattr(video, name) for name in SAME}
        made = Video.objects.create(**same, title=_copy_of(str(video)), created_by=by, rev=rev, created_rev=rev)
        tags = video.taggings.order_by("pk").values_list("tag", flat=True)
        Tagging.objects.bulk_create(Tagging(video=made, tag_id=tag) for tag in tags)
    return made


def _copy_of(title: str) -> str:
    # Translators: the name of a video that was made like another one.
    copied = _("%(title)s (copy)")
    room = TITLE - len(copied % {"title": ""})
    return copied % {"title": Truncator(title).chars(room)}
