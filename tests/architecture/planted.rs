//! The rules find what is planted in small trees.

use crate::rules::{breaches, circle_breaches};
use crate::tree::Tree;

/// The sentences about a tree of these files.
fn sentences(files: &[(&str, &str)]) -> Vec<String> {
    breaches(&Tree::from_texts(files.iter().copied())).into_iter().map(|breach| breach.sentence).collect()
}

fn circle_sizes(files: &[(&str, &str)]) -> Vec<usize> {
    circle_breaches(&Tree::from_texts(files.iter().copied())).iter().map(|(files, _)| files.len()).collect()
}

const PROTOCOL: (&str, &str) = ("src/protocol.rs", "pub struct View; pub enum Export {}");

#[test]
fn an_import_that_runs_back_up_is_found_however_it_is_written() {
    for text in [
        "use crate::protocol::View;",
        "use crate::{protocol::{self, View}, report};",
        "use super::super::protocol as messages; fn f(_: messages::View) {}",
        "fn f() -> crate::protocol::View { todo!() }",
        "pub use crate::protocol::*;",
    ] {
        let found = sentences(&[("src/film/mod.rs", "pub mod x;"), ("src/film/x.rs", text), PROTOCOL]);
        let expected = "src/film/x.rs imports crate::protocol (src/protocol.rs): what is shown of a film belongs in \
                        src/film/picture.rs";
        assert_eq!(found, [expected], "{text}");
    }
}

#[test]
fn a_name_that_is_given_on_is_followed_to_its_file() {
    let report = "pub use crate::protocol::View;";
    let found =
        sentences(&[("src/film/x.rs", "use crate::report::View;"), ("src/report.rs", report), PROTOCOL]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("src/film/x.rs imports crate::protocol"), "{found:?}");
}

#[test]
fn comments_strings_and_tests_break_no_rule() {
    let text = r##"
        //! [`crate::protocol`]
        /* use crate::protocol::View; /* nested */ crate::protocol::View */
        const A: &str = "use crate::protocol::View;";
        const B: &str = r#"crate::protocol::View "quoted" "#;
        const C: [char; 2] = ['"', '\''];
        fn f<'a>(_: &'a str) {}
        #[cfg(test)]
        mod tests { use crate::protocol::View; fn g() { if true { } } }
        #[cfg(all(test, feature = "cpu"))]
        pub(in crate::protocol) mod planted;
    "##;
    let test = ("src/film/planted.rs", "use crate::protocol::View;");
    assert_eq!(sentences(&[("src/film/mod.rs", text), test, PROTOCOL]), Vec::<String>::new());
}

#[test]
fn what_only_a_browser_or_only_a_program_has_stays_out_of_the_core() {
    for (text, named) in [
        ("use web_sys::Blob;", "web_sys"),
        ("fn f() -> js_sys::Date { todo!() }", "js_sys"),
        ("use std::{fs, io}; fn f() { fs::read(\"x\") }", "std::fs"),
        ("use std::time::{Duration, Instant};", "std::time::Instant"),
        ("fn f() { std::net::TcpStream::connect(\"x\") }", "std::net"),
    ] {
        let found = sentences(&[("src/input/x.rs", text)]);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].starts_with(&format!("src/input/x.rs imports {named}: ")), "{found:?}");
        let allowed = if named.starts_with("std") { "src/native/x.rs" } else { "src/page/viewer/x.rs" };
        assert_eq!(sentences(&[(allowed, text)]), Vec::<String>::new());
    }
}

#[test]
fn tensors_and_the_choice_of_a_device_stay_where_they_are() {
    let models = ("src/models/mod.rs", "pub struct Net;");
    for (path, text, named) in [
        ("src/scores.rs", "use burn::tensor::Tensor;", "src/scores.rs imports burn: "),
        (
            "src/page/report/x.rs",
            "use crate::models::Net;",
            "src/page/report/x.rs imports src/models/mod.rs: ",
        ),
        (
            "src/native/train.rs",
            "fn f() { g(&Device::flex()) }",
            "src/native/train.rs imports Device::flex: ",
        ),
    ] {
        let found = sentences(&[models, (path, text)]);
        assert!(matches!(&found[..], [one] if one.starts_with(named)), "{path}: {found:?}");
    }
    let chosen = "use burn::tensor::Device; fn f() -> Device { Device::flex() }";
    assert_eq!(sentences(&[models, ("src/native/device.rs", chosen)]), Vec::<String>::new());
}

#[test]
fn the_page_keeps_its_rooms() {
    let view =
        ("src/page/viewer/film.rs", "use leptos::prelude::*; pub struct Zoom; #[component] fn Film() {}");
    let controller = ("src/page/controller.rs", "pub struct Controller;");
    for (path, text, start) in [
        (
            "src/page/viewer/state.rs",
            "use super::film::Zoom;",
            "src/page/viewer/state.rs imports src/page/viewer/film.rs",
        ),
        (
            "src/page/state.rs",
            "use super::controller::Controller;",
            "src/page/state.rs imports src/page/controller.rs",
        ),
        (
            "src/page/text/x.rs",
            "use crate::page::viewer::film::Zoom;",
            "src/page/text/x.rs imports src/page/viewer/film.rs",
        ),
        ("src/page/x.rs", "", "src/page/x.rs lies in no room"),
        ("src/page/attic/x.rs", "", "src/page/attic/x.rs lies in no room"),
        ("src/attic.rs", "", "src/attic.rs: `attic` has no row in LAYERS"),
    ] {
        let modules = [("src/page/mod.rs", ""), ("src/page/viewer/mod.rs", "")];
        let found = sentences(&[&modules[..], &[view, controller, (path, text)]].concat());
        assert!(matches!(&found[..], [one] if one.starts_with(start)), "{path}: {found:?}");
    }
}

#[test]
fn circles_are_found_and_facades_are_none() {
    let facade = ("src/film/mod.rs", "mod a; mod b; pub use a::A; pub use b::B;");
    let one_way =
        [facade, ("src/film/a.rs", "use super::B; pub struct A;"), ("src/film/b.rs", "pub struct B;")];
    assert_eq!(circle_sizes(&one_way), Vec::<usize>::new());
    let both_ways = [
        facade,
        ("src/film/a.rs", "use super::B; pub struct A;"),
        ("src/film/b.rs", "use crate::film::A; pub struct B;"),
    ];
    assert_eq!(circle_sizes(&both_ways), [2]);
    let through_the_parent = [
        ("src/film/mod.rs", "mod a; fn f() { a::g() } pub struct Film;"),
        ("src/film/a.rs", "use super::Film;"),
    ];
    assert_eq!(circle_sizes(&through_the_parent), [2]);
    let seen_by_the_parent =
        [facade, ("src/film/a.rs", "pub(in crate::film) struct A;"), ("src/film/b.rs", "use super::A;")];
    assert_eq!(circle_sizes(&seen_by_the_parent), Vec::<usize>::new());
    let three = [
        ("src/film/a.rs", "use super::b; fn f() { b::f() }"),
        ("src/film/b.rs", "fn f() { super::c::f() }"),
        ("src/film/c.rs", "use crate::film::a::f as other;"),
        ("src/film/d.rs", "use super::a::f;"),
        ("src/film/mod.rs", ""),
    ];
    assert_eq!(circle_sizes(&three), [3]);
}
