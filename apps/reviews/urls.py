from django.urls import path

from apps.reviews import comment_views, compare, decisions, inbox, views

app_name = "reviews"
urlpatterns = [
    path("reviews/", inbox.inbox, name="inbox"),
    path("reviews/live", inbox.inbox_live, name="inbox_live"),
    path("videos/<int:pk>/", views.room, name="room"),
    path("videos/<int:pk>/live", views.live, name="live"),
    path("videos/<int:pk>/compare/", compare.compare, name="compare"),
    path("videos/<int:pk>/decisions.csv", decisions.log, name="log"),
    path("takes/<int:pk>/room/", views.take, name="take"),
    path("takes/<int:pk>/comments/", comment_views.comment, name="comment"),
    path("takes/<int:pk>/comments/open/", comment_views.still_open, name="still_open"),
    path("takes/<int:pk>/decision/", decisions.decide, name="decide"),
    path("takes/<int:pk>/decision/undo/", decisions.withdraw, name="withdraw"),
    path("decisions/<int:pk>/", decisions.take_of, name="take_of"),
    path("decisions/<int:pk>/set-aside/", decisions.set_aside, name="set_aside"),
    path("comments/<int:pk>/", comment_views.at, name="at"),
    path("comments/<int:pk>/reply/", comment_views.reply, name="reply"),
    path("comments/<int:pk>/edit/", comment_views.edit, name="edit"),
    path("comments/<int:pk>/done/", comment_views.done, name="done"),
    path("comments/<int:pk>/delete/", comment_views.delete, name="delete"),
    path("comments/<int:pk>/bring-back/", comment_views.bring_back, name="bring_back"),
]
