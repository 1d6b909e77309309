"""The first visit, the team page and its invitations, and the way in by a link."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.htmx import HtmxRequest, redirect
from apps.teams import actions, links
from apps.teams.current import SignedInRequest, choose_team, current_team
from apps.teams.forms import InvitationForm, PersonForm, WelcomeForm
from apps.teams.models import Invitation, Membership, Role, Team, User
from apps.teams.policy import may_help_with_password, may_manage, require
from apps.teams.welcome import forget_code, needed
from apps.teams.words import ROLES

THEMES = ("light", "dark")
YEAR_SECONDS = 365 * 24 * 3600


@login_not_required
@sensitive_post_parameters("password", "code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HtmxRequest) -> HttpResponse:
    """The first person makes their account and team. Afterwards this page does not exist."""
    if User.objects.exists():
        raise Http404
    form = WelcomeForm(request.POST or None, code_needed=needed(request))
    if form.is_valid():
        person = {name: form.cleaned_data[name] for name in ("name", "email", "password")}
        try:
            login(request, actions.found_studio(**person))
        except actions.StudioExists:
            form.add_error(None, _("Somebody set up this studio a moment ago. Ask them for an invitation link."))
        else:
            forget_code()
            return redirect(request, reverse("connections:choose"))
    return TemplateResponse(request, "teams/welcome.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
def detail(request: SignedInRequest) -> HttpResponse:
    team = current_team(request)
    return _team_page(request, team) if team else redirect(request, reverse("gallery:home"))


@require_POST
def label(request: SignedInRequest) -> HttpResponse:
    """Whether guests read "AI-generated" over the picture: the box is ticked, or it is not sent."""
    team = current_team(request)
    if team is None:
        raise Http404
    require(may_manage(request.user, team))
    actions.show_label(team, request.user, shown="shown" in request.POST)
    messages.success(request, _("Saved."))
    return redirect(request, f"{reverse('teams:detail')}#label")


@never_cache
@require_POST
def invite(request: SignedInRequest) -> HttpResponse:
    """Make a link and show it in the answer itself.

    A redirect would have to carry the token in an address or in the session; this way it is kept nowhere. The price:
    a browser that reloads this page asks whether to send the form again, and then makes one link more.
    """
    team = current_team(request)
    if team is None:
        raise Http404
    require(may_manage(request.user, team))
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _team_page(request, team, form=form, status=422)
    invitation, token = Invitation.issue(team, form.cleaned_data["role"], request.user)
    return _team_page(request, team, invitation=invitation, link=links.join_link(token, request))


@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    teams = Team.objects.visible_to(request.user)
    invitation = get_object_or_404(Invitation.objects.select_related("team"), pk=pk, team__in=teams)
    require(may_manage(request.user, invitation.team))
    if not actions.withdraw(invitation):
        messages.warning(request, _("This link had ended already."))
    return redirect(request, reverse("teams:detail"))


@never_cache
@require_POST
def password_link(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show, once, a link with which a member chooses a new password."""
    teams = Team.objects.visible_to(request.user)
    member = get_object_or_404(Membership.objects.select_related("team", "user"), pk=pk, team__in=teams)
    require(may_manage(request.user, member.team))
    if not may_help_with_password(request.user, member.user):
        return _team_page(request, member.team, no_link_for=member.user, status=422)
    link = links.password_link(member.user, request)
    return _team_page(request, member.team, member=member.user, link=link, ends_at=links.password_link_ends())


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HtmxRequest, token: str) -> HttpResponse:
    """Where an invitation leads. Only POST uses it up, so that previews of the link in a chat do no harm.

    The site's Referrer-Policy, same-origin, keeps the address from other sites. The stricter no-referrer would make
    browsers send "Origin: null" with the form, which the CSRF check refuses.
    """
    try:
        invitation = actions.open_invitation(token)
        if isinstance(request.user, User):
            answer = _join(request, request.user, invitation)
        else:
            answer = _join_anew(request, invitation)
    except actions.InvitationEnded:
        answer = TemplateResponse(request, "teams/join_ended.html", status=404)
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    to = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure()):
        to = "/"
    answer = HttpResponseRedirect(to)
    if request.POST.get("theme") in THEMES:
        secure = settings.SESSION_COOKIE_SECURE
        answer.set_cookie("theme", request.POST["theme"], YEAR_SECONDS, samesite="Lax", secure=secure, httponly=True)
    else:
        answer.delete_cookie("theme", samesite="Lax")
    return answer


def _team_page(request: SignedInRequest, team: Team, status: int = 200, **shown: Any) -> TemplateResponse:
    """The team page; `shown` is what the person just asked for: a link, or why there is none."""
    open_ones = Invitation.objects.usable(timezone.now()).filter(team=team)
    context = {
        "team": team,
        "members": team.memberships.select_related("user").order_by("joined_at", "pk"),
        "may_manage": may_manage(request.user, team),
        "invitations": open_ones.select_related("invited_by").order_by("expires_at"),
        "roles": [(role, role.label, ROLES[role]) for role in Role],
        **shown,
    }
    return TemplateResponse(request, "teams/detail.html", context, status=status)


def _join(request: HtmxRequest, user: User, invitation: Invitation) -> HttpResponse:
    if request.method == "POST":
        actions.join(invitation, user)
        return _home(request, invitation.team)
    is_member = invitation.team.memberships.filter(user=user).exists()
    return _join_page(request, invitation, is_member=is_member)


def _join_anew(request: HtmxRequest, invitation: Invitation) -> HttpResponse:
    form = PersonForm(request.POST or None)
    if form.is_valid():
        try:
            login(request, actions.join_with_new_account(invitation, **form.cleaned_data))
        except actions.EmailTaken:
            form.add_error(
                "email", _("There is an account with this address. Sign in with it; you come back to this page.")
            )
        else:
            return _home(request, invitation.team)
    sign_in = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
    status = 422 if form.is_bound else 200
    return _join_page(request, invitation, form=form, sign_in=sign_in, status=status)


def _join_page(request: HttpRequest, invitation: Invitation, status: int = 200, **shown: Any) -> TemplateResponse:
    context = {"invitation": invitation, "explained": ROLES[invitation.role], **shown}
    return TemplateResponse(request, "teams/join.html", context, status=status)


def _home(request: HtmxRequest, team: Team) -> HttpResponse:
    choose_team(request, team)
    return redirect(request, reverse("gallery:home"))
