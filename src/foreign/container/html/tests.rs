//! Tables of pages: what stands on them, a block a line.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::foreign::document::BlockKind;

/// The blocks, their kind by a sign: `h1` a heading, `-` an item, `=` a line.
fn shown(html: &str) -> Vec<String> {
    let document = read(html);
    let block = |block: &crate::foreign::document::Block| {
        let sign = match block.kind {
            BlockKind::Heading(level) => format!("h{level}"),
            kind => format!("{kind:?}").to_lowercase(),
        };
        format!("{sign}{} {}", block.depth, document.words(block))
    };
    document.blocks.iter().map(block).collect()
}

fn check(cases: &[(&str, &[&str])]) {
    for (html, expected) in cases {
        assert_eq!(shown(html), *expected, "{html}");
    }
}

#[test]
fn headings_lines_and_lists() {
    check(&[
        (
            "<h1>A\n b</h1><p>c<br>d</p>e<div>f</div><hr>",
            &[
                "h10 A b",
                "line0 c",
                "line0 d",
                "line0 e",
                "line0 f",
                "rule0 ---",
            ],
        ),
        (
            "<ul><li>a<ul><li><p>b</p><p>b2</p></li></ul>a2</li></ul><ol><li>c</ol>d",
            &[
                "item0 a", "item2 b", "line4 b2", "line2 a2", "item0 c", "line0 d",
            ],
        ),
        (
            "<p>- a<br>1. b<br># c</p>",
            &["item0 a", "item0 b", "line0 \\# c"],
        ),
        ("<h2># *x* #</h2>", &["h20 # \\*x\\* \\#"]),
        (
            "<blockquote><p>a</p></blockquote><pre>\n a  b\n\nc<b>d</b></pre>",
            &["line0 a", "code1 a  b", "code0 cd"],
        ),
        (
            "<h1>a<p>b</p><h2>c<div>d</div></h2>",
            &["h10 a", "line0 b", "h20 c", "line0 d"],
        ),
        ("<h1><div>a</div></h1><li>b", &["h10 a", "item0 b"]),
        (
            "<dl><dt>a<dd>b</dl><!-- c d --><!--[if x]>y<![endif]-->",
            &["line0 a", "line0 b", "comment0 <!-- c d -->"],
        ),
        (
            "<svg><title>x</title><text>y</text></svg>a<svg/>b<svg><p>c",
            &["line0 ab", "line0 c"],
        ),
        ("a</ b><img alt='x' title=y>c", &["line0 a\\</ bc"]),
    ]);
}

#[test]
fn what_stands_out_is_bold() {
    check(&[
        (
            "<p><b>Action:</b> I <strong>left </strong>it.",
            &["line0 **Action:** I **left** it."],
        ),
        (
            "<b>Action:</b>I<b>(x)y</b> <b>:</b>",
            &["line0 **Action**:I(**x)y** :"],
        ),
        (
            "<b style='font-weight:normal'><span style='font-weight:700'>a</span> b</b>",
            &["line0 **a** b"],
        ),
        (
            "<style>.c1{font-weight:700}</style><span class='x c1'>a<span style='font-weight:400'>b</span></span>",
            &["line0 **a**b"],
        ),
        ("<b>a<span>b</b>c</span>d", &["line0 **ab**cd"]),
    ]);
}

#[test]
fn folded_sections_are_headings() {
    check(&[(
        "<h2>A</h2><details><summary>S</summary>a<details><summary>x</summary>b</details></details>\
         <details><summary>T</summary>c</details><details><summary><h3>R</h3></summary>d",
        &[
            "h20 A", "h30 S", "line0 a", "h40 x", "line0 b", "h30 T", "line0 c", "h30 R", "line0 d",
        ],
    )]);
}

#[test]
fn what_word_processors_write() {
    check(&[
        (
            "<p class=MsoTitle>A</p><p class=MsoListParagraph style='mso-list:l0 level2 lfo1'>\
             <![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp; </span></span><![endif]><b>b</b> c</p>\
             <p class=MsoListParagraphCxSpLast>1.&nbsp;&nbsp; d</p><p>1. e</p>",
            &["h10 A", "item2 **b** c", "item0 d", "item0 e"],
        ),
        (
            "<p class='c1 title'>A</p><ul class='lst-kix_a-0 start'><li>b</li></ul><ul class='lst-kix_a-1'><li>c</ul>",
            &["h10 A", "item0 b", "item2 c"],
        ),
    ]);
}

#[test]
fn tables_that_are_there_for_the_look_are_none() {
    check(&[
        (
            "<table><tr><td><p>a</p><p>b</p></td></tr></table>",
            &["line0 a", "line0 b"],
        ),
        (
            "<table><tr><td><h2>a</h2>b</td><td>c<table><tr><td>d</table></td></tr></table>e",
            &["h20 a", "line0 b", "line0 c", "line0 d", "line0 e"],
        ),
    ]);
    let rows = |html: &str| {
        let mut flow = flow(html);
        flow.finish();
        flow.pieces
            .iter()
            .filter(|piece| piece.kind == super::super::flow::PieceKind::Row)
            .count()
    };
    assert_eq!(
        rows("<table><tr><th>a<th>b</tr><tr><td>c<td>d<tr><td>e</table>"),
        3
    );
}

