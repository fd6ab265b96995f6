//! Rust source as the test reads it: tokens without comments, strings and test code, and the paths that stand in them.

use std::collections::BTreeMap;

/// A path that a file names, `crate::film::Header`, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NamedPath {
    pub(crate) segments: Vec<String>,
    /// The name that a `use` gives it here; none for a path in code.
    pub(crate) alias: Option<String>,
    /// It is a `pub use`, of whatever visibility.
    pub(crate) is_reexport: bool,
}

/// What a file of source says.
#[derive(Debug, Default)]
pub(crate) struct Source {
    /// Tokens outside of `use` items.
    pub(crate) code: Vec<String>,
    pub(crate) uses: Vec<NamedPath>,
    /// Paths outside of `use` items.
    pub(crate) paths: Vec<NamedPath>,
    /// Modules that are compiled for tests only.
    pub(crate) test_modules: Vec<String>,
    pub(crate) types: Vec<String>,
}

impl Source {
    pub(crate) fn parse(text: &str) -> Self {
        let mut source = Self::default();
        let tokens = without_test_code(tokens(text), &mut source.test_modules);
        let mut at = 0;
        while at < tokens.len() {
            let is_use = tokens[at] == "use" && tokens.get(at + 1).is_some_and(|next| next != "<");
            if is_use {
                let is_reexport = at > 0 && (tokens[at - 1] == "pub" || is_end_of_visibility(&tokens[..at]));
                let end = tokens[at..].iter().position(|token| token == ";").map_or(tokens.len(), |n| at + n);
                let mut rest = &tokens[at + 1..end];
                let first = source.uses.len();
                use_tree(&mut rest, &[], &mut source.uses);
                source.uses[first..].iter_mut().for_each(|path| path.is_reexport = is_reexport);
                at = end + 1;
            } else {
                source.code.push(tokens[at].clone());
                at += 1;
            }
        }
        source.paths = paths(&source.code);
        source.types = types(&source.code);
        source
    }

    /// Whether the file names something outside of its `use` items.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        self.code.iter().any(|token| token == name)
    }

    /// Every path with the names that its first segment has by a `use`: `fs::read` is `std::fs::read`.
    pub(crate) fn full_paths(&self) -> Vec<Vec<String>> {
        let names: BTreeMap<_, _> = self
            .uses
            .iter()
            .filter_map(|path| Some((path.alias.as_deref()?, path.segments.as_slice())))
            .collect();
        let in_code = self.paths.iter().map(|path| match names.get(path.segments[0].as_str()) {
            Some(prefix) => [prefix, &path.segments[1..]].concat(),
            None => path.segments.clone(),
        });
        self.uses.iter().map(|path| path.segments.clone()).chain(in_code).collect()
    }
}

fn is_end_of_visibility(before: &[String]) -> bool {
    before.last().is_some_and(|token| token == ")")
        && before
            .iter()
            .rposition(|token| token == "(")
            .is_some_and(|open| open > 0 && before[open - 1] == "pub")
}

/// The paths of a `use` tree; what is read is taken off `rest`.
fn use_tree(rest: &mut &[String], prefix: &[String], found: &mut Vec<NamedPath>) {
    let mut segments = prefix.to_vec();
    while let Some((token, tail)) = rest.split_first() {
        match token.as_str() {
            "::" => *rest = tail,
            "{" => {
                *rest = tail;
                while rest.first().is_some_and(|token| token != "}") {
                    use_tree(rest, &segments, found);
                    if rest.first().is_some_and(|token| token == ",") {
                        *rest = &rest[1..];
                    }
                }
                *rest = rest.get(1..).unwrap_or_default();
                return;
            }
            "," | "}" => break,
            "as" => {
                let alias = tail.first().cloned();
                *rest = tail.get(1..).unwrap_or_default();
                found.push(NamedPath { segments, alias, is_reexport: false });
                return;
            }
            "self" if !segments.is_empty() => *rest = tail, // `film::{self}` is `film`
            _ => {
                segments.push(token.clone());
                *rest = tail;
            }
        }
    }
    let alias = segments.last().filter(|name| *name != "*").cloned();
    found.push(NamedPath { segments, alias, is_reexport: false });
}

