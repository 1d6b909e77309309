from django.urls import path

from apps.gallery import bulk, downloads, faces, home, menu, trash, videos
from apps.gallery.batches import asks
from apps.gallery.batches import views as batches

app_name = "gallery"
urlpatterns = [
    path("", home.home, name="home"),
    path("live", home.home_live, name="home_live"),
    path("new/", home.new_video, name="new_video"),
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
    path("videos/zip/", downloads.zipped, name="zip"),
    path("videos/list.csv", downloads.listed, name="list"),
    path("videos/<int:pk>/menu/", menu.menu, name="menu"),
    path("videos/<int:pk>/rename/", menu.rename, name="rename"),
    path("videos/<int:pk>/tags/", menu.tags_of, name="tags_of"),
    path("videos/<int:pk>/move/", menu.move_one, name="move_one"),
    path("trash/", trash.trash, name="trash"),
    path("trash/bring-back/", trash.restore, name="restore"),
    path("trash/erase/", trash.erase_for_good, name="erase"),
    path("projects/<int:pk>/batch/", batches.begin, name="batch_begin"),
    path("batches/example.csv", batches.example, name="batch_example"),
    path("batches/again/", batches.make_again, name="make_again"),
    path("batches/<int:pk>/", batches.batch, name="batch"),
    path("batches/<int:pk>/live", batches.batch_live, name="batch_live"),
    path("batches/<int:pk>/files/", batches.batch_files, name="batch_files"),
    path("batches/<int:pk>/lines/", batches.batch_lines, name="batch_lines"),
    path("batches/lines/<int:pk>/", batches.batch_line, name="batch_line"),
    path("batches/<int:pk>/table/", batches.batch_table, name="batch_table"),
    path("batches/<int:pk>/settings/", batches.batch_settings, name="batch_settings"),
    path("batches/<int:pk>/problems.csv", batches.batch_problems, name="batch_problems"),
    path("batches/<int:pk>/ok/", asks.batch_ok, name="batch_ok"),
    path("batches/<int:pk>/ask/", asks.batch_ask, name="batch_ask"),
    path("batches/<int:pk>/back/", asks.batch_back, name="batch_back"),
    path("batches/<int:pk>/stop/", asks.batch_stop, name="batch_stop"),
]
