//! Documents made here, and what stands in them.

use super::super::shown::shown;
use super::xml::ENTITIES;
use super::*;

fn packed(parts: &[(&str, &str)]) -> OfficeParts {
    let parts = parts.iter();
    parts
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}

/// What Word says of its parts.
const TYPES: (&str, &str) = (
    "[Content_Types].xml",
    "<Types><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" \
     ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>",
);

const STYLES: &str = r#"<w:styles>
    <w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
    <w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="My heading"/><w:basedOn w:val="Two"/></w:style>
    <w:style w:type="paragraph" w:styleId="Two"><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
    <w:style w:type="paragraph" w:styleId="Round"><w:basedOn w:val="Round"/></w:style>
    <w:style w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/></w:style>
    <w:style w:type="paragraph" w:styleId="Dots"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
    <w:style w:type="character" w:styleId="Fett"><w:rPr><w:b/></w:rPr></w:style></w:styles>"#;

const NUMBERS: &str = r#"<w:numbering>
    <w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>
    <w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
    <w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>"#;

const NOTES: &str = r#"<w:footnotes><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>In 1901.</w:t></w:r></w:p></w:footnote></w:footnotes>"#;

fn docx(body: &str) -> OfficeParts {
    let body = format!(
        "<?xml version=\"1.0\"?>\n<w:document xmlns:w=\"x\"><w:body>{body}</w:body></w:document>"
    );
    packed(&[
        TYPES,
        ("word/document.xml", &body),
        ("word/styles.xml", STYLES),
        ("word/numbering.xml", NUMBERS),
        ("word/footnotes.xml", NOTES),
    ])
}

/// A paragraph of Word: its properties, its runs.
fn p(properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr>{properties}<w:rPr><w:b/></w:rPr></w:pPr>{runs}</w:p>")
}

