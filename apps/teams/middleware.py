"""The first visit of an empty installation."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from apps.teams.models import User

OPEN = ("/healthz", "/readyz", "/practice/", "/language/")


class WelcomeMiddleware:
    """While there is no user, every page leads to /welcome/."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.somebody_is_here = False  # once true it stays true, and no request asks the database again

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._leads_to_welcome(request.path):
            return HttpResponseRedirect(reverse("teams:welcome"))
        return self.get_response(request)

    def _leads_to_welcome(self, path: str) -> bool:
        if self.somebody_is_here or path.startswith((*OPEN, settings.STATIC_URL, reverse("teams:welcome"))):
            return False
        self.somebody_is_here = User.objects.exists()
        return not self.somebody_is_here
