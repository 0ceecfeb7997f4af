"""The real Anki, as the tests of the round trip use it.

    phone.py now
    phone.py COLLECTION import FILE
    phone.py COLLECTION answer GUID BUTTON...
    phone.py COLLECTION edit GUID FIELD OLD NEW
    phone.py COLLECTION add FRONT BACK
    phone.py COLLECTION export FILE current|legacy

Each prints one JSON value. `now` gives the time, and a time zone in which it is about noon,
so that no run falls on the turn of a day.
"""

import datetime
import json
import sys
import time

from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)


def now():
    utc = datetime.datetime.now(datetime.timezone.utc)
    hours = 12 - utc.hour
    local = utc.astimezone(datetime.timezone(datetime.timedelta(hours=hours)))
    return {"now": local.isoformat(timespec="milliseconds"), "zone": f"NOON{-hours:+}"}


def bring_in(col, path):
    options = ImportAnkiPackageOptions(with_scheduling=True)
    request = ImportAnkiPackageRequest(package_path=path, options=options)
    log = col.import_anki_package(request).log
    return {
        "new": len(log.new),
        "updated": len(log.updated),
        "conflicting": len(log.conflicting),
        "integrity": col.fix_integrity()[0],
        "cards": cards(col),
        "log": answers(col),
    }


def cards(col):
    today = datetime.date.today()
    found = {}
    for card_id in col.find_cards(""):
        card = col.get_card(card_id)
        note = card.note()
        due = today + datetime.timedelta(days=card.due - col.sched.today)
        found[note.guid] = {
            "deck": col.decks.name(card.did),
            "suspended": card.queue == -1,
            "due": due.isoformat() if card.type == 2 else None,
            "interval": card.ivl,
            "factor": card.factor,
            "reps": card.reps,
            "lapses": card.lapses,
            "fields": note.fields,
        }
    return found


def answers(col):
    return col.db.all(
        "SELECT revlog.id, guid, ease, revlog.type FROM revlog JOIN cards ON cards.id = cid"
        " JOIN notes ON notes.id = nid ORDER BY revlog.id"
    )


def card_of(col, guid):
    card_id = col.db.scalar(
        "SELECT cards.id FROM cards JOIN notes ON notes.id = nid WHERE guid = ?", guid
    )
    return col.get_card(card_id)


def answer(col, guid, buttons):
    for button in buttons:
        card = card_of(col, guid)
        card.start_timer()
        states = col._backend.get_scheduling_states(card.id)
        given = col.sched.build_answer(card=card, states=states, rating=int(button) - 1)
        col.sched.answer_card(given)
        # Anki's log has one row a millisecond.
        time.sleep(0.01)
    return answers(col)


def edit(col, guid, field, old, new):
    note = card_of(col, guid).note()
    note[field] = note[field].replace(old, new)
    col.update_note(note)
    return note.fields


def add(col, front, back):
    note = col.new_note(col.models.by_name("Basic"))
    note["Front"], note["Back"] = front, back
    col.add_note(note, 1)
    return note.guid


def export(col, path, form):
    options = ExportAnkiPackageOptions(
        with_scheduling=True,
        with_media=False,
        with_deck_configs=True,
        legacy=form == "legacy",
    )
    return col.export_anki_package(out_path=path, options=options, limit=None)


def main(arguments):
    if arguments == ["now"]:
        return now()
    path, what, *rest = arguments
    col = Collection(path)
    try:
        if what == "answer":
            return answer(col, rest[0], rest[1:])
        return {"import": bring_in, "edit": edit, "add": add, "export": export}[what](col, *rest)
    finally:
        col.close()


print(json.dumps(main(sys.argv[1:])))
