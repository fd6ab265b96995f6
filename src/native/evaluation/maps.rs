//! The maps that explain a film's scores: the anomaly by location, and the effect of occlusion.

use crate::explanation::{Map, Occlusion, OcclusionPatches};
use crate::input::ReleaseInput;
use crate::models::{ModelsError, ReleaseModels};
use crate::scores::ReleaseOutput;

/// Output of the release models for a film, its anomaly map, and its occlusion map: the change of the log odds of abnormal
/// (not calibrated) by each patch.
///
/// # Errors
/// [`ModelsError`] where the device returns invalid values.
pub(crate) async fn explanation_maps(
    input: &ReleaseInput,
    models: &ReleaseModels,
) -> Result<(ReleaseOutput, Map, Map), ModelsError> {
    let (readout, anomaly) = (models.read(input).await?, models.anomaly_map(input).await?);
    let patches = OcclusionPatches::new(input);
    let mut occlusion = Occlusion::new(readout.abnormal_log_odds);
    while !occlusion.is_complete() {
        let from = occlusion.done();
        let range = from..OcclusionPatches::COUNT;
        occlusion.add(&models.log_odds_without(&patches, range).await?);
    }
    let changes = occlusion.map().ok_or_else(|| ModelsError::Device("no patch was occluded".to_owned()))?;
    Ok((readout, anomaly, changes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::self_test_release_input;
    use crate::native::device::{block_on, cpu};
    use crate::native::weights::WeightsArgs;

    /// The weights that ship, on the film that every engine knows.
    #[test]
    fn the_maps_agree_with_the_output_in_any_batch_size() {
        let weights = WeightsArgs::default().release().expect("weights");
        let [image_kind, anomaly, abnormality] = &weights.models;
        let models = ReleaseModels::load(image_kind, anomaly, abnormality, &cpu()).expect("the models load");
        let input = self_test_release_input();
        let readout = block_on(models.read(&input)).expect("a readout");
        let anomaly = block_on(models.anomaly_map(&input)).expect("a map");
        assert!((anomaly.mean() - readout.anomaly).abs() < 1e-5);
        let film = OcclusionPatches::new(&input);
        let many = block_on(models.log_odds_without(&film, 20..OcclusionPatches::COUNT)).expect("log odds");
        assert_eq!(many.len(), ReleaseModels::MAX_PATCHES);
        for (patch, together) in (20..).zip(many).step_by(3) {
            let alone = block_on(models.log_odds_without(&film, patch..patch + 1)).expect("log odds");
            assert!((alone[0] - together).abs() < 1e-4, "patch {patch}: {} and {together}", alone[0]);
        }
        // A number beyond the last patch occludes nothing.
        let none =
            block_on(models.log_odds_without(&film, OcclusionPatches::COUNT..OcclusionPatches::COUNT + 1));
        assert!((none.expect("log odds")[0] - readout.abnormal_log_odds).abs() < 1e-4);
    }
}