#[test]
fn a_page_has_a_title_and_lines() {
    let document = read(
        "<!doctype html>\r\n<head><title>My\n page</title></head>\r\n<p>a</p>\n\n<p>\nb<h1>c</h1>",
    );
    assert_eq!(document.title.as_deref(), Some("My page"));
    let lines: Vec<usize> = document.blocks.iter().map(|block| block.line).collect();
    assert_eq!(lines, [4, 7, 7]);
}

#[test]
fn nothing_is_lost_where_something_has_no_end() {
    check(&[
        ("a <b", &["line0 a \\<b"]),
        ("a <a href=\"x>b &amp; <i>c", &["line0 a b & c"]),
        ("a <a href=\"x>b <a href='y>c <d e", &["line0 a b c \\<d e"]),
        ("<title>a <p>b", &["line0 a \\<p>b"]),
        ("<style/><script/>a", &["line0 a"]),
    ]);
}

#[test]
fn hostile_pages_are_read_in_one_go() {
    const MANY: usize = 20_000;
    for unit in [
        "<div>",
        "<b>",
        "<span>",
        "</b>",
        "<ul><li>",
        "<table>",
        "<table><tr><td>a",
        "<tr><td>a<td>",
        "<details><summary>a",
        "<svg>",
        "<template>",
        "<h1>a",
        "<pre>",
        "<pre>a</pre>",
        "<a",
        "<a \"",
        "<a b=\"",
        "<a b='",
        "<a b=c ",
        "<!--",
        "<!--a-->",
        "<![CDATA[",
        "&",
        "&#",
        "&#99999999;",
        "&amp",
        "&notit;",
        "</",
        "<?",
        "</script",
        "<script>",
        "<style>.a{",
        "<title>",
        "<br>",
        "<p>a<br><br>",
        "<b><span>a</b></span>",
        "{",
        "<p class=MsoListParagraph>1. a",
    ] {
        for html in [
            unit.repeat(MANY),
            format!("<table><tr><td>{}</table>", unit.repeat(MANY / 10)),
        ] {
            let document = read(&html);
            assert!(document.text.len() <= 20 * html.len(), "{unit}");
        }
    }
    // As many attributes, and one long one.
    let attributes = format!("<p {}>a", "style=x class=y ".repeat(MANY));
    assert_eq!(shown(&attributes), ["line0 a"]);
    for unit in ["<div>", "<table><td>", "<ul>", "<details>"] {
        assert_eq!(shown(&unit.repeat(100_000)), [""; 0], "{unit}");
    }
    let misnested = format!("{}{}", "<span>".repeat(MANY), "</b>".repeat(MANY));
    assert_eq!(shown(&misnested), [""; 0]);
}

/// Pages of tags in no order, with a word between any two of them.
fn pages() -> impl Strategy<Value = (String, Vec<String>)> {
    let tag = prop::sample::select(vec![
        "<h1>",
        "</h1>",
        "<h3 class=x>",
        "</h3>",
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<br>",
        "<b>",
        "</b>",
        "<ul>",
        "<ol>",
        "</ul>",
        "</ol>",
        "<li>",
        "</li>",
        "<pre>",
        "</pre>",
        "<blockquote>",
        "<details>",
        "<summary>",
        "</summary>",
        "</details>",
        "<hr/>",
        "<span style='font-weight:700'>",
        "</span>",
        "<x-y>",
        "<!-- -->",
        "<a href=\"a>b\">",
        "</a>",
        "<p class='title'>",
        "<svg></svg>",
        "<style>p{}</style>",
        "&nbsp;",
        "<dl><dt>",
        "<dd>",
    ]);
    let word =
        "[a-z]{1,4}|[0-9]{2}|[-*#>1]\\.?|[0-9]\\)|\\*\\*|_a_|`b`|&amp;|&lt;p>|\\[x\\]|é|日本";
    prop::collection::vec((tag, word), 0..30).prop_map(|pairs| {
        let html: String = pairs
            .iter()
            .map(|(tag, word)| format!("{tag} {word} "))
            .collect();
        (html, pairs.into_iter().map(|(_, word)| word).collect())
    })
}

fn count<'w>(words: impl Iterator<Item = &'w str>) -> BTreeMap<String, usize> {
    let mut count = BTreeMap::new();
    for word in words.flat_map(|word| word.split(|c: char| !c.is_alphanumeric())) {
        // A single digit may be the sign of an item.
        let is_sign = word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_digit());
        if !word.is_empty() && !is_sign {
            *count.entry(word.to_owned()).or_default() += 1;
        }
    }
    count
}

proptest! {
    #[test]
    fn every_word_of_a_page_comes_out_once((html, words) in pages()) {
        let document = read(&html);
        let text = document.text.to_string();
        let words: Vec<String> = words.iter().map(|word| word.replace("&amp;", "&").replace("&lt;", "<")).collect();
        prop_assert_eq!(count(text.split_whitespace()), count(words.iter().map(String::as_str)), "{}", text);
    }

    #[test]
    fn any_text_is_a_page(text in any::<String>(), tags in "[<>/&;!\\-a-b\"'=# ]{0,80}") {
        read(&text);
        read(&tags);
    }
}
