"""Carrying an import out: reading rows, saving them, recording and undoing what changed."""
