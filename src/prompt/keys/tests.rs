use proptest::prelude::*;

use super::*;

#[test]
fn keys_are_known_by_their_whole_sequence() {
    let table: [(&[u8], Press); 21] = [
        (b"1", Press::Char('1')),
        (b" ", Press::Char(' ')),
        ("é".as_bytes(), Press::Char('é')),
        ("🚀".as_bytes(), Press::Char('🚀')),
        (b"\r", Press::Enter),
        (b"\x03", Press::Ctrl('c')),
        (b"\x1a", Press::Ctrl('z')),
        (b"\x17", Press::Ctrl('w')),
        (b"\x7f", Press::Backspace),
        (b"\x1b[A", Press::Up),
        (b"\x1bOB", Press::Down),
        (b"\x1b[H", Press::Home),
        (b"\x1b[4~", Press::End),
        (b"\x1b[3~", Press::Delete),
        (b"\x1b[5~", Press::PageUp),
        (b"\x1b[Z", Press::BackTab),
        (b"\x1b[200~a\nb\x1b[201~", Press::Paste("a\nb".to_owned())),
        (b"\x1b[200~\x1b[201~", Press::Paste(String::new())),
        (b"\xff", Press::Unknown),
        // Letters of GBK and Shift-JIS whose second byte would bury and grade.
        (b"\xc3b", Press::Unknown),
        (b"\x833", Press::Unknown),
    ];
    for (bytes, press) in table {
        assert_eq!(decode(bytes), Some((press, bytes.len())), "{bytes:?}");
    }
}

#[test]
fn what_is_not_known_whole_is_nothing_whatever_its_tail() {
    let table: [&[u8]; 27] = [
        // One control character of eight bits in the place of Escape and bracket, also as UTF-8.
        b"\x9b1;2A",
        b"\xc2\x9b1;3C",
        b"\x8fq",
        b"\x9d11;rgb:1e1e/1e1e/1e1e\x07",
        b"\xc2\x90>|1;33\xc2\x9c",
        // rxvt's Home with Shift, and an answer with an ending of its own.
        b"\x1b[7$",
        b"\x1b[?2026;2$y",
        b"\x1b[1;2A",
        b"\x1b[1;3C",
        b"\x1b[1;5D",
        b"\x1b[5;2~",
        b"\x1b[1;2F",
        b"\x1b[2~",
        b"\x1b[15~",
        b"\x1b[[A",
        b"\x1bO1;2P",
        b"\x1bOP",
        b"\x1b1",
        b"\x1b3",
        "\u{1b}é".as_bytes(),
        b"\x1b\x1b[A",
        b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
        b"\x1b]11;rgb:1e1e/1e1e/1e1e\x07",
        b"\x1b[?62;1;4c",
        b"\x1bP1$r0m\x1b\\",
        b"\x1b[M !1",
        b"\x1b[<0;33;12M",
    ];
    for bytes in table {
        assert_eq!(
            decode(bytes),
            Some((Press::Unknown, bytes.len())),
            "{bytes:?}"
        );
    }
}

#[test]
fn ctrl_c_is_meant_whatever_stands_before_it() {
    assert_eq!(decode(b"\x1b\x03"), Some((Press::Escape, 1)));
    assert_eq!(decode(b"\x1b[\x03"), Some((Press::Unknown, 2)));
    assert_eq!(decode(b"\x1b[1;2\x03"), Some((Press::Unknown, 5)));
    assert_eq!(decode(b"\x1b]11;rgb\x03"), Some((Press::Unknown, 8)));
    // What would otherwise take any byte behind it: application keys, the Linux console, the
    // oldest mouse, eight bits.
    let greedy: [&[u8]; 5] = [b"\x1bO", b"\x1b[[", b"\x1b[M", b"\x1b[M !", b"\x8f"];
    for begun in greedy {
        let bytes = [begun, b"\x03"].concat();
        assert_eq!(decode(&bytes), Some((Press::Unknown, begun.len())));
    }
    // Between two pastes.
    let pastes = b"\x1b[200~a\x1b[201~\x03\x1b[200~b\x1b[201~";
    assert_eq!(decode(pastes), Some((Press::Paste("a".to_owned()), 13)));
    // A paste that never ends, and what was meant after it.
    let mut keys = Keys::default();
    keys.receive(b"\x1b[200~one\n");
    assert_eq!(keys.take(), None);
    keys.receive(b"\x03");
    assert_eq!(keys.take(), Some(Press::Ctrl('c')));
    // The same in one piece with it.
    keys.receive(b"\x1b[200~one\ntwo\x03");
    assert_eq!(keys.take(), None);
    assert_eq!(keys.give_up(), Press::Paste("one\ntwo".to_owned()));
    assert_eq!(keys.take(), Some(Press::Ctrl('c')));
}

