"""Addresses of the practice service, below the `base_url` of its connection."""

from django.urls import path

from apps.practice import views

app_name = "practice"

urlpatterns = [
    path("v1/videos/avatar/image2video", views.tasks, name="tasks"),
    path("v1/videos/avatar/image2video/<str:number>", views.task, name="task"),
    path("files/<str:number>.mp4", views.film, name="film"),
]
