//! Tables of pages: what stands on them, a block a line.

use proptest::prelude::*;

use super::super::flow::PieceKind;
use super::super::shown::{shown, split};
use super::*;

fn check(cases: &[(&str, &str)]) {
    for (html, expected) in cases {
        assert_eq!(shown(&read(html)), *expected, "{html}");
    }
}

#[test]
fn headings_lines_and_lists() {
    check(&[
        (
            "<h1>A\n b</h1><p>c<br>d</p>e<div>f</div><hr>",
            "# A b / c / ~d / e / ~f / ---",
        ),
        (
            "<ul><li>a<ul><li><p>b</p><p>b2</p></li></ul>a2</li></ul><ol><li>c</ol>d",
            "- a / ~  - b / ~b2 / a2 / 1. c / d",
        ),
        ("a<br><br>b", "a / b"),
        ("<p>- a<br>1. b<br># c</p>", "- a / ~1. b / ~\\# c"),
        ("<h2># *x* #</h2>", "## # \\*x\\* \\#"),
        (
            "<blockquote><p>a</p></blockquote><pre>\n a  b\n\nc<b>d</b></pre>",
            "a / `a  b` / `cd`",
        ),
        ("<h1>a<p>b</p><h2>c<div>d</div></h2>", "# a / b / ## c / d"),
        ("<h1><div>a</div></h1><li>b", "# a / - b"),
        (
            "<dl><dt>a<dd>b</dl><!-- c d --><!--[if x]>y<![endif]-->",
            "a / ~b / <!-- c d -->",
        ),
        (
            "<svg><title>x</title><text>y</text></svg>a<svg/>b<svg><p>c",
            "ab / c",
        ),
        ("a</ b><img alt='x' title=y>c", "a\\</ bc"),
    ]);
}

#[test]
fn what_stands_out_is_bold() {
    check(&[
        (
            "<p><b>Action:</b> I <strong>left </strong>it.",
            "**Action:** I **left** it.",
        ),
        (
            "<b>Action:</b>I<b>(x)y</b> <b>:</b>",
            "**Action**:I(**x)y** :",
        ),
        (
            "<b style='font-weight:normal'><span style='font-weight:700'>a</span> b</b>",
            "**a** b",
        ),
        (
            "<style>.c1{font-weight:700}</style>\
             <span class='x c1'>a<span style='font-weight:400'>b</span></span>",
            "**a**b",
        ),
        ("<b>a<span>b</b>c</span>d", "**ab**cd"),
    ]);
}

#[test]
fn folded_sections_are_headings() {
    check(&[(
        "<h2>A</h2><details><summary>S</summary>a<details><summary>x</summary>b</details></details>\
         <details><summary>T</summary>c</details><details><summary><h3>R</h3></summary>d",
        "## A / ### S / a / #### x / b / ### T / c / ### R / d",
    )]);
}

#[test]
fn what_word_processors_write() {
    check(&[
        (
            "<p class=MsoTitle>A</p>\
             <p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><![if !supportLists]>\
             <span style='mso-list:Ignore'>·<span>&nbsp; </span></span><![endif]><b>b</b> c</p>\
             <p class=MsoListParagraphCxSpLast>1.&nbsp;&nbsp; d</p><p>1. e</p>",
            "# A /   - **b** c / ~1. d / 1. e",
        ),
        (
            "<p class='c1 title'>A</p>\
             <ul class='lst-kix_a-0 start'><li>b</li></ul><ul class='lst-kix_a-1'><li>c</ul>",
            "# A / - b / ~  - c",
        ),
    ]);
}

#[test]
fn tables_that_are_there_for_the_look_are_none() {
    check(&[
        ("<table><tr><td><p>a</p><p>b</p></td></tr></table>", "a / b"),
        (
            "<table><tr><td><h2>a</h2>b</td><td>c<table><tr><td>d</table></td></tr></table>e",
            "## a / b / c / d / e",
        ),
        (
            "<table><tr><th>Situation<td>A<br>mill|<tr><td>Action<td><ul><li>I<li>left</table>",
            "Situation= / A mill\\| / Action= / I left",
        ),
    ]);
    // What is merged stands in every row, and shifts nothing.
    check(&[
        (
            "<table><tr><th>Theme<th>Title<th>Situation<th>Action<tr><td rowspan=2>x<td>A<td>a mill<td>I left<tr><td>B<td colspan=2>a well</table>",
            "% / Theme= / x / Title= / A / Situation= / a mill / Action= / I left / % / Theme= / x / Title= / B / Situation= / a well",
        ),
        (
            "<table><tr><th rowspan=0>Situation<td>a mill<tr><td>at night</table>",
            "| Situation | a mill | / ~| Situation | at night |",
        ),
        (
            "<table><tr><th rowspan=2>Situation<td>a mill<tr><td>at night<tr><th>Action<td>I left</table>",
            "Situation= / a mill / at night / Action= / I left",
        ),
    ]);
    let wide = "<tr><td colspan=9999 rowspan=9999>a".repeat(5_000);
    assert!(read(&format!("<table>{wide}</table>")).text.len() < 500_000);
    let rows = |html: &str| {
        let mut flow = flow(html);
        flow.finish();
        flow.pieces
            .iter()
            .filter(|piece| piece.kind == PieceKind::Row)
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
        ("a <b", "a \\<b"),
        ("a <a href=\"x>b &amp; <i>c", "a b & c"),
        ("a <a href=\"x>b <a href='y>c <d e", "a b c \\<d e"),
        ("<title>a <p>b", "a \\<p>b"),
        ("<style/><script/>a", "a"),
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
    assert_eq!(shown(&read(&attributes)), "a");
    for unit in ["<div>", "<table><td>", "<ul>", "<details>"] {
        assert_eq!(shown(&read(&unit.repeat(100_000))), "", "{unit}");
    }
    let misnested = format!("{}{}", "<span>".repeat(MANY), "</b>".repeat(MANY));
    assert_eq!(shown(&read(&misnested)), "");
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

/// The words of a text in alphabetical order; a single digit may be the sign of an item.
fn sorted(text: &str) -> Vec<String> {
    let is_sign = |word: &String| word.len() == 1 && word.starts_with(|c: char| c.is_ascii_digit());
    let mut words: Vec<String> = split(text).filter(|word| !is_sign(word)).collect();
    words.sort();
    words
}

proptest! {
    #[test]
    fn every_word_of_a_page_comes_out_once((html, words) in pages()) {
        let document = read(&html);
        let words = words.join(" ").replace("&amp;", "&").replace("&lt;", "<");
        let blocks = document.blocks.iter().map(|block| &document.text[block.at.clone()]);
        let blocks: Vec<&str> = blocks.collect();
        prop_assert_eq!(sorted(&blocks.join(" ")), sorted(&words));
    }

    #[test]
    fn any_text_is_a_page(text in any::<String>(), tags in "[<>/&;!\\-a-b\"'=# ]{0,80}") {
        read(&text);
        read(&tags);
    }
}
