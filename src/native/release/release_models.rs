//! The release weights: three trained models in 8 bits, their calibration, their model card, and their figures on test
//! films.

use std::collections::BTreeMap;
use std::process::ExitCode;

use burn::tensor::Device;

use super::args::ReleaseArgs;
use super::calibration;
use super::credits::credits_and_limits;
use super::limitation::Limitation;
use super::quantised::QuantisedModel;
use crate::NOTICE;
use crate::card::{Card, ReleaseCard};
use crate::models::{
    FilmNetConfig, Precision, ReleaseModels, load_weights, save_weights, self_test_release_input,
};
use crate::native::atomic_write;
use crate::native::device::{block_on, cpu};
use crate::native::evaluation::films::load_release_films;
use crate::native::evaluation::release::{JudgedFilms, flags, outputs};
use crate::native::outcome::Outcome;
use crate::native::tables::Split;

/// Builds the release weights; the calibration and the figures are computed on `device`.
///
/// # Errors
/// Where a training is missing, films cannot be read, or a file cannot be written.
pub(super) fn build(args: &ReleaseArgs, device: &Device) -> Outcome {
    let net = |run: &str, is_pooled: bool| {
        QuantisedModel::read(&args.runs.join(run), |bytes| {
            let net = FilmNetConfig::from_weights(bytes, is_pooled)?.init(&cpu());
            Ok(save_weights(&load_weights(net, bytes)?, Precision::Bits8)?)
        })
    };
    let (image_kind, anomaly, abnormality) =
        (net("kind", false)?, net("novelty", false)?, net("disease", true)?);
    let exact = ReleaseModels::load(&image_kind.exact, &anomaly.exact, &abnormality.exact, device)?;
    let stored_on = |device: &Device| {
        ReleaseModels::load(&image_kind.stored, &anomaly.stored, &abnormality.stored, device)
    };
    let models = stored_on(device)?;

    let validation = load_release_films(&args.films, Split::Validation)?;
    let exact_outputs = outputs(&validation, &exact)?;
    let validation_outputs = outputs(&validation, &models)?;
    let difference =
        exact_outputs.iter().zip(&validation_outputs).map(|(a, b)| a.difference(b)).fold(0.0, f64::max);
    let rounding = || BTreeMap::from([("largest change of a probability".to_owned(), difference)]);
    let weights_name = format!("{} {}", args.name, args.weights_version);
    let (calibration, operating_point) = calibration::fit(&weights_name, &validation, &validation_outputs)
        .ok_or("the validation films need both classes, normal and abnormal")?;
    println!("calibration: {calibration:?}\non validation films:");
    JudgedFilms { films: &validation, outputs: &validation_outputs }
        .figures(&calibration, operating_point)
        .print();

    let test = load_release_films(&args.films, Split::Test)?;
    let test_outputs = outputs(&test, &models)?;
    let figures = JudgedFilms { films: &test, outputs: &test_outputs }.figures(&calibration, operating_point);
    println!("on test films:");
    figures.print();
    let flags = flags(&test, &models, &calibration)?;
    println!("flagged: {flags:#?}");

    let (data, limits) =
        credits_and_limits(args, [&image_kind, &anomaly, &abnormality], &Limitation::OF_RELEASE_MODELS)?;
    let layers = |model: &QuantisedModel, side: usize, answers: &str| {
        let widths = FilmNetConfig::from_weights(&model.stored, false)?.widths;
        Ok::<_, Box<dyn std::error::Error>>(format!(
            "Residual network, {side} x {side}: 5 x 5 stem, {} blocks of two 3 x 3 convolutions beside a skip, channels \
             {widths:?}, mean over places, {answers}",
            widths.len() - 1
        ))
    };
    let card = ReleaseCard {
        name: args.name.clone(),
        version: args.weights_version.clone(),
        notice: NOTICE.to_owned(),
        self_test: block_on(stored_on(&cpu())?.read(&self_test_release_input()))?,
        calibration,
        p_abnormal_operating_point: operating_point,
        image_kind: image_kind.card_entry(
            "kind",
            &layers(
                &image_kind,
                112,
                "softmax over chest film, other picture, upside down, turned, inverted, part",
            )?,
            rounding(),
            figures.image_kind,
        )?,
        anomaly: anomaly.card_entry(
            "novelty",
            &layers(
                &anomaly,
                112,
                "an anomaly's logit for the film and for each place; the mean over places counts",
            )?,
            rounding(),
            figures.anomaly,
        )?,
        abnormality: abnormality.card_entry(
            "disease",
            &layers(&abnormality, 224, "the log odds of abnormal")?,
            rounding(),
            figures.abnormality,
        )?,
        verdicts: figures.verdicts,
        flags,
        data,
        limits,
    };
    for (model, weights) in card.models().into_iter().zip([&image_kind, &anomaly, &abnormality]) {
        atomic_write::write(args.out.join(&model.file), &weights.stored)?;
        println!(
            "{:<22} {:>9} bytes; 8-bit storage changes at most {:?}",
            model.file, model.bytes, model.rounding
        );
    }
    atomic_write::write(args.out.join(ReleaseCard::FILE), serde_json::to_string_pretty(&card)? + "\n")?;
    Ok(ExitCode::SUCCESS)
}
