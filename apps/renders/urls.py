from django.urls import include, path

from apps.renders import callbacks, files, scripts, views

videos = [
    path("projects/<int:pk>/videos/new/", views.create, name="create"),
    path("videos/<int:pk>/edit/", views.edit, name="edit"),
    path("videos/<int:pk>/face/", views.face, name="face"),
    path("videos/<int:pk>/voice/", views.voice, name="voice"),
    path("videos/<int:pk>/voice/status/", scripts.status, name="voice_status"),
    path("videos/<int:pk>/script/", scripts.speak, name="script"),
    path("videos/<int:pk>/script/price/", scripts.price, name="script_price"),
    path("videos/<int:pk>/sample/", views.sample, name="sample"),
    path("videos/<int:pk>/save/", views.save, name="save"),
    path("videos/<int:pk>/make/", views.make, name="make"),
]
takes = [
    path("takes/<int:pk>/film.mp4", files.film, name="film"),
    path("takes/<int:pk>/poster.jpg", files.poster, name="poster"),
    path("takes/<int:pk>/backdrop.jpg", files.backdrop, name="backdrop"),
]
public = [
    path("for-services/<str:token>/photo.jpg", callbacks.photo, name="photo"),
    path("for-services/<str:token>/voice.mp3", callbacks.voice, name="voice"),
    path("for-services/<uuid:callback_id>/changed/", callbacks.callback, name="callback"),
]
urlpatterns = [
    path("", include((videos, "videos"))),
    path("", include((takes, "takes"))),
    path("", include((public, "public"))),
]
