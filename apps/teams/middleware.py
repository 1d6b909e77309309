"""The first visit of an empty installation, and the language in which people use it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language

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


class LanguageMiddleware:
    """Remembers in which language a person uses the studio, for mails, which no browser asks for.

    Only with something that they do and that works: nothing is written for a look.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code < 400 and isinstance(request.user, User):
            self._remember(request.user, response)
        return response

    def _remember(self, user: User, response: HttpResponse) -> None:
        chosen = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)  # just now
        language = chosen.value if chosen else get_language()
        if language != user.language and language in dict(settings.LANGUAGES):
            User.objects.filter(pk=user.pk).update(language=language)
