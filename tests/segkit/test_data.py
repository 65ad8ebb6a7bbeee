"""`load` finds, checks and types the course's tables."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

import segkit
from segkit import data
from segkit.data import load

SHIPPED = Path(segkit.__file__).parent.parent / "datasets"


@pytest.fixture(autouse=True)
def _no_other_folder(monkeypatch):
    monkeypatch.delenv("SEGKIT_DATA", raising=False)
    monkeypatch.delenv("SEGKIT_CACHE", raising=False)


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
    with pytest.raises(ValueError, match=r"no table 'zzz'; There are: .*customers, .*transactions"):
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
    with pytest.raises(FileNotFoundError, match=r"no transactions.csv in .* Make them with"):
        load("transactions", folder=copy)


def test_the_environment_names_another_world(tmp_path, monkeypatch):
    """SEGKIT_DATA takes the place of the shipped folder; an explicit folder goes first."""
    world = tiny(tmp_path, "a\n1\n", [{"name": "a", "type": "integer"}])
    monkeypatch.setenv("SEGKIT_DATA", str(world))
    assert load("t")["a"].tolist() == [1]
    assert len(load("customers", folder=SHIPPED)) == 9_000


# -- worlds of other seeds ----------------------------------------------------------------------


@pytest.fixture(scope="session")
def cache(tmp_path_factory) -> Path:
    """Return a cache with a small world of seed 7 in it, made once for all tests.

    The working folder holds a module called datasets that must not be run instead of the course's.
    """
    home = tmp_path_factory.mktemp("home")
    (home / "datasets").mkdir()
    (home / "datasets" / "__main__.py").write_text("raise SystemExit('wrong')", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        patch.setenv("SEGKIT_CACHE", str(home / "worlds"))
        load("price_tests", seed=7)
    return home / "worlds"


@pytest.fixture
def seven(cache, monkeypatch) -> Path:
    """Use that cache without the generator, and return the folder of the world of seed 7."""
    monkeypatch.setenv("SEGKIT_CACHE", str(cache))
    monkeypatch.setattr(data, "_run", lambda *_: pytest.fail("the world was built again"))
    return next(cache.glob("market-7-*"))


def test_a_seed_makes_another_world_of_the_same_kind(seven):
    """Other prices were tried; columns and types are the same, and so are the segments."""
    shipped, other = load("price_tests"), load("price_tests", seed=7)
    assert other.dtypes.equals(shipped.dtypes)
    assert not other.equals(shipped)
    assert set(other["segment"]) == set(load("segments_market", seed=7)["segment"])


def test_a_world_is_kept_whole_and_without_its_truth(cache, seven):
    """The cache holds the folder and nothing half made; the truth is not in it."""
    assert [each.name for each in cache.iterdir()] == [seven.name]
    files = {each.name for each in seven.iterdir()}
    assert {"price_tests.csv", "segments_market.csv", "datapackage.json"} <= files
    assert "truth" not in files


def test_a_world_can_be_named_as_folder(seven, monkeypatch):
    """What `python -m datasets build --out` makes is what SEGKIT_DATA may name."""
    world = load("price_tests", seed=7)
    monkeypatch.setenv("SEGKIT_DATA", str(seven))
    assert load("price_tests").equals(world)


def test_a_failure_is_told_and_leaves_nothing(tmp_path, monkeypatch, capsys):
    """The wait is told in both languages, the reason in the error; the cache stays empty."""
    failed = subprocess.CompletedProcess([], 2, "", "a warning\ndatasets: no room\n")
    monkeypatch.setenv("SEGKIT_CACHE", str(tmp_path))
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(ValueError, match=r"seed=8 could not be made: datasets: no room. Try `pyth"):
        load("customers", seed=8)
    assert list(tmp_path.iterdir()) == []
    told = capsys.readouterr()
    assert told.out == "正在生成 seed=8 的数据…… / Making the data of seed=8 ...\n"


def test_a_cache_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    """The message names the folder and the variable that chooses another."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("SEGKIT_CACHE", str(tmp_path / "file" / "below"))
    with pytest.raises(FileNotFoundError, match=r"cannot be written.* set SEGKIT_CACHE"):
        load("customers", seed=7)


def test_without_the_package_datasets_no_world_can_be_made(tmp_path, monkeypatch):
    """Where segkit stands alone, the message says what is missing and what to do instead."""
    monkeypatch.setattr(data, "SHIPPED", tmp_path)
    with pytest.raises(FileNotFoundError, match="seed=7 needs the course's package datasets"):
        load("customers", seed=7)
