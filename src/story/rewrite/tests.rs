use proptest::prelude::*;

use super::*;
use crate::story::parse::parse;

/// The text with a story after the last one, a blank line between.
fn append(source: &str, story_text: &str) -> String {
    append_all(source, [(story_text, false)])
}

/// Edits the first story of a text.
fn edit(source: &str, edit: impl Fn(&str, &Story) -> String) -> String {
    edit(source, parse(source).stories.first().expect("a story"))
}

#[test]
fn a_key_is_set_where_it_stands_or_after_the_last() {
    let cases = [
        (
            "# T\nid: a\nrole: x\n\n## Action\n",
            "# T\nid: b\nrole: x\n\n## Action\n",
        ),
        ("# T\nID:a  \r\nid: z\r\n", "# T\nID: b\r\nid: z\r\n"),
        (
            "# T\r\n\r\nrole: x\r\n\r\n## Action\r\n",
            "# T\r\n\r\nrole: x\r\nid: b\r\n\r\n## Action\r\n",
        ),
        ("# T\n\n## Action\na\n", "# T\n\nid: b\n\n## Action\na\n"),
        ("# T  \n## Action\na\n", "# T  \n\nid: b\n\n## Action\na\n"),
        ("T\n=\n\n## Action\na\n", "T\n=\n\nid: b\n\n## Action\na\n"),
        ("# T\nrole: x", "# T\nrole: x\nid: b"),
        (
            "intro\n\n# T\ntext\n## Action\na",
            "intro\n\n# T\n\nid: b\n\ntext\n## Action\na",
        ),
    ];
    for (source, expected) in cases {
        let source = source.to_owned();
        assert_eq!(
            edit(&source, |s, story| set_key(s, story, "id", "b")),
            expected
        );
    }
    let broken = edit("# T\nrole: x\n", |s, t| {
        set_key(s, t, "role", " a\r\nb\n## Action\u{1b} ")
    });
    assert_eq!(broken, "# T\nrole: a b ## Action\n");
    assert_eq!(
        edit("# T\nrole: x\n", |s, t| set_key(s, t, "role", "")),
        "# T\nrole:\n"
    );
}

#[test]
fn a_further_line_goes_after_its_like() {
    let source = "# T\nquestion: a\nrole: x\n";
    let added = edit(source, |s, t| add_key(s, t, "question", "b"));
    assert_eq!(added, "# T\nquestion: a\nquestion: b\nrole: x\n");
    let added = edit("# T\nrole: x\n", |s, t| add_key(s, t, "question", "b"));
    assert_eq!(added, "# T\nrole: x\nquestion: b\n");
}

#[test]
fn stories_are_cut_appended_and_replaced() {
    let a = "# A\nid: a\n\n";
    let b = "# B\nid: b\n\n\n";
    let c = "# C\nid: c\n";
    let all = [a, b, c].concat();
    let at = |source: &str, n: usize| parse(source).stories[n].clone();
    assert_eq!(cut(&all, &at(&all, 1)), ([a, c].concat(), b.to_owned()));
    assert_eq!(cut(&all, &at(&all, 2)), ([a, b].concat(), c.to_owned()));
    // An underlined title would swallow the line above it.
    let tight = "words\n# A\nid: a\n\nC\n=\nid: c\n";
    assert_eq!(cut(tight, &at(tight, 0)).0, "words\n\nC\n=\nid: c\n");

    let appended = [
        ("", "# N\r\nx\n\n", "# N\r\nx\r\n"),
        ("# A", "# N", "# A\n\n# N\n"),
        ("# A\r\n", "# N\nx", "# A\r\n\r\n# N\r\nx\r\n"),
        ("# A\n\n", "# N\n", "# A\n\n# N\n"),
        ("# A\n \n", "# N\n", "# A\n \n# N\n"),
    ];
    for (source, story, expected) in appended {
        assert_eq!(append(source, story), expected, "{source:?}");
    }

    let new = "# New\r\nid: n\n\n\n";
    assert_eq!(
        replace(&all, &at(&all, 1), new),
        [a, "# New\nid: n\n\n\n", c].concat()
    );
    assert_eq!(
        replace(&all, &at(&all, 2), new),
        [a, b, "# New\nid: n\n"].concat()
    );
    assert_eq!(
        replace("# A\nid: a", &at("# A\nid: a", 0), "# New"),
        "# New\n"
    );
}

