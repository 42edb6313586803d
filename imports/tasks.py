"""Where an earlier release's queue looks for its tasks: what was waiting in it is still done."""

from imports.run.tasks import carry_out_later as carry_out_later
