//! Markdown under headings, labels or nothing at all: the shape of whatever is no other.

use crate::story::parse::outline;
use crate::story::sort;

use super::draft::ForeignDraft;
use super::found::{Foreign, Refused, SourceText};
use super::keys::ForeignFacts;
use super::stories::StoryBuilder;
use super::{assemble, front, heads, obsidian, own, pieces, titles};

/// Bytes of facts in the head of a file that all of its stories share.
pub(super) const LONGEST_HEAD: usize = 4096;

/// Reads Markdown, and whatever is nothing else.
pub(super) fn read(source: &SourceText<'_>) -> Result<Option<Foreign>, Refused> {
    let text = heads::without_tildes(obsidian::plain(source.text));
    let front = front::read(&text);
    let body = &text[front.end..];
    let mut outline = outline::scan(body);
    // Notion, and phones, write blanks after the signs that are no spaces.
    outline.headings.append(&mut outline.unspaced);
    sort::by_key(&mut outline.headings, |heading| heading.line_start);
    let mut builder = StoryBuilder::new(&text);
    for (at, why) in &front.refused {
        let message =
            format!("The head of the file has {why}, which cannot be read here; it became a note.");
        builder.remark(*at, &message);
    }
    for problem in &outline.problems {
        builder.remark(front.end + problem.at.start, &problem.message);
    }
    let mut head = ForeignFacts::default();
    for (key, values) in &front.entries {
        match values.is_empty() {
            true => head.take(key, ""),
            false => values.iter().for_each(|value| head.take(key, value)),
        }
    }
    let pieces = pieces::cut(body, &outline);
    let mut drafts = assemble::stories(body, &pieces, &outline.opaque, head.title.is_some());
    give_head(&mut drafts, head, &front.unread);
    let single = drafts.len() == 1;
    let name = source.file_name.filter(|_| single);
    let name = name.and_then(titles::title_of_file);
    drafts.iter_mut().for_each(ForeignDraft::look_inside);
    let ours = own::stories(source.text, &source.own, &text, &drafts, front.end);
    for (mut draft, ours) in drafts.into_iter().zip(ours) {
        draft.at = draft.at.start + front.end..draft.at.end + front.end;
        let places = draft.remarks.iter_mut().map(|(at, _)| at);
        let parts = draft.parts.iter_mut().map(|words| &mut words.at);
        places.chain(parts).for_each(|at| *at += front.end);
        builder.take(draft, name.as_deref(), ours);
    }
    Ok(Some(builder.foreign))
}

/// What the head of a file says holds for all of its stories, but for title and id. A head
/// that is long is given to the first alone, so that it cannot grow with their number.
fn give_head(drafts: &mut [ForeignDraft], mut head: ForeignFacts, unread: &[String]) {
    if head == ForeignFacts::default() && unread.is_empty() {
        return;
    }
    let single = drafts.len() == 1;
    let (title, id) = (head.title.take(), head.id.take());
    let left = std::mem::take(&mut head.left);
    let long = head.size() > LONGEST_HEAD;
    for (index, draft) in drafts.iter_mut().enumerate() {
        if index > 0 && long {
            break;
        }
        draft.from_outside = true;
        let own = std::mem::replace(&mut draft.facts, head.clone());
        draft.facts.join(own);
        if index > 0 {
            continue;
        }
        draft.facts.left.extend(left.iter().cloned());
        if single {
            let named = ForeignFacts {
                title: title.clone(),
                id: id.clone(),
                ..ForeignFacts::default()
            };
            draft.facts.join(named);
        } else {
            let lost = [("title", &title), ("id", &id)];
            let lost = lost
                .iter()
                .filter_map(|(key, value)| Some(format!("{key}: {}", value.as_ref()?)));
            draft.facts.left.extend(lost);
        }
        if !unread.is_empty() {
            draft.note(
                "Head of the file",
                &format!("```yaml\n{}\n```", unread.join("\n")),
            );
        }
    }
}
