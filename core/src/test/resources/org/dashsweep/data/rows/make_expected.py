"""Writes this folder's files, and what Python's csv and json (and pandas) read of them.

    python make_expected.py FOLDER        (Python 3.11 with pandas)

expected.json has the rows of the tricky files. damaged.jsonl has damaged variants of four sound
files: the bytes that differ, and a hash of the rows, or null where Python refuses the variant.
"""

import csv
import hashlib
import io
import json
import os
import random
import struct
import sys

import pandas as pd

FOLDER = sys.argv[1]

TRICKY = {
    "quotes.csv": b'text,label\n"She said ""no"".",a\n"a,b\nc",b\nplain "inner" quote,c\n"",d\n,e\n"""",f\n" spaced ",g\n',
    "crlf.csv": b'\xef\xbb\xbftext,label\r\n"line one\r\nline two",x\r\nlast,y',
    "carriage.csv": b'text,label\rone,x\r"two\rlines",y\r',
    "unicode.csv": "n\u00e4me,\u30e9\u30d9\u30eb\n\"\u65e5\u672c\u8a9e,\u30c6\u30ad\u30b9\u30c8\",\U0001f600\nx\u2028y,z\u0085w\n".encode(),
    "one-column.csv": b'text\n\n"a\n\nb"\nc\n""\n',
    "quoted-header.csv": b'"a,b","c""d","e\nf"\n1,2,3\n\n\n4,5,"6"\n',
    "tabs.tsv": b'text\tlabel\n"a\tb"\tx\n"say ""hi"""\ty\n',
    "quotes.tsv": b'text\tlabel\n"unbalanced\tx\nsay ""hi""\ty\n \tz\n',
}

SOUND = {
    "sound.csv": 'id,text,label\r\n1,"The ""best"" caf\u00e9, by far",good\r\n2,"Two\r\nlines",bad\r\n3,plain,good\r\n4,,bad\r\n5,"\U0001f600, quoted",good\r\n6,"a,b,c",bad\r\n',
    "sound.tsv": 'id\ttext\tlabel\n1\tThe "best caf\u00e9\tgood\n2\tsay ""hi""\tbad\n\n3\tplain\tgood\n4\t\tbad\n5\t\U0001f600\tgood\n',
    "sound.jsonl": '{"id": 1, "text": "The \\"best\\" caf\u00e9", "label": "good"}\n{"id": 2, "text": "\\u0041\\n", "label": null}\n\n{"label": true, "text": "", "id": -3}\n{"id": 4, "text": "x", "score": 0.25, "more": {"a": [1, 2]}}\n{"id": 5, "text": "\\ud83d\\ude00", "score": 1e-3, "label": "bad"}\n',
    "sound.json": '[{"id": 1, "text": "caf\u00e9"},\n {"id": 2, "text": "b\\tc", "label": "x"},\n {"id": 3,\n  "text": "\\u20ac"},\n {"id": 40, "text": "d", "label": false}\n]\n',
}

HOSTILE = [b'"', b'""', b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xc3", b",", b"\t", b"{", b"}", b"[", b"]",
           b"\xef\xbb\xbf", b"\\ud800", b"1e999", b"99999999999999999999", b"NaN", b"{}", b'"id": 1, ', b",,,", b'"\n"']


def csv_rows(data, delimiter, quoting):
    text = data.decode("utf-8")
    text = text[1:] if text.startswith("\ufeff") else text
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, strict=True) if row]
    if len(rows) < 2 or any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("ragged")
    return rows


def json_rows(data, is_array):
    text = data.decode("utf-8")
    text = text[1:] if text.startswith("\ufeff") else text
    if is_array and text.lstrip().startswith("["):
        objects = json.loads(text)
    else:
        objects = [json.loads(line) for line in io.StringIO(text, newline=None) if line.strip()]
    if not objects or not all(isinstance(row, dict) for row in objects):
        raise ValueError("no objects")
    columns = list(dict.fromkeys(key for row in objects for key in row if not any(isinstance(r.get(key), (dict, list)) for r in objects)))
    return [columns] + [[row.get(column) for column in columns] for row in objects]


def rows_of(name, data):
    if name.endswith(".csv"):
        return csv_rows(data, ",", csv.QUOTE_MINIMAL)
    if name.endswith(".tsv"):
        return csv_rows(data, "\t", csv.QUOTE_NONE)
    return json_rows(data, name.endswith(".json"))


def canonical(value):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "truth " + str(value).lower()
    if isinstance(value, int):
        return "integer %d" % value
    if isinstance(value, float):
        return "decimal " + struct.pack(">d", value).hex()
    return "text " + value


def digest(rows):
    text = "".join("".join(canonical(value) + "\x1f" for value in row) + "\x1e" for row in rows)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def damage(rng, data):
    edits = []
    kind = rng.randrange(6)
    at = rng.randrange(len(data))
    if kind == 0:
        for _ in range(rng.choice([1, 1, 1, 2, 3])):
            at = rng.randrange(len(data))
            edits.append((at, at + 1, bytes([data[at] ^ 1 << rng.randrange(8)])))
    elif kind == 1:
        edits.append((at, len(data), b""))
    elif kind == 2:
        edits.append((at, min(len(data), at + rng.randrange(1, 40)), b""))
    elif kind == 3:
        start = rng.randrange(len(data))
        edits.append((at, at, data[start:start + rng.randrange(1, 60)]))
    elif kind == 4:
        start = rng.randrange(len(data))
        piece = data[start:start + rng.randrange(1, 30)]
        edits.append((at, min(len(data), at + len(piece)), piece))
    else:
        edits.append((at, at + rng.randrange(2), rng.choice(HOSTILE)))
    return edits


def apply(data, edits):
    for start, end, piece in sorted(edits, reverse=True):
        data = data[:start] + piece + data[end:]
    return data


def main():
    expected = {}
    for name, data in TRICKY.items():
        with open(os.path.join(FOLDER, name), "wb") as file:
            file.write(data)
        quoting = csv.QUOTE_NONE if name == "quotes.tsv" else csv.QUOTE_MINIMAL
        delimiter = "\t" if name.endswith(".tsv") else ","
        expected[name] = csv_rows(data, delimiter, quoting)
        frame = pd.read_csv(io.BytesIO(data), sep=delimiter, quoting=quoting, dtype=str, na_filter=False, encoding="utf-8-sig")
        assert expected[name] == [list(frame.columns)] + frame.values.tolist(), name
    with open(os.path.join(FOLDER, "expected.json"), "w") as file:
        json.dump(expected, file, indent=1)
    rng = random.Random(14)
    with open(os.path.join(FOLDER, "damaged.jsonl"), "w") as file:
        for name, text in SOUND.items():
            data = text.encode()
            with open(os.path.join(FOLDER, name), "wb") as sound:
                sound.write(data)
            seen = set()
            while len(seen) < 100:
                edits = damage(rng, data)
                damaged = apply(data, edits)
                if damaged in seen or damaged == data or not damaged:
                    continue
                seen.add(damaged)
                try:
                    rows = digest(rows_of(name, damaged))
                except (ValueError, csv.Error):
                    rows = None
                edits = [[start, end, piece.hex()] for start, end, piece in sorted(edits, reverse=True)]
                file.write(json.dumps({"file": name, "edits": edits, "rows": rows}) + "\n")


main()
