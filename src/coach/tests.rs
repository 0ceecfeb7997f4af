//! Whole answers through [`check`]: tables of cases, places of quotations, properties.

use proptest::prelude::*;

use super::{CoachReport, Finding, FindingCode, TimedAnswer, check};
use crate::story::{Beat, parse};

const RATE: u32 = 150;

fn report(source: &str) -> CoachReport {
    check(&TimedAnswer::read(source), RATE)
}

fn is_length(finding: &Finding) -> bool {
    matches!(finding.code, FindingCode::TooLong | FindingCode::TooShort)
}

/// The codes beside length, by their keys.
fn codes(source: &str) -> String {
    let report = report(source);
    let keys: Vec<&str> = report
        .findings
        .iter()
        .filter(|finding| !is_length(finding))
        .map(|finding| finding.code.key())
        .collect();
    keys.join(" ")
}

/// Each case is the body of one beat and the codes expected of it.
fn cases(beat: Beat, cases: &[(&str, &str)]) {
    for (body, expected) in cases {
        let source = format!("## {}\n\n{body}\n", beat.name());
        assert_eq!(codes(&source), *expected, "{body}");
    }
}

#[test]
fn own_decisions_come_in_many_shapes() {
    for body in [
        "I chose the cheaper crane.",
        "I'd signed the plan without reading page two.",
        "I did not ring the harbour.",
        "I never asked the night shift.",
        "I forgot the second key.",
        "I assumed that the pump was off.",
        "I took it that somebody had locked up.",
        "I let the apprentice go up alone.",
        "I have used the old drawing.",
        "I should have tested the brakes.",
        "I was tired and skipped the last count.",
        "I told myself it would hold.",
        "Mine was the decision to wait.",
        "The call I got wrong was the order of the two moves.",
        "The shortcut was mine.",
        "It never occurred to me to ask.",
        "It did not cross my mind that she was on leave.",
        "Read the label, poured the wrong one.",
        "Did not open the lid.",
        "Never told support.",
        "So I say to the lads, leave it, and I don't go up myself.",
        "Who let it go out? I did.",
        "It was I who signed for the boxes.",
        "The tests were cut. That was my call.",
        "I explained two warnings away.",
    ] {
        cases(Beat::Action, &[(body, "")]);
    }
}

#[test]
fn what_is_no_decision() {
    for body in [
        "I was responsible for the roof and I attended every meeting.",
        "I felt awful and I worked late every night.",
        "I gave it everything and I did my best.",
        "We went in too sure of ourselves.",
        "You do what the customer wants.",
        "I might have been clearer.",
        "I was told to keep the date.",
        "I explained the risks right away and argued for more time.",
        "I did not know the valley.",
        "I knew the house and I loved the people.",
    ] {
        cases(Beat::Action, &[(body, "no-decision")]);
    }
    // What follows the discovery is repair.
    cases(
        Beat::Action,
        &[(
            "It was a hard week. When we noticed, I drove there and paid the fee.",
            "no-decision",
        )],
    );
}

#[test]
fn steps_without_a_doer() {
    for body in [
        "The drawing was changed.",
        "The labels got swapped at the press.",
        "The valve had quietly been shut.",
        "Why was the alarm not heard?",
        "The milestones slipped.",
        "Over the summer the boards warped and the whole thing drifted.",
        "The files ended up in the wrong folder.",
        "There was a delay at the warehouse.",
        "There had been some confusion about the rooms.",
        "First proof corrected, tests cut short.",
    ] {
        cases(Beat::Action, &[(body, "no-decision passive-action")]);
    }
    for body in [
        "I was ashamed and we were delighted.",
        "I was so anchored on the date.",
        "We got a new lift and I was proud.",
        "I was asked to lead the team.",
    ] {
        cases(Beat::Action, &[(body, "no-decision")]);
    }
    let own = "The drawing was changed and I signed it off.";
    cases(Beat::Action, &[(own, "")]);
}

