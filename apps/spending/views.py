"""What was spent, and how much may be."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.csv import table
from apps.core.htmx import redirect
from apps.spending.forms import LimitsForm
from apps.spending.limits import change
from apps.spending.models import LimitChange
from apps.spending.months import month_of
from apps.spending.sheet import file_name, rows
from apps.spending.statement import Statement, statement
from apps.teams.current import SignedInRequest, team_of
from apps.teams.policy import may_manage, may_see_spending, require

RECEIPTS_PER_PAGE = 50
CHANGES_SHOWN = 20


@require_safe
def month(request: SignedInRequest) -> HttpResponse:
    shown = _statement(request)
    context = {
        "statement": shown,
        "page": Paginator(shown.receipts.select_related("render__video"), RECEIPTS_PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "may_manage": may_manage(request.user, shown.team),
    }
    return TemplateResponse(request, "spending/month.html", context)


@require_safe
def csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The receipts of a month for a spreadsheet, written while they are read."""
    shown = _statement(request)
    answer = StreamingHttpResponse(table(rows(shown)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file_name(shown)}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: SignedInRequest) -> HttpResponse:
    team = team_of(request)
    require(may_manage(request.user, team))
    form = LimitsForm(team, month_of(team, timezone.now()), request.POST or None)
    if form.is_valid():
        _save(request, form)
        return redirect(request, reverse("spending:month"))
    changes = LimitChange.objects.filter(budget__team=team).select_related("by", "budget__user", "budget__team")
    context = {"form": form, "team": team, "changes": changes[:CHANGES_SHOWN]}
    return TemplateResponse(request, "spending/limits.html", context, status=422 if form.is_bound else 200)


def _statement(request: SignedInRequest) -> Statement:
    team = team_of(request)
    require(may_see_spending(request.user, team))
    return statement(team, request.GET.dict(), timezone.now())


def _save(request: SignedInRequest, form: LimitsForm) -> None:
    team = team_of(request)
    with transaction.atomic():
        if "time_zone" in form.changed_data:
            team.time_zone = form.cleaned_data["time_zone"]
        budgets = change(team, request.user, month_of(team, timezone.now()), form.wanted)
        team.save(update_fields=["time_zone"])  # after the budgets, which are locked first everywhere
    messages.success(request, _("Saved. It holds from this month on."))
    if any(budget.over_micros for budget in budgets):
        messages.info(
            request,
            _(
                "A limit is below what is spent or set aside already. That stays as it is; "
                "nothing more can be made from it until the next month, or until you raise it."
            ),
        )
