//! Objects of JSON read member by member, where a file may hold anything else in their place.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// What an object becomes.
pub(super) trait Members: Default {
    /// Takes the value of one member from the map, wanted or not.
    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error>;
}

/// Gives what an object becomes; the default for a value that is no object.
pub(super) struct MembersVisitor<T>(PhantomData<T>);

impl<T> Default for MembersVisitor<T> {
    fn default() -> Self {
        MembersVisitor(PhantomData)
    }
}

impl<'de, T: Members> Visitor<'de> for MembersVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut found = T::default();
        while let Some(key) = map.next_key::<String>()? {
            found.member(&key, &mut map)?;
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<T, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(T::default())
    }

    fn visit_str<E>(self, _: &str) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::default())
    }
}

/// The members of an object that hold text, a number or a truth. Lists and objects among the properties of a feature name
/// no field, and may be large: they are passed over.
#[derive(Default)]
pub(super) struct Properties(pub Map<String, Value>);

impl Members for Properties {
    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        if let Scalar(Some(value)) = map.next_value()? {
            self.0.insert(key.to_owned(), value);
        } else {
            // Of a name that comes twice the last value holds, also where it is none.
            self.0.remove(key);
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MembersVisitor::default())
    }
}

/// Text, a number or a truth; `None` for anything else.
pub(super) struct Scalar(pub Option<Value>);

impl Scalar {
    pub fn into_text(self) -> Option<String> {
        match self.0 {
            Some(Value::String(text)) => Some(text),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Scalars;
        impl<'de> Visitor<'de> for Scalars {
            type Value = Scalar;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("a JSON value")
            }

            fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
                Ok(Scalar(Some(Value::String(text.to_owned()))))
            }

            fn visit_bool<E>(self, truth: bool) -> Result<Scalar, E> {
                Ok(Scalar(Some(Value::Bool(truth))))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Scalar, E> {
                Ok(Scalar(serde_json::Number::from_f64(number).map(Value::Number)))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
                Ok(Scalar(Some(number.into())))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
                Ok(Scalar(Some(number.into())))
            }

            fn visit_unit<E>(self) -> Result<Scalar, E> {
                Ok(Scalar(None))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Scalar(None))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Scalar(None))
            }
        }
        deserializer.deserialize_any(Scalars)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_numbers_and_truths_are_kept_and_the_last_of_a_name_holds() {
        let json = r#"{"a":"x","b":[1,{"c":2}],"c":{"d":[]},"d":null,"e":1.5,"f":true,"g":-3,"a":"y","e":null}"#;
        let Properties(found) = serde_json::from_str(json).expect("JSON");
        assert_eq!(
            serde_json::to_string(&found).expect("JSON"),
            r#"{"a":"y","f":true,"g":-3}"#
        );
        for other in ["[1,[2]]", "null", "3", "\"x\"", "-1", "true", "1.5"] {
            let Properties(found) = serde_json::from_str(other).expect("JSON");
            assert!(found.is_empty(), "{other}");
        }
    }
}
