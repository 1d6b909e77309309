"""One line per app. What an address may be used for stands in the app that owns it."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from apps.core.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
    # One address per person, and it is what they sign in with: allauth's page for more of them is not offered.
    path("account/email/", RedirectView.as_view(pattern_name="account_change_password"), name="account_email"),
    path("account/", include("allauth.account.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("practice/", include("apps.practice.urls")),
    path("", include("apps.teams.urls")),
    path("", include("apps.notices.urls")),
    path("", include("apps.connections.urls")),
    path("", include("apps.projects.urls")),
    path("", include("apps.spending.urls")),
    path("", include("apps.avatars.urls")),
    path("", include("apps.voices.urls")),
    path("", include("apps.renders.urls")),
    path("", include("apps.reviews.urls")),
    path("", include("apps.sharing.urls")),
    path("", include("apps.gallery.urls")),
]
