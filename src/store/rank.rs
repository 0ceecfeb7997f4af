//! Full-text ranking by SQLite's FTS5, in memory: nothing is kept.

use rusqlite::{Connection, params};

use crate::coach::pick::{Rank, SearchWord, SearchedStory};
use crate::story::sort;

/// Learning weighs most, then tags, then Action and role.
const QUERY: &str = "
    SELECT rowid - 1, -bm25(document, 4.0, 2.0, 1.0, 1.0)
    FROM document WHERE document MATCH ?1
    ORDER BY bm25(document, 4.0, 2.0, 1.0, 1.0), rowid";

/// Ranks documents by the words that they share with a search, inflections and words of the
/// same meaning included; the score is BM25 with the sign turned.
pub(crate) fn rank(
    documents: &[SearchedStory],
    words: &[SearchWord],
) -> rusqlite::Result<Vec<Rank>> {
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
            insert.execute(params![rowid, learning, tags, action, role])?;
        }
    }
    all.commit()?;
    let queries: Vec<String> = words.iter().map(query).collect();
    let mut having = having(&memory, words, &queries, documents.len())?;
    let mut select = memory.prepare(QUERY)?;
    let rows = select.query_map([queries.join(" OR ")], |row| {
        let document = usize::try_from(row.get::<_, i64>(0)?).unwrap_or(0);
        Ok(Rank {
            document,
            score: row.get(1)?,
            words: std::mem::take(&mut having[document]),
        })
    })?;
    rows.collect()
}

/// The search for a word and for those of the same meaning.
fn query(wanted: &SearchWord) -> String {
    let quoted = |word: &str| format!("\"{}\"", word.replace('"', "\"\""));
    let same = wanted.same.iter().map(|word| quoted(word));
    let all: Vec<String> = std::iter::once(quoted(&wanted.word)).chain(same).collect();
    all.join(" OR ")
}

/// The words that each document has, the rarest first.
fn having(
    memory: &Connection,
    words: &[SearchWord],
    queries: &[String],
    documents: usize,
) -> rusqlite::Result<Vec<Vec<String>>> {
    let mut select = memory.prepare("SELECT rowid - 1 FROM document WHERE document MATCH ?1")?;
    let mut found: Vec<(&str, Vec<i64>)> = Vec::new();
    for (wanted, query) in words.iter().zip(queries) {
        let rows = select.query_map([query], |row| row.get(0))?;
        found.push((&wanted.word, rows.collect::<Result<_, _>>()?));
    }
    sort::by_key(&mut found, |(_, documents)| documents.len());
    let mut having = vec![Vec::new(); documents];
    for (word, documents) in found {
        for document in documents {
            let words = usize::try_from(document)
                .ok()
                .and_then(|at| having.get_mut(at));
            words
                .into_iter()
                .for_each(|words| words.push(word.to_owned()));
        }
    }
    Ok(having)
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

    fn wanted(word: &str) -> SearchWord {
        let word = word.to_owned();
        let same = Vec::new();
        SearchWord { word, same }
    }

    #[test]
    fn what_is_told_are_words_of_the_search_the_rarest_first() {
        let documents = [
            document("An alert goes off before a release.", ""),
            document("I ask before every release.", ""),
        ];
        let monitoring = SearchWord {
            same: vec!["alerting"],
            ..wanted("monitoring")
        };
        let ranks = rank(&documents, &[wanted("releases"), monitoring]).unwrap();
        assert_eq!(ranks[0].words, ["monitoring", "releases"]);
        assert_eq!(ranks[1].words, ["releases"]);
    }

    #[test]
    fn learning_weighs_more_than_action_and_words_are_stemmed() {
        let documents = [
            document("I ask early.", "I skipped the migrations and the plan."),
            document("Every migration has a plan.", "I left."),
            document("Nothing here.", "Nor here."),
        ];
        let ranks = rank(&documents, &["migrating", "planning"].map(wanted)).unwrap();
        let order: Vec<usize> = ranks.iter().map(|rank| rank.document).collect();
        assert_eq!(order, [1, 0]);
        assert_eq!(ranks[0].words, ["migrating", "planning"]);
        assert!(ranks[0].score > ranks[1].score);
    }

    #[test]
    fn no_word_is_taken_for_syntax() {
        let documents = [document("a NEAR b", "\u{2}x\u{3}")];
        for word in ["\"", "NEAR", "*", "a OR", "col:", "(", "-"] {
            assert!(rank(&documents, &[wanted(word)]).is_ok(), "{word}");
        }
        assert_eq!(rank(&documents, &[]).unwrap(), Vec::new());
    }
}
