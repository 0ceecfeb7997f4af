use super::*;

const BUILTIN: &str = include_str!("../../../decks/questions.md");

#[test]
fn the_built_in_bank_asks_about_every_kind_of_miss() {
    let (bank, problems) = read(BUILTIN);
    assert_eq!(problems, []);
    assert!(bank.questions.len() >= 40, "{}", bank.questions.len());
    for miss in Miss::ALL {
        let asking = bank.questions.iter();
        let asking = asking.filter(|question| question.asks.include(Some(miss)));
        assert!(asking.count() >= 15, "{miss:?}");
    }
    let any = bank.questions.iter();
    assert!(
        any.filter(|question| question.asks == AskedMisses::Any)
            .count()
            >= 5
    );
    for question in &bank.questions {
        assert!(!question.words.is_empty(), "{}", question.key.as_str());
    }
    for question in &bank.questions {
        let wording = &question.wording;
        assert!(wording.chars().count() <= 90, "{wording}");
        assert!(wording.ends_with(['.', '?']), "{wording}");
    }
}

#[test]
fn a_question_has_a_key_kinds_and_words() {
    let source = "# A story\n\n## Action\nA.\n\n# Questions:\n\nA word before.\n\n## When did *you* fail?\n\
                  id: fail\nasks: Technical, judgement\nwords: Late, test run\n\nA note.\n\n### More\n\n## Why?\n\n\
                  # Another\n## None\n";
    let (bank, problems) = read(source);
    assert_eq!(problems, []);
    assert_eq!(
        bank,
        QuestionBank {
            questions: vec![
                BankQuestion {
                    key: StoryId::new("fail").unwrap(),
                    wording: "When did you fail?".to_owned(),
                    asks: AskedMisses::Kinds(vec![Miss::Technical, Miss::Judgement]),
                    words: vec!["late".to_owned(), "test run".to_owned()],
                },
                BankQuestion {
                    key: StoryId::new("why").unwrap(),
                    wording: "Why?".to_owned(),
                    asks: AskedMisses::Any,
                    words: vec![],
                },
            ],
            follow_ups: vec![],
        }
    );
}

#[test]
fn the_built_in_bank_asks_on_after_every_finding_and_every_beat() {
    let (bank, _) = read(BUILTIN);
    assert!(bank.follow_ups.len() >= 25, "{}", bank.follow_ups.len());
    for cause in FollowUpCause::ALL {
        let called = bank.follow_ups.iter();
        let called = called.filter(|follow_up| follow_up.when.contains(&cause));
        assert!(called.count() > 0, "{cause:?}");
    }
    let free = bank.follow_ups.iter();
    assert!(free.filter(|follow_up| follow_up.when.is_empty()).count() >= 5);
    for follow_up in &bank.follow_ups {
        let wording = &follow_up.wording;
        assert!(wording.chars().count() <= 90, "{wording}");
        assert!(wording.ends_with(['.', '?']), "{wording}");
    }
}

#[test]
fn a_follow_up_has_a_key_and_what_calls_for_it() {
    let source = "# Follow-ups\n\n## How big?\nid: big\nwhen: no-number, Result\n\n## Why?\nasks: technical\n\n\
                  ## When?\nwhen: never\n\n# Questions\n## Why?\n";
    let (bank, problems) = read(source);
    let told: Vec<(&str, &[FollowUpCause])> = { bank.follow_ups.iter() }
        .map(|follow_up| (follow_up.key.as_str(), &follow_up.when[..]))
        .collect();
    let number = [FollowUpCause::NoNumber, FollowUpCause::Result];
    assert_eq!(told, [("big", &number[..]), ("why", &[]), ("when", &[])]);
    // A question may have the key of a follow-up.
    assert_eq!(bank.questions.len(), 1);
    let messages: Vec<&str> = problems
        .iter()
        .map(|problem| problem.message.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            "`asks` is not a key of a follow-up; the line is not used.",
            "`when` can be `no-decision`, `passive-action`, `deflection`, `fake-failure`, `no-number`, `no-learning`, `too-long`, `too-short`, `situation`, `task`, `action`, `result` or `learning`, but not `never`.",
        ]
    );
}

#[test]
fn what_is_wrong_with_one_question_leaves_the_others() {
    let cases = [
        (
            "## Good?\n## ???\n",
            "???",
            "The question `???` is not asked, because its id cannot be used: no id can be made from its words.",
        ),
        (
            "## Good?\n## Bad?\nid: Two Words\n",
            "Two Words",
            "The question `Bad?` is not asked, because its id cannot be used: an id is all lower case, but this one has `T`.",
        ),
        (
            "## Good?\n## Good!\n",
            "## Good!",
            "Two questions have the id `good`; only the first is asked.",
        ),
        (
            "## Good?\nasks: technicl\n",
            "technicl",
            "`asks` can be `technical`, `stakeholder` or `judgement`, but not `technicl`.",
        ),
        (
            "## Good?\nwords: a\nwords: b\n",
            "words: b",
            "`words` is given twice; only the first one counts.",
        ),
        (
            "## Good?\nwhen: no-number\n",
            "when: no-number",
            "`when` is not a key of a question; the line is not used.",
        ),
    ];
    for (body, at, message) in cases {
        let source = format!("# Questions\n{body}");
        let (bank, problems) = read(&source);
        let keys: Vec<&str> = bank
            .questions
            .iter()
            .map(|question| question.key.as_str())
            .collect();
        assert_eq!(keys, ["good"], "{body:?}");
        let [problem] = &problems[..] else {
            panic!("{body:?}: {problems:?}");
        };
        assert_eq!(problem.message, message);
        assert!(
            source[problem.at.clone()].ends_with(at),
            "{:?}",
            &source[problem.at.clone()]
        );
    }
}

#[test]
fn of_two_questions_with_one_key_the_first_bank_counts() {
    let (mut bank, _) = read("# Questions\n## Mine?\nid: q\n");
    let (other, _) = read("# Questions\n## Theirs?\nid: q\n## More?\n");
    bank.extend(other);
    let wordings: Vec<&str> = bank
        .questions
        .iter()
        .map(|question| question.wording.as_str())
        .collect();
    assert_eq!(wordings, ["Mine?", "More?"]);
}
