"""What rules a list of people still wants; places in a document as long as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0013_watch_rights'),
    ]

    operations = [
        migrations.AddField(
            model_name='import',
            name='questions',
            field=models.JSONField(default=list, verbose_name='rules that are wanted'),
        ),
        migrations.AlterField(
            model_name='importline',
            name='place',
            field=models.TextField(blank=True, verbose_name='place in the document'),
        ),
    ]
