from django.urls import path

from apps.projects import views

app_name = "projects"
urlpatterns = [
    path("projects/new/", views.create, name="create"),
    path("projects/<int:pk>/deciders/", views.deciders, name="deciders"),
]
