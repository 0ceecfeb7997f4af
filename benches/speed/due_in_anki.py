"""Anki's side of the growth table: the same cards and answers, from the package that we wrote.

    due_in_anki.py make PACKAGE COLLECTION   a fresh collection with what is in the package
    due_in_anki.py due COLLECTION            what Anki does to show today's counts and first cards

`due` prints one JSON object: how many cards, and the processor seconds of opening the collection and
of asking it, without the start of Python and the loading of the library.
"""

import json
import sys
import time

from anki.collection import (
    Collection,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)


def make(package, collection):
    col = Collection(collection)
    options = ImportAnkiPackageOptions(with_scheduling=True)
    col.import_anki_package(
        ImportAnkiPackageRequest(package_path=package, options=options)
    )
    # The deck of all others, so that the queue is that of everything.
    for deck in col.decks.all_names_and_ids():
        if "::" not in deck.name and col.decks.card_count(deck.id, True) > 0:
            col.decks.select(deck.id)
    col.close()


def due(collection):
    begun = time.process_time()
    col = Collection(collection)
    opened = time.process_time()
    col.sched.deck_due_tree()
    col.sched.get_queued_cards(fetch_limit=20)
    asked = time.process_time()
    cards = col.card_count()
    col.close()
    return {"cards": cards, "open": opened - begun, "ask": asked - opened}


if sys.argv[1] == "make":
    make(*sys.argv[2:])
else:
    print(json.dumps(due(sys.argv[2])))
