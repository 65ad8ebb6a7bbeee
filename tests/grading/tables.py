"""Read every table of a gradebook in a form that can be compared."""

import sqlalchemy

from grading import gradebook

NAMED_BY = {
    "assignment": ["name"],
    "notebook": ["name"],
    "base_cell": ["type", "name"],
    "source_cell": ["name"],
    "submitted_assignment": ["student_id"],
    "submitted_notebook": ["assignment_id"],
    "grade": ["notebook_id", "cell_id"],
    "comment": ["notebook_id", "cell_id"],
}


def read_tables(workspace):
    """Return table → its rows, sorted; random ids are replaced by what they stand for."""
    engine = sqlalchemy.create_engine(gradebook.database(workspace))
    with engine.connect() as connection:
        tables = {
            name: connection.execute(sqlalchemy.text(f"SELECT * FROM {name}")).mappings().all()
            for name in sqlalchemy.inspect(connection).get_table_names()
        }
    engine.dispose()
    names = {}
    for table, columns in NAMED_BY.items():
        for row in tables[table]:
            names[row["id"]] = f"{table} " + "/".join(names.get(row[c], row[c]) for c in columns)

    def plain(value):
        return int(value) if isinstance(value, bool) else names.get(value, value)

    return {
        table: sorted(str({column: plain(value) for column, value in row.items()}) for row in rows)
        for table, rows in sorted(tables.items())
    }


def read_files(workspace):
    """Return path → content of the files of a workspace, the database's and locks left out."""
    return {
        str(path.relative_to(workspace)): path.read_bytes()
        for path in sorted(workspace.rglob("*"))
        if path.is_file() and not path.name.startswith(("gradebook.db", ".lock"))
    }
