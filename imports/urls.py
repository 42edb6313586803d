"""Pages of imports, below /p/."""

from django.urls import path

from imports.pages import feed_views, import_views, mapping_views

app_name = "imports"
here = "<slug:slug>/imports/"
urlpatterns = [
    path(here, import_views.import_list, name="import_list"),
    path(f"{here}feeds/", feed_views.feed_list, name="feed_list"),
    path(f"{here}new/", import_views.import_new, name="import_new"),
    path(f"{here}<int:pk>/", import_views.import_detail, name="import_detail"),
    path(f"{here}<int:pk>/map/", mapping_views.import_map, name="import_map"),
    path(f"{here}<int:pk>/look/", mapping_views.import_look, name="import_look"),
    path(f"{here}<int:pk>/text/", mapping_views.import_text, name="import_text"),
    path(f"{here}<int:pk>/begin/", import_views.import_begin, name="import_begin"),
    path(f"{here}<int:pk>/undo/", import_views.import_undo, name="import_undo"),
    path(f"{here}<int:pk>/discard/", import_views.import_discard, name="import_discard"),
    path(f"{here}<int:pk>/rejected.csv", import_views.import_rejected, name="import_rejected"),
    path(f"{here}<int:pk>/mapping/", mapping_views.mapping_keep, name="mapping_keep"),
    path(f"{here}mappings/<int:pk>/forget/", mapping_views.mapping_forget, name="mapping_forget"),
]
