"""What was set of phone sign-in moves from the tenant's policy to the method's own settings."""

from django.db import migrations, models

OF_PHONES = (
    "number_known",
    "number_new",
    "digits",
    "request_life_seconds",
    "show_application",
    "show_place",
    "unlock",
)


def move(apps, schema_editor):  # noqa: ANN001, ANN201, ARG001
    policies = apps.get_model("accounts", "TenantPolicy")
    methods = apps.get_model("accounts", "MethodPolicy")
    for policy in policies.objects.all():
        settings = {name: getattr(policy, name) for name in OF_PHONES}
        methods.objects.filter(tenant=policy.tenant_id, method="phone").update(settings=settings)


def move_back(apps, schema_editor):  # noqa: ANN001, ANN201, ARG001
    policies = apps.get_model("accounts", "TenantPolicy")
    methods = apps.get_model("accounts", "MethodPolicy")
    for method in methods.objects.filter(method="phone"):
        policies.objects.filter(tenant=method.tenant_id).update(
            **{name: method.settings[name] for name in OF_PHONES if name in method.settings}
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_events_have_a_kind")]

    operations = [
        migrations.AddField("methodpolicy", "settings", models.JSONField(default=dict)),
        migrations.RunPython(move, move_back),
        migrations.RemoveConstraint("tenantpolicy", "request_life_within_limits"),
        migrations.RemoveConstraint("tenantpolicy", "a_new_browser_always_gives_a_number"),
        *(migrations.RemoveField("tenantpolicy", name) for name in OF_PHONES),
    ]
