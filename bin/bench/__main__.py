"""`python -m bin.bench [pages] [import]`: all parts, or those named."""

import argparse

from bin.bench import importing, pages

PARTS = {"pages": pages.main, "import": lambda _: importing.main()}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bin.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help="pages, import; all if none")
    parser.add_argument("--rounds", type=int, default=20, help="requests of each page (20)")
    parser.add_argument("--only", default="", help="pages whose name contains this text")
    parser.add_argument("--keep", action="store_true", help="leave the two databases behind")
    chosen = parser.parse_args()
    if unknown := set(chosen.parts) - set(PARTS):
        parser.error(f"no part {', '.join(unknown)}; parts: {', '.join(PARTS)}")
    for name, measure in PARTS.items():
        if not chosen.parts or name in chosen.parts:
            measure(chosen)


main()
