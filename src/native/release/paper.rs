//! The paper's weights that ship: three trained models in 8 bits, their model card, and their figures on test films.

use std::collections::BTreeMap;
use std::fs;
use std::process::ExitCode;

use burn::tensor::Device;

use super::quantised::Weights;
use super::weights::{ReleaseArgs, sources};
use crate::NOTICE;
use crate::card::{Card, PaperCard};
use crate::models::{CnnConfig, PaperModels, Precision, VaeConfig, load_weights, save_weights};
use crate::native::atomic_write;
use crate::native::cli::Outcome;
use crate::native::commands::error_scale::error_scale;
use crate::native::commands::evaluate::{Figures, Group, load};
use crate::native::device::block_on;
use crate::native::tables::Split;
use crate::scores::PaperScores;

pub(crate) fn release(args: &ReleaseArgs) -> Outcome {
    fs::create_dir_all(&args.out)?;
    let device = Device::flex();
    let vae = Weights::read(&args.runs.join("vae"), |bytes| {
        Ok(save_weights(
            &load_weights(VaeConfig::from_weights(bytes)?.init(&device), bytes)?,
            Precision::Bits8,
        )?)
    })?;
    let cnn = |run: &str| {
        Weights::read(&args.runs.join(run), |bytes| {
            Ok(save_weights(&load_weights(CnnConfig::new().init(&device), bytes)?, Precision::Bits8)?)
        })
    };
    let (modality, diagnosis) = (cnn("modality")?, cnn("diagnosis")?);
    let exact = PaperModels::load(&vae.exact, &modality.exact, &diagnosis.exact, &device)?;
    let scorer = PaperModels::load(&vae.stored, &modality.stored, &diagnosis.stored, &device)?;

    let validation = load(&args.films, Split::Validation)?;
    let exactly = Group::score(&validation, &exact)?;
    let reconstruction = error_scale(&validation, &scorer)?;
    let validation = Group::score(&validation, &scorer)?;
    let normal = validation
        .normal_films()
        .ok_or("labels.csv has no normal validation film; label some as normal with the split val")?;
    let points = validation.points(&normal);
    let rounding = |name: &str, score: fn(&PaperScores) -> f64| {
        BTreeMap::from([(name.to_owned(), validation.largest_change(&exactly, score))])
    };
    let test = load(&args.films, Split::Test)?;
    let figures = Figures::of(&Group::score(&test, &scorer)?, &points);
    figures.print();

    let hidden = VaeConfig::from_weights(&vae.stored)?.hidden;
    let (data, limits) = sources(args, [&vae, &modality, &diagnosis], &LIMITS)?;
    let card = PaperCard {
        name: args.name.clone(),
        version: args.weights_version.clone(),
        notice: NOTICE.to_owned(),
        self_test: block_on(scorer.score(&crate::models::self_test_paper_input()))?,
        normal,
        reconstruction,
        p_cr_operating_point: points.p_cr,
        p_abnormal_operating_point: points.p_abnormal,
        vae: vae.model(
            "vae",
            &format!(
                "Variational autoencoder: 10,000 pixels - {hidden} (ReLU) - 256 latent variables - {hidden} (ReLU) - \
                 10,000, Bernoulli likelihood, standard normal prior, epsilon 1.0 (paper, section 2.1)"
            ),
            rounding("vlb_nats", |s| s.vlb),
            figures.vae,
        )?,
        modality: modality.model(
            "modality",
            &cnn_layers("not CR", "CR"),
            rounding("p_cr", |s| s.p_cr),
            figures.modality,
        )?,
        diagnosis: diagnosis.model(
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

/// The network's layers in words, with what its labels mean in the task.
fn cnn_layers(label_0: &str, label_1: &str) -> String {
    format!(
        "Convolutional network: 100 x 100 - Conv32 3x3 - Conv32 3x3 - max pooling 2x2 - dropout 0.25 - FC128 - \
         dropout 0.5 - softmax over 2 labels, 0 = {label_0}, 1 = {label_1} (paper, section 2.2)"
    )
}

/// What no weights of these architectures can do; sources add their own.
const LIMITS: [&str; 2] = [
    "The models follow a paper of 2017 and see 100 x 100 pixels: fine shadows are lost to them.",
    "The bound tells chest films from other pictures; it does not tell sick from healthy (the paper's finding, and ours).",
];
