"""Where people say how soon they want to be mailed, and the page behind the link under each mail."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apps.core.htmx import post_of, redirect
from apps.notices import letters, post, tokens, words
from apps.notices import preferences as wishes
from apps.notices.forms import PreferencesForm
from apps.notices.models import Notice, Status
from apps.teams.current import SignedInRequest, current_team, team_of
from apps.teams.models import User
from apps.teams.policy import may_manage, require


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: SignedInRequest) -> HttpResponse:
    form = PreferencesForm(wishes.of(request.user), request.POST if request.method == "POST" else None)
    if form.is_valid():
        wishes.choose(request.user, form.wishes)
        messages.success(request, _("Saved. It holds from now on."))
        return redirect(request, reverse("notices:preferences"))
    team = current_team(request)
    context = {
        "form": form,
        "zone": team.time_zone.replace("_", " ") if team else "",
        "hour": f"{wishes.DAILY_HOUR}:00",
        "mails": bool(settings.EMAIL_HOST),
        "sender": settings.DEFAULT_FROM_EMAIL,
        "refused": _refused(request.user),
        "may_try": bool(settings.EMAIL_HOST and team and may_manage(request.user, team)),
    }
    return TemplateResponse(request, "notices/preferences.html", context, status=422 if form.is_bound else 200)


@post_of("notices:preferences")
def trial(request: SignedInRequest) -> HttpResponse:
    """Mail the owner who pressed, at once, and say how that went."""
    require(may_manage(request.user, team_of(request)))
    if not settings.EMAIL_HOST:
        messages.warning(request, _("This studio sends no e-mail."))
        return redirect(request, reverse("notices:preferences"))
    address, line = {"address": request.user.email}, post.SmtpBackend()
    try:
        line.deliver(letters.trial(request.user), lambda: None)
    except (post.Refused, post.NotNow, post.Unsure) as error:
        said = _("The mail server did not take it: %(why)s")
        messages.error(request, said % {"why": error})
    else:
        messages.success(request, _("A mail is on its way to %(address)s.") % address)
    finally:
        line.hang_up()
    return redirect(request, reverse("notices:preferences"))


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End mails of some kinds: by a button here, or by that of a mail program, which has no cookie (RFC 8058).

    A look at the page changes nothing: programs that preview links look, too.
    """
    try:
        person, kinds = tokens.read(token)
    except tokens.WrongToken:
        answer = TemplateResponse(request, "notices/stop_nothing.html", status=404)
    else:
        if request.method == "POST":
            wishes.turn_off(person, kinds)
        context = {"kinds": words.kinds(kinds), "is_done": request.method == "POST"}
        answer = TemplateResponse(request, "notices/stop.html", context)
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _refused(person: User) -> Notice | None:
    """The last mail to this person, where the mail server refused it."""
    ended = (Status.SENT, Status.REFUSED)
    last = Notice.objects.filter(person=person, status__in=ended).order_by("-due_at", "-pk").first()
    return last if last and last.status == Status.REFUSED else None
