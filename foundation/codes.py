"""Public identities: random codes, made by the database so that rows can also be born by INSERT ... SELECT."""

from typing import Any

from django.db import models
from django.db.models import Func

CODE_LENGTH = 32


class RandomCode(Func):
    """122 random bits or more as 32 hex digits, from the database's own generator."""

    function = "gen_random_uuid"
    arity = 0
    output_field = models.CharField(max_length=CODE_LENGTH)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return "replace(gen_random_uuid()::text, '-', '')", []

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return "lower(hex(randomblob(16)))", []


class CodeField(models.CharField):
    """A random code: unique, never typed in, safe in an address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", CODE_LENGTH)
        kwargs.setdefault("unique", True)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("db_default", RandomCode())
        super().__init__(*args, **kwargs)
