//! The page's languages, and how a text is found in them. The texts are Project Fluent files in `www/locales`.

use std::cell::Cell;
use std::fmt;
use std::sync::{Arc, LazyLock};

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use leptos::prelude::*;
use unic_langid::{LanguageIdentifier, langid};

use super::messages::MessageFn;
use crate::page::shell::settings;

/// A language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Japanese,
}

impl Language {
    pub(crate) const ALL: [Self; 2] = [Self::English, Self::Japanese];

    /// The name people who read it know it by.
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

    /// The language a tag asks for, where the page speaks it: `ja-JP` is Japanese.
    pub(crate) fn of_tag(tag: &str) -> Option<Self> {
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

/// Takes the language the address asks for (`?lang=ja`), or the one chosen before, or the browser's.
pub(crate) fn begin() {
    settle(settings::language().unwrap_or(Language::English));
}

/// Speaks another language from now on, and on the next visit.
pub(crate) fn choose(language: Language) {
    settings::keep(settings::LANGUAGE, Some(language.tag()));
    settle(language);
}

fn settle(language: Language) {
    CHOSEN.set(language);
    if let Some(root) = document().document_element() {
        // Fonts, hyphenation and screen readers go by it; a page that lacks it still reads.
        let _ = root.set_attribute("lang", language.tag());
    }
}

/// What `words` gives in English, whatever the page's language: for what is exported and compared by machines.
pub(crate) fn in_english<T>(words: impl FnOnce() -> T) -> T {
    let before = ENGLISH_ONLY.replace(true);
    let said = words();
    ENGLISH_ONLY.set(before);
    said
}

/// A text that is kept, and read in whichever language the page has by then.
#[derive(Clone)]
pub(crate) struct LocalizedText(Arc<dyn Fn() -> String + Send + Sync>);

impl LocalizedText {
    pub(crate) fn new(words: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(words))
    }

    /// A word that nothing is filled into.
    pub(crate) fn of(word: MessageFn) -> Self {
        Self::new(word)
    }

    /// The text in the page's language; tracked.
    pub(crate) fn text(&self) -> String {
        (self.0)()
    }
}

impl From<String> for LocalizedText {
    /// What is said in one language only.
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

/// The text of a key in the page's language; tracked. Nothing where the files lack it: a test sees to it that they do not.
pub(crate) fn text(key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
    let language = chosen();
    TEXTS.with(|texts| {
        let bundle = &texts[language as usize];
        let pattern = bundle.get_message(key)?.value()?;
        Some(bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned())
    })
}

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    // What of a file is no Fluent is left out here, and found by the test.
    let resource = FluentResource::try_new(language.source().to_owned()).unwrap_or_else(|(rest, _)| rest);
    let mut bundle = FluentBundle::new(vec![language.identifier()]);
    // No invisible marks of direction around what is filled in: both languages run the same way.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource);
    bundle
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::report::ErrorKind;

    /// Every key of a file with the names of what is filled in.
    fn keys(language: Language) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
        let source = language.source();
        FluentResource::try_new(source.to_owned()).expect("the file is Fluent");
        let mut keys = BTreeMap::<_, BTreeSet<_>>::new();
        let mut last = "";
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if let Some((key, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                assert!(keys.insert(key, BTreeSet::new()).is_none(), "{key} stands twice in {language:?}");
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
    fn both_languages_say_the_same_things() {
        let (english, japanese) = (keys(Language::English), keys(Language::Japanese));
        let lacking = |of: &BTreeMap<&'static str, _>, from: &BTreeMap<&'static str, _>| {
            of.keys().filter(|key| !from.contains_key(*key)).copied().collect::<Vec<_>>()
        };
        assert_eq!(lacking(&english, &japanese), Vec::<&str>::new(), "not in Japanese");
        // Errors of the film code come with their English words; Japanese has a sentence for each kind.
        let extra = lacking(&japanese, &english);
        assert!(extra.iter().all(|key| key.starts_with("error_")), "not in English: {extra:?}");
        for (key, names) in &english {
            assert_eq!(names, &japanese[key], "what is filled into {key}");
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

    #[test]
    fn every_word_of_the_page_is_in_the_files() {
        let english = keys(Language::English);
        let mut used = crate::page::text::messages::KEYS.iter().copied().collect::<BTreeSet<_>>();
        let source = include_str!("messages.rs");
        let said = source.split("say!(").skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"'));
        used.extend(said.filter_map(|rest| rest.split('"').next()));
        let lacking = used.iter().filter(|key| !english.contains_key(*key)).collect::<Vec<_>>();
        assert!(lacking.is_empty(), "not in the files: {lacking:?}");
        let unused = english.keys().filter(|key| !used.contains(*key)).collect::<Vec<_>>();
        assert!(unused.is_empty(), "in the files and never said: {unused:?}");
        assert!(used.len() > 150, "only {} words were found", used.len());
    }

    #[test]
    fn a_language_tag_names_its_language() {
        assert_eq!(Language::of_tag("ja-JP"), Some(Language::Japanese));
        assert_eq!(Language::of_tag("EN_us"), Some(Language::English));
        assert_eq!(Language::of_tag("fr"), None);
        assert_eq!(Language::of_tag(""), None);
    }
}
