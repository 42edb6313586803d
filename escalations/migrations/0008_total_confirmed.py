"""What was closed before totals were confirmed counts as confirmed when it was closed."""

from django.conf import settings
from django.db import migrations, models


def confirm_what_was_closed(apps, schema_editor):
    for name in ("Escalation", "HistoricalEscalation"):
        rows = apps.get_model("escalations", name)._base_manager.filter(closed_at__isnull=False)
        rows.update(total_confirmed_at=models.F("closed_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('company', '0001_initial'),
        ('escalations', '0007_life_of_an_escalation'),
        ('portfolio', '0007_effort_sums'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='escalation',
            name='total_confirmed_at',
            field=models.DateTimeField(blank=True, help_text='When engineering said that all work on it is logged. It holds as if open until then.', null=True),
        ),
        migrations.AddField(
            model_name='historicalescalation',
            name='total_confirmed_at',
            field=models.DateTimeField(blank=True, help_text='When engineering said that all work on it is logged. It holds as if open until then.', null=True),
        ),
        migrations.AddIndex(
            model_name='escalation',
            index=models.Index(condition=models.Q(('state__in', ('approved', 'in_progress', 'delivered', 'reviewed', 'cancelled')), ('total_confirmed_at__isnull', True)), fields=['product'], name='escalation_holding'),
        ),
        migrations.AddConstraint(
            model_name='escalation',
            constraint=models.CheckConstraint(condition=models.Q(('total_confirmed_at__isnull', True), ('closed_at__isnull', False), _connector='OR'), name='total_confirmed_once_closed', violation_error_message='Only what was delivered or cancelled has a total.'),
        ),
        # Last: PostgreSQL alters no table that the transaction wrote to.
        migrations.RunPython(confirm_what_was_closed, migrations.RunPython.noop),
    ]