/// Stories with all the liberties a person takes, each with an id of its own.
fn deck() -> impl Strategy<Value = String> {
    let title = prop::sample::select(vec!["# One", "# Two *x*", "Three\n===", "#  Four  "]);
    let key = prop::sample::select(vec![
        "role: x",
        "tags: a,b",
        "mood: y",
        "question: q",
        "",
        "prose",
        "<!-- c -->",
        "> q: r",
        "- l",
    ]);
    let line = prop::sample::select(vec![
        "## Action",
        "## Learning",
        "## Closing (X)",
        "## Traps",
        "- deflection: \"x\"",
        "  - why: y",
        "words **bold**",
        "",
        "## Notes",
        "```\n# code\n```",
        "> quoted",
        "    code",
        "### Sub",
        "-",
    ]);
    let story = (
        title,
        any::<bool>(),
        prop::collection::vec(key, 0..4),
        prop::collection::vec(line, 0..8),
    );
    let eol = prop::sample::select(vec!["\n", "\r\n"]);
    (prop::collection::vec(story, 1..4), eol, "(words\n\n)?").prop_map(|(stories, eol, intro)| {
        let mut text = intro;
        for (number, (title, blank, keys, lines)) in stories.into_iter().enumerate() {
            text.push_str(&format!(
                "{title}\n{}id: s{number}\n",
                if blank { "\n" } else { "" }
            ));
            text.push_str(&keys.join("\n"));
            text.push_str("\n\n## Situation\n");
            text.push_str(&lines.join("\n"));
            text.push_str("\n\n");
        }
        text.replace('\n', eol)
    })
}

/// What a story says, wherever it stands.
fn said(story: &Story) -> String {
    let text = |passage: &crate::story::Passage| passage.markdown.clone();
    let traps = |line: &crate::story::TrapLine| {
        let (words, giveaways) = (line.line.clone(), line.giveaways.clone());
        (line.trap, words, giveaways, line.why.clone())
    };
    format!(
        "{:#?}",
        (
            (
                &story.id,
                &story.title,
                &story.role,
                &story.questions,
                &story.tags
            ),
            story
                .beats
                .iter()
                .map(|b| (b.beat, text(&b.passage)))
                .collect::<Vec<_>>(),
            story
                .closings
                .iter()
                .map(|c| (&c.role, text(&c.passage)))
                .collect::<Vec<_>>(),
            story.traps.iter().map(traps).collect::<Vec<_>>(),
            story
                .notes
                .iter()
                .map(|n| (&n.heading, text(&n.passage)))
                .collect::<Vec<_>>(),
            story
                .keys
                .iter()
                .map(|k| (&k.key, &k.value))
                .collect::<Vec<_>>(),
        )
    )
}

fn others(source: &str, stories: &[Story], left_out: usize) -> Vec<String> {
    let mut texts: Vec<_> = stories
        .iter()
        .map(|s| source[s.at.clone()].to_owned())
        .collect();
    texts.remove(left_out);
    texts
}

#[test]
fn what_was_built_here_is_carried_over() {
    let old = "# A\n\nid: a\nrole: PM\nmiss: technical\nquestion: Why?\nquestion: New wording?\ncards: closing\n\n\
        ## Action\n\nold\n\n## Closing (PM)\n\nSo I would\nbegin there.\n\n## Traps\n\n- deflection: \"They.\"\n\n## Notes\n\nmine\n";
    let new = "# A\n\nid: a\nrole: Lead\nquestion: why?\n\n## Action\n\nnew\n";
    let carried = "# A\n\nid: a\nrole: Lead\nquestion: why?\nquestion: New wording?\nmiss: technical\ncards: closing\n\n\
        ## Action\n\nnew\n\n## Closing (PM)\n\nSo I would\nbegin there.\n\n## Traps\n\n- deflection: \"They.\"\n";
    let (told, names) = carry_over(old, new);
    assert!(names.contains(&"## Closing (PM)".to_owned()), "{names:?}");
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&told), sorted(carried), "{told}");
    assert!(told.contains("So I would\nbegin there."), "{told}");
    // Nothing more comes of it the second time.
    assert_eq!(carry_over(&told, &told), (told.clone(), Vec::new()));
    assert_eq!(carry_over("no story", new).0, new);
    // A heading in a block of code is none.
    let fenced = "# A\n\nid: a\n\n## Closing\n\nSo.\n\n```\n## Notes\n```\n\nAnd so on.\n";
    let (told, _) = carry_over(fenced, "# A\n\n## Action\n\nnew\n");
    assert!(
        told.ends_with(&fenced[fenced.find("## Closing").expect("it")..]),
        "{told}"
    );
}