#[test]
fn answers_that_land_outside() {
    for body in [
        "I skipped the visit, I admit that, but the agent never sent the keys and the owner lied about the roof.",
        "I signed it, but nobody could have foreseen that strike, and the carrier failed us.",
    ] {
        cases(Beat::Action, &[(body, "deflection")]);
    }
    for body in [
        "Sales had promised the moon and the client never answered.",
        "With that budget nobody could have delivered. Marketing ignored us.",
    ] {
        cases(Beat::Action, &[(body, "no-decision deflection")]);
    }
    for body in [
        "The budget had been cut, but I chose to start anyway.",
        "The agent was late. None of it made me sign the wrong page; I signed it.",
    ] {
        cases(Beat::Action, &[(body, "")]);
    }
}

#[test]
fn failures_that_are_none() {
    for spoken in [
        "My biggest weakness is that I care too much. I rewrote the deck at night and the client loved it.",
        "I'm a bit of a perfectionist, I really am. My boss was thrilled with the report.",
        "I honestly can't think of a failure. My projects have all gone well.",
    ] {
        assert!(codes(spoken).contains("fake-failure"), "{spoken}");
    }
    for spoken in [
        "I am not a perfectionist. I skipped the second reading, and the firm lost 2,200 euros.",
        "My boss was the perfectionist. I skipped the second reading, and we lost 2,200 euros.",
        "I am an ambitious man. I took the steep path for the photographs, a guest broke her wrist and 4 asked for a refund.",
    ] {
        assert!(!codes(spoken).contains("fake-failure"), "{spoken}");
    }
}

#[test]
fn what_measures_a_result() {
    for body in [
        "We lost $40k.",
        "Churn rose by 3 %.",
        "Eleven guests left.",
        "Complaints doubled.",
        "Half of the crew quit.",
        "One in five samples was wrong.",
        "One customer cancelled.",
        "None of the twelve pilots renewed.",
        "A dozen orders came back.",
        "It took a fortnight.",
        "We were a week late.",
        "A third of the plates broke.",
        "We lost 1-4.",
    ] {
        cases(Beat::Result, &[(body, "")]);
    }
    for body in [
        "Several customers were unhappy.",
        "That was in 2009.",
        "Room 12 was closed at 9 am.",
        "Version 2.1 was late.",
        "It came out on 3 May at 17:30.",
        "The case with the number 40-1187 stayed open.",
        "I had given 100 %.",
        "She was angry, aged 40.",
        "Nobody was happy.",
    ] {
        cases(Beat::Result, &[(body, "no-number")]);
    }
}

#[test]
fn what_counts_as_a_practice() {
    for body in [
        "I now run a rehearsal with the whole crew before each opening.",
        "Nothing leaves the bench without a second signature.",
        "The template still opens every project we start.",
        "The keys hang in the lab, and the night nurse hands them out.",
        "Every plate is weighed twice.",
        "I now ring two references before every offer.",
        "Every Monday I read the list with Anna.",
        "I now put every allergy on the board.",
        "I have rung every reference myself since.",
        "On Mondays my deputy reads the list aloud.",
        "The script refuses to run on a Friday.",
        "Two people sign off anything above 5k.",
        "I am picking one gauge daily and the foreman is signing the sheet.",
    ] {
        cases(Beat::Learning, &[(body, "")]);
    }
    for body in [
        "I will be more careful.",
        "I learned never to assume anything.",
        "Communication is everything.",
        "I try to check in with people every week.",
        "Next time I would ask for a reference before the offer.",
        "I am much more aware of deadlines now.",
        "I check my work more thoroughly now.",
        "Measure twice, cut once.",
        "I wrote a long report with twelve points.",
        "You can't be everywhere.",
        "I always think before I act.",
    ] {
        cases(Beat::Learning, &[(body, "no-learning")]);
    }
}

#[test]
fn an_absent_beat_is_silent_and_reported_as_missing() {
    let report = report("## Task\n\nMine.\n\n## Action\n\n<!-- later -->\n");
    assert!(report.findings.iter().all(is_length));
    let missing = [Beat::Situation, Beat::Action, Beat::Result, Beat::Learning];
    assert_eq!(report.missing, missing);
}

