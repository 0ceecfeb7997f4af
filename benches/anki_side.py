"""Anki's side of `cargo bench --bench anki`: the same packages, timed in the same run.

    anki_side.py OURS NOTES

Imports OURS, exports that collection in both formats, writes NOTES (a package of 10,000 plain
notes) and imports that as well, each into a fresh collection. Prints one JSON object: seconds.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)

ROUNDS = 5
NOTES = 10_000


def export(col, path, legacy):
    options = ExportAnkiPackageOptions(
        with_scheduling=True, with_media=False, with_deck_configs=True, legacy=legacy
    )
    begun = time.perf_counter()
    col.export_anki_package(out_path=str(path), options=options, limit=None)
    return time.perf_counter() - begun


def bring_in(folder, package):
    """Seconds of an import into a fresh collection, and that collection."""
    col = Collection(str(Path(tempfile.mkdtemp(dir=folder)) / "collection.anki2"))
    options = ImportAnkiPackageOptions(with_scheduling=True)
    request = ImportAnkiPackageRequest(package_path=str(package), options=options)
    begun = time.perf_counter()
    col.import_anki_package(request)
    return time.perf_counter() - begun, col


def median_import(folder, package):
    times = []
    for _ in range(ROUNDS):
        seconds, col = bring_in(folder, package)
        times.append(seconds)
        col.close()
    return statistics.median(times)


def make_notes(folder, path):
    col = Collection(str(folder / "notes.anki2"))
    basic = col.models.by_name("Basic")
    for number in range(NOTES):
        note = col.new_note(basic)
        note["Front"] = f"Tell me about failure number {number}.<br>What was yours in it?"
        note["Back"] = (
            f"<div>Situation: project {number} had a fixed date.</div>"
            "<div>Action: I <b>skipped the shim</b> and trusted the date.</div>"
            "<div>Result: nine days late.</div><div>Learning: I write the plan first.</div>"
        )
        col.add_note(note, 1)
    export(col, path, False)
    col.close()


def main(ours, notes):
    folder = Path(tempfile.mkdtemp())
    _, col = bring_in(folder, ours)
    told = {
        f"export_{name}": statistics.median(
            export(col, folder / "out.apkg", legacy) for _ in range(ROUNDS)
        )
        for name, legacy in [("legacy", True), ("current", False)]
    }
    told["cards"] = col.card_count()
    col.close()
    told["import_ours"] = median_import(folder, ours)
    make_notes(folder, notes)
    told["import_notes"] = median_import(folder, notes)
    return told


print(json.dumps(main(*sys.argv[1:])))
