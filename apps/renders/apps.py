from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RendersConfig(AppConfig):
    name = "apps.renders"
    verbose_name = _("Videos")