/// Paths of two segments and more.
fn paths(code: &[String]) -> Vec<NamedPath> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < code.len() {
        let mut segments = Vec::new();
        // `pub(in crate::film)` says who sees a thing, and imports nothing.
        let is_visibility = code[..at].ends_with(&["pub", "(", "in"].map(str::to_owned));
        let is_start = is_name(&code[at]) && !is_visibility && (at == 0 || code[at - 1] != "::");
        if is_start {
            segments.push(code[at].clone());
            while code.get(at + 1).is_some_and(|token| token == "::")
                && code.get(at + 2).is_some_and(|token| is_name(token))
            {
                segments.push(code[at + 2].clone());
                at += 2;
            }
        }
        if segments.len() > 1 {
            found.push(NamedPath { segments, alias: None, is_reexport: false });
        }
        at += 1;
    }
    found
}

/// Names of types that are defined here.
fn types(code: &[String]) -> Vec<String> {
    let mut depth = 0_i32;
    let mut found = Vec::new();
    for pair in code.windows(2) {
        match pair[0].as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            "struct" | "enum" | "trait" if is_name(&pair[1]) => found.push(pair[1].clone()),
            "type" if depth == 0 && is_name(&pair[1]) => found.push(pair[1].clone()),
            _ => {}
        }
    }
    found
}

fn is_name(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// Names, `::` and single characters; no comments, and every string as `""`.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let here = chars[at];
        let next = chars.get(at + 1).copied().unwrap_or(' ');
        if here == '/' && next == '/' {
            at += chars[at..].iter().position(|&c| c == '\n').unwrap_or(chars.len() - at);
        } else if here == '/' && next == '*' {
            let mut depth = 1;
            at += 2;
            while at < chars.len() && depth > 0 {
                match (chars[at], chars.get(at + 1)) {
                    ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
                    ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
                    _ => at += 1,
                }
            }
        } else if here == 'r' && (next == '"' || next == '#' && is_raw_string(&chars[at + 1..])) {
            let hashes = chars[at + 1..].iter().take_while(|&&c| c == '#').count();
            let end = ['"'].into_iter().chain(std::iter::repeat_n('#', hashes)).collect::<Vec<_>>();
            at += 2 + hashes;
            at += chars[at..].windows(end.len()).position(|window| window == end).unwrap_or(chars.len() - at);
            at = (at + end.len()).min(chars.len());
            found.push("\"\"".to_owned());
        } else if here == '"' {
            at += 1;
            while at < chars.len() && chars[at] != '"' {
                at += if chars[at] == '\\' { 2 } else { 1 };
            }
            at += 1;
            found.push("\"\"".to_owned());
        } else if here == '\'' {
            // A character, or a lifetime.
            let is_escape = next == '\\';
            let is_char = is_escape || chars.get(at + 2) == Some(&'\'');
            if is_char {
                let from = at + if is_escape { 3 } else { 2 };
                at = from + chars[from.min(chars.len())..].iter().position(|&c| c == '\'').unwrap_or(0);
            }
            at += 1;
        } else if here.is_alphanumeric() || here == '_' {
            let length = chars[at..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').count();
            found.push(chars[at..at + length].iter().collect());
            at += length;
        } else if here == ':' && next == ':' {
            found.push("::".to_owned());
            at += 2;
        } else {
            if !here.is_whitespace() {
                found.push(here.to_string());
            }
            at += 1;
        }
    }
    found
}

fn is_raw_string(behind: &[char]) -> bool {
    behind.iter().find(|&&c| c != '#') == Some(&'"')
}

/// Drops what `#[cfg(test)]` and the like stand before; names of modules in files of their own go to `modules`.
fn without_test_code(tokens: Vec<String>, modules: &mut Vec<String>) -> Vec<String> {
    let mut kept = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let Some(length) = test_attribute(&tokens[at..]) else {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        };
        at += length;
        let start = at;
        let mut depth = 0;
        while at < tokens.len() {
            match tokens[at].as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            let is_end = depth == 0 && matches!(tokens[at].as_str(), ";" | "}");
            at += 1;
            if is_end {
                break;
            }
        }
        if let [.., keyword, name, end] = &tokens[start..at]
            && (keyword.as_str(), end.as_str()) == ("mod", ";")
        {
            modules.push(name.clone());
        }
    }
    kept
}

/// How many tokens an attribute takes that keeps what follows for tests: `#[cfg(test)]`, `#[cfg(all(test, ..))]`.
fn test_attribute(tokens: &[String]) -> Option<usize> {
    if !tokens.iter().map(String::as_str).take(4).eq(["#", "[", "cfg", "("]) {
        return None;
    }
    let length = tokens.iter().position(|token| token == "]")? + 1;
    let names = |name: &str| tokens[..length].iter().any(|token| token == name);
    (names("test") && !names("not")).then_some(length)
}
