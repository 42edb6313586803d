"""What several customers want, or a fault, is taken into the plan."""

import django.db.models.deletion
import portfolio.quarters
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0001_initial"),
        ("escalations", "0010_judged_by_sides"),
        ("portfolio", "0008_items_leave_the_plan"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TakenIntoPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "approach",
                    models.CharField(
                        choices=[
                            ("planned_item", "A planned item: several customers want it"),
                            ("fault", "A fault in the standard product"),
                        ],
                        max_length=12,
                    ),
                ),
                ("quarter", portfolio.quarters.QuarterField()),
                ("weeks", models.DecimalField(decimal_places=2, max_digits=9)),
                (
                    "documented",
                    models.TextField(
                        blank=True, help_text="Of a fault: the documented behaviour that broke."
                    ),
                ),
                (
                    "customers",
                    models.PositiveIntegerField(help_text="How many customers wanted it that day."),
                ),
                ("is_own_request", models.BooleanField(default=False)),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "taken into plans",
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="escalation",
            name="escalation_state_known",
        ),
        migrations.AlterField(
            model_name="escalation",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("submitted", "Submitted"),
                    ("sized", "Sized"),
                    ("proposed", "Proposed"),
                    ("approved", "Approved"),
                    ("planned", "Planned"),
                    ("in_progress", "In progress"),
                    ("delivered", "Delivered"),
                    ("reviewed", "Reviewed"),
                    ("declined", "Declined"),
                    ("deferred", "Deferred"),
                    ("redirected", "Redirected"),
                    ("withdrawn", "Withdrawn"),
                    ("cancelled", "Cancelled"),
                ],
                default="draft",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="historicalescalation",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("submitted", "Submitted"),
                    ("sized", "Sized"),
                    ("proposed", "Proposed"),
                    ("approved", "Approved"),
                    ("planned", "Planned"),
                    ("in_progress", "In progress"),
                    ("delivered", "Delivered"),
                    ("reviewed", "Reviewed"),
                    ("declined", "Declined"),
                    ("deferred", "Deferred"),
                    ("redirected", "Redirected"),
                    ("withdrawn", "Withdrawn"),
                    ("cancelled", "Cancelled"),
                ],
                default="draft",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "draft",
                            "submitted",
                            "sized",
                            "proposed",
                            "approved",
                            "planned",
                            "in_progress",
                            "delivered",
                            "reviewed",
                            "declined",
                            "deferred",
                            "redirected",
                            "withdrawn",
                            "cancelled",
                        ],
                    )
                ),
                name="escalation_state_known",
                violation_error_message="That is not a state of an escalation.",
            ),
        ),
        migrations.AddField(
            model_name="takenintoplan",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="takenintoplan",
            name="escalation",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="taken_into_plan",
                to="escalations.escalation",
            ),
        ),
        migrations.AddField(
            model_name="takenintoplan",
            name="item",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="taken_from",
                to="portfolio.item",
            ),
        ),
        migrations.AddIndex(
            model_name="takenintoplan",
            index=models.Index(fields=["at"], name="escalations_at_e85976_idx"),
        ),
        migrations.AddConstraint(
            model_name="takenintoplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("weeks__gt", 0)),
                name="taken_into_plan_takes_weeks",
                violation_error_message="A planned item takes more than no weeks.",
            ),
        ),
        migrations.AddConstraint(
            model_name="takenintoplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="taken_into_plan_has_a_reason",
                violation_error_message="Taking it into the plan needs a reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="takenintoplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approach", "planned_item"), ("customers__gte", 2)),
                    models.Q(("approach", "fault"), models.Q(("documented", ""), _negated=True)),
                    _connector="OR",
                ),
                name="taken_into_plan_for_several_or_as_a_fault",
                violation_error_message="A planned item is for several customers; a fault names what was documented.",
            ),
        ),
    ]