#[test]
fn quotations_stand_where_they_say() {
    let source = "# T\r\n\r\n## Action\r\n\r\nWe waited. The **tests were** quietly cut.\r\n";
    let report = report(source);
    let passive = report
        .findings
        .iter()
        .find(|finding| finding.code == FindingCode::PassiveAction)
        .expect("a passive");
    assert_eq!(passive.beat, Some(Beat::Action));
    assert_eq!(passive.quote, "The tests were quietly cut");
    let at = passive.at.clone().expect("a place");
    assert_eq!(&source[at], "The **tests were** quietly cut");
    assert!(passive.question.contains("The tests were quietly cut"));
}

/// The findings as a person is told them: a code, and those it speaks for in brackets.
fn told(source: &str) -> String {
    let report = report(source);
    let faults = report.faults().into_iter();
    let faults = faults
        .filter(|fault| !is_length(fault.finding))
        .map(|fault| {
            let also: Vec<&str> = fault.also.iter().map(|code| code.key()).collect();
            let beside = if also.is_empty() {
                String::new()
            } else {
                format!(" ({})", also.join(" "))
            };
            format!("{}{beside}", fault.finding.code)
        });
    faults.collect::<Vec<_>>().join(", ")
}

#[test]
fn one_fault_is_told_once() {
    for (source, expected) in [
        (
            "## Action\n\nThe deadline slipped.",
            "passive-action (no-decision)",
        ),
        ("## Action\n\nI attended every meeting.", "no-decision"),
        (
            "## Action\n\nThe vendor failed us. The client kept changing the brief. The testers never told us.",
            "deflection (no-decision passive-action)",
        ),
        (
            "## Action\n\nI skipped the test.\n\n## Result\n\nPeople were unhappy.\n\n## Learning\n\nI am more careful.",
            "no-number, no-learning",
        ),
        (
            "## Action\n\nI can't think of any failure.\n\n## Result\n\nAll went well.",
            "fake-failure (no-decision no-number)",
        ),
    ] {
        assert_eq!(told(source), expected, "{source}");
    }
}

#[test]
fn who_is_counted_was_harmed_and_is_not_blamed() {
    for body in [
        "I moved our exam without asking. Eleven pupils failed.",
        "I hired him after one coffee. Three people lost their jobs over it, and nine customers left us.",
    ] {
        cases(Beat::Action, &[(body, "")]);
    }
}

#[test]
fn who_owns_it_and_takes_it_back_is_told_to_cut() {
    let source = "## Action\n\nI skipped the test. But you have to understand, the vendor never told us, and the client \
        kept changing the brief. Anybody would have done the same.";
    let report = report(source);
    let found = report
        .findings
        .iter()
        .find(|finding| finding.code == FindingCode::Deflection);
    let found = found.expect("a deflection");
    assert!(found.change.starts_with("Cut"), "{found:?}");
}

#[test]
fn of_several_steps_without_a_doer_the_one_that_failed_is_quoted() {
    let source = "## Action\n\nThe forms were printed on Monday. The second signature was never collected, and the money \
        was lost. The report was written later.";
    let report = report(source);
    let passive = report
        .findings
        .iter()
        .find(|finding| finding.code == FindingCode::PassiveAction);
    let quote = &passive.expect("a passive").quote;
    assert!(quote.contains("signature was never collected"), "{quote}");
}

#[test]
fn curly_apostrophes_and_hard_spaces_change_nothing() {
    for (plain, typeset) in [
        ("I didn't ask.", "I didn’t ask."),
        ("I never asked her.", "I\u{a0}never asked\u{a0}her."),
    ] {
        let action = |body: &str| codes(&format!("## Action\n\n{body}"));
        assert_eq!(action(plain), action(typeset), "{typeset}");
    }
}

#[test]
fn what_is_not_english_is_left_alone() {
    for source in [
        "",
        "   \n\n",
        "\u{0}\u{1}\u{fffd}",
        "## Action\n\n昨日、会議が延期された。\n",
        "## Action\n\nتم تأجيل الاجتماع.\n",
        "## Learning\n\nNächstes Mal frage ich früher und schreibe alles auf, was vereinbart wurde.\n",
    ] {
        assert_eq!(codes(source), "", "{source:?}");
    }
}

