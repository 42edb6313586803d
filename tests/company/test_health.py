"""What a load balancer asks of us."""

from django.db.migrations.recorder import MigrationRecorder


def test_a_process_that_serves_is_alive_and_ready(client, db):
    for path in ("/healthz", "/readyz"):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (200, b"ok\n")
        assert answer["Cache-Control"].startswith("max-age=0")


def test_a_database_without_this_codes_migrations_is_not_ready(client, db):
    MigrationRecorder.Migration.objects.filter(app="governance").latest("name").delete()

    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")


def test_https_is_not_asked_of_a_load_balancer(client, db, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/readyz").status_code == 200
    assert client.get("/accounts/login/").status_code == 301
