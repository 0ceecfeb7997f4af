//! What a file is that holds no words of a person to read: known by its first bytes, whatever
//! its name says, with the way to the words in it.
//!
//! Refuses to take such a file apart.

/// Why bytes are no text, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoText {
    pub message: &'static str,
    pub fix: &'static str,
}

/// How a kind of file is known.
enum Sign {
    /// Its first bytes.
    Begins(&'static [u8]),
    /// Bytes that stand at that place.
    At(usize, &'static [u8]),
    /// A RIFF file of that form.
    Riff(&'static [u8]),
    /// An archive with an entry of that name, as they stand in its head.
    Archive(&'static [u8]),
    /// Text that begins so, a byte order mark and blanks aside.
    Text(&'static str),
    /// Text near whose beginning these words stand.
    Head(&'static str),
}

use Sign::{Archive, At, Begins, Head, Riff, Text};

/// How far into a file its kind is looked for, in bytes.
const HEAD: usize = 4096;

const PDF: NoText = NoText {
    message: "it is a PDF",
    fix: "Open it, copy its text into a plain .md file, and name that one.",
};
const WORD: NoText = NoText {
    message: "it is a document of an office program",
    fix: "Save it there as .docx, .odt or plain text, and bring that file in with `star-cards import`.",
};
/// An office document that cannot be unpacked.
pub(crate) const DAMAGED: NoText = NoText {
    message: "it is an office document that is damaged, or locked with a password",
    fix: "Open it in its program, save it again without a password, and name that file.",
};
/// An office document that unpacks to more than is taken.
pub(crate) const TOO_LARGE: NoText = NoText {
    message: "it is an office document that unpacks to far too much text",
    fix: "Save it in its program as plain text, and name that file.",
};
const SHEET: NoText = NoText {
    message: "it is a spreadsheet",
    fix: "Save it there as CSV, and name that file.",
};
const MAIL: NoText = NoText {
    message: "it is an e-mail, or a page saved as one (MHTML)",
    fix: "Open it, copy its text into a plain .md file, and name that one.",
};
const RICH_TEXT: NoText = NoText {
    message: "it is rich text (RTF)",
    fix: "Open it, save it as plain text, and name that file.",
};
const BOOK: NoText = NoText {
    message: "it is an e-book",
    fix: "Copy its text into a plain .md file, and name that one.",
};
const PACKED: NoText = NoText {
    message: "it is a packed archive",
    fix: "Unpack it, and name the files that were in it.",
};
const PICTURE: NoText = NoText {
    message: "it is a picture",
    fix: "Type its words into a plain .md file, and name that one.",
};
const RECORDING: NoText = NoText {
    message: "it is a recording",
    fix: "Transcribe it to plain text, and name that file.",
};
const DATABASE: NoText = NoText {
    message: "it is a database",
    fix: "Give it as a file: `star-cards import history.db` unites a log with this one.",
};
const PROGRAM: NoText = NoText {
    message: "it is a program",
    fix: "Name a file with text.",
};
const CALENDAR: NoText = NoText {
    message: "it is a calendar",
    fix: "Interviews are added with `star-cards interview add`.",
};
const SUBTITLES: NoText = NoText {
    message: "it holds subtitles with their times, not plain text",
    fix: "To read it as a spoken answer: star-cards rehearse --transcript FILE",
};
const OWN_REPORT: NoText = NoText {
    message: "it is what `star-cards export` wrote: figures, not stories",
    fix: "Stories are the files under decks/; `star-cards import history.db` unites two logs.",
};
const OWN_SCHEMA: NoText = NoText {
    message: "it is JSON: the schema of what `star-cards export` writes, not stories",
    fix: "Stories are the files under decks/.",
};

const OWN_BRIEF: NoText = NoText {
    message: "it is what `star-cards brief` wrote: points, not stories",
    fix: "Stories are the files under decks/.",
};
const SETTINGS: NoText = NoText {
    message: "it holds settings, not stories",
    fix: "Copy it over the config.toml that `star-cards doctor` shows.",
};
const TYPESET: NoText = NoText {
    message: "it is LaTeX",
    fix: "Copy its words into a plain .md file, and name that one.",
};
const PAGE: NoText = NoText {
    message: "it is a page of markup (HTML or XML)",
    fix: "`star-cards import` reads a page of HTML; copy the text of other markup into a plain .md file.",
};

/// How a page of HTML begins, in small letters, a byte order mark, blanks and comments aside.
const LONGEST_EVERNOTE_HEAD: usize = 300;

/// How pages begin.
const PAGE_BEGINS: [&str; 5] = [
    "<!doctype html",
    "<html",
    "<head>",
    "<body",
    "<meta charset=",
];

/// Every kind that is known, the telling signs first.
const KINDS: &[(Sign, NoText)] = &[
    (Begins(b"%PDF-"), PDF),
    (Begins(b"{\\rtf"), RICH_TEXT),
    (Begins(b"%!PS"), PDF),
    (Begins(b"SQLite format 3\0"), DATABASE),
    (Archive(b"word/"), WORD),
    (Archive(b"ppt/"), WORD),
    (Archive(b"Index/Document.iwa"), WORD),
    (Archive(b"xl/"), SHEET),
    (
        Archive(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
        SHEET,
    ),
    (Archive(b"mimetypeapplication/vnd.oasis."), WORD),
    (Archive(b"mimetypeapplication/epub"), BOOK),
    (Begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), WORD),
    (Begins(b"\x1f\x8b"), PACKED),
    (Begins(b"BZh"), PACKED),
    (Begins(b"\xfd7zXZ\0"), PACKED),
    (Begins(b"7z\xbc\xaf\x27\x1c"), PACKED),
    (Begins(b"Rar!\x1a\x07"), PACKED),
    (Begins(b"\x28\xb5\x2f\xfd"), PACKED),
    (Begins(b"PK\x05\x06"), PACKED),
    (At(257, b"ustar"), PACKED),
    (Begins(b"\x89PNG"), PICTURE),
    (Begins(b"\xff\xd8\xff"), PICTURE),
    (Begins(b"GIF8"), PICTURE),
    (Riff(b"WEBP"), PICTURE),
    (Begins(b"II*\0"), PICTURE),
    (Begins(b"MM\0*"), PICTURE),
    (Riff(b"WAVE"), RECORDING),
    (Begins(b"ID3\x02"), RECORDING),
    (Begins(b"ID3\x03"), RECORDING),
    (Begins(b"ID3\x04"), RECORDING),
    (Begins(b"\xff\xfb"), RECORDING),
    (Begins(b"\xff\xf3"), RECORDING),
    (Begins(b"\xff\xf1"), RECORDING),
    (Begins(b"caff"), RECORDING),
    (At(8, b"AIFF"), RECORDING),
    (Begins(b"OggS"), RECORDING),
    (Begins(b"fLaC"), RECORDING),
    (At(4, b"ftyphei"), PICTURE),
    (At(4, b"ftypavif"), PICTURE),
    (At(4, b"ftyp"), RECORDING),
    (Begins(b"\x1aE\xdf\xa3"), RECORDING),
    (Begins(b"\x7fELF"), PROGRAM),
    (Begins(b"MZ\x90\0"), PROGRAM),
    (Text("#!/"), PROGRAM),
    (Text("BEGIN:VCALENDAR"), CALENDAR),
    (Text("\\documentclass"), TYPESET),
    (Text("# star-cards settings."), SETTINGS),
    (Text("WEBVTT"), SUBTITLES),
    (Text("start\tend\ttext"), SUBTITLES),
    (
        Head("<meta name=\"generator\" content=\"star-cards\">"),
        OWN_REPORT,
    ),
    (Text("# Deck statistics, 2"), OWN_REPORT),
    (Text("level,name,story,deck,kind,state,"), OWN_REPORT),
    (Text("card,at,day,quality,counted,ms,"), OWN_REPORT),
    (Text("session,run,story,at,day,part,"), OWN_REPORT),
    (Text("{\"version\":1,\""), OWN_REPORT),
    (Text("{\n  \"$defs\": {"), OWN_SCHEMA),
    (Head("\n- **begin**: "), OWN_BRIEF),
    (Text("MIME-Version: "), MAIL),
    (Text("From: <Saved by "), MAIL),
    (Text("Return-Path: <"), MAIL),
    (Text("Delivered-To: "), MAIL),
    (Text("<?xml"), PAGE),
];

/// What the bytes of a file are, if that is known to be no words of a person. An archive that
/// may be an Anki package is not looked into.
pub(crate) fn no_words(bytes: &[u8]) -> Option<NoText> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let text = String::from_utf8_lossy(head);
    let begins = text.trim_start_matches('\u{feff}').trim_start();
    let contains = |part: &[u8]| head.windows(part.len()).any(|window| window == part);
    let fits = |sign: &Sign| match sign {
        Begins(with) => head.starts_with(with),
        At(place, part) => head
            .get(*place..)
            .is_some_and(|rest| rest.starts_with(part)),
        Riff(form) => {
            head.starts_with(b"RIFF") && head.get(8..).is_some_and(|rest| rest.starts_with(form))
        }
        Archive(entry) => head.starts_with(b"PK\x03\x04") && contains(entry),
        Text(with) => begins.starts_with(with),
        Head(words) => text.contains(words),
    };
    let known = KINDS.iter().find(|(sign, _)| fits(sign));
    let subtitles = || is_subtitles(begins).then(|| SUBTITLES.clone());
    let page = || is_page(begins).then(|| PAGE.clone());
    let known = known.map(|(_, kind)| kind.clone());
    known.or_else(subtitles).or_else(page)
}

/// What to name in the place of what is no transcript.
pub(super) const NAME_A_TRANSCRIPT: &str =
    "Name a transcript: plain text, subtitles, or the JSON that a speech-to-text tool writes.";

/// What is named as a transcript, if its words are not read either: those of subtitles are.
pub(super) fn no_spoken_words(bytes: &[u8]) -> Option<NoText> {
    let known = no_words(bytes).or_else(|| packed(bytes))?;
    let fix = match known {
        RECORDING => {
            "Let a speech-to-text tool write down what was said, and name the file that it writes."
        }
        _ => NAME_A_TRANSCRIPT,
    };
    Some(NoText { fix, ..known }).filter(|known| known.message != SUBTITLES.message)
}

/// What a text from elsewhere is, if its words are not read either: a page's are.
pub(crate) fn no_foreign_words(bytes: &[u8]) -> Option<NoText> {
    let head = &bytes[..bytes.len().min(HEAD)];
    no_words(bytes).filter(|known| *known != PAGE || !is_page(&String::from_utf8_lossy(head)))
}

/// What comes after a comment, or after the first line of XML.
fn behind_remark(text: &str) -> Option<&str> {
    let signs = [("<!--", "-->"), ("<?xml", "?>")];
    let (begin, end) = signs.iter().find(|(begin, _)| text.starts_with(begin))?;
    Some(text[begin.len()..].split_once(end)?.1)
}

/// Whether a text is what Evernote exports: pages, each in a note.
pub(super) fn is_evernote(text: &str) -> bool {
    let head = &text[..text.floor_char_boundary(LONGEST_EVERNOTE_HEAD)];
    head.starts_with("<!DOCTYPE en-export") || head.contains("<en-export")
}

/// Whether a text is a page of HTML from its beginning on: a tag or two in a text are none.
pub(super) fn is_page(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    while let Some(behind) = behind_remark(rest) {
        rest = behind.trim_start();
    }
    if is_evernote(rest) {
        return true;
    }
    let begins = |sign: &&str| {
        let head = rest.as_bytes().get(..sign.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(sign.as_bytes()))
    };
    PAGE_BEGINS.iter().any(begins)
}

/// What an archive is that was named where a text is wanted.
pub(crate) fn packed(bytes: &[u8]) -> Option<NoText> {
    let package = NoText {
        message: "it is a packed archive or an Anki package",
        fix: "Unpack it, and name the files that were in it; `star-cards import` takes a package.",
    };
    bytes.starts_with(b"PK\x03\x04").then_some(package)
}

/// `1` and a line of two times, or two times in brackets: the first cue of an SRT file, or what
/// a recogniser prints.
fn is_subtitles(text: &str) -> bool {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default().trim();
    let times = match first.strip_prefix('[') {
        Some(bracketed) => bracketed.split_once(" --> "),
        None if first.parse::<u32>().is_ok() => {
            lines.next().and_then(|line| line.split_once(" --> "))
        }
        None => None,
    };
    let is_time = |time: &str| time.contains(':') && time.starts_with(|c: char| c.is_ascii_digit());
    times.is_some_and(|(from, to)| is_time(from) && is_time(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(bytes: &[u8]) -> Option<&'static str> {
        no_words(bytes).map(|kind| kind.message)
    }

    #[test]
    fn files_without_words_are_known_by_their_first_bytes() {
        let docx = b"PK\x03\x04\x14\0\x06\0[Content_Types].xml ... word/document.xml";
        let mut tar = vec![b'a'; 257];
        tar.extend(b"ustar\x0000");
        let table: [(&[u8], &NoText); 18] = [
            (b"%PDF-1.7\n", &PDF),
            (b"{\\rtf1\\ansi One}", &RICH_TEXT),
            (docx, &WORD),
            (b"PK\x05\x06\0\0", &PACKED),
            (&tar, &PACKED),
            (b"\x89PNG\r\n\x1a\n", &PICTURE),
            (b"RIFF....WAVEfmt ", &RECORDING),
            (
                b"\xef\xbb\xbfWEBVTT\n\n00:01.000 --> 00:02.000\nWe\n",
                &SUBTITLES,
            ),
            (b"1\r\n00:00:01,000 --> 00:00:02,000\r\nWe\r\n", &SUBTITLES),
            (b"[00:00.000 --> 00:02.000]  We left\n", &SUBTITLES),
            (b"start\tend\ttext\n0\t900\tWe left\n", &SUBTITLES),
            (b"level,name,story,deck,kind,state,stories\n", &OWN_REPORT),
            (b"{\n  \"$defs\": {\n    \"card\": {}}}\n", &OWN_SCHEMA),
            (b"\n<html><body>I left</body></html>", &PAGE),
            (b"<?xml version='1.0'?><plist/>", &PAGE),
            (b"Delivered-To: a@b\r\nSubject: c\r\n", &MAIL),
            (b"<!-- saved -->\n<!DOCTYPE HTML PUBLIC>", &PAGE),
            (b"# Acme\n\n## A\n\n- **begin**: I led.\n", &OWN_BRIEF),
        ];
        for (bytes, expected) in table {
            assert_eq!(kind(bytes), Some(expected.message), "{bytes:?}");
        }
    }

    #[test]
    fn a_page_is_read_where_other_markup_is_not() {
        for page in [
            "\u{feff}<!DOCTYPE HTML>",
            "<?xml version=\"1.0\"?>\n<!-- a --><!DOCTYPE html>",
            "<html lang=de>",
            "<meta charset='utf-8'><b>a</b>",
            "<?xml?><!DOCTYPE en-export>",
        ] {
            assert_eq!(no_foreign_words(page.as_bytes()), None, "{page}");
            assert!(is_page(page), "{page}");
        }
        let other = "<?xml version=\"1.0\"?><plist/>";
        assert_eq!(no_foreign_words(other.as_bytes()), Some(PAGE));
        for text in [
            "<h1 align=\"center\">A</h1>\n\n## B\n",
            "<details>\n",
            "<!-- a\n",
            "<header>a",
        ] {
            assert!(!is_page(text), "{text}");
        }
    }

    #[test]
    fn words_of_people_are_none_of_these() {
        for text in [
            "# BMW\n## Action\nGIF89a --> PNG\n",
            "1\nOne --> two\n",
            "[Draft] One --> two\n",
            "1. 10:30 --> 11:00 I waited.\n",
            "PK is a name.\n",
            "# Adopt WEBP\n",
            "# Third WAVE\n",
            "ID3 tags broke the import.\n",
            "title,action\nBZ,I left.\n",
            "{\"stories\":[]}",
        ] {
            assert_eq!(kind(text.as_bytes()), None, "{text}");
        }
    }
}
