"""The API's own page, under the same strict policy as every other page."""


def test_the_docs_of_the_api_open_under_the_policy(visit):
    """A violation of the policy is an error of the console, which ends the test."""
    page = visit()
    answer = page.goto("/api/v1/docs/")

    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    approve = page.locator("#operations-escalations-escalations_approve")
    approve.locator("button").first.click()
    approve.get_by_text("A rule refuses it.").wait_for()
    page.get_by_role("button", name="Authorize").first.click()
    page.get_by_text("Available authorizations").wait_for()
