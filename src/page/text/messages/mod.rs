//! Every text of the page, by name, in a file for each topic. How it reads in each language is in `www/locales`.
//!
//! The texts are modest: a film "looks" normal or "needs review", and nothing is ever "found".
//! A text is read in the page's language when it is asked for, and tracked: what shows it follows a change of language.

use fluent_bundle::FluentArgs;

use super::language;
pub(crate) use super::language::MessageFn;

pub(crate) const NAME: &str = "Negatoscope";

/// The text of a key, with its arguments.
macro_rules! say {
    ($key:literal) => {
        $crate::page::text::messages::text($key, None)
    };
    ($key:literal, $($name:ident = $value:expr),+) => {{
        let mut args = fluent_bundle::FluentArgs::new();
        $(args.set(stringify!($name), $value);)+
        $crate::page::text::messages::text($key, Some(&args))
    }};
}

/// A function for each text without arguments, named as its key.
macro_rules! plain {
    ($($name:ident,)+) => {
        $(pub(crate) fn $name() -> String {
            $crate::page::text::messages::text(stringify!($name), None)
        })+
    };
}

mod calibration;
mod card;
mod engine;
mod explanation;
mod export;
mod film;
mod header;
mod help;
mod network;
mod paper;
mod report;
mod shell;
mod values;
mod verdict;
mod viewer;
mod worklist;

pub(crate) use calibration::*;
pub(crate) use card::*;
pub(crate) use engine::*;
pub(crate) use explanation::*;
pub(crate) use export::*;
pub(crate) use film::*;
pub(crate) use header::*;
pub(crate) use help::*;
pub(crate) use network::*;
pub(crate) use paper::*;
pub(crate) use report::*;
pub(crate) use shell::*;
pub(crate) use values::*;
pub(crate) use verdict::*;
pub(crate) use viewer::*;
pub(crate) use worklist::*;

fn text(key: &str, args: Option<&FluentArgs<'_>>) -> String {
    language::text(key, args).unwrap_or_else(|| key.to_owned())
}

/// A text with a full stop at its end.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', '。']) { text.to_owned() } else { format!("{text}.") }
}
