//! The paper's own figures (Kurotaki et al. 2017, section 4), as printed; errors in print are noted.

/// Table 1: films of the VAE experiment: train, and test by group as in [`super::films::FilmGroup::ALL`].
pub(super) const TABLE_1: (usize, [usize; 3]) = (9_400, [2_300, 5_000, 600]);

/// Table 2: total, normal, abnormal of training and of test films.
pub(super) const TABLE_2_MODALITY: [[usize; 3]; 2] = [[9_964, 9_436, 528], [2_492, 2_359, 133]];
/// The diagnosis task. The printed 9,964 normal training films are an error in print: 9,436 add up to the total.
pub(super) const TABLE_2_DIAGNOSIS: [[usize; 3]; 2] = [[13_515, 9_964, 4_079], [3_379, 2_359, 1_020]];

/// Table 3: mean VLB over 3 experiments of normal and of abnormal test films.
pub(super) const TABLE_3_MODALITY: [f64; 2] = [-4813.6, -8758.1];
pub(super) const TABLE_3_DIAGNOSIS: [f64; 2] = [-4813.6, -4791.0];

/// Table 4: test films, errors and accuracy. 3 errors in 2,492 are 99.88%, not the printed 98.9%.
pub(super) const TABLE_4_MODALITY: (usize, usize, f64) = (2_492, 3, 0.989);
/// 1,020 errors are exactly the abnormal films: this is what "always normal" scores.
pub(super) const TABLE_4_DIAGNOSIS: (usize, usize, f64) = (3_379, 1_020, 0.698);
