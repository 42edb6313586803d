"""The whole story as five roles, with JavaScript and without."""

import pytest

from tests.e2e import steps


@pytest.mark.parametrize(
    ("title", "decider", "options"),
    [
        pytest.param("A list of the day at the hall door", "Adaeze", {}, id="with JavaScript"),
        pytest.param(
            "A list of the night at the hall door",
            "Helen",
            {"java_script_enabled": False},
            id="without JavaScript",
        ),
    ],
)
def test_from_the_request_to_the_report(sign_in, title, decider, options):
    nora, ravi, marit = (sign_in(who, **options) for who in ("Nora", "Ravi", "Marit"))
    asked = steps.file_request(nora, title)
    steps.size(ravi, asked)
    steps.confirm(ravi, asked, "Engineering")
    steps.confirm(marit, asked, "Product")
    item = steps.propose(marit, asked)
    steps.approve(sign_in(decider, **options), asked)
    steps.start(ravi, asked)
    steps.log_effort(ravi, asked)
    steps.read_report(sign_in("Helen", **options), asked, item)
    steps.deliver(ravi, asked)
    steps.review(nora, asked)
    steps.read_report(sign_in("Joost", **options), asked, item)
