//! The axes of the release models: chest film, deviation from normal films, abnormality.

use leptos::prelude::*;

use super::axis::Scale;
use super::score_axis::{AxisLabels, AxisReference, Reading, ScoreAxis};
use crate::calibration::{Calibration, UNLIKE_PERCENTILE};
use crate::page::report::state::ReportStore;
use crate::page::text::messages;
use crate::page::text::messages::MessageFn;
use crate::verdict::{Judgement, Verdict};

/// The number of a judgement that an axis shows.
#[derive(Debug, Clone, Copy)]
enum Number {
    Chest,
    Anomaly,
    Abnormal,
}

impl Number {
    fn title(self) -> AxisLabels {
        let (title, unit, test_id, ends): (MessageFn, MessageFn, _, [MessageFn; 2]) = match self {
            Self::Chest => {
                (messages::p_chest, messages::probability, "p-chest", [|| "0".to_owned(), || "1".to_owned()])
            }
            Self::Anomaly => {
                let ends: [MessageFn; 2] = [messages::typical, messages::unusual];
                (messages::anomaly, messages::percentile, "anomaly", ends)
            }
            Self::Abnormal => (
                messages::p_abnormal,
                messages::probability,
                "p-abnormal-calibrated",
                [|| "0".to_owned(), || "1".to_owned()],
            ),
        };
        AxisLabels { title, short: None, unit, test_id, ends }
    }

    fn reference(self, calibration: &Calibration) -> AxisReference {
        let (scale, lines, name) = match self {
            Self::Chest => {
                let limit = calibration.chest_limit();
                (Scale::PROBABILITY, vec![limit], messages::verdict_limit(limit))
            }
            Self::Anomaly => (Scale::PERCENT, vec![UNLIKE_PERCENTILE], messages::anomaly_limit()),
            Self::Abnormal => {
                let limits = calibration.limits();
                (Scale::PROBABILITY, limits.to_vec(), messages::unsure_between(limits))
            }
        };
        // Normal films are known only by percentile, and on that axis their density is uniform.
        AxisReference {
            scale,
            percentiles: None,
            lines,
            shades_between: matches!(self, Self::Abnormal),
            name,
        }
    }

    fn reading(self, calibration: &Calibration, judgement: &Judgement) -> Reading {
        match self {
            Self::Chest => {
                let value = judgement.p_chest;
                let place = messages::chest_position(calibration.is_chest(value));
                Reading { value, number: format!("{value:.3}"), place }
            }
            Self::Anomaly => {
                let value = judgement.anomaly_percentile;
                Reading { value, number: format!("{value:.0}"), place: messages::anomaly_position(value) }
            }
            Self::Abnormal => {
                let value = judgement.p_abnormal_calibrated;
                let place = messages::abnormal_position(calibration.side(value));
                Reading { value, number: format!("{value:.3}"), place }
            }
        }
    }
}

/// The three axes with their legend.
#[component]
pub(crate) fn ReleaseAxes(
    /// The judgement of the chosen film, once there is one.
    judgement: Memo<Option<Judgement>>,
    /// Whether the film has failed.
    failed: Signal<bool>,
) -> impl IntoView {
    let report = expect_context::<ReportStore>();
    let calibration = Memo::new(move |_| report.calibration());
    let idle = Signal::derive(move || {
        failed.get() || judgement.get().is_some_and(|j| j.verdict == Verdict::NotAChestFilm)
    });
    let axis = move |number: Number, idle: Signal<bool>| {
        let reference = Signal::derive(move || calibration.with(|c| Some(number.reference(c.as_ref()?))));
        let reading = Signal::derive(move || {
            calibration.with(|c| Some(number.reading(c.as_ref()?, &judgement.get()?)))
        });
        view! { <ScoreAxis title=number.title() reference reading idle /> }
    };
    let legend = move || {
        let missing = report.card.with(|card| matches!(card, Some(Err(()))));
        match calibration.get() {
            Some(calibration) => messages::axis_legend(calibration.normal_films, &calibration.site),
            None if missing => messages::no_card(),
            None => String::new(),
        }
    };
    view! {
        <div class="strips">
            {axis(Number::Chest, failed)}
            {axis(Number::Anomaly, idle)}
            {axis(Number::Abnormal, idle)}
            <p class="quiet legend">{legend}</p>
        </div>
    }
}
