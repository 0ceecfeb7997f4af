//! The shape of a JSON object, written down once: each key with what it means and where it
//! comes from. Both the object and its schema are made of it.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::study::day::StudyDay;

/// The shape of the object that a value `T` becomes.
pub(crate) struct ObjectShape<'a, T> {
    schema: ObjectSchema,
    /// Where the value of each of the schema's keys comes from.
    getters: Vec<Getter<'a, T>>,
}

type Getter<'a, T> = Box<dyn Fn(&T) -> OrderedJson + 'a>;

/// What the schema says of an object, whatever it is made from.
struct ObjectSchema {
    /// What the schema calls it; "" for a shape that is written where it is used.
    name: &'static str,
    keys: Vec<KeySchema>,
    /// The named shape whose keys it has as well.
    base: Option<&'static str>,
    /// The schemas of the named shapes that it uses.
    used: Map<String, Value>,
}

struct KeySchema {
    key: &'static str,
    /// Empty for a key of the base, whose schema has it.
    schema: Map<String, Value>,
    /// No object lacks it.
    required: bool,
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
            schema: ObjectSchema {
                name,
                keys: Vec::new(),
                base: None,
                used: Map::new(),
            },
            getters: Vec::new(),
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
        let schema = self.schema.reference(&inner.schema);
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
        let schema = json!({ "type": "array", "items": self.schema.reference(&inner.schema) });
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
        self.schema.extend(base.schema);
        for inner in base.getters {
            self.getters
                .push(Box::new(move |value: &T| inner(&get(value))));
        }
        self
    }

    fn with(
        mut self,
        key: &'static str,
        schema: Value,
        meaning: &str,
        get: impl Fn(&T) -> OrderedJson + 'a,
    ) -> Self {
        self.schema.push(key, schema, meaning);
        self.getters.push(Box::new(get));
        self
    }

    /// Says of the key that was added last that it is left out where it would be null.
    pub(crate) fn if_any(mut self) -> Self {
        self.schema.if_any();
        self
    }

    /// Says of the key that was added last that it holds one of some words, or null if it may.
    pub(crate) fn one_of<'w>(mut self, words: impl IntoIterator<Item = &'w str>) -> Self {
        self.schema
            .one_of(words.into_iter().map(Value::from).collect());
        self
    }

    /// Says of the key that was added last between what bounds its values are.
    pub(crate) fn limited(mut self, bounds: Value) -> Self {
        self.schema.limited(bounds);
        self
    }

    /// The object of a value.
    pub(crate) fn json(&self, value: &T) -> OrderedJson {
        let mut keys = Vec::with_capacity(self.getters.len());
        for (schema, get) in self.schema.keys.iter().zip(&self.getters) {
            match get(value) {
                OrderedJson::Plain(Value::Null) if !schema.required => {}
                json => keys.push((schema.key, json)),
            }
        }
        OrderedJson::Object(keys)
    }

    /// The schema of a whole document (JSON Schema 2020-12).
    pub(crate) fn schema(&self, title: &str, description: &str) -> Value {
        let mut schema = self.schema.closed();
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
        schema["title"] = title.into();
        schema["description"] = description.into();
        schema["$defs"] = self.schema.used.clone().into();
        schema
    }
}

impl ObjectSchema {
    fn push(&mut self, key: &'static str, schema: Value, meaning: &str) {
        let mut schema = schema.as_object().cloned().unwrap_or_default();
        if !meaning.is_empty() {
            schema.insert("description".to_owned(), meaning.into());
        }
        self.keys.push(KeySchema {
            key,
            schema,
            required: true,
        });
    }

    fn extend(&mut self, base: ObjectSchema) {
        self.base = Some(base.name);
        self.used.insert(base.name.to_owned(), base.properties());
        self.used.extend(base.used);
        self.keys.extend(base.keys.into_iter().map(|key| KeySchema {
            schema: Map::new(),
            ..key
        }));
    }

    fn if_any(&mut self) {
        if let Some(last) = self.keys.last_mut() {
            last.required = false;
            if let Some(Value::Array(kinds)) = last.schema.get_mut("type") {
                last.schema["type"] = kinds[0].take();
            }
        }
    }

    fn one_of(&mut self, mut words: Vec<Value>) {
        if let Some(last) = self.keys.last_mut() {
            let kind = last.schema.remove("type");
            if kind.is_some_and(|kind| kind.is_array()) {
                words.push(Value::Null);
            }
            last.schema.insert("enum".to_owned(), words.into());
        }
    }

    fn limited(&mut self, bounds: Value) {
        if let (Some(last), Value::Object(bounds)) = (self.keys.last_mut(), bounds) {
            last.schema.extend(bounds);
        }
    }

    /// What the schema says where this shape uses another.
    fn reference(&mut self, inner: &ObjectSchema) -> Value {
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
        let own = || self.keys.iter().filter(|key| !key.schema.is_empty());
        let properties = own().map(|key| (key.key.to_owned(), key.schema.clone().into()));
        let required = own().filter(|key| key.required).map(|key| key.key);
        let mut schema = json!({
            "properties": properties.collect::<Map<String, Value>>(),
            "required": required.collect::<Vec<_>>(),
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
