//! The little of CSS that says which words stand out.

use std::collections::BTreeMap;

/// Which classes make words bold, or take that away.
pub(super) type Weights = BTreeMap<String, bool>;

/// Whether declarations make words bold; none if they do not say.
pub(super) fn weight(declarations: &str) -> Option<bool> {
    let value = declarations.split(';').rev().find_map(|declaration| {
        let (property, value) = declaration.split_once(':')?;
        let is_weight = property.trim().eq_ignore_ascii_case("font-weight");
        is_weight.then(|| value.trim().to_ascii_lowercase())
    })?;
    is_bold(value.split([' ', '!']).next().unwrap_or_default())
}

/// Whether a weight is bold; none if it does not say.
pub(crate) fn is_bold(weight: &str) -> Option<bool> {
    match weight {
        "bold" | "bolder" => Some(true),
        "normal" | "lighter" | "initial" => Some(false),
        number => number.parse::<u16>().ok().map(|number| number >= 600),
    }
}

/// Adds the classes of a style sheet to those that are known. Word processors write `.c1`,
/// `span.c1`; what asks for more than one class is passed over.
pub(super) fn learn(sheet: &str, weights: &mut Weights) {
    for rule in sheet.split('}') {
        let Some((selectors, declarations)) = rule.rsplit_once('{') else {
            continue;
        };
        let Some(weight) = weight(declarations) else {
            continue;
        };
        for selector in selectors.split([',', '{', ';']) {
            let class = selector.trim();
            let class = class.strip_prefix("span").unwrap_or(class);
            let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
            if let Some(class) = class
                .strip_prefix('.')
                .filter(|class| class.chars().all(plain))
            {
                weights.insert(class.to_owned(), weight);
            }
        }
    }
}

/// How deep a list stands, by the classes that Google writes instead of putting it into another.
pub(super) fn list_depth(classes: &str) -> Option<usize> {
    let list = classes
        .split_whitespace()
        .find(|class| class.starts_with("lst-"))?;
    let (_, level) = list.rsplit_once('-')?;
    Some(level.parse::<usize>().ok()?.saturating_add(1))
}

/// How deep Word puts a paragraph that is an item of a list: `mso-list:l0 level2 lfo1`.
pub(super) fn word_list_depth(classes: &str, style: &str) -> Option<usize> {
    let mut declarations = style.split(';').filter_map(|each| each.split_once(':'));
    let list = declarations.find(|(property, _)| property.trim() == "mso-list");
    let level = list.and_then(|(_, value)| {
        let mut words = value.split_whitespace();
        words.find_map(|word| word.strip_prefix("level")?.parse::<usize>().ok())
    });
    let is_item = classes
        .split_whitespace()
        .any(|class| class.starts_with("MsoListParagraph"));
    level.or(is_item.then_some(1))
}

/// The level of the heading that a paragraph is by its class: Word's and Google's titles.
pub(super) fn heading_level(classes: &str) -> Option<usize> {
    classes.split_whitespace().find_map(|class| match class {
        "title" | "MsoTitle" => Some(1),
        class => class.strip_prefix("MsoHeading")?.parse().ok(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_out_by_their_weight() {
        let table = [
            ("font-weight:700", Some(true)),
            ("color:red; FONT-WEIGHT : Bold !important", Some(true)),
            ("font-weight:bold;font-weight:400", Some(false)),
            ("font-weight:inherit", None),
            ("font-style:italic", None),
            ("", None),
        ];
        for (style, expected) in table {
            assert_eq!(weight(style), expected, "{style}");
        }
        let mut weights = Weights::new();
        learn(
            "@import url(x);.c1{color:red}.c2{font-weight:700}span.c3,.c4 .c5,.c6{font-weight:bold}\
             @media print{.c7{font-weight:400}} p.c8{font-weight:700} .c9{font-weight:700",
            &mut weights,
        );
        let found: Vec<(&str, bool)> = weights
            .iter()
            .map(|(name, bold)| (name.as_str(), *bold))
            .collect();
        let expected = [
            ("c2", true),
            ("c3", true),
            ("c6", true),
            ("c7", false),
            ("c9", true),
        ];
        assert_eq!(found, expected);
    }
}
