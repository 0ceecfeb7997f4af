//! The tables of a collection as Anki 2.1 lays them out (schema 11), and its settings.

use serde_json::{Value, json};

use super::names::{FIELDS, NAME, NOTE_TYPE};

/// The version that `col.ver` tells.
pub(super) const VERSION: i64 = 11;

/// The tables.
pub(super) const TABLES: &str = "
CREATE TABLE col (
    id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL, scm integer NOT NULL,
    ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL, ls integer NOT NULL,
    conf text NOT NULL, models text NOT NULL, decks text NOT NULL, dconf text NOT NULL,
    tags text NOT NULL
);
CREATE TABLE notes (
    id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL,
    usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL, sfld integer NOT NULL,
    csum integer NOT NULL, flags integer NOT NULL, data text NOT NULL
);
CREATE TABLE cards (
    id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL,
    mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL, queue integer NOT NULL,
    due integer NOT NULL, ivl integer NOT NULL, factor integer NOT NULL, reps integer NOT NULL,
    lapses integer NOT NULL, left integer NOT NULL, odue integer NOT NULL,
    odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL
);
CREATE TABLE revlog (
    id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL, ease integer NOT NULL,
    ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL,
    time integer NOT NULL, type integer NOT NULL
);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);";

/// The indexes that an import goes by, made when the tables are full. A collection that is
/// worked in has more; this one is read once.
pub(super) const INDEXES: &str = "
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_revlog_cid ON revlog (cid);";

/// When the note type below was changed last, in seconds since 1970. Anki takes a new look over
/// only if this is later than what it has, so it rises with every change; fields stay as they
/// are for good, since a note type with others would be another one.
pub(super) const CHANGED: i64 = NOTE_TYPE / 1000;

/// The question side.
const QUESTION: &str = "<div class=\"star\">{{Front}}</div>";

/// The answer side.
const ANSWER: &str = "{{FrontSide}}\n\n<hr id=answer>\n\n<div class=\"star\">\
    <div class=\"beat\">{{Beat}}</div>{{Back}}\
    {{#Points}}<div class=\"points\">{{Points}}</div>{{/Points}}</div>";

/// Its look: colours come from Anki, so that day and night both work.
const LOOK: &str = "\
.card { font-family: sans-serif; font-size: 19px; line-height: 1.5; color: #1b1b1b;
  background-color: #ffffff; }
.card.nightMode, .nightMode.card { color: #e8e8e8; background-color: #2c2c2c; }
.star { max-width: 38em; margin: 0 auto; text-align: left; }
.star p { margin: 0.6em 0; }
.title { font-weight: bold; font-size: 115%; }
.role, .count, .beat, .about { opacity: 0.7; font-size: 85%; }
.question { margin: 0.6em 0; }
.ask { margin: 0.8em 0 0.3em; font-weight: bold; }
.given { border-left: 3px solid; padding-left: 0.7em; margin: 0.6em 0; opacity: 0.85; }
.points { margin-top: 1em; border-top: 1px solid; padding-top: 0.3em; }
.star b { color: #9a3412; }
.nightMode .star b { color: #fdba74; }
";

/// Our note type.
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
