//! The shape of a JSON object, written down once: each key with what it means and where it
//! comes from. Both the object and its schema are made of it.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::study::day::StudyDay;

/// The shape of the object that a value `T` becomes.
pub(crate) struct ObjectShape<'a, T> {
    /// What the schema calls it; "" for a shape that is written where it is used.
    name: &'static str,
    keys: Vec<KeyShape<'a, T>>,
    /// The named shape whose keys it has as well.
    base: Option<&'static str>,
    /// The schemas of the named shapes that it uses.
    used: Map<String, Value>,
}

struct KeyShape<'a, T> {
    key: &'static str,
    /// Empty for a key of the base, whose schema has it.
    schema: Map<String, Value>,
    /// No object lacks it.
    required: bool,
    get: Box<dyn Fn(&T) -> OrderedJson + 'a>,
}

/// JSON whose objects keep the order of their keys.
pub(crate) enum OrderedJson {
    /// A value without an order to keep.
    Plain(Value),
    /// A list.
    List(Vec<OrderedJson>),
    /// An object.
    Object(Vec<(&'static str, OrderedJson)>),
}

impl Serialize for OrderedJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            OrderedJson::Plain(value) => value.serialize(serializer),
            OrderedJson::List(items) => serializer.collect_seq(items),
            OrderedJson::Object(keys) => {
                serializer.collect_map(keys.iter().map(|(key, value)| (key, value)))
            }
        }
    }
}

