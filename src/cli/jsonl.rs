//! JSON lines: one object a line, one field of it a text.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// An object whose fields keep their order and their values as they are written.
struct Fields(Vec<(String, Box<RawValue>)>);

/// Why a line has no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum LineError {
    /// Not a JSON object.
    #[error("not a JSON object: {0}")]
    Json(String),
    /// No such field.
    #[error("no field {0:?}")]
    Missing(String),
    /// The field is no string.
    #[error("field {0:?} is not a string")]
    NotText(String),
}

/// Puts the text of `field` through `change`. All other fields keep their values byte for byte, and a line whose
/// text does not change is returned as it is. O(line).
///
/// # Errors
/// When the line has no such text.
pub(super) fn rewrite(line: &str, field: &str, change: impl FnOnce(&str) -> String) -> Result<String, LineError> {
    let Fields(mut fields) = serde_json::from_str(line).map_err(|error| LineError::Json(error.to_string()))?;
    let held = fields.iter_mut().find(|(name, _)| name == field);
    let (_, value) = held.ok_or_else(|| LineError::Missing(field.to_owned()))?;
    let text: String = serde_json::from_str(value.get()).map_err(|_| LineError::NotText(field.to_owned()))?;
    let changed = change(&text);
    if changed == text {
        return Ok(line.to_owned());
    }
    *value = serde_json::value::to_raw_value(&changed).map_err(|error| LineError::Json(error.to_string()))?;
    let mut out = String::with_capacity(line.len());
    for (name, value) in &fields {
        out.push(if out.is_empty() { '{' } else { ',' });
        out.push_str(&serde_json::Value::from(name.as_str()).to_string());
        out.push(':');
        out.push_str(value.get());
    }
    out.push('}');
    Ok(out)
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Fields;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::with_capacity(map.size_hint().unwrap_or(0));
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upper(line: &str) -> Result<String, LineError> {
        rewrite(line, "text", str::to_uppercase)
    }

    #[test]
    fn other_fields_keep_order_and_value() {
        let line = r#"{"z":1.00,"text":"a\"é","a":{"k": [1e3]},"n":12345678901234567890123}"#;
        let expected = r#"{"z":1.00,"text":"A\"É","a":{"k": [1e3]},"n":12345678901234567890123}"#;
        assert_eq!(upper(line).unwrap(), expected);
    }

    #[test]
    fn an_unchanged_line_is_the_same_line() {
        let line = r#"{ "text" : "\u0041" }"#;
        assert_eq!(upper(line).unwrap(), line);
    }

    #[test]
    fn a_line_without_text_is_told() {
        assert!(matches!(upper("[1]"), Err(LineError::Json(_))));
        assert_eq!(upper("{}"), Err(LineError::Missing("text".into())));
        assert_eq!(upper(r#"{"text":7}"#), Err(LineError::NotText("text".into())));
    }
}
