//! The weights of the paper's models: three trained models in 8 bits, their model card, and their figures on test films.

use std::collections::BTreeMap;
use std::process::ExitCode;

use burn::tensor::Device;

use super::args::ReleaseArgs;
use super::credits::credits_and_limits;
use super::limitation::Limitation;
use super::quantised::QuantisedModel;
use crate::NOTICE;
use crate::card::{Card, PaperCard};
use crate::models::{CnnConfig, PaperModels, Precision, VaeConfig, load_weights, save_weights};
use crate::native::atomic_write;
use crate::native::device::{block_on, cpu};
use crate::native::evaluation::films::load_paper_films;
use crate::native::evaluation::paper::{PaperFigures, ScoredFilms, error_scale};
use crate::native::outcome::Outcome;
use crate::native::tables::Split;
use crate::scores::PaperScores;

/// Builds the weights of the paper's models; percentiles, operating points and figures are computed on `device`.
///
/// # Errors
/// Where a training is missing, films cannot be read, or a file cannot be written.
pub(super) fn build(args: &ReleaseArgs, device: &Device) -> Outcome {
    let vae = QuantisedModel::read(&args.runs.join("vae"), |bytes| {
        Ok(save_weights(
            &load_weights(VaeConfig::from_weights(bytes)?.init(&cpu()), bytes)?,
            Precision::Bits8,
        )?)
    })?;
    let cnn = |run: &str| {
        QuantisedModel::read(&args.runs.join(run), |bytes| {
            Ok(save_weights(&load_weights(CnnConfig::new().init(&cpu()), bytes)?, Precision::Bits8)?)
        })
    };
    let (modality, diagnosis) = (cnn("modality")?, cnn("diagnosis")?);
    let exact = PaperModels::load(&vae.exact, &modality.exact, &diagnosis.exact, device)?;
    let stored_on =
        |device: &Device| PaperModels::load(&vae.stored, &modality.stored, &diagnosis.stored, device);
    let models = stored_on(device)?;

    let validation = load_paper_films(&args.films, Split::Validation)?;
    let exactly_scored = ScoredFilms::score(&validation, &exact)?;
    let reconstruction = error_scale(&validation, &models)?;
    let validation = ScoredFilms::score(&validation, &models)?;
    let normal = validation
        .normal_films()
        .ok_or("labels.csv has no normal validation film; label some as normal with the split val")?;
    let points = validation.operating_points(&normal);
    let rounding = |name: &str, score: fn(&PaperScores) -> f64| {
        BTreeMap::from([(name.to_owned(), validation.largest_change(&exactly_scored, score))])
    };
    let test = load_paper_films(&args.films, Split::Test)?;
    let figures = PaperFigures::new(&ScoredFilms::score(&test, &models)?, &points);
    figures.print();

    let hidden = VaeConfig::from_weights(&vae.stored)?.hidden;
    let (data, limits) =
        credits_and_limits(args, [&vae, &modality, &diagnosis], &Limitation::OF_PAPER_MODELS)?;
    let card = PaperCard {
        name: args.name.clone(),
        version: args.weights_version.clone(),
        notice: NOTICE.to_owned(),
        self_test: block_on(stored_on(&cpu())?.score(&crate::models::self_test_paper_input()))?,
        normal,
        reconstruction,
        p_cr_operating_point: points.p_cr,
        p_abnormal_operating_point: points.p_abnormal,
        vae: vae.card_entry(
            "vae",
            &format!(
                "Variational autoencoder: 10,000 pixels - {hidden} (ReLU) - 256 latent variables - {hidden} (ReLU) - \
                 10,000, Bernoulli likelihood, standard normal prior, epsilon 1.0 (paper, section 2.1)"
            ),
            rounding("vlb_nats", |s| s.vlb),
            figures.vae,
        )?,
        modality: modality.card_entry(
            "modality",
            &cnn_layers("not CR", "CR"),
            rounding("p_cr", |s| s.p_cr),
            figures.modality,
        )?,
        diagnosis: diagnosis.card_entry(
            "diagnosis",
            &cnn_layers("abnormal", "normal"),
            rounding("p_abnormal", |s| s.p_abnormal),
            figures.diagnosis,
        )?,
        data,
        limits,
    };
    for (model, weights) in card.models().into_iter().zip([&vae, &modality, &diagnosis]) {
        atomic_write::write(args.out.join(&model.file), &weights.stored)?;
        println!("{:<22} 8-bit storage changes a score by at most {:?}", model.file, model.rounding);
    }
    atomic_write::write(args.out.join(PaperCard::FILE), serde_json::to_string_pretty(&card)? + "\n")?;
    Ok(ExitCode::SUCCESS)
}

/// The network's layers in words, with the meaning of its labels in the task.
fn cnn_layers(label_0: &str, label_1: &str) -> String {
    format!(
        "Convolutional network: 100 x 100 - Conv32 3x3 - Conv32 3x3 - max pooling 2x2 - dropout 0.25 - FC128 - \
         dropout 0.5 - softmax over 2 labels, 0 = {label_0}, 1 = {label_1} (paper, section 2.2)"
    )
}
