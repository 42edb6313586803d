"""Keep the digest of every migration that has landed: `make lock-migrations`.

A database that was migrated never runs a migration again, so an edited one would leave it
without what the edit brought. Digests that are kept already are never replaced.
"""

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = Path(__file__).with_name("migrations.sha256")


def migrations() -> list[str]:
    """Every migration of the house, as a path from its root."""
    found = ROOT.glob("*/migrations/[0-9]*.py")
    return sorted(str(path.relative_to(ROOT)) for path in found)


def digest(path: str) -> str:
    return hashlib.sha256((ROOT / path).read_bytes()).hexdigest()


def kept() -> dict[str, str]:
    """What is kept: by path its digest, as `sha256sum` writes it."""
    lines = KEPT.read_text(encoding="utf-8").splitlines() if KEPT.exists() else []
    return {path: found for found, path in (line.split("  ", 1) for line in lines)}


def main() -> None:
    before = kept()
    new = [path for path in migrations() if path not in before]
    lines = [f"{found}  {path}\n" for path, found in before.items()]
    lines += [f"{digest(path)}  {path}\n" for path in new]
    KEPT.write_text("".join(lines), encoding="utf-8")
    sys.stdout.write("".join(f"locked {path}\n" for path in new))


if __name__ == "__main__":
    main()