#[test]
fn another_language_is_told_from_english() {
    for other in [
        "Wir hatten für die Umstellung zwölf Wochen Zeit, und ich war für den Teil mit den alten Daten verantwortlich. In der dritten Woche habe ich entschieden, den Test mit echten Daten wegzulassen, weil die Zeit so knapp war. Am Ende gingen vier Tage verloren.",
        "J'étais responsable de la migration des données et on avait douze semaines. En troisième semaine, j'ai décidé de ne pas faire le test avec les données réelles, parce que le temps manquait. On a perdu quatre jours et le client était furieux.",
        "Yo era responsable de la migración y teníamos doce semanas. En la tercera semana decidí no hacer la prueba con datos reales, porque no había tiempo. Perdimos cuatro días y el cliente se enfadó. Me lo he tomado a pecho.",
        "Ero responsabile della migrazione e avevamo dodici settimane. Nella terza settimana ho deciso di non fare la prova con i dati reali, perché il tempo era poco. Abbiamo perso quattro giorni e il cliente era furioso.",
        "Ik was verantwoordelijk voor de migratie en we hadden twaalf weken. In de derde week besloot ik de test met echte gegevens over te slaan, want er was geen tijd. We verloren vier dagen en de klant was boos.",
        "Eu era responsável pela migração e tínhamos doze semanas. Na terceira semana decidi não fazer o teste com dados reais, porque não havia tempo. Perdemos quatro dias e o cliente ficou zangado, e foi o meu erro.",
        "Jag var ansvarig för migreringen och vi hade tolv veckor. I den tredje veckan bestämde jag att inte göra testet med riktiga data, för det fanns ingen tid. Vi förlorade fyra dagar och kunden var arg. Så var det.",
        "Byłem odpowiedzialny za migrację i mieliśmy dwanaście tygodni. W trzecim tygodniu zdecydowałem, że nie zrobimy testu na prawdziwych danych, bo nie było czasu. Straciliśmy cztery dni i klient był zły. To by było na tyle.",
        "Jeg var ansvarlig for migreringen, og vi havde tolv uger. I den tredje uge besluttede jeg at springe testen med rigtige data over, for der var ikke tid. Vi tabte fire dage, og kunden var vred. Det var min fejl.",
        "Saya bertanggung jawab atas migrasi dan kami punya dua belas minggu. Pada minggu ketiga saya memutuskan untuk tidak melakukan tes dengan data asli, karena tidak ada waktu. Kami kehilangan empat hari dan klien marah.",
        "Main migration ka in-charge tha aur humare paas barah hafte the. Teesre hafte me maine decide kiya ki real data ke saath test nahi karenge, kyunki time nahi tha. Hum ne char din kho diye aur client gussa ho gaya.",
        "昨日、会議が延期された。担当は私でした。",
        "تم تأجيل الاجتماع وكنت مسؤولا عنه.",
    ] {
        for text in [other.to_owned(), format!("## Action\n\n{other}\n")] {
            let report = report(&text);
            assert!(!report.is_english, "{text}");
            assert!(report.findings.iter().all(is_length), "{text}");
        }
    }
    for english in [
        "I skipped it.",
        "Skipped load test, week two. Cut over Friday.",
        "- skipped dry run\n- 4 days lost\n- checklist since",
        "When she rang I was on the ward, and nobody had told me that the bed was taken, so I sent him up.",
        "in that time we was four people only and I am taking the count myself, so mistake is of me, I did not see it",
        "",
    ] {
        assert!(report(english).is_english, "{english}");
    }
    let mixed = report(
        "## Action\n\nI skipped the test.\n\n## Learning\n\nNächstes Mal frage ich früher und schreibe alles auf, was vereinbart wurde.\n",
    );
    assert!(!mixed.is_english);
}

fn words(count: usize) -> String {
    vec!["word"; count].join(" ")
}

fn lengths(source: &str) -> String {
    let keys: Vec<String> = report(source)
        .findings
        .iter()
        .filter(|finding| is_length(finding))
        .map(|finding| format!("{} {}", finding.code, finding.beat.map_or("-", Beat::name)))
        .collect();
    keys.join(", ")
}