/// A Ctrl-C that was typed at a question for keys and read at one for a line is no Enter.
#[test]
fn ctrl_c_as_a_key_is_no_line() {
    for bytes in [&b"\x03"[..], b"3\n\x03"] {
        let mut keys = Keys::default();
        keys.receive(bytes);
        let stopped = keys.line(|| true, Duration::ZERO).unwrap_err();
        assert_eq!(stopped.kind(), io::ErrorKind::Interrupted, "{bytes:?}");
    }
}

#[test]
fn a_beginning_waits_for_its_rest() {
    let table: [&[u8]; 9] = [
        b"",
        b"\x1b",
        b"\x1b\x1b",
        b"\x1b[",
        b"\x1b[1;",
        b"\x1bO",
        b"\x1b]11;rgb:1e1e",
        b"\x1b[200~one\ntwo\x1b[20",
        b"\xc3",
    ];
    for bytes in table {
        assert_eq!(decode(bytes), None, "{bytes:?}");
    }
}

#[test]
fn only_a_lone_escape_is_soon_over() {
    let silence = |bytes: &[u8]| {
        let mut keys = Keys::default();
        keys.receive(bytes);
        assert_eq!(keys.take(), None, "{bytes:?}");
        keys.silence()
    };
    assert_eq!(silence(b"\x1b"), SILENCE);
    assert_eq!(silence(b"\xc3"), SILENCE);
    // Nobody types these: their rest is a sequence's, however slow the line.
    for bytes in [&b"\x1b["[..], b"\x1b[1;", b"\x1b]11;rgb", b"\x1b[200~one\n"] {
        assert_eq!(silence(bytes), SILENCE_WITHIN, "{bytes:?}");
    }
}

#[test]
fn an_escape_whose_rest_is_late_grades_nothing() {
    let mut keys = Keys::default();
    keys.bytes.push(ESCAPE);
    assert_eq!(keys.take(), None);
    assert_eq!(keys.give_up(), Press::Escape);
    keys.bytes.extend_from_slice(b"[1;2A3");
    assert_eq!(keys.take(), Some(Press::Unknown));
    assert_eq!(keys.take(), Some(Press::Char('3')));
}

#[test]
fn text_of_several_lines_in_one_piece_is_a_paste_without_marks() {
    let press = |chunk: &[u8]| {
        let mut keys = Keys::default();
        keys.receive(chunk);
        (keys.take().unwrap(), keys.is_pasted())
    };
    let text = "Tell me about a failure.\n\nAnd then?\n";
    assert_eq!(
        press(text.as_bytes()),
        (Press::Paste(text.to_owned()), true)
    );
    let stopped = b"Tell me about a failure.\n1\x03";
    assert_eq!(press(stopped), (Press::Ctrl('c'), true));
    // Short as they are: two lines in one piece were not typed.
    let short = Press::Paste("T\ny\n".to_owned());
    assert_eq!(press(b"T\ry\r"), (short, true));
    // Marks within the text end no paste; the last one does.
    let hostile = b"\x1b[200~T\x1b[201~y\r\x1b[201~";
    let text = "T\u{1b}[201~y\r".to_owned();
    assert_eq!(press(hostile), (Press::Paste(text), false));
    let typed: [(&[u8], bool); 6] = [
        (b"T\x17T is edited by hand\r", false),
        (b"Tell me about a failure.\r", true),
        (b"Too short\r", false),
        (b"TTTTTTTTTTTTTTTTTTTTTTTTTTTTT", false),
        (b"T \r", false),
        (b"T\x1b[B\x1b[B\x1b[B\x1b[B\x1b[B\x1b[B", false),
    ];
    for (chunk, pasted) in typed {
        assert_eq!(press(chunk), (Press::Char('T'), pasted), "{chunk:?}");
    }
}

