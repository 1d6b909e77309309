from django.urls import path

from apps.reviews import compare, views

app_name = "reviews"
urlpatterns = [
    path("videos/<int:pk>/", views.room, name="room"),
    path("videos/<int:pk>/live", views.live, name="live"),
    path("videos/<int:pk>/compare/", compare.compare, name="compare"),
    path("takes/<int:pk>/comments/", views.comment, name="comment"),
    path("takes/<int:pk>/decision/", views.decide, name="decide"),
]
