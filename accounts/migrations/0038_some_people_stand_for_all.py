from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0037_sign_ins_say_what_is_only_reported"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                condition=models.Q(
                    ("blocked_at__isnull", False),
                    ("goes_at__isnull", False),
                    ("registers_anew_at__isnull", False),
                    _connector="OR",
                ),
                fields=["tenant", "username"],
                name="user_set_apart",
            ),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(fields=["tenant", "id"], name="user_of_tenant_by_id"),
        ),
    ]
