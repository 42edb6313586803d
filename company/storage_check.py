"""Where uploaded files are stored, and whether there is room."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Storage:
    """A folder on the server: its free bytes, and why no file can be stored there (or empty)."""

    path: Path
    problem: str
    free_bytes: int


def storage() -> Storage:
    """The folder of uploads, judged by the nearest folder above it that exists already."""
    path = Path(settings.MEDIA_ROOT)
    there = next(each for each in (path, *path.parents) if each.exists())
    problem = "" if os.access(there, os.W_OK) else f"{there} cannot be written by the server."
    return Storage(path, problem, shutil.disk_usage(there).free)
