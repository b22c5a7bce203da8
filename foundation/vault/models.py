"""Where wrapped keys lie."""

from django.db import models


class ScopeKey(models.Model):
    """The key of one scope (``campaign:<code>``, ``instance``), wrapped by a key from the environment.

    ``wrapped`` is empty once the key was destroyed; the row stays, so that it is never made anew by accident.
    """

    scope = models.CharField(max_length=80, unique=True)
    wrapped = models.BinaryField()
    wrapped_by = models.CharField(max_length=32)
    created_on = models.DateField()
    destroyed_on = models.DateField(null=True, blank=True)
