from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from apps.core.htmx import redirect
from apps.projects.forms import ProjectForm
from apps.teams.current import SignedInRequest, team_of
from apps.teams.policy import may_prepare, require


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: SignedInRequest) -> HttpResponse:
    team = team_of(request)
    require(may_prepare(request.user, team))
    form = ProjectForm(request.POST or None)
    if form.is_valid():
        form.instance.team = team
        form.instance.created_by = request.user
        project = form.save()
        return redirect(request, reverse("gallery:project", args=[project.pk]))
    return TemplateResponse(request, "projects/create.html", {"form": form}, status=422 if form.is_bound else 200)
