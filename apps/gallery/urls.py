from django.urls import path

from apps.gallery import bulk, faces, one, out, trash, videos, views

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
    # What is done with the chosen videos.
    path("videos/tag/", bulk.tag, name="tag"),
    path("videos/untag/", bulk.untag, name="untag"),
    path("videos/move/", bulk.move_to, name="move"),
    path("videos/share/", bulk.share, name="share"),
    path("videos/another/", bulk.another, name="another"),
    path("videos/undo/", bulk.undo, name="undo"),
    path("videos/delete/", bulk.to_trash, name="to_trash"),
    path("videos/zip/", out.zipped, name="zip"),
    path("videos/list.csv", out.listed, name="list"),
    path("videos/<int:pk>/rename/", one.rename, name="rename"),
    path("videos/<int:pk>/tags/", one.tags_of, name="tags_of"),
    path("videos/<int:pk>/move/", one.move_one, name="move_one"),
    path("trash/", trash.trash, name="trash"),
    path("trash/bring-back/", trash.restore, name="restore"),
    path("trash/erase/", trash.erase_for_good, name="erase"),
]
