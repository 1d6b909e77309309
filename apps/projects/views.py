"""Pages of a project itself: its making, and who must approve what is in it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.core.htmx import redirect
from apps.projects.deciders import name_deciders
from apps.projects.forms import DecidersForm, ProjectForm
from apps.projects.models import Project
from apps.teams.current import SignedInRequest, team_of
from apps.teams.policy import may_name_deciders, may_prepare, require


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


@require_http_methods(["GET", "HEAD", "POST"])
def deciders(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who must approve the videos of a project."""
    project = get_object_or_404(Project.objects.visible_to(request.user).select_related("team"), pk=pk)
    require(may_name_deciders(request.user, project.team))
    form = DecidersForm(project, request.POST if request.method == "POST" else None)
    if form.is_valid():
        name_deciders(project, form.cleaned_data["people"])
        messages.success(request, _("Saved. It holds for every version of this project."))
        return redirect(request, reverse("gallery:project", args=[project.pk]))
    context = {"form": form, "project": project, "parent": project}
    return TemplateResponse(request, "projects/deciders.html", context, status=422 if form.is_bound else 200)