#[test]
fn what_both_have_is_joined_where_it_is_a_list() {
    let ours = "# A\n\nid: a\ntags: hiring, Trust\ncards: result\nrole: PM\n\n## Action\n\na\n\n\
        ## Traps\n\n- deflection: \"They.\"\n  - why: it was you\n- no-learning: \"Well.\"\n";
    let theirs = "# A\n\nid: a\ntags: trust, speed\ncards: traps\nrole:\n\n## Action\n\na\n\n\
        ## Traps\n\n- no-learning: \"well.\"\n\n## Learning\n\nl\n";
    let (told, names) = carry_over(ours, theirs);
    assert_eq!(
        told,
        "# A\n\nid: a\ntags: trust, speed, hiring\ncards: traps, result\nrole: PM\n\n## Action\n\na\n\n\
         ## Traps\n\n- no-learning: \"well.\"\n- deflection: \"They.\"\n  - why: it was you\n\n## Learning\n\nl\n"
    );
    assert_eq!(names, ["tags:", "cards:", "role:", "## Traps"]);
    // What has less than the old one changes nothing.
    let less = ours.replace("hiring, Trust", "trust");
    assert_eq!(carry_over(ours, &less).0, ours);
}

proptest! {
    #[test]
    fn a_story_cut_and_appended_says_the_same(source in deck(), pick in any::<prop::sample::Index>()) {
        let stories = parse(&source).stories;
        let at = pick.index(stories.len());
        let (rest, piece) = cut(&source, &stories[at]);
        let before = others(&source, &stories, at);
        let left = parse(&rest).stories;
        prop_assert_eq!(left.iter().map(|s| rest[s.at.clone()].to_owned()).collect::<Vec<_>>(), before);
        let moved = append(&rest, &piece);
        let last = parse(&moved).stories.pop().map(|story| said(&story));
        prop_assert_eq!(last, Some(said(&stories[at])));
        prop_assert!(moved.starts_with(&rest) && moved.ends_with('\n'));
    }

    #[test]
    fn a_set_key_is_read_back_and_nothing_else_moves(
        source in deck(),
        pick in any::<prop::sample::Index>(),
        key in prop::sample::select(vec!["role", "question", "tags", "mood", "id"]),
        value in "[ a-z#*`<>:\\r\\n-]{0,20}",
    ) {
        let value = if key == "id" { "renamed".to_owned() } else { value };
        let stories = parse(&source).stories;
        let at = pick.index(stories.len());
        let edited = set_key(&source, &stories[at], key, &value);
        let after = parse(&edited).stories;
        prop_assert_eq!(after.len(), stories.len());
        prop_assert_eq!(others(&edited, &after, at), others(&source, &stories, at));
        let line = after[at].keys.iter().find(|line| line.key == key);
        prop_assert_eq!(line.map(|line| line.value.clone()), Some(in_one_line(&value)));
        prop_assert_eq!(&after[at].beats.len(), &stories[at].beats.len());
    }

    #[test]
    fn a_replaced_story_leaves_the_others(source in deck(), pick in any::<prop::sample::Index>()) {
        let stories = parse(&source).stories;
        let at = pick.index(stories.len());
        let new = "# New\nid: brand-new\n\n## Action\nx";
        let edited = replace(&source, &stories[at], new);
        let after = parse(&edited).stories;
        prop_assert_eq!(others(&edited, &after, at), others(&source, &stories, at));
        prop_assert_eq!(after[at].id.as_str(), "brand-new");
    }
}
