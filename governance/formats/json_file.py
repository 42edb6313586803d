"""The report as JSON: the facts as the API gives them."""

import json
from typing import TYPE_CHECKING

from governance.report.json_facts import as_json

if TYPE_CHECKING:
    from governance.report.sections import Report


def as_json_file(report: "Report") -> bytes:
    return (json.dumps(as_json(report), indent=2, ensure_ascii=False) + "\n").encode()