#[test]
fn a_typed_line_is_its_characters_and_no_other_keys() {
    let table: [(&[u8], Option<&str>); 12] = [
        (b"3\n", Some("3")),
        (b"3", None),
        (b"\n", Some("")),
        // Arrows, a late answer, Alt, Escape alone, a beginning without its rest.
        (b"\x1b[1;2A3\n", Some("3")),
        (b"\x1b]11;rgb:1e1e/1e1e\x1b\\y\n", Some("y")),
        (b"a\x1b3b\n", Some("ab")),
        (b"\x1b\n", Some("")),
        (b"a\x1bO\n", Some("a")),
        (b"a\x1b]11;rgb\n", Some("a")),
        (b"a\xff\xc3\n", Some("a")),
        (b"\x1b[200~a\nb\x1b[201~ c\nd\n", Some("a b c d")),
        (b"\x1b[200~a\nb\n", None),
    ];
    for (bytes, line) in table {
        let typed = typed_lines(bytes).map(|typed| joined(&typed.text));
        assert_eq!(typed.as_deref(), line, "{bytes:?}");
    }
    // A pasted line of which the system has kept no end.
    let cut = format!("\u{1b}[200~{}\n", "a".repeat(LONGEST_LINE));
    let typed = typed_lines(cut.as_bytes()).expect("a line");
    assert_eq!(joined(&typed.text), "a".repeat(LONGEST_LINE));
    assert!(typed.cut);
}

#[test]
fn a_stop_leaves_what_was_typed_before_it() {
    type Piece = Option<(&'static str, bool)>;
    let table: [(&[u8], Piece); 6] = [
        (b"half a line\x03", Some(("half a line", true))),
        (b"\x03", Some(("", true))),
        (b"one\ntwo\x03", Some(("one\ntwo", true))),
        (b"\x1b[200~a\n\nb\x03", Some(("a\n\nb", true))),
        (b"\x1b[200~a\n\nb\x1b[201~\n", Some(("a\n\nb\n", false))),
        (b"half a line", None),
    ];
    for (bytes, expected) in table {
        let typed = typed_lines(bytes).map(|typed| (typed.text, typed.stopped));
        let typed = typed
            .as_ref()
            .map(|(text, stopped)| (text.trim_end_matches('\u{3}'), *stopped));
        assert_eq!(typed, expected, "{bytes:?}");
    }
}

#[test]
fn a_paste_becomes_one_line() {
    let table = [
        ("a\nb", "a b"),
        ("  a \r\n\r\n b\t\n", "a b"),
        ("a\u{1b}[2Jb", "a [2Jb"),
        ("", ""),
    ];
    for (text, line) in table {
        assert_eq!(joined(text), line, "{text:?}");
    }
}

proptest! {
    /// Whatever comes is used up, whole keys at a time, and only known ones mean anything.
    #[test]
    fn any_bytes_are_used_up(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let mut rest = bytes.as_slice();
        while let Some((press, used)) = decode(rest) {
            prop_assert!(used > 0 && used <= rest.len());
            if let Press::Char(c) = press {
                prop_assert!(!c.is_control());
            }
            rest = &rest[used..];
        }
    }

    /// However Ctrl-C comes, in whatever pieces: it is there in the end.
    #[test]
    fn no_ctrl_c_gets_lost(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                &b"\x1b"[..], b"\x1b[", b"\x1b[M", b"\x1b[[", b"\x1bO", b"\x1b]", b"\x9b", b"\x8f",
                b"\xc2", b"\xe2\x82", b"\x1b[200~", b"\x1b[201~", b"1;2", b"A", b"3\r", b"\n", b" ",
                b"Tell me about a failure.\n",
            ]),
            0..6,
        ),
        splits in prop::collection::vec(any::<bool>(), 6),
    ) {
        let mut keys = Keys::default();
        let mut chunk = Vec::new();
        for (piece, split) in pieces.iter().zip(splits) {
            chunk.extend_from_slice(piece);
            if split {
                keys.receive(&std::mem::take(&mut chunk));
            }
        }
        chunk.push(CTRL_C);
        keys.receive(&chunk);
        let mut stopped = false;
        while !keys.bytes.is_empty() {
            let press = keys.take().unwrap_or_else(|| keys.give_up());
            stopped |= press == Press::Ctrl('c');
        }
        prop_assert!(stopped);
    }

    /// A modifier on a key is no key: no digit of the sequence gets through.
    #[test]
    fn no_digit_of_a_sequence_gets_through(
        numbers in prop::collection::vec(0u16..1000, 2..5),
        last in prop::sample::select(b"ABCDFHPQRSZ~u^@".to_vec()),
    ) {
        let numbers: Vec<String> = numbers.iter().map(u16::to_string).collect();
        let text = format!("\u{1b}[{}{}", numbers.join(";"), char::from(last));
        prop_assert_eq!(decode(text.as_bytes()), Some((Press::Unknown, text.len())));
    }
}
