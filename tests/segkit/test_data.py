"""`load` finds, checks and types the course's tables."""

import hashlib
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import segkit
from segkit.data import load

SHIPPED = Path(segkit.__file__).parent.parent / "datasets"


@pytest.fixture(autouse=True)
def _no_other_folder(monkeypatch):
    monkeypatch.delenv("SEGKIT_DATA", raising=False)


@pytest.fixture
def copy(tmp_path):
    """Return a folder with a copy of the customers and the data package."""
    for name in ("customers.csv", "datapackage.json"):
        shutil.copy(SHIPPED / name, tmp_path / name)
    return tmp_path


def tiny(folder: Path, text: str, fields: list[dict]) -> Path:
    """Write a table of one file with its data package into a folder."""
    (folder / "t.csv").write_text(text, encoding="utf-8")
    hashed = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    resource = {"name": "t", "path": "t.csv", "hash": hashed, "schema": {"fields": fields}}
    package = json.dumps({"resources": [resource]})
    (folder / "datapackage.json").write_text(package, encoding="utf-8")
    return folder


def test_types_come_from_the_schema(tmp_path):
    """Texts are strings, gaps are kept, dates are dates, and "NA" is a text like any other."""
    kinds = {"id": "string", "n": "integer", "k": "integer", "yes": "boolean", "on": "date"}
    fields = [{"name": name, "type": kind} for name, kind in kinds.items()]
    fields[2]["constraints"] = {"required": True}
    fields[3]["constraints"] = {"required": True}
    text = "id,n,k,yes,on\nNA,,1,true,2024-02-29\n,7,2,false,\n"
    frame = load("t", folder=tiny(tmp_path, text, fields))
    assert frame.dtypes.astype(str).to_dict() == {
        "id": "str",
        "n": "Int64",
        "k": "int64",
        "yes": "bool",
        "on": "datetime64[us]",
    }
    assert frame["id"].tolist()[0] == "NA"
    assert frame["id"].isna().tolist() == [False, True]
    assert frame["n"].tolist() == [pd.NA, 7]
    assert frame["yes"].tolist() == [True, False]
    assert frame["on"].tolist() == [pd.Timestamp("2024-02-29"), pd.NaT]


def test_the_course_tables_load_with_their_types():
    """Customers and transactions come as the lessons expect them."""
    customers, lines = segkit.load("customers"), segkit.load("transactions")
    assert customers["birth_year"].dtype == "Int64"
    assert customers["marketing_consent"].dtype == bool
    assert customers["joined_on"].dt.year.min() == 2022
    assert lines["order_time"].dt.year.unique().tolist() == [2024, 2025]
    assert lines["quantity"].dtype == "int64"
    assert lines["customer_id"].dtype == "str"
    assert set(lines["customer_id"].dropna()) <= set(customers["customer_id"])


def test_each_call_gives_a_frame_of_its_own():
    """Changing what was loaded does not change what is loaded next."""
    first = load("customers")
    first["city"] = "x"
    assert (load("customers")["city"] != "x").all()


@pytest.mark.parametrize("typo", ["transaction", "Transactions", "transacions", "transactoins.csv"])
def test_a_typo_gives_the_nearest_name(typo):
    """The message names the table that was meant and all there are."""
    with pytest.raises(ValueError, match=f"no table '{typo}'; did you mean 'transactions'"):
        load(typo)


def test_a_name_like_none_gives_all_names():
    """Where nothing is near, the names are listed."""
    with pytest.raises(ValueError, match="no table 'zzz'; There are: customers, transactions"):
        load("zzz")


def test_an_edited_file_is_refused(copy):
    """The message tells the file, both hashes and two ways out."""
    with (copy / "customers.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    with pytest.raises(ValueError, match="not the file that was built") as caught:
        load("customers", folder=copy)
    told = str(caught.value)
    assert str(copy / "customers.csv") in told
    assert "git checkout -- customers.csv" in told
    assert "python -m datasets build" in told


def test_a_folder_without_data_is_told(tmp_path):
    """The message says how to make the data or use those of the course."""
    with pytest.raises(FileNotFoundError, match=r"no datapackage.json in .*SEGKIT_DATA"):
        load("customers", folder=tmp_path)


def test_a_missing_file_is_told(copy):
    """The package names a table whose file is gone."""
    with pytest.raises(FileNotFoundError, match=r"no file .*transactions.csv, which datapackage"):
        load("transactions", folder=copy)


def test_the_environment_names_another_world(tmp_path, monkeypatch):
    """SEGKIT_DATA takes the place of the shipped folder; an explicit folder goes first."""
    world = tiny(tmp_path, "a\n1\n", [{"name": "a", "type": "integer"}])
    monkeypatch.setenv("SEGKIT_DATA", str(world))
    assert load("t")["a"].tolist() == [1]
    assert len(load("customers", folder=SHIPPED)) == 9_000


def test_a_build_with_another_seed_is_accepted(tmp_path, monkeypatch, capsys):
    """`python -m datasets build --out` makes a folder that SEGKIT_DATA can name."""
    from datasets.__main__ import main

    assert main(["build", "--seed", "7", "--out", str(tmp_path)]) == 0
    shipped = load("transactions")
    monkeypatch.setenv("SEGKIT_DATA", str(tmp_path))
    other = load("transactions")
    assert len(other) != len(shipped)
    assert other.dtypes.equals(shipped.dtypes)
    assert load("customers")["customer_id"].tolist() == [f"C{n:05d}" for n in range(1, 9_001)]
