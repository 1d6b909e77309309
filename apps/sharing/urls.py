from django.urls import path

from apps.sharing import answering, embedding, following, talking, views, watching

app_name = "sharing"
urlpatterns = [
    path("videos/<int:pk>/share/", views.video, name="video"),
    path("videos/<int:pk>/share/link/", views.share_video, name="share_video"),
    path("projects/<int:pk>/share/", views.project, name="project"),
    path("projects/<int:pk>/share/link/", views.share_project, name="share_project"),
    path("share/", views.share_chosen, name="share_chosen"),
    path("share-links/<int:pk>/end/", views.end, name="end"),
    # Guests. All that one link opens lies below one address: that is the path of its cookie.
    path("s/<uuid:link>/", watching.watch, name="watch"),
    path("s/<uuid:link>/passphrase/", watching.passphrase, name="passphrase"),
    path("s/<uuid:link>/videos/<int:pk>/", watching.video, name="watch_one"),
    path("s/<uuid:link>/takes/<int:pk>/live", following.look, name="live"),
    path("s/<uuid:link>/takes/<int:pk>/film.mp4", watching.film, name="film"),
    path("s/<uuid:link>/takes/<int:pk>/poster.jpg", watching.poster, name="poster"),
    path("s/<uuid:link>/takes/<int:pk>/backdrop.jpg", watching.backdrop, name="backdrop"),
    path("s/<uuid:link>/takes/<int:pk>/captions.vtt", watching.captions, name="captions"),
    path("s/<uuid:link>/takes/<int:pk>/comments/", talking.comment, name="comment"),
    path("s/<uuid:link>/takes/<int:pk>/approve/", answering.approve, name="approve"),
    path("s/<uuid:link>/takes/<int:pk>/changes/", answering.changes, name="changes"),
    path("s/<uuid:link>/takes/<int:pk>/decision/undo/", answering.withdraw, name="withdraw"),
    path("s/<uuid:link>/comments/<int:pk>/reply/", talking.reply, name="reply"),
    path("s/<uuid:link>/comments/<int:pk>/edit/", talking.edit, name="edit"),
    path("s/<uuid:link>/comments/<int:pk>/delete/", talking.delete, name="delete"),
    path("s/<uuid:link>/comments/<int:pk>/bring-back/", talking.bring_back, name="bring_back"),
    path("s/<str:token>/", watching.enter, name="enter"),
    # Within pages of others. All of it lies below one address, at which no cookie counts: see middleware.py.
    path("embed/<str:token>/", embedding.embed, name="embed"),
    path("embed/<str:token>/<slug:ref>/film.mp4", embedding.film, name="embed_film"),
    path("embed/<str:token>/<slug:ref>/poster.jpg", embedding.poster, name="embed_poster"),
    path("embed/<str:token>/<slug:ref>/captions.vtt", embedding.captions, name="embed_captions"),
]
