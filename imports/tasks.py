"""Where the queue of an earlier release looks for its tasks: what waits in it is still done."""

from imports.run.tasks import execute_import

carry_out_later = execute_import
