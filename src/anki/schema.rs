//! The tables of a collection as Anki 2.1 lays them out (schema 11), and its settings.

use serde_json::{Value, json};

use super::names::{FIELDS, NAME, NOTE_TYPE};

/// The version that `col.ver` tells.
pub(super) const VERSION: i64 = 11;

pub(super) const TABLES: &str = include_str!("schema.sql");

/// The indexes that an import goes by, made when the tables are full. A collection that is
/// worked in has more; this one is read once.
pub(super) const INDEXES: &str = "
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_revlog_cid ON revlog (cid);";

/// When the note type below was changed last, in seconds since 1970. Anki takes a new look over
/// only if this is later than what it has, so it rises with every change; fields stay as they
/// are for good, since a note type with others would be another one.
pub(super) const CHANGED: i64 = NOTE_TYPE / 1000;

const QUESTION: &str = "<div class=\"star\">{{Front}}</div>";

const ANSWER: &str = "{{FrontSide}}\n\n<hr id=answer>\n\n<div class=\"star\">\
    <div class=\"beat\">{{Beat}}</div>{{Back}}\
    {{#Points}}<div class=\"points\">{{Points}}</div>{{/Points}}</div>";

/// Its look: colours come from Anki, so that day and night both work.
const LOOK: &str = include_str!("note.css");

pub(super) fn models(changed: i64) -> Value {
    let field = |(ord, name): (usize, &&str)| {
        json!({
            "name": name, "ord": ord, "sticky": false, "rtl": false, "font": "Arial",
            "size": 20, "description": "", "media": [], "id": NOTE_TYPE + 1 + ord as i64,
        })
    };
    let fields: Vec<Value> = FIELDS.iter().enumerate().map(field).collect();
    json!({ NOTE_TYPE.to_string(): {
        "id": NOTE_TYPE, "name": NAME, "type": 0, "mod": changed, "usn": -1, "sortf": 0,
        "did": null, "vers": [], "tags": [], "latexsvg": false,
        "latexPre": "\\documentclass[12pt]{article}\n\\begin{document}\n",
        "latexPost": "\\end{document}",
        "req": [[0, "any", [0]]], "css": LOOK, "flds": fields,
        "tmpls": [{
            "name": "Card 1", "ord": 0, "qfmt": QUESTION, "afmt": ANSWER, "bqfmt": "",
            "bafmt": "", "did": null, "bfont": "", "bsize": 0, "id": NOTE_TYPE,
        }],
    }})
}

/// Decks by id and full name; the first is Anki's own, which is always there.
pub(super) fn decks<'d>(decks: impl Iterator<Item = (i64, &'d str)>, changed: i64) -> Value {
    let deck = |(id, name): (i64, &str)| {
        let deck = json!({
            "id": id, "name": name, "mod": changed, "usn": -1, "conf": 1, "desc": "", "dyn": 0,
            "collapsed": false, "browserCollapsed": false, "extendNew": 0, "extendRev": 0,
            "lrnToday": [0, 0], "revToday": [0, 0], "newToday": [0, 0], "timeToday": [0, 0],
        });
        (id.to_string(), deck)
    };
    let all: serde_json::Map<String, Value> = std::iter::once((1, "Default"))
        .chain(decks)
        .map(deck)
        .collect();
    Value::Object(all)
}

/// The one set of options, Anki's own.
pub(super) fn options() -> Value {
    json!({ "1": {
        "id": 1, "mod": 0, "name": "Default", "usn": 0, "maxTaken": 60, "autoplay": true,
        "timer": 0, "replayq": true, "dyn": false,
        "new": { "bury": false, "delays": [1.0, 10.0], "initialFactor": 2500,
                 "ints": [1, 4, 0], "order": 1, "perDay": 20 },
        "rev": { "bury": false, "ease4": 1.3, "ivlFct": 1.0, "maxIvl": 36500, "perDay": 200,
                 "hardFactor": 1.2 },
        "lapse": { "delays": [10.0], "leechAction": 1, "leechFails": 8, "minInt": 1,
                   "mult": 0.0 },
    }})
}

/// The settings of the collection: `west` is minutes west of Greenwich, `cutoff` the hour
/// at which a day begins.
pub(super) fn settings(west: i32, cutoff: u32, next_new: usize) -> Value {
    json!({
        "creationOffset": west, "rollover": cutoff, "schedVer": 2, "sched2021": true,
        "curDeck": 1, "activeDecks": [1], "curModel": NOTE_TYPE, "nextPos": next_new,
        "newSpread": 0, "collapseTime": 1200, "timeLim": 0, "estTimes": true,
        "dueCounts": true, "addToCur": true, "dayLearnFirst": false,
        "sortType": "noteFld", "sortBackwards": false,
    })
}