fn t(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn styled(style: &str, text: &str) -> String {
    p(&format!("<w:pStyle w:val=\"{style}\"/>"), &t(text))
}

fn item(list: u8, level: u8, text: &str) -> String {
    let list = format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>");
    p(&list, &t(text))
}

fn read_docx(body: &str) -> String {
    shown(&read(&docx(body)).expect("a document"))
}

#[test]
fn what_word_writes() {
    let bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>Action:</w:t></w:r>";
    let by_style = "<w:r><w:rPr><w:rStyle w:val=\"Fett\"/></w:rPr><w:t>it</w:t></w:r>";
    let off = "<w:r><w:rPr><w:rStyle w:val=\"Fett\"/><w:b w:val=\"0\"/></w:rPr><w:t>.</w:t></w:r>";
    let table = [
        (
            styled("berschrift1", "A") + &styled("Mine", "B"),
            "# A / ## B",
        ),
        (styled("Round", "a") + &p("", &t("b")), "a / b"),
        (styled("T1", "A") + &p("", &t("b")), "b"),
        (
            p("<w:outlineLvl w:val=\"2\"/>", &t("A &amp; &#66;")),
            "### A & B",
        ),
        (
            p("", &format!("{bold}{}{by_style}{off}", t(" I left "))),
            "**Action:** I left **it**.",
        ),
        (
            p(
                "",
                "<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t># c</w:t></w:r>",
            ),
            "a / ~b # c",
        ),
        (
            item(1, 0, "a") + &item(1, 1, "b") + &styled("Dots", "c") + &item(0, 0, "d"),
            "1. a / ~  - b / ~- c / d",
        ),
    ];
    for (body, expected) in table {
        assert_eq!(read_docx(&body), expected, "{body}");
    }
}

#[test]
fn changes_notes_and_frames_of_word() {
    let table = [
        (
            p(
                "",
                &format!(
                    "{}<w:del>{}<w:r><w:delText>x</w:delText></w:r></w:del><w:ins>{}</w:ins>",
                    t("a"),
                    t("y"),
                    t("b")
                ),
            ),
            "ab",
        ),
        (
            p(
                "",
                &format!(
                    "{}<w:r><w:footnoteReference w:id=\"2\"/></w:r>{}",
                    t("a"),
                    t(" b")
                ),
            ),
            "a (In 1901.) b",
        ),
        (
            p(
                "",
                &format!(
                    "{}<w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r>{}",
                    t("a"),
                    p("", &t("b")),
                    t("c")
                ),
            ),
            "b / ac",
        ),
        (
            format!(
                "<w:tbl><w:tr><w:tc>{}{}</w:tc></w:tr></w:tbl>",
                p("", &t("a")),
                p("", &t("b"))
            ),
            "a / b",
        ),
    ];
    for (body, expected) in table {
        assert_eq!(read_docx(&body), expected, "{body}");
    }
}

#[test]
fn tables_of_both_programs_are_tables() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", p("", &t(text)));
    let row = |one: &str, two: &str| format!("<w:tr>{}{}</w:tr>", cell(one), cell(two));
    let table = format!(
        "<w:tbl>{}{}</w:tbl>",
        row("Situation", "A mill."),
        row("Action", "I left.")
    );
    assert_eq!(
        read_docx(&table),
        "Situation= / A mill. / Action= / I left."
    );
    let merged =
        |how: &str, text: &str| format!("<w:tc><w:tcPr>{how}</w:tcPr>{}</w:tc>", p("", &t(text)));
    let table = format!(
        "<w:tbl><w:tr>{}{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
        cell("Theme"),
        cell("Situation"),
        cell("Action"),
        merged("<w:vMerge w:val=\"restart\"/>", "x"),
        cell("A mill."),
        cell("I left."),
        merged("<w:vMerge/>", ""),
        merged("<w:gridSpan w:val=\"2\"/>", "A well."),
    );
    assert_eq!(
        read_docx(&table),
        "% / Theme= / x / Situation= / A mill. / Action= / I left. / % / Theme= / x / Situation= / A well."
    );
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let row = |one: &str, two: &str| {
        format!(
            "<table:table-row>{}{}</table:table-row>",
            cell(one),
            cell(two)
        )
    };
    let table = format!(
        "<table:table>{}{}</table:table>",
        row("Situation", "A mill."),
        row("Action", "I left.")
    );
    assert_eq!(read_odt(&table), "Situation= / A mill. / Action= / I left.");
    let merged = "<table:table-cell table:number-columns-spanned=\"2\"><text:p>A well.</text:p></table:table-cell><table:covered-table-cell/>";
    let table = format!(
        "<table:table>{}<table:table-row>{merged}{}</table:table-row></table:table>",
        row("Situation", "Action").replace(
            "</table:table-row>",
            &(cell("Result") + "</table:table-row>")
        ),
        cell("It fell."),
    );
    assert_eq!(
        read_odt(&table),
        "% / Situation= / A well. / Result= / It fell."
    );
}

fn odt(body: &str) -> OfficeParts {
    let content = format!(
        r#"<?xml version="1.0"?><office:document-content><office:automatic-styles>
        <style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
        <style:style style:name="T2" style:family="text"><style:text-properties fo:font-weight="normal"/></style:style>
        <style:style style:name="P1" style:parent-style-name="Title"/>
        <text:list-style style:name="L1"><text:list-level-style-number text:level="1"/>
        <text:list-level-style-bullet text:level="2"><style:text-properties fo:font-weight="bold"/></text:list-level-style-bullet></text:list-style>
        </office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"#
    );
    packed(&[("mimetype", ODT), ("content.xml", &content)])
}

fn read_odt(body: &str) -> String {
    shown(&read(&odt(body)).expect("a document"))
}

