//! Enums whose values are words: in story files, in the log, in exports, on the screen.

/// Says the values of an enum and the words for them once.
macro_rules! keyed {
    ($(#[$about:meta])* $vis:vis $name:ident { $($(#[$doc:meta])* $value:ident $key:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $($(#[$doc])* $value,)* }

        // Not each of them is listed or read back.
        #[allow(dead_code)]
        impl $name {
            /// All of them, in the order they are listed and asked.
            $vis const ALL: [$name; [$($key),*].len()] = [$($name::$value),*];

            /// Its word.
            $vis fn key(self) -> &'static str {
                match self { $($name::$value => $key,)* }
            }

            /// The one of that word, if there is one.
            $vis fn from_key(key: &str) -> Option<$name> {
                $name::ALL.into_iter().find(|value| value.key() == key)
            }
        }
    };
}

pub(crate) use keyed;
