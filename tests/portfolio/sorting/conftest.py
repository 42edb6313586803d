from tests.imports.conftest import real_file

__all__ = ["real_file"]
