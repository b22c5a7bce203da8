"""Rows from rows, inside the database: INSERT ... SELECT, with no object of Python for each."""

from typing import Any

from django.db import connections, models, router


def insert_from(source: "models.QuerySet[Any, Any]", into: type[models.Model], **constants: Any) -> int:
    """A row of ``into`` for each row of ``source``, a ``values()`` query whose names are fields of ``into``.

    ``constants`` stand in every row; columns that neither names keep the database's default, so each must have one or
    be named. Duplicates of a unique constraint are left out. Returns how many rows were made.
    """
    using = router.db_for_write(into)
    connection, meta = connections[using], into._meta
    names = [*source.query.values_select, *source.query.annotation_select]
    fields: list[Any] = [meta.get_field(name) for name in (*names, *constants)]
    given = zip(fields[len(names) :], constants.values(), strict=True)
    values = [field.get_db_prep_save(value, connection) for field, value in given]
    sql, params = source.query.get_compiler(using).as_sql()
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    fixed = "".join(", %s" for _each in values)
    # "true": without a condition SQLite would read ON CONFLICT as part of the join.
    chosen = f"SELECT rows_of.*{fixed} FROM ({sql}) rows_of WHERE true"  # noqa: S608 (a query of Django's)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(meta.db_table)} ({columns}) {chosen} ON CONFLICT DO NOTHING",
            [*values, *params],
        )
        return int(cursor.rowcount)
