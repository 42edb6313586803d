"""Pages of imports, below /p/."""

from django.urls import path

from imports.views import files, mapping

app_name = "imports"
here = "<slug:slug>/imports/"
urlpatterns = [
    path(here, files.import_list, name="import_list"),
    path(f"{here}new/", files.import_new, name="import_new"),
    path(f"{here}<int:pk>/", files.import_detail, name="import_detail"),
    path(f"{here}<int:pk>/map/", mapping.import_map, name="import_map"),
    path(f"{here}<int:pk>/look/", mapping.import_look, name="import_look"),
    path(f"{here}<int:pk>/text/", mapping.import_text, name="import_text"),
    path(f"{here}<int:pk>/begin/", files.import_begin, name="import_begin"),
    path(f"{here}<int:pk>/undo/", files.import_undo, name="import_undo"),
    path(f"{here}<int:pk>/discard/", files.import_discard, name="import_discard"),
    path(f"{here}<int:pk>/rejected.csv", files.import_rejected, name="import_rejected"),
    path(f"{here}<int:pk>/mapping/", mapping.mapping_keep, name="mapping_keep"),
    path(f"{here}mappings/<int:pk>/forget/", mapping.mapping_forget, name="mapping_forget"),
]
