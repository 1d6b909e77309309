from django.urls import path

from apps.gallery import faces, views

app_name = "gallery"
urlpatterns = [
    path("", views.home, name="home"),
    path("live", views.home_live, name="home_live"),
    path("new/", views.new_video, name="new_video"),
    path("faces/", faces.faces, name="faces"),
    path("faces/<int:pk>/", faces.face, name="face"),
    path("projects/<int:pk>/", views.project, name="project"),
    path("projects/<int:pk>/live", views.project_live, name="project_live"),
]
