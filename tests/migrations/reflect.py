"""Runs commands in the folder of a project, and prints what its database holds then as JSON.

Arguments are statements of SQL, ``create_all``, or commands of Alembic behind ``alembic``.
"""

import asyncio
import json
import re
import sys
from typing import Any

from alembic.config import main as alembic
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

from generated.dependencies import create_repository, database_url
from generated.runtime.adapters.sql import SqlRepository


def reflected(connection: Connection) -> dict[str, Any]:
    inspector = inspect(connection)
    tables = {}
    for name in sorted(inspector.get_table_names()):
        if name == "alembic_version":
            continue
        dialect = connection.dialect
        tables[name] = {
            "columns": {
                column["name"]: [
                    column["type"].compile(dialect=dialect),
                    column["nullable"],
                    re.sub(r"nextval.*", "numbered", str(column["default"])),
                ]
                for column in inspector.get_columns(name)
            },
            "key": inspector.get_pk_constraint(name)["constrained_columns"],
            "key_name": inspector.get_pk_constraint(name)["name"],
            "keys": sorted(
                [key["name"], key["constrained_columns"], key["referred_table"], key["referred_columns"], key["options"]]
                for key in inspector.get_foreign_keys(name)
            ),
            "uniques": sorted([one["name"], one["column_names"]] for one in inspector.get_unique_constraints(name)),
            "indexes": sorted(
                [one["name"], one["column_names"], bool(one["unique"])] for one in inspector.get_indexes(name)
            ),
            "checks": sorted([one["name"], one["sqltext"]] for one in inspector.get_check_constraints(name)),
        }
        if dialect.name == "sqlite":
            query = text("SELECT sql FROM sqlite_master WHERE name = :name")
            sql = connection.execute(query, {"name": name}).scalar_one()
            tables[name]["collations"] = sorted(re.findall(r'"?(\w+)"? \S+ COLLATE "?(\w+)', sql))
            tables[name]["numbered"] = "AUTOINCREMENT" in sql
    return tables


def rows(connection: Connection) -> dict[str, Any]:
    found = {}
    for name in sorted(inspect(connection).get_table_names()):
        if name != "alembic_version":
            result = connection.execute(text(f'SELECT * FROM "{name}" ORDER BY 1'))
            found[name] = [{key: str(value) for key, value in row._mapping.items()} for row in result]
    return found


def look(connection: Connection, statements: list[str]) -> None:
    for statement in statements:
        connection.execute(text(statement))
    print(json.dumps({"tables": reflected(connection), "rows": rows(connection)}, sort_keys=True))
    connection.commit()


async def create_all() -> None:
    """Create the tables as the application would."""
    repository = create_repository()
    assert isinstance(repository, SqlRepository)
    repository._create_all = True
    async with repository:
        pass


async def look_at_server(url: str, statements: list[str]) -> None:
    engine = create_async_engine(re.sub(r"^\w+://", "postgresql+asyncpg://", url))
    async with engine.connect() as connection:
        await connection.run_sync(look, statements)
    await engine.dispose()


def main() -> None:
    statements = []
    for argument in sys.argv[1:]:
        if argument == "create_all":
            asyncio.run(create_all())
        elif argument.startswith("alembic "):
            alembic(argument.split()[1:])
        else:
            statements.append(argument)
    url = database_url()
    if not url.startswith("sqlite"):
        asyncio.run(look_at_server(url, statements))
        return
    engine = create_engine(url)
    with engine.connect() as connection:
        look(connection, statements)
    engine.dispose()


main()
