"""What each role means, in one sentence."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.teams.models import Role

ROLES: dict[str, Promise] = {
    Role.OWNER: _("May do everything: people, services, spending, videos."),
    Role.PRODUCER: _("Makes videos and may spend money on them."),
    Role.CREATOR: _("Prepares videos. Spending money needs an OK from somebody else."),
    Role.REVIEWER: _("Watches, comments and decides whether a video is good."),
}