impl<'a, T: 'a> ObjectShape<'a, T> {
    /// A shape without keys.
    pub(crate) fn new(name: &'static str) -> ObjectShape<'a, T> {
        ObjectShape {
            name,
            keys: Vec::new(),
            base: None,
            used: Map::new(),
        }
    }

    /// Adds a key with a plain value; `meaning` is "" where the key says it all.
    pub(crate) fn key<V: PlainJson>(
        self,
        key: &'static str,
        meaning: &str,
        get: impl Fn(&T) -> V + 'a,
    ) -> Self {
        let get = move |value: &T| OrderedJson::Plain(get(value).into());
        self.with(key, V::schema(), meaning, get)
    }

    /// Adds a key with an object, null where there is none.
    pub(crate) fn object<U: 'a>(
        mut self,
        key: &'static str,
        meaning: &str,
        inner: ObjectShape<'a, U>,
        get: impl Fn(&T) -> Option<U> + 'a,
    ) -> Self {
        let schema = self.reference(&inner);
        let json = move |value: U| inner.json(&value);
        let none = || OrderedJson::Plain(Value::Null);
        let get = move |value: &T| get(value).map_or_else(none, &json);
        self.with(key, schema, meaning, get)
    }

    /// Adds a key with a list of objects.
    pub(crate) fn list<U: 'a>(
        mut self,
        key: &'static str,
        meaning: &str,
        inner: ObjectShape<'a, U>,
        get: impl Fn(&T) -> Vec<U> + 'a,
    ) -> Self {
        let schema = json!({ "type": "array", "items": self.reference(&inner) });
        let get = move |value: &T| {
            let items = get(value);
            OrderedJson::List(items.iter().map(|item| inner.json(item)).collect())
        };
        self.with(key, schema, meaning, get)
    }

    /// Adds all keys of a named shape.
    pub(crate) fn extending<U: 'a>(
        mut self,
        base: ObjectShape<'a, U>,
        get: impl Fn(&T) -> U + Copy + 'a,
    ) -> Self {
        self.base = Some(base.name);
        self.used.insert(base.name.to_owned(), base.properties());
        self.used.extend(base.used);
        self.keys
            .extend(base.keys.into_iter().map(|inner| KeyShape {
                key: inner.key,
                schema: Map::new(),
                required: inner.required,
                get: Box::new(move |value: &T| (inner.get)(&get(value))) as Box<_>,
            }));
        self
    }

    fn with(
        mut self,
        key: &'static str,
        schema: Value,
        meaning: &str,
        get: impl Fn(&T) -> OrderedJson + 'a,
    ) -> Self {
        let mut schema = schema.as_object().cloned().unwrap_or_default();
        if !meaning.is_empty() {
            schema.insert("description".to_owned(), meaning.into());
        }
        self.keys.push(KeyShape {
            key,
            schema,
            required: true,
            get: Box::new(get),
        });
        self
    }

    /// Says of the key that was added last that it is left out where it would be null.
    pub(crate) fn if_any(mut self) -> Self {
        if let Some(last) = self.keys.last_mut() {
            last.required = false;
            if let Some(Value::Array(kinds)) = last.schema.get_mut("type") {
                last.schema["type"] = kinds[0].take();
            }
        }
        self
    }

    /// Says of the key that was added last that it holds one of some words, or null if it may.
    pub(crate) fn one_of<'w>(mut self, words: impl IntoIterator<Item = &'w str>) -> Self {
        if let Some(last) = self.keys.last_mut() {
            let kind = last.schema.remove("type");
            let null = kind
                .is_some_and(|kind| kind.is_array())
                .then_some(Value::Null);
            let words = words.into_iter().map(Value::from).chain(null);
            last.schema.insert("enum".to_owned(), words.collect());
        }
        self
    }

    /// Says of the key that was added last between what bounds its values are.
    pub(crate) fn limited(mut self, bounds: Value) -> Self {
        if let (Some(last), Value::Object(bounds)) = (self.keys.last_mut(), bounds) {
            last.schema.extend(bounds);
        }
        self
    }

    /// The object of a value.
    pub(crate) fn json(&self, value: &T) -> OrderedJson {
        let told = |shape: &KeyShape<'a, T>| match (shape.get)(value) {
            OrderedJson::Plain(Value::Null) if !shape.required => None,
            json => Some((shape.key, json)),
        };
        OrderedJson::Object(self.keys.iter().filter_map(told).collect())
    }

    /// The schema of a whole document (JSON Schema 2020-12).
    pub(crate) fn schema(&self, title: &str, description: &str) -> Value {
        let mut schema = self.closed();
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
        schema["title"] = title.into();
        schema["description"] = description.into();
        schema["$defs"] = self.used.clone().into();
        schema
    }

    /// What the schema says where this shape uses another.
    fn reference<U: 'a>(&mut self, inner: &ObjectShape<'a, U>) -> Value {
        self.used.extend(inner.used.clone());
        if inner.name.is_empty() {
            return inner.closed();
        }
        self.used.insert(inner.name.to_owned(), inner.closed());
        json!({ "$ref": format!("#/$defs/{}", inner.name) })
    }

    /// The schema of an object that has these keys and no others.
    fn closed(&self) -> Value {
        let mut schema = self.properties();
        let others = match self.base {
            Some(_) => "unevaluatedProperties",
            None => "additionalProperties",
        };
        schema[others] = false.into();
        schema
    }

    /// The schema of an object that has these keys at least.
    fn properties(&self) -> Value {
        let own = || self.keys.iter().filter(|shape| !shape.schema.is_empty());
        let property =
            |shape: &KeyShape<'a, T>| (shape.key.to_owned(), shape.schema.clone().into());
        let properties = own().map(property);
        let required = own().filter(|shape| shape.required);
        let mut schema = json!({
            "properties": properties.collect::<Map<String, Value>>(),
            "required": required.map(|shape| shape.key).collect::<Vec<_>>(),
        });
        match self.base {
            Some(name) => schema["$ref"] = format!("#/$defs/{name}").into(),
            None => schema["type"] = "object".into(),
        }
        schema
    }
}

/// A value that needs no order of keys.
pub(crate) trait PlainJson: Into<Value> {
    /// What the schema says of it.
    fn schema() -> Value;
}

/// Types that JSON knows as they are.
macro_rules! plain {
    ($($type:ty: $schema:tt),* $(,)?) => {
        $(impl PlainJson for $type {
            fn schema() -> Value {
                json!($schema)
            }
        })*
    };
}

plain! {
    bool: { "type": "boolean" },
    u32: { "type": "integer", "minimum": 0 },
    u64: { "type": "integer", "minimum": 0 },
    usize: { "type": "integer", "minimum": 0 },
    i64: { "type": "integer" },
    f64: { "type": "number" },
    &str: { "type": "string" },
    String: { "type": "string" },
    StudyDay: { "type": "string", "format": "date", "pattern": "^-?[0-9]{4,6}-[0-9]{2}-[0-9]{2}$" },
}

impl From<StudyDay> for Value {
    fn from(day: StudyDay) -> Value {
        day.to_string().into()
    }
}

impl<V: PlainJson> PlainJson for Option<V> {
    fn schema() -> Value {
        let mut schema = V::schema();
        schema["type"] = json!([schema["type"], "null"]);
        schema
    }
}

impl<V: PlainJson> PlainJson for Vec<V> {
    fn schema() -> Value {
        json!({ "type": "array", "items": V::schema() })
    }
}
