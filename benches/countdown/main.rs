//! How well the countdown does, and how well recall is told: `cargo bench --bench countdown [PEOPLE]`,
//! with `absent` for the days that people miss alone, with `told` for the last table alone.
//!
//! Four policies lead the same people through the same scenarios up to an interview, and the countdown
//! with rules that lost.
//! Printed is the mean probability of recall on its day and the showings a card took to
//! get there, as Markdown. Seeds are fixed: the same program prints the same table. An
//! argument sets how many people of each model live through it.

mod chance;
mod learner;
mod policy;
mod scenario;
mod table;
mod told;

use std::thread;

use learner::Model;
use policy::{Habits, Kind};
use scenario::{Assumptions, Missed, Person, Scenario};
use table::Life;
use told::Told;

/// People of each model of memory.
const PEOPLE: u64 = 25;

fn main() {
    let number = std::env::args()
        .find_map(|argument| argument.parse().ok().filter(|&number| number > 0))
        .unwrap_or(PEOPLE);
    let people: Vec<Person> = Model::ALL
        .into_iter()
        .flat_map(|model| (0..number).map(move |number| Person { model, number }))
        .collect();
    if std::env::args().any(|argument| argument == "told") {
        print_told(&people);
        return;
    }
    if std::env::args().any(|argument| argument == "absent") {
        print_absent(&people);
        return;
    }
    let scenarios = Scenario::all();
    println!(
        "{} learners ({number} of each kind) through {} scenarios; recall on the day at showings a card, ± standard error\n",
        people.len(),
        scenarios.len()
    );
    let lives = live_all(&scenarios, &people, Assumptions::default(), &Kind::ALL);
    println!("{}", table::by_learner(&lives, &Kind::ALL));
    println!("The countdown:\n\n{}", table::margins(&lives));
    println!("{}", table::by_scenario(&lives));
    let variants = live_all(&scenarios, &people, Assumptions::default(), &Kind::VARIANTS);
    println!("{}", table::by_learner(&variants, &Kind::VARIANTS));
    println!("On the day after a first showing is known:\n");
    for model in Model::ALL {
        println!(
            "- {}: {:.0} %",
            model.name(),
            100.0 * anchor(&people, model)
        );
    }
    print!("\n{}", table::varied_heading("assumed", &Kind::ALL));
    println!("{}", table::varied("as above", &lives, &Kind::ALL));
    for (name, assumed) in variations() {
        let lives = live_all(&scenarios, &people, assumed, &Kind::ALL);
        println!("{}", table::varied(name, &lives, &Kind::ALL));
    }
    println!();
    print_absent(&people);
    print_told(&people);
}

/// What is left of it for those who miss days.
fn print_absent(people: &[Person]) {
    print!("{}", table::varied_heading("missed", &Kind::ABSENT));
    for (name, missed) in Missed::KINDS {
        let scenarios = Scenario::all().into_iter();
        let plain =
            scenarios.filter(|scenario| scenario.missed == Missed::None && !scenario.trickled);
        let scenarios: Vec<Scenario> = plain
            .map(|scenario| Scenario { missed, ..scenario })
            .collect();
        let lives = live_all(&scenarios, people, Assumptions::default(), &Kind::ABSENT);
        println!("{}", table::varied(name, &lives, &Kind::ABSENT));
    }
    println!();
}

/// What is told of recall, and what is there.
fn print_told(people: &[Person]) {
    println!("{}", told::heading());
    for row in told::rows(|model, strength| told_to(people, model, strength)) {
        println!("{row}");
    }
}

/// What the people of a model, or of all, are told whose memory lasts so many times as long.
fn told_to(people: &[Person], model: Option<Model>, strength: f64) -> Vec<Told> {
    let assumed = Assumptions {
        strength,
        ..Assumptions::default()
    };
    let wanted = people
        .iter()
        .filter(|person| model.is_none_or(|model| person.model == model));
    wanted
        .flat_map(|&person| told::tell(person, assumed))
        .collect()
}

/// What else could have been assumed, one thing at a time.
fn variations() -> [(&'static str, Assumptions); 6] {
    let same = Assumptions::default();
    let habits = |habits| Assumptions { habits, ..same };
    let usual = Habits::default();
    [
        (
            "memory lasts half as long",
            Assumptions {
                strength: 0.5,
                ..same
            },
        ),
        (
            "twice as long",
            Assumptions {
                strength: 2.0,
                ..same
            },
        ),
        (
            "four times as long",
            Assumptions {
                strength: 4.0,
                ..same
            },
        ),
        (
            "rivals show due cards before new ones",
            habits(Habits {
                due_first: true,
                ..usual
            }),
        ),
        (
            "FSRS-6 repeats nothing on a day",
            habits(Habits {
                fsrs_once: true,
                ..usual
            }),
        ),
        (
            "SM-2 repeats failures only",
            habits(Habits {
                sm2_repeats_failures: true,
                ..usual
            }),
        ),
    ]
}

/// What a model keeps overnight of cards shown once.
fn anchor(people: &[Person], model: Model) -> f64 {
    let kept: Vec<f64> = people
        .iter()
        .filter(|person| person.model == model)
        .map(|&person| scenario::day_after_first(person))
        .collect();
    kept.iter().sum::<f64>() / kept.len() as f64
}

/// Every person through every scenario under every policy, on all cores.
fn live_all(
    scenarios: &[Scenario],
    people: &[Person],
    assumed: Assumptions,
    kinds: &[Kind],
) -> Vec<Life> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let shares: Vec<_> = (0..cores)
            .map(|core| {
                let share = people.iter().skip(core).step_by(cores);
                scope.spawn(move || -> Vec<Life> {
                    share
                        .flat_map(|&person| lives_of(scenarios, person, assumed, kinds))
                        .collect()
                })
            })
            .collect();
        shares
            .into_iter()
            .flat_map(|share| share.join().expect("no learner is lost"))
            .collect()
    })
}

fn lives_of(
    scenarios: &[Scenario],
    person: Person,
    assumed: Assumptions,
    kinds: &[Kind],
) -> impl Iterator<Item = Life> {
    scenarios.iter().flat_map(move |&scenario| {
        kinds.iter().map(move |&kind| Life {
            scenario,
            person,
            kind,
            outcome: scenario::live(scenario, person, kind, assumed),
        })
    })
}
