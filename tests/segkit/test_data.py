"""`load` finds, checks and types the course's tables."""

import hashlib
import json
import shutil
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

    assert main(["build", "--seed", "7", "--theme", "spruce", "--out", str(tmp_path)]) == 0
    shipped = load("transactions")
    monkeypatch.setenv("SEGKIT_DATA", str(tmp_path))
    other = load("transactions")
    assert len(other) != len(shipped)
    assert other.dtypes.equals(shipped.dtypes)
    assert load("customers")["customer_id"].tolist() == [f"C{n:05d}" for n in range(1, 9_001)]


# -- worlds of other seeds ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    """Return a cache with the world of seed 7 in it, made once for all tests."""
    folder = tmp_path_factory.mktemp("cache") / "worlds"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEGKIT_CACHE", str(folder))
        load("customers", seed=7)
    return folder


@pytest.fixture
def seven(cache, monkeypatch) -> Path:
    """Use that cache, and return the folder of the world of seed 7."""
    monkeypatch.setenv("SEGKIT_CACHE", str(cache))
    return next(cache.glob("spruce-7-*"))


@pytest.fixture
def no_generator(monkeypatch):
    """Let the generator fail if it is called."""
    monkeypatch.setattr(data, "_run", lambda *_: pytest.fail("the world was built again"))


def test_a_seed_makes_another_world_of_the_same_kind(seven, no_generator):
    """Other customers bought other things; columns and types are the same, and so are the keys."""
    shipped, other = load("transactions"), load("transactions", seed=7)
    assert other.dtypes.equals(shipped.dtypes)
    assert len(other) != len(shipped)
    assert set(other["customer_id"].dropna()) <= set(load("customers", seed=7)["customer_id"])


def test_a_world_is_kept_whole_and_without_its_truth(cache, seven):
    """The cache holds the folder and nothing half made; the truth is not in it."""
    assert [each.name for each in cache.iterdir()] == [seven.name]
    files = {each.name for each in seven.iterdir()}
    assert {"customers.csv", "transactions.csv", "datapackage.json"} <= files
    assert "truth" not in files


def test_a_spoilt_world_is_made_again(seven, monkeypatch):
    """A file in the cache that was edited, or is gone, is not read but built anew."""
    good = (seven / "customers.csv").read_bytes()
    built = []

    def build(out, theme, seed):
        built.append((theme, seed))
        for path in seven_files:
            (out / path).write_bytes(seven_files[path])

    seven_files = {path.name: path.read_bytes() for path in seven.iterdir()}
    monkeypatch.setattr(data, "_run", build)
    (seven / "customers.csv").write_bytes(good + b"\n")
    assert len(load("customers", seed=7)) == 9_000
    (seven / "customers.csv").unlink()
    assert len(load("customers", seed=7)) == 9_000
    assert built == [("spruce", 7)] * 2


def test_a_long_wait_is_announced_and_a_failure_leaves_nothing(tmp_path, monkeypatch, capsys):
    """The wait is told in both languages, the reason in the error; the cache stays empty."""
    monkeypatch.setenv("SEGKIT_CACHE", str(tmp_path))
    monkeypatch.setattr(data, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(data, "_resource", lambda place, name: {"theme": "nowhere"})
    with pytest.raises(ValueError, match=r"seed=8 could not be made: .*nowhere.* Try `python -m"):
        load("customers", seed=8)
    assert list(tmp_path.iterdir()) == []
    told = capsys.readouterr()
    assert told.out == "正在生成 seed=8 的数据…… / Making the data of seed=8 ...\n"
    assert told.err == ""


def test_the_cache_is_found_where_systems_keep_theirs(monkeypatch, tmp_path):
    """SEGKIT_CACHE goes first, then XDG_CACHE_HOME, then the folder .cache at home."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert data._cache() == tmp_path / ".cache" / "segkit"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert data._cache() == tmp_path / "xdg" / "segkit"
    monkeypatch.setenv("SEGKIT_CACHE", "~/mine")
    assert data._cache() == tmp_path / "mine"


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


def test_a_folder_of_the_trainee_does_not_get_in_the_way(tmp_path, monkeypatch):
    """A module called datasets in the working folder is not run instead of the course's."""
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "__main__.py").write_text(
        "raise SystemExit('wrong')", encoding="utf-8"
    )
    (tmp_path / "datasets" / "__init__.py").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEGKIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(data, "_resource", lambda place, name: {"theme": "nowhere"})
    with pytest.raises(ValueError, match="nowhere"):
        load("customers", seed=7)
