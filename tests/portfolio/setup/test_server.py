"""Mail and files: a test mail to oneself, and what stands in its way."""

import pytest
from django.core import mail

from tests.conftest import make_administrator
from tests.portfolio.pages import signed_in, words
from tests.postbox import open_postbox
from tests.snapshots import nothing_changes

pytestmark = pytest.mark.any_database
PAGE, SEND = "/setup/server/", "/setup/server/mail/"


@pytest.fixture
def root(world):
    return make_administrator()


def test_a_test_mail_goes_to_whoever_asks(root, settings):
    client = signed_in(root)
    with open_postbox() as box:
        settings.MAILERS, settings.EMAIL_URL_GIVEN = box.mailers(), True
        before = words(client.get(PAGE))
        said = words(client.post(SEND, follow=True))
        found = box.mail_to(root.email)

    assert f"Mail goes out by 127.0.0.1:{box.port}." in before
    assert f"A server took the mail to {root.email}. Did it arrive?" in said
    assert found["Subject"] == "Daylight: a test mail"
    assert found["Message-ID"]


def test_why_none_went_out_is_said(root, settings):
    client = signed_in(root)
    with open_postbox() as box:
        settings.MAILERS, settings.EMAIL_URL_GIVEN = box.mailers(), True
        box.will[root.email] = ["550 No such person"]
        refused = words(client.post(SEND, follow=True))
    unreachable = words(client.post(SEND, follow=True))

    assert f"No mail went out. The mail server refused {root.email}: 550" in refused
    assert "No mail went out. The mail server cannot be reached: Connection refused." in unreachable


def test_where_files_wait_and_whether_there_is_room(root, settings, tmp_path):
    settings.MEDIA_ROOT, settings.WATCHED_FOLDER = tmp_path / "not" / "there", "/srv/drop"

    said = words(signed_in(root).get(PAGE))

    assert f"Uploaded files wait in {tmp_path}/not/there, with" in said
    assert "Files come by themselves from /srv/drop." in said


def test_it_is_for_administrators(world):
    client = signed_in(world.cast.executive)
    with nothing_changes():
        assert [client.get(PAGE).status_code, client.post(SEND).status_code] == [403, 403]
    assert mail.outbox == []
