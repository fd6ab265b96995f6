//! The page's languages, and how a text is found in them. The texts are Project Fluent files in `www/locales`.

use std::cell::Cell;
use std::fmt;
use std::sync::{Arc, LazyLock};

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use leptos::prelude::*;
use unic_langid::{LanguageIdentifier, langid};

use crate::page::shell::settings;

/// A text of the page, read when it is shown.
pub(crate) type MessageFn = fn() -> String;

/// A language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Japanese,
}

impl Language {
    pub(crate) const ALL: [Self; 2] = [Self::English, Self::Japanese];

    /// The language's own name for itself.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Japanese => "日本語",
        }
    }

    /// The language tag (BCP 47).
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Japanese => "ja",
        }
    }

    /// The language of a tag, if the page has it: `ja-JP` is Japanese.
    pub(crate) fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::English => langid!("en"),
            Self::Japanese => langid!("ja"),
        }
    }

    fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("../../../www/locales/en.ftl"),
            Self::Japanese => include_str!("../../../www/locales/ja.ftl"),
        }
    }
}

static CHOSEN: LazyLock<ArcRwSignal<Language>> = LazyLock::new(|| ArcRwSignal::new(Language::English));

thread_local! {
    static TEXTS: [FluentBundle<FluentResource>; 2] = Language::ALL.map(bundle);
    static ENGLISH_ONLY: Cell<bool> = const { Cell::new(false) };
}

/// The language of the page; tracked.
pub(crate) fn chosen() -> Language {
    if ENGLISH_ONLY.get() { Language::English } else { CHOSEN.get() }
}

/// Sets the language that the address asks for (`?lang=ja`), or else the one chosen before, or else the browser's.
pub(crate) fn begin() {
    let wanted = settings::language_tags().iter().find_map(|tag| Language::from_tag(tag));
    apply(wanted.unwrap_or(Language::English));
}

/// Changes the language, for the next visit too.
pub(crate) fn choose(language: Language) {
    settings::keep(settings::LANGUAGE, Some(language.tag()));
    apply(language);
}

fn apply(language: Language) {
    CHOSEN.set(language);
    if let Some(root) = document().document_element() {
        // Fonts, hyphenation and screen readers depend on it; without it the page can still be read.
        let _ = root.set_attribute("lang", language.tag());
    }
}

/// The texts of `make` in English, whatever the page's language: for what is exported and read by programs.
pub(crate) fn in_english<T>(make: impl FnOnce() -> T) -> T {
    let before = ENGLISH_ONLY.replace(true);
    let made = make();
    ENGLISH_ONLY.set(before);
    made
}

/// A text that is stored, and read in the language that the page has when it is shown.
#[derive(Clone)]
pub(crate) struct LocalizedText(Arc<dyn Fn() -> String + Send + Sync>);

impl LocalizedText {
    pub(crate) fn new(text: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(text))
    }

    /// A text without arguments.
    pub(crate) fn of(message: MessageFn) -> Self {
        Self::new(message)
    }

    /// The text in the page's language; tracked.
    pub(crate) fn text(&self) -> String {
        (self.0)()
    }
}

impl From<String> for LocalizedText {
    /// A text that exists in one language only.
    fn from(text: String) -> Self {
        Self::new(move || text.clone())
    }
}

impl PartialEq for LocalizedText {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for LocalizedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&in_english(|| self.text()))
    }
}

/// The text of a key in the page's language; tracked. None if the files lack it; a test makes sure that they have all keys.
pub(crate) fn text(key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
    let language = chosen();
    TEXTS.with(|texts| {
        let bundle = &texts[language as usize];
        let pattern = bundle.get_message(key)?.value()?;
        Some(bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned())
    })
}

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    // Entries that are not valid Fluent are skipped here; a test finds them.
    let resource = FluentResource::try_new(language.source().to_owned()).unwrap_or_else(|(rest, _)| rest);
    let mut bundle = FluentBundle::new(vec![language.identifier()]);
    // No bidirectional isolation marks around arguments: both languages run left to right.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource);
    bundle
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::report::ErrorKind;

    /// Every key of a file with the names of its arguments.
    fn keys(language: Language) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
        let source = language.source();
        FluentResource::try_new(source.to_owned()).expect("the file is Fluent");
        let mut keys = BTreeMap::<_, BTreeSet<_>>::new();
        let mut last = "";
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if let Some((key, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                assert!(keys.insert(key, BTreeSet::new()).is_none(), "{key} occurs twice in {language:?}");
                last = key;
            }
            let names = line
                .split('$')
                .skip(1)
                .filter_map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next());
            let names = names.collect::<Vec<_>>();
            if !names.is_empty() {
                keys.entry(last).or_default().extend(names);
            }
        }
        keys
    }

    #[test]
    fn both_languages_have_the_same_keys_and_arguments() {
        let (english, japanese) = (keys(Language::English), keys(Language::Japanese));
        let lacking = |of: &BTreeMap<&'static str, _>, from: &BTreeMap<&'static str, _>| {
            of.keys().filter(|key| !from.contains_key(*key)).copied().collect::<Vec<_>>()
        };
        assert_eq!(lacking(&english, &japanese), Vec::<&str>::new(), "not in Japanese");
        // Errors of the film code carry their English text; Japanese has a sentence for each kind.
        let extra = lacking(&japanese, &english);
        assert!(extra.iter().all(|key| key.starts_with("error_")), "not in English: {extra:?}");
        for (key, names) in &english {
            assert_eq!(names, &japanese[key], "arguments of {key}");
        }
    }

    #[test]
    fn every_kind_of_error_has_a_japanese_sentence() {
        let japanese = keys(Language::Japanese);
        for &kind in ErrorKind::ALL.iter().filter(|&&kind| kind != ErrorKind::Unknown) {
            let key = format!("error_{}", kind.as_str());
            assert!(japanese.contains_key(key.as_str()), "{key}");
        }
    }

    /// The source of all files of `messages`.
    fn messages_source() -> String {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/page/text/messages");
        let files = fs::read_dir(folder).expect("the folder of the messages");
        let read = |entry: std::io::Result<fs::DirEntry>| fs::read_to_string(entry.expect("an entry").path());
        files.map(|entry| read(entry).expect("a file of source")).collect()
    }

    #[test]
    fn every_key_is_used_and_every_used_key_is_in_the_files() {
        let english = keys(Language::English);
        let source = messages_source();
        let with_arguments =
            source.split("say!(").skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"'));
        let mut used = with_arguments.filter_map(|rest| rest.split('"').next()).collect::<BTreeSet<_>>();
        let plain = source.split("\nplain! {").skip(1).filter_map(|rest| rest.split('}').next());
        used.extend(plain.flat_map(|names| names.split(',')).map(str::trim).filter(|name| !name.is_empty()));
        let lacking = used.iter().filter(|key| !english.contains_key(*key)).collect::<Vec<_>>();
        assert!(lacking.is_empty(), "not in the files: {lacking:?}");
        let unused = english.keys().filter(|key| !used.contains(*key)).collect::<Vec<_>>();
        assert!(unused.is_empty(), "in the files and never used: {unused:?}");
        assert!(used.len() > 150, "only {} keys were found", used.len());
    }

    #[test]
    fn a_tag_gives_its_language() {
        assert_eq!(Language::from_tag("ja-JP"), Some(Language::Japanese));
        assert_eq!(Language::from_tag("EN_us"), Some(Language::English));
        assert_eq!(Language::from_tag("fr"), None);
        assert_eq!(Language::from_tag(""), None);
    }
}
