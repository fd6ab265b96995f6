//! The credits of a model card: the sources of films and the limitations they bring.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;

use super::args::ReleaseArgs;
use super::limitation::Limitation;
use super::quantised::QuantisedModel;
use crate::card::DataSource;

/// A source of films in the file of `--sources`.
#[derive(Deserialize)]
struct CreditedSource {
    #[serde(flatten)]
    credit: DataSource,
    #[serde(default)]
    limits: Vec<String>,
}

/// The sources trained on, with the number of films that the trainings counted, and the limitations of the weights.
///
/// # Errors
/// Where the file of `--sources` or the counts of a training cannot be read.
pub(super) fn credits_and_limits(
    args: &ReleaseArgs,
    models: [&QuantisedModel; 3],
    limits: &[Limitation],
) -> Result<(Vec<DataSource>, Vec<String>), Box<dyn std::error::Error>> {
    let known: Vec<CreditedSource> = match &args.sources {
        Some(path) => serde_json::from_slice(&fs::read(path)?)?,
        None => Vec::new(),
    };
    let mut films: BTreeMap<String, usize> = BTreeMap::new();
    for model in models {
        let mut films_of_model: BTreeMap<String, usize> = BTreeMap::new();
        for (group, count) in model.counts()? {
            // `train, <source>, <class>`, as the training counted them.
            if let Some((source, _)) = group.strip_prefix("train, ").and_then(|rest| rest.rsplit_once(", ")) {
                *films_of_model.entry(source.to_owned()).or_default() += count;
            }
        }
        for (source, count) in films_of_model {
            let most = films.entry(source).or_default();
            *most = count.max(*most);
        }
    }
    let mut limits: Vec<String> = limits.iter().map(|limit| limit.text().to_owned()).collect();
    let mut credits = Vec::new();
    for CreditedSource { credit, limits: own } in known {
        if let Some(films) = films.remove(&credit.name) {
            credits.push(DataSource { films, ..credit });
            limits.extend(own);
        }
    }
    for (name, films) in films {
        let name = if name.is_empty() { "source not named".to_owned() } else { name };
        credits.push(DataSource {
            name,
            licence: "not stated".to_owned(),
            attribution: String::new(),
            films,
        });
    }
    limits.extend_from_slice(&args.limits);
    Ok((credits, limits))
}
