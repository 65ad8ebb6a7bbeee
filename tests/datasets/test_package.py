"""The build writes the same bytes every time, and files that keep the rules they state."""

import hashlib
import json

import pandas as pd
import pytest

from datasets import package
from datasets.__main__ import main
from datasets.schema import Field, Table, Theme, World
from datasets.themes import THEMES
from datasets.validation import violations

COMMITTED = sorted(
    path.relative_to(package.HERE)
    for folder in (package.HERE, package.HERE / "truth")
    for path in [*folder.glob("*.csv"), folder / package.DESCRIPTOR]
)
FOLDERS = (package.HERE, package.HERE / "truth")


def resources(folder):
    """Return what a folder's data package says of each file."""
    text = (folder / package.DESCRIPTOR).read_text(encoding="utf-8")
    return json.loads(text)["resources"]


def as_text(path):
    """Return a CSV file with every value as it is written."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def test_a_rebuild_gives_the_committed_bytes(rebuilt):
    """Nothing in the folder is stale, edited by hand or left to chance."""
    written = sorted(path.relative_to(rebuilt) for path in rebuilt.rglob("*") if path.is_file())
    assert written == COMMITTED
    for path in COMMITTED:
        same = (rebuilt / path).read_bytes() == (package.HERE / path).read_bytes()
        assert same, f"{path} differs: run `python -m datasets build` and commit what it writes"


@pytest.mark.parametrize("folder", FOLDERS, ids=["tables", "truth"])
def test_every_file_keeps_its_schema_size_and_hash(folder):
    """The data package describes the file beside it and nothing else."""
    for resource in resources(folder):
        path = folder / resource["path"]
        content = path.read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert violations(as_text(path), resource["schema"]) == []
        assert b"\r" not in content


def test_foreign_keys_point_at_rows_that_exist():
    """Every customer of a transaction is in the customer file."""
    for resource in resources(package.HERE):
        rows = as_text(package.HERE / resource["path"])
        for key in resource["schema"].get("foreignKeys", []):
            target = as_text(package.HERE / f"{key['reference']['resource']}.csv")
            held = set(target[key["reference"]["fields"][0]]) | {""}
            assert set(rows[key["fields"][0]]) <= held


@pytest.mark.parametrize("folder", FOLDERS, ids=["tables", "truth"])
def test_the_data_package_says_what_version_2_asks_for(folder):
    """Licence, seed and version stand in the package; every field is told in both languages."""
    written = json.loads((folder / package.DESCRIPTOR).read_text(encoding="utf-8"))
    assert written["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert [each["name"] for each in written["licenses"]] == ["CC-BY-4.0"]
    assert (written["seed"], written["version"]) == (2026, "1.0.0")
    for resource in written["resources"]:
        for told in (resource, *resource["schema"]["fields"]):
            assert told["description"].isascii() or "×" in told["description"]
            assert any("一" <= letter <= "鿿" for letter in told["description_zh"])


def test_units_stand_at_the_end_of_money_columns():
    """A column in CNY says so in its name."""
    for theme in THEMES:
        for field in (each for table in theme.tables for each in table.fields):
            assert ("CNY" in field.unit) == ("_cny" in field.name)


def test_the_committed_tables_stay_small():
    """The transactions take at most 6 MB and all tables at most 20 MB."""
    sizes = {path.name: (package.HERE / path).stat().st_size for path in COMMITTED}
    assert sizes["transactions.csv"] <= 6_000_000
    assert sum(sizes.values()) <= 20_000_000


@pytest.mark.parametrize(
    ("values", "field", "broken"),
    [
        (["a", ""], {"constraints": {"required": True}}, ["x: 1 value is missing"]),
        (["a", "a"], {"constraints": {"unique": True}}, ["x: 1 value breaks unique True, "]),
        (["q"], {"constraints": {"enum": ["a"]}}, ["x: 1 value breaks enum ['a'], "]),
        (["C1"], {"constraints": {"pattern": "C[0-9]{2}"}}, ["x: 1 value breaks pattern C"]),
        (["1", "9"], {"type": "integer", "constraints": {"maximum": 8}}, ["x: 1 value breaks max"]),
        (["10"], {"type": "number", "constraints": {"minimum": 9}}, []),
        (["2024-01-01"], {"type": "date", "constraints": {"minimum": "2024-02-01"}}, ["x: 1 v"]),
        (["1.5", "2,0"], {"type": "number"}, ["x: 1 value is not number, for example 2,0"]),
        (["True", "no"], {"type": "boolean"}, ["x: 2 values are not boolean, for example True"]),
    ],
)
def test_each_broken_rule_is_told(values, field, broken):
    """One sentence per rule, with the count and an example."""
    schema = {"fields": [{"name": "x", "type": "string"} | field]}
    told = violations(pd.DataFrame({"x": values}), schema)
    assert len(told) == len(broken)
    for sentence, start in zip(told, broken, strict=True):
        assert sentence.startswith(start)


def test_missing_columns_and_repeated_keys_are_told():
    """The columns come first; a primary key may not repeat."""
    schema = {"fields": [{"name": "k", "type": "string"}], "primaryKey": ["k"]}
    assert violations(pd.DataFrame({"z": ["1"]}), schema) == ["columns are ['z'], expected ['k']"]
    assert violations(pd.DataFrame({"k": ["1", "1"]}), schema) == [
        "primary key ['k'] repeats in 1 rows"
    ]


def test_a_frame_that_is_not_its_table_is_refused():
    """The generator and the schema cannot drift apart."""
    table = Table("t", "t", "t", (Field("a", "string", "a", "a"),))
    with pytest.raises(ValueError, match=r"table t has the columns \['b'\].*names \['a'\]"):
        package.to_csv(pd.DataFrame({"b": ["1"]}), table)


def test_values_are_written_the_same_everywhere():
    """Line feeds, lower-case booleans, decimals as stated, nothing for what is missing."""
    kinds = {"paid": "boolean", "amount_cny": "number", "latitude": "number", "age": "integer"}
    decimals = {"latitude": 4}
    fields = (Field(name, kinds[name], "a", "a", decimals=decimals.get(name, 2)) for name in kinds)
    frame = pd.DataFrame({"paid": [True, False], "amount_cny": [1.5, -0.1]})
    frame["latitude"] = [31.25, None]
    frame["age"] = pd.array([30, None], dtype="Int64")
    assert package.to_csv(frame, Table("t", "t", "t", tuple(fields))) == (
        b"paid,amount_cny,latitude,age\ntrue,1.50,31.2500,30\nfalse,-0.10,,\n"
    )


def test_a_generator_that_breaks_its_schema_writes_nothing(tmp_path):
    """The error names the table, the column and an example."""
    rule = Field("a", "string", "a", "甲", constraints={"enum": ["x"]})
    table = Table("t", "t", "t", (rule,))
    theme = Theme(
        name="broken",
        tables=(table,),
        truth=(),
        generate=lambda seeds: World({"t": pd.DataFrame({"a": ["y"]})}, {}),
        targets=lambda world: [],
    )
    with pytest.raises(ValueError, match=r"table t breaks its schema: a: 1 value breaks enum"):
        package.build(tmp_path / "out", themes=[theme])
    assert not (tmp_path / "out").exists()


def test_one_theme_alone_can_be_built_without_its_truth(capsys, tmp_path):
    """Only its tables and their package are written; an unknown theme is refused by name."""
    argv = ["build", "--theme", "spruce", "--no-truth", "--out", str(tmp_path / "one")]
    assert main(argv) == 0
    written = {path.name for path in (tmp_path / "one").rglob("*")}
    tables = next(theme for theme in THEMES if theme.name == "spruce").tables
    assert written == {"datapackage.json", *(f"{table.name}.csv" for table in tables)}
    assert main(["build", "--theme", "spruse", "--out", str(tmp_path)]) == 2
    assert "no theme 'spruse'; there are: spruce" in capsys.readouterr().err
