"""`field__among=numbers`: Django's `in`, with all the numbers in one parameter.

`in` has a parameter for each, which on lists of hundreds takes longer to write than to answer.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignObject, Lookup
from django.db.models.sql.compiler import SQLCompiler

type Written = tuple[str, tuple[Any, ...]]


@Field.register_lookup
@ForeignObject.register_lookup
class Among(Lookup):
    """The column is one of these numbers; None among them is ignored, and of none nothing is
    found.
    """

    lookup_name = "among"
    prepare_rhs = False
    rhs: Iterable[int | None]

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Written:
        return self._sql(compiler, connection, "{} IN (SELECT value FROM json_each(%s))")

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Written:
        # PostgreSQL writes an array as JSON does, but for braces: {1,2}.
        sql, params = self._sql(compiler, connection, "{} = ANY(%s::bigint[])")
        return sql, (*params[:-1], f"{{{params[-1][1:-1]}}}")

    def _sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, sql: str) -> Written:
        numbers = [number for number in self.rhs if number is not None]
        if not numbers:
            raise EmptyResultSet
        column, params = self.process_lhs(compiler, connection)
        return sql.format(column), (*params, json.dumps(numbers))
