//! Full-text ranking by SQLite's FTS5, in memory: nothing is kept.

use rusqlite::{Connection, params};

use crate::coach::pick::{Rank, SearchedStory};

/// Marks around a matched word; control characters, so that no text holds them.
const OPEN: char = '\u{2}';
const CLOSE: char = '\u{3}';

/// Learning weighs most, then tags, then Action and role.
const QUERY: &str = "
    SELECT rowid - 1, -bm25(document, 4.0, 2.0, 1.0, 1.0),
           highlight(document, 0, char(2), char(3)) || ' ' ||
           highlight(document, 1, char(2), char(3)) || ' ' ||
           highlight(document, 2, char(2), char(3)) || ' ' ||
           highlight(document, 3, char(2), char(3))
    FROM document WHERE document MATCH ?1
    ORDER BY bm25(document, 4.0, 2.0, 1.0, 1.0), rowid";

/// Ranks documents by the words that they share with a search, inflections included; the
/// score is BM25 with the sign turned.
pub(crate) fn rank(documents: &[SearchedStory], words: &[String]) -> rusqlite::Result<Vec<Rank>> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let memory = Connection::open_in_memory()?;
    memory.execute_batch(
        "CREATE VIRTUAL TABLE document USING fts5
         (learning, tags, action, role, tokenize = 'porter unicode61')",
    )?;
    let all = memory.unchecked_transaction()?;
    {
        let mut insert = all.prepare(
            "INSERT INTO document (rowid, learning, tags, action, role) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for (document, rowid) in documents.iter().zip(1_i64..) {
            let SearchedStory {
                learning,
                tags,
                action,
                role,
            } = document;
            let [learning, tags, action, role] =
                [learning, tags, action, role].map(|text| bare(text));
            insert.execute(params![rowid, learning, tags, action, role])?;
        }
    }
    all.commit()?;
    let quoted: Vec<String> = words
        .iter()
        .map(|word| format!("\"{}\"", word.replace('"', "\"\"")))
        .collect();
    let mut select = memory.prepare(QUERY)?;
    let rows = select.query_map([quoted.join(" OR ")], |row| {
        let marked: String = row.get(2)?;
        Ok(Rank {
            document: usize::try_from(row.get::<_, i64>(0)?).unwrap_or(0),
            score: row.get(1)?,
            words: matched(&marked),
        })
    })?;
    rows.collect()
}

/// The text without characters that stand for marks.
fn bare(text: &str) -> String {
    text.replace([OPEN, CLOSE], " ")
}

fn matched(marked: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for rest in marked.split(OPEN).skip(1) {
        let word = rest.split(CLOSE).next().unwrap_or_default().to_lowercase();
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(learning: &str, action: &str) -> SearchedStory {
        SearchedStory {
            learning: learning.to_owned(),
            action: action.to_owned(),
            ..SearchedStory::default()
        }
    }

    #[test]
    fn learning_weighs_more_than_action_and_words_are_stemmed() {
        let documents = [
            document("I ask early.", "I skipped the migrations and the plan."),
            document("Every migration has a plan.", "I left."),
            document("Nothing here.", "Nor here."),
        ];
        let ranks = rank(&documents, &["migrating".to_owned(), "planning".to_owned()]).unwrap();
        let order: Vec<usize> = ranks.iter().map(|rank| rank.document).collect();
        assert_eq!(order, [1, 0]);
        assert_eq!(ranks[0].words, ["migration", "plan"]);
        assert!(ranks[0].score > ranks[1].score);
    }

    #[test]
    fn no_word_is_taken_for_syntax() {
        let documents = [document("a NEAR b", "\u{2}x\u{3}")];
        for word in ["\"", "NEAR", "*", "a OR", "col:", "(", "-"] {
            assert!(rank(&documents, &[word.to_owned()]).is_ok(), "{word}");
        }
        assert_eq!(rank(&documents, &[]).unwrap(), Vec::new());
    }
}
