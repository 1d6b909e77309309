from django.urls import path

from apps.reviews import comment_views, views

app_name = "reviews"
urlpatterns = [
    path("videos/<int:pk>/", views.room, name="room"),
    path("videos/<int:pk>/live", views.live, name="live"),
    path("takes/<int:pk>/comments/", comment_views.comment, name="comment"),
    path("takes/<int:pk>/decision/", views.decide, name="decide"),
    path("comments/<int:pk>/", comment_views.at, name="at"),
    path("comments/<int:pk>/reply/", comment_views.reply, name="reply"),
    path("comments/<int:pk>/edit/", comment_views.edit, name="edit"),
    path("comments/<int:pk>/done/", comment_views.done, name="done"),
    path("comments/<int:pk>/delete/", comment_views.delete, name="delete"),
    path("comments/<int:pk>/bring-back/", comment_views.bring_back, name="bring_back"),
]
