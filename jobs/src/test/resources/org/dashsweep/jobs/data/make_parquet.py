"""Writes this folder's Parquet files as pandas and pyarrow do, and what pandas reads of them.

    python make_parquet.py FOLDER        (pandas and pyarrow)
"""

import json
import os
import sys

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = sys.argv[1]
ROWS = 60

frame = pd.DataFrame(
    {
        "text": ["caf\u00e9 \U0001f600 %d" % (i * i) if i % 7 else None for i in range(ROWS)],
        "queue": pd.Categorical([["billing", "outage", "other"][i * 5 % 3] for i in range(ROWS)]),
        "score": [i / 8 - 3 if i % 5 else None for i in range(ROWS)],
        "count": [(-1) ** i * 3**i % 10**9 for i in range(ROWS)],
        "flag": [i % 3 == 0 for i in range(ROWS)],
    }
)
frame["small"] = frame["count"].abs().mod(200).astype("uint8")

frame.to_parquet(os.path.join(FOLDER, "pandas.parquet"), index=False)
table = pa.Table.from_pandas(frame, preserve_index=False)
pq.write_table(table, os.path.join(FOLDER, "checked.parquet"), compression="none", row_group_size=25, write_page_checksum=True)
pq.write_table(
    table.set_column(1, "queue", table["queue"].cast(pa.string())),
    os.path.join(FOLDER, "deltas.parquet"),
    compression="zstd",
    data_page_version="2.0",
    use_dictionary=False,
    write_page_checksum=True,
    column_encoding={"text": "DELTA_BYTE_ARRAY", "queue": "DELTA_LENGTH_BYTE_ARRAY", "count": "DELTA_BINARY_PACKED", "score": "BYTE_STREAM_SPLIT"},
)
pq.write_table(
    pa.table({"text": ["a"], "when": [pd.Timestamp("2026-01-01")], "list": [[1]], "price": pa.array([1], pa.decimal128(9, 2))}),
    os.path.join(FOLDER, "types.parquet"),
)

for name in ["pandas", "checked", "deltas"]:
    read = pd.read_parquet(os.path.join(FOLDER, name + ".parquet"))
    assert len(read) == ROWS
    values = [[None if pd.isna(value) else value for value in row] for row in read.astype(object).values.tolist()]
    with open(os.path.join(FOLDER, "parquet.json"), "w") as file:
        json.dump({"columns": list(read.columns), "rows": values}, file)
