"""Frames of each engine, charts without a screen, and the published files."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import polars as pl
import pytest

from segkit.plot import use_course_style

SPARK_TYPES = {str: "string", datetime: "timestamp_ntz", float: "double", int: "bigint"}


@dataclass(frozen=True)
class Engine:
    """How to make a frame of an engine from columns, and how to read it."""

    name: str
    frame: Callable[[dict[str, list]], Any]
    read: Callable[[Any], dict[str, list]]

    @property
    def is_query(self) -> bool:
        """Tell whether its frames are queries, without an order of rows."""
        return self.name not in ("pandas", "polars")

    def table(self, frame: Any, *, by: str = "customer_id") -> pd.DataFrame:
        """Return `frame` as a pandas frame sorted by the column `by`."""
        return pd.DataFrame(self.read(frame)).sort_values(by, ignore_index=True)


def columns_of(rows: list, names: list[str]) -> dict[str, list]:
    """Return the columns of a list of rows."""
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def relation(columns: dict[str, list]) -> Any:
    """Return a relation of DuckDB, which is loaded only where it is used."""
    import duckdb

    return duckdb.from_df(pd.DataFrame(columns))


def spark_frame(session: Any, columns: dict[str, list]) -> Any:
    """Return a frame of `session`; times have no time zone."""
    kinds = {
        name: next(type(value) for value in values if value is not None)
        for name, values in columns.items()
    }
    schema = ", ".join(f"{name} {SPARK_TYPES[kind]}" for name, kind in kinds.items())
    return session.createDataFrame(list(zip(*columns.values(), strict=True)), schema)


@pytest.fixture(scope="session")
def spark():
    """Return one local session of Spark, on one core."""
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("Spark needs Java, which is not installed")
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",  # compiling takes longer than these few rows
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.session.timeZone": "Asia/Shanghai",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = sql.SparkSession.builder.master("local[1]")
    session = builder.config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


ENGINES = [
    Engine("pandas", pd.DataFrame, lambda frame: frame.to_dict("list")),
    Engine("polars", pl.DataFrame, lambda frame: frame.to_dict(as_series=False)),
    Engine("polars lazy", pl.LazyFrame, lambda frame: frame.collect().to_dict(as_series=False)),
    Engine("duckdb", relation, lambda frame: columns_of(frame.fetchall(), frame.columns)),
]


@pytest.fixture(
    params=[*ENGINES, pytest.param("pyspark", marks=pytest.mark.slow)],
    ids=lambda each: getattr(each, "name", each),
)
def engine(request) -> Engine:
    """Return each engine in turn."""
    if request.param != "pyspark":
        return request.param
    session = request.getfixturevalue("spark")
    return Engine(
        "pyspark",
        lambda columns: spark_frame(session, columns),
        lambda frame: columns_of(frame.collect(), frame.columns),
    )


@pytest.fixture(params=ENGINES, ids=lambda each: each.name)
def quick_engine(request) -> Engine:
    """Return each engine but PySpark, for what one of its tests has shown already."""
    return request.param


@pytest.fixture(scope="session")
def real() -> Path:
    """Return the folder of the published files; they lie beside the project, never in it."""
    folder = Path(__file__).parents[3] / "shared" / "real"
    if not folder.exists():
        pytest.skip("the published files are not kept in this project")
    return folder


@pytest.fixture
def bare_matplotlib():
    """Draw without a screen on a machine without settings, and leave no figure behind."""
    with mpl.rc_context():
        mpl.rcdefaults()
        plt.switch_backend("Agg")
        yield
        plt.close("all")


@pytest.fixture
def course_style(bare_matplotlib):
    """Draw in the course's style, without a screen."""
    use_course_style()
