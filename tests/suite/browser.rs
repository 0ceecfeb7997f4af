//! The report in a real browser, without a screen: does it fit, is it quiet, does a hostile
//! deck run anything?
//!
//! Chromium is spoken to through two pipes, in its own protocol: one JSON message after the
//! other, with a zero byte between them.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{Home, NINE_DAYS};

const FLAGS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
    "about:blank",
];

const HOSTILE: &str = "<script>alert(1)</script>\"><img onerror=alert(1) src=x></svg>";

/// A browser with one empty page.
struct Browser {
    child: Child,
    to: ChildStdin,
    from: ChildStdout,
    unread: Vec<u8>,
    calls: u64,
    page: Option<String>,
    /// What happened on the page that nobody asked for.
    events: Vec<Value>,
    _profile: TempDir,
}

impl Browser {
    fn start() -> Browser {
        let profile = TempDir::new().expect("a folder");
        // The protocol's pipes are file descriptors 3 and 4.
        let script = "exec 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null; exec \"$@\"";
        let mut child = Command::new("sh")
            .args(["-c", script, "sh", "chromium"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .args(FLAGS)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let mut browser = Browser {
            to: child.stdin.take().expect("a pipe"),
            from: child.stdout.take().expect("a pipe"),
            child,
            unread: Vec::new(),
            calls: 0,
            page: None,
            events: Vec::new(),
            _profile: profile,
        };
        let target = browser.call("Target.createTarget", json!({"url": "about:blank"}));
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let session = browser.call("Target.attachToTarget", attach);
        browser.page = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network", "Accessibility"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        browser
    }

    fn message(&mut self) -> Value {
        loop {
            if let Some(end) = self.unread.iter().position(|byte| *byte == 0) {
                let rest = self.unread.split_off(end + 1);
                let message = std::mem::replace(&mut self.unread, rest);
                return serde_json::from_slice(&message[..end]).expect("JSON");
            }
            let mut bytes = [0; 1 << 16];
            let read = self.from.read(&mut bytes).expect("a living browser");
            assert!(read > 0, "the browser has gone");
            self.unread.extend_from_slice(&bytes[..read]);
        }
    }

    fn call(&mut self, method: &str, params: Value) -> Value {
        self.calls += 1;
        let mut message = json!({"id": self.calls, "method": method, "params": params});
        if let Some(page) = &self.page {
            message["sessionId"] = page.as_str().into();
        }
        let text = format!("{message}\0");
        self.to
            .write_all(text.as_bytes())
            .expect("a living browser");
        loop {
            let mut answer = self.message();
            if answer["id"] == self.calls {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].take();
            }
            self.events.push(answer);
        }
    }

    fn evaluate(&mut self, expression: &str) -> Value {
        let params = json!({"expression": expression, "returnByValue": true});
        self.call("Runtime.evaluate", params)["result"]["value"].take()
    }

    /// Loads a file as on a screen of that width.
    fn open(&mut self, file: &Path, width: u32, scheme: &str) {
        let screen = json!({
            "width": width, "height": 844, "deviceScaleFactor": 1, "mobile": false,
        });
        self.call("Emulation.setDeviceMetricsOverride", screen);
        self.media("", scheme);
        self.events.clear();
        let url = format!("file://{}", file.display());
        self.call("Page.navigate", json!({"url": url}));
        while !self.has("Page.loadEventFired") {
            let event = self.message();
            self.events.push(event);
        }
    }

    fn media(&mut self, media: &str, scheme: &str) {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        let media = json!({"media": media, "features": features});
        self.call("Emulation.setEmulatedMedia", media);
    }

    fn has(&self, method: &str) -> bool {
        self.events.iter().any(|event| event["method"] == method)
    }

    /// Nothing was said on the console, asked or thrown, and nothing but the page was loaded.
    #[track_caller]
    fn assert_quiet(&mut self) {
        // Whatever was under way has happened once this is answered.
        self.evaluate("new Promise(done => setTimeout(done, 0)) && 1");
        for loud in [
            "Log.entryAdded",
            "Runtime.consoleAPICalled",
            "Runtime.exceptionThrown",
            "Page.javascriptDialogOpening",
        ] {
            assert!(!self.has(loud), "{loud}: {:?}", self.events);
        }
        let loaded = self.events.iter();
        let loaded = loaded.filter(|event| event["method"] == "Network.requestWillBeSent");
        assert_eq!(loaded.count(), 1);
    }

    fn fits(&mut self) -> bool {
        let fits = "document.documentElement.scrollWidth <= innerWidth";
        self.evaluate(fits) == true
    }

    fn press(&mut self, key: &str) {
        let code = if key == "Tab" { 9 } else { 13 };
        for kind in ["keyDown", "keyUp"] {
            let mut event = json!({"type": kind, "key": key, "windowsVirtualKeyCode": code});
            if (kind, key) == ("keyDown", "Enter") {
                event["text"] = "\r".into();
            }
            self.call("Input.dispatchKeyEvent", event);
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A home with answers over some weeks, a run and an interview; its report in a file.
fn report(deck: &str, stories: &[String], company: &str, with_text: bool) -> (Home, PathBuf) {
    let home = Home::new();
    home.write("decks/stories.md", deck);
    for day in [0, 1, 7, 8, 20, 34] {
        home.day(day);
        let answers: String = stories
            .iter()
            .flat_map(|story| ["action", "learning"].map(|kind| format!("{story}/{kind}")))
            .enumerate()
            .map(|(place, card)| {
                let quality = [4, 5, 3, 1][(place + day as usize) % 4];
                format!("{{\"card\":\"{card}\",\"quality\":{quality}}}\n")
            })
            .collect();
        if !answers.is_empty() {
            home.feed(&["grade", "--from", "-"], &answers).ok();
        }
    }
    home.run(&["interview", "add", company, "--date", "2026-04-20"])
        .ok();
    let file = home.file("report.html");
    let mut args = vec!["export", "report", "-o", file.to_str().expect("a path")];
    args.extend(with_text.then_some("--with-text"));
    home.run(&args).ok();
    (home, file)
}

fn many() -> (String, Vec<String>) {
    let stories: Vec<String> = (0..300)
        .map(|number| format!("a-story-with-a-rather-long-name-{number}"))
        .collect();
    let deck = stories.iter().map(|id| {
        format!("# Story {id}\n\nid: {id}\n\n## Action\n\nI **skipped** it.\n\n## Learning\n\nI **ask**.\n\n")
    });
    (deck.collect(), stories)
}

#[test]
#[ignore = "needs Chromium"]
fn it_fits_every_screen_and_is_quiet() {
    let mut browser = Browser::start();
    let (deck, stories) = many();
    let one = vec!["nine-days-late".to_owned()];
    let pages = [
        ("none", report("", &[], "Acme", false)),
        ("one", report(NINE_DAYS, &one, "Acme", true)),
        ("many", report(&deck, &stories, "Acme", true)),
    ];
    for (what, (_, file)) in &pages {
        for (width, scheme) in [
            (1280, "light"),
            (1280, "dark"),
            (390, "light"),
            (320, "dark"),
        ] {
            let what = format!("{what} at {width}, {scheme}");
            browser.open(file, width, scheme);
            assert!(browser.fits(), "{what}");
            browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
            assert!(browser.fits(), "{what}, all figures open");
            browser.assert_quiet();
        }
    }
    // The measure itself measures.
    browser.evaluate("document.querySelector('h1').style.width = '2000px'");
    assert!(!browser.fits());
}

#[test]
#[ignore = "needs Chromium"]
fn long_names_are_whole_and_what_scrolls_sideways_shows_it() {
    let mut browser = Browser::start();
    let title = "The quarter in which I let the migration slip and told nobody until it hurt";
    let deck = NINE_DAYS.replacen("# Nine days late", &format!("# {title}"), 1);
    assert_ne!(deck, NINE_DAYS);
    let (_home, file) = report(&deck, &["nine-days-late".to_owned()], "Acme", true);
    let whole = "[...document.querySelectorAll('.ready .name')]\
                 .every(name => name.scrollWidth <= name.clientWidth)";
    let shown = "document.querySelector('.ready .name').innerText";
    let shadow = "getComputedStyle(document.querySelector('.scroll')).backgroundImage";
    for width in [1280, 390, 320] {
        browser.open(&file, width, "light");
        browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
        assert_eq!(browser.evaluate(shown), title, "{width}");
        assert_eq!(browser.evaluate(whole), true, "{width}");
    }
    let hidden = "[...document.querySelectorAll('.scroll')]\
                  .some(region => region.scrollWidth > region.clientWidth)";
    assert_eq!(browser.evaluate(hidden), true);
    let drawn = browser.evaluate(shadow);
    assert!(drawn.as_str().expect("a style").contains("gradient"));

    browser.media("print", "light");
    assert_eq!(browser.evaluate(whole), true, "on paper");
    assert_eq!(browser.evaluate(shadow), "none", "on paper");
}

#[test]
#[ignore = "needs Chromium"]
fn a_hostile_deck_runs_nothing() {
    let mut browser = Browser::start();
    let deck = format!(
        "# {HOSTILE}\n\nid: evil\nrole: {HOSTILE}\nmiss: technical\ntags: {HOSTILE}\n\
         question: {HOSTILE}\n\n## Action\n\nI **said {HOSTILE}**.\n\n## Learning\n\nI **ask {HOSTILE}**.\n"
    );
    let (_home, file) = report(&deck, &["evil".to_owned()], HOSTILE, true);
    // Escapes alone must do; the policy in the page's head is a second wall.
    let page = fs::read_to_string(&file).expect("the page");
    let open = page.replace("default-src", "x-default-src");
    assert_ne!(open, page);
    let unguarded = file.with_file_name("unguarded.html");
    fs::write(&unguarded, open).expect("a file");
    for (file, guarded) in [(&file, true), (&unguarded, false)] {
        browser.open(file, 1280, "light");
        let found = browser.evaluate("document.querySelectorAll('script, img, iframe').length");
        assert_eq!(found, 0);
        let seen =
            browser.evaluate("document.body.innerText.includes('<script>alert(1)</script>')");
        assert_eq!(seen, true, "it is there as text");
        assert!(!browser.has("Page.javascriptDialogOpening"));
        if guarded {
            browser.assert_quiet();
        }
    }
}

#[test]
#[ignore = "needs Chromium"]
fn it_is_read_by_keyboard_by_ear_and_on_paper() {
    let mut browser = Browser::start();
    let (_home, file) = report(NINE_DAYS, &["nine-days-late".to_owned()], "Acme", false);
    browser.open(&file, 1280, "dark");
    browser.press("Tab");
    let focused = "document.activeElement.textContent";
    assert_eq!(browser.evaluate(focused), "Skip to the report");
    browser.press("Enter");
    browser.press("Tab");
    let inside = "document.activeElement.tagName + ' ' + !!document.activeElement.closest('main')";
    assert_eq!(browser.evaluate(inside), "SUMMARY true");
    browser.press("Enter");
    assert_eq!(
        browser.evaluate("document.activeElement.parentElement.open"),
        true
    );

    let tree = browser.call("Accessibility.getFullAXTree", json!({}));
    let nodes = tree["nodes"].as_array().expect("nodes");
    let of_role = |role: &str| {
        let nodes = nodes.iter().filter(|node| node["role"]["value"] == role);
        nodes
            .map(|node| node["name"]["value"].as_str().unwrap_or("").to_owned())
            .collect::<Vec<_>>()
    };
    let pictures = of_role("image");
    // The days of a young log stand in one part.
    assert!(pictures.len() >= 5, "{pictures:?}");
    for role in ["image", "region", "heading", "table"] {
        assert!(
            of_role(role).iter().all(|name| !name.is_empty()),
            "{role}: {:?}",
            of_role(role)
        );
    }
    assert_eq!(of_role("main").len(), 1);

    browser.media("print", "dark");
    let ground = browser.evaluate("getComputedStyle(document.body).backgroundColor");
    assert_eq!(ground, "rgb(255, 255, 255)", "paper is white");
    let printed = browser.call("Page.printToPDF", json!({"preferCSSPageSize": true}));
    assert!(
        printed["data"]
            .as_str()
            .expect("a document")
            .starts_with("JVBERi"),
        "%PDF"
    );
}
