"""Where uploaded files are kept, and whether there is room."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Storage:
    """A folder on the server: `problem` is why nothing can be kept there."""

    path: Path
    problem: str
    free_bytes: int


def storage() -> Storage:
    """Of the folder itself, or of the first one above it that is there already."""
    path = Path(settings.MEDIA_ROOT)
    there = next(each for each in (path, *path.parents) if each.exists())
    problem = "" if os.access(there, os.W_OK) else f"{there} cannot be written by the server."
    return Storage(path, problem, shutil.disk_usage(there).free)
