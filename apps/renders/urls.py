from django.urls import include, path

from apps.renders import files, views

videos = [
    path("projects/<int:pk>/videos/new/", views.create, name="create"),
    path("videos/<int:pk>/edit/", views.edit, name="edit"),
    path("videos/<int:pk>/face/", views.face, name="face"),
    path("videos/<int:pk>/voice/", views.voice, name="voice"),
    path("videos/<int:pk>/sample/", views.sample, name="sample"),
    path("videos/<int:pk>/save/", views.save, name="save"),
    path("videos/<int:pk>/make/", views.make, name="make"),
]
takes = [
    path("takes/<int:pk>/film.mp4", files.film, name="film"),
    path("takes/<int:pk>/poster.jpg", files.poster, name="poster"),
    path("takes/<int:pk>/backdrop.jpg", files.backdrop, name="backdrop"),
]
urlpatterns = [path("", include((videos, "videos"))), path("", include((takes, "takes")))]
