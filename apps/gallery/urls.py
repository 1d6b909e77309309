from django.urls import path

from apps.gallery import faces, videos, views

app_name = "gallery"
urlpatterns = [
    path("", views.home, name="home"),
    path("live", views.home_live, name="home_live"),
    path("new/", views.new_video, name="new_video"),
    path("faces/", faces.faces, name="faces"),
    path("faces/<int:pk>/", faces.face, name="face"),
    path("videos/", videos.videos, name="videos"),
    path("videos/live", videos.videos_live, name="videos_live"),
    path("videos/filters/", videos.filters, name="filters"),
    path("projects/<int:pk>/", videos.project, name="project"),
    path("projects/<int:pk>/live", videos.project_live, name="project_live"),
]
