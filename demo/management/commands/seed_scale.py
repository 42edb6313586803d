"""manage.py seed_scale [--factor N] [--slug SLUG]"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from company.commands import refusals_as_exit_codes
from demo.people import open_to_the_demonstration
from demo.scale.seeding import seed
from demo.scale.sizes import Scale

MOST = 10
HINT = "Nobody of it can sign in; give yourself a role: manage.py add_member EMAIL --product {} ..."
DEMO_HINT = "The people of the demonstration may read and lead it, signed in with one click."


class Command(BaseCommand):
    # For tests: a scale of their own, which no command line gives.
    stealth_options = ("scale",)
    help = "Make a new product of ten years times N, to measure with. Nothing in it is real."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--factor",
            type=int,
            default=1,
            metavar="N",
            help=f"How many times ten years, 1 to {MOST} (default 1).",
        )
        parser.add_argument("--slug", help="What to call the new product (default scale-N).")

    def handle(self, **options: Any) -> None:
        factor = options["factor"]
        if not 1 <= factor <= MOST:
            raise CommandError(f"--factor is from 1 to {MOST}.", returncode=2)
        slug = options["slug"] or f"scale-{factor}"
        with refusals_as_exit_codes(), transaction.atomic():
            scale = (options.get("scale") or Scale()).times(factor)
            product = seed(slug=slug, name=f"Scale {factor}", scale=scale, tell=self.tell)
            if settings.DEMO:
                open_to_the_demonstration(product)
        hint = DEMO_HINT if settings.DEMO else HINT.format(slug)
        self.stdout.write(f"{product.slug}: ready. {hint}")

    def tell(self, line: str) -> None:
        self.stderr.write(line)