#[test]
fn windows_end_where_they_say() {
    let transcript = |count| lengths(&words(count));
    assert_eq!(transcript(224), "too-short -");
    assert_eq!(transcript(225), "");
    assert_eq!(transcript(300), "");
    assert_eq!(transcript(301), "too-long -");
    let beat = |name: &str, count| lengths(&format!("## {name}\n\n{}\n", words(count)));
    assert_eq!(beat("Action", 99), "too-short Action");
    assert_eq!(beat("Action", 100), "");
    assert_eq!(beat("Action", 150), "");
    assert_eq!(beat("Action", 151), "too-long Action");
    assert_eq!(beat("Result", 1), "");
    assert_eq!(beat("Learning", 500), "");
    let both = |count| {
        let half = words(count);
        lengths(&format!("## Result\n\n{half}\n\n## Learning\n\n{half}\n"))
    };
    assert_eq!(both(37), "too-short Result");
    assert_eq!(both(38), "");
    assert_eq!(both(57), "too-long Result");
}

#[test]
fn the_closing_counts_in_the_whole_and_only_there() {
    let beats: String = Beat::ALL
        .iter()
        .map(|beat| format!("## {}\n\n{}\n\n", beat.name(), words(50)))
        .collect();
    assert_eq!(lengths(&beats), "");
    let closing = format!("{beats}## Closing\n\n{}\n", words(51));
    assert_eq!(lengths(&closing), "too-long -");
    assert_eq!(report(&closing).timing.words, 301);
}

#[test]
fn the_cores_are_good_answers() {
    let source = include_str!("../../decks/failure.md");
    let parsed = parse::parse(source);
    assert_eq!(parsed.stories.len(), 15);
    for story in &parsed.stories {
        let report = check(&TimedAnswer::of_story(story), RATE);
        assert_eq!(report.findings, [], "{}", story.title);
        assert_eq!(report.missing, [], "{}", story.title);
    }
}

/// Places are inside the source, on character boundaries, and hold the quoted letters in order.
fn well_placed(source: &str) {
    for finding in report(source).findings {
        assert!(!finding.why.is_empty() && finding.question.ends_with('?'));
        let Some(at) = finding.at.clone() else {
            assert_eq!(finding.quote, "");
            continue;
        };
        let behind = source.get(at).expect("a place inside the source");
        assert!(!finding.change.is_empty());
        let long = finding.quote.chars().count() > 60;
        assert!(!long || !finding.quote.trim().contains(' '), "{finding:?}");
        // Markers and entities may stand between the letters, never instead of them.
        let mut letters = behind.chars();
        for letter in finding
            .quote
            .chars()
            .filter(|letter| letter.is_alphanumeric())
        {
            assert!(
                letters.any(|other| other == letter),
                "{finding:?} in {behind:?}"
            );
        }
    }
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "## Action",
        "## Learning",
        "# T",
        "\n\n",
        "\n",
        "\r\n",
        " ",
        "**",
        "*",
        "_",
        "- ",
        "`",
        "<!--",
        "-->",
        "I",
        "didn’t",
        "was",
        "cut",
        "got",
        "the team",
        "never",
        "by",
        "will",
        "now",
        "every",
        "3 %",
        "$40k",
        "half",
        "one in",
        "17:30",
        "“",
        "é",
        "會",
        "a",
        "too",
        "much",
        "there",
        "delay",
        "&amp;",
        "\\*",
        "but",
        ".",
        "?",
        ",",
        "slipped",
        "\u{a0}",
        "'",
        "n't",
        "I'd",
    ]);
    prop::collection::vec((piece, "[ ]?"), 0..60).prop_map(|pairs| {
        pairs
            .into_iter()
            .map(|(piece, gap)| format!("{piece}{gap}"))
            .collect()
    })
}

proptest! {
    #[test]
    fn any_text_is_survived(source in "\\PC*") {
        well_placed(&source);
    }

    #[test]
    fn any_story_is_survived(source in pieces()) {
        well_placed(&source);
    }
}