#[test]
fn what_libreoffice_writes() {
    let table = [
        (
            "<text:p text:style-name=\"P1\">A</text:p><text:h text:outline-level=\"2\">B<text:s text:c=\"2\"/>c</text:h>",
            "# A / ## B c",
        ),
        (
            "<text:p><text:span text:style-name=\"T1\">Action:<text:span text:style-name=\"T2\"> I</text:span></text:span>\
             \n left<text:tab/><text:span text:style-name=\"Strong_20_Emphasis\">it</text:span>.<text:line-break/>a</text:p>",
            "**Action:** I left **it**. / ~a",
        ),
        (
            "<text:list text:style-name=\"L1\"><text:list-item><text:p>a</text:p><text:p>b</text:p><text:list><text:list-item>\
             <text:p>c</text:p></text:list-item></text:list></text:list-item></text:list><text:p>d</text:p>",
            "1. a / ~b /   - c / d",
        ),
        (
            "<text:tracked-changes><text:p>x</text:p></text:tracked-changes><text:p>a<office:annotation><text:p>y</text:p>\
             </office:annotation><text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>In 1901.</text:p>\
             </text:note-body></text:note> b<draw:frame><draw:text-box><text:p>c</text:p></draw:text-box><svg:desc>z</svg:desc></draw:frame></text:p>",
            "c / a (In 1901.) b",
        ),
    ];
    for (body, expected) in table {
        assert_eq!(read_odt(body), expected, "{body}");
    }
}

#[test]
fn what_is_no_document_is_refused_by_name() {
    let word = |body: &str| packed(&[TYPES, ("word/document.xml", body)]);
    let bomb = format!(
        "<!DOCTYPE x [<!ENTITY a \"ha\">]><w:document>{}</w:document>",
        "&a;".repeat(9)
    );
    let table = [
        (word(&bomb), ENTITIES),
        (word("<w:p><w:t>&a;</w:t></w:p>"), ENTITIES),
        (word("<w:p><w:t>a</w:p>"), DAMAGED),
        (word("<w:p><w:t>a"), DAMAGED),
        (word("</w:p>"), DAMAGED),
        (packed(&[("mimetype", ODT)]), DAMAGED),
        (packed(&[("xl/workbook.xml", "<x/>")]), DAMAGED),
    ];
    for (bytes, expected) in table {
        assert_eq!(read(&bytes).err(), Some(expected));
    }
}

#[test]
fn a_document_is_known_by_its_parts() {
    assert!(is_document(&docx("")) && is_document(&odt("")));
    let sheet = "application/vnd.oasis.opendocument.spreadsheet";
    for other in [
        packed(&[("mimetype", sheet)]),
        packed(&[("[Content_Types].xml", &TYPES.1.replace("/word/", "/xl/"))]),
        packed(&[]),
    ] {
        assert!(!is_document(&other));
    }
}

#[test]
fn hostile_documents_are_read_in_one_go() {
    const MANY: usize = 20_000;
    let nested = |open: &str, close: &str| format!("{}{}", open.repeat(MANY), close.repeat(MANY));
    for body in [
        nested("<w:p><w:r><w:t>a", "</w:t></w:r></w:p>"),
        nested("<w:del>", "</w:del>"),
        nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"99999999999\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:t>a</w:t></w:p>".repeat(MANY),
        format!("<w:p {}/>", "a=\"\" ".repeat(MANY)),
        "<w:p><w:footnoteReference w:id=\"2\"/></w:p>".repeat(MANY),
    ] {
        let document = read(&docx(&body)).expect("a document");
        assert!(document.text.len() <= body.len());
    }
    for body in [
        nested(
            "<text:list><text:list-item><text:p>a",
            "</text:p></text:list-item></text:list>",
        ),
        nested("<text:p><text:span>", "</text:span></text:p>"),
        nested(
            "<text:p><text:note><text:note-body>",
            "</text:note-body></text:note></text:p>",
        ),
    ] {
        let document = read(&odt(&body)).expect("a document");
        assert!(document.text.len() <= body.len());
    }
}
