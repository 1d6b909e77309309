"""What a link that is about to be made would show: one video, some that were chosen, or all of a project."""

from dataclasses import dataclass

from django.http import Http404
from django.http.request import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.numbers import whole_number
from apps.projects.models import Project
from apps.renders.models import Video
from apps.teams.models import User

MOST = 100  # videos of a link


class NotShareable(Exception):
    """No link shows what was chosen. Says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """A video of the project, those that were chosen from it, or all of it (neither)."""

    project: Project
    video: Video | None = None
    chosen: tuple[Video, ...] = ()

    @property
    def post(self) -> str:
        """Where a link to it is made."""
        if self.chosen:
            return reverse("sharing:share_chosen")
        return self._address("share_video", "share_project")

    @property
    def page(self) -> str:
        """Where its links are listed."""
        return self._address("video", "project")

    def _address(self, of_video: str, of_project: str) -> str:
        if self.video:
            return reverse(f"sharing:{of_video}", args=[self.video.pk])
        return reverse(f"sharing:{of_project}", args=[self.project.pk])


def of_chosen(query: QueryDict, user: User) -> Extent:
    """What `videos=1&videos=2` names, as far as the person may see it; one alone is as good as that video itself.

    Raises NotShareable, and Http404 where nothing is left.
    """
    named = {whole_number(each) for each in query.getlist("videos")}
    if not named:
        raise NotShareable(_("Choose at least one video first."))
    if len(named) > MOST:
        sentence = _("A link shows at most %(most)d videos. Choose fewer, or share the whole project.")
        raise NotShareable(sentence % {"most": MOST})
    videos = tuple(Video.objects.visible_to(user).filter(pk__in=named).select_related("project__team"))
    projects = {video.project for video in videos}
    if not projects:
        raise Http404
    if len(projects) > 1:
        raise NotShareable(
            _(
                "These videos are in several projects, and a link belongs to one. Move them into one project first, "
                "or share those of each project by a link of their own."
            )
        )
    (project,) = projects
    if len(videos) == 1:
        return Extent(project=project, video=videos[0])
    return Extent(project=project, chosen=videos)
