//! Values as their representation asks for them (PS3.5 table 6.2-1). What a source has wrong is not handed on.

use dicom_core::VR;

/// Whether a UID is one (PS3.5 section 9.1).
pub(super) fn is_uid(uid: &str) -> bool {
    let is_component = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_digit())
            && (part == "0" || !part.starts_with('0'))
    };
    uid.len() <= 64 && uid.split('.').count() > 1 && uid.split('.').all(is_component)
}

/// The first value of a text as `vr` allows it; none where nothing is left of it.
pub(super) fn clean(vr: VR, text: &str) -> Option<String> {
    let first = text.split('\\').next().unwrap_or_default();
    let plain: String = first.chars().filter(|c| !c.is_control()).collect();
    let plain = plain.trim();
    let value = match vr {
        VR::DA => date(plain)?,
        VR::TM => time(plain)?,
        VR::AS => age(plain)?,
        VR::UI => is_uid(plain).then(|| plain.to_owned())?,
        VR::DS => decimal(plain.parse().ok().filter(|number: &f64| number.is_finite())?),
        VR::CS => code(plain)?,
        VR::SH => cut(plain, 16),
        VR::PN => name(plain),
        _ => cut(plain, 64),
    };
    (!value.is_empty()).then_some(value)
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect::<String>().trim_end().to_owned()
}

/// Up to three groups of five components and 64 letters (PS3.5 section 6.2.1).
fn name(name: &str) -> String {
    let group = |group: &str| cut(&group.split('^').take(5).collect::<Vec<_>>().join("^"), 64);
    name.split('=').take(3).map(group).collect::<Vec<_>>().join("=").trim_end_matches('=').to_owned()
}

fn code(code: &str) -> Option<String> {
    let is_allowed = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b' ' || b == b'_';
    (code.len() <= 16 && code.bytes().all(is_allowed)).then(|| code.to_owned())
}

/// `YYYYMMDD`, and the `YYYY.MM.DD` of old.
fn date(date: &str) -> Option<String> {
    let digits: String = if date.len() == 10 { date.split('.').collect() } else { date.to_owned() };
    if digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| digits[range].parse::<u32>().unwrap_or_default();
    ((1..=12).contains(&number(4..6)) && (1..=31).contains(&number(6..8))).then_some(digits)
}

/// `HH[MM[SS[.F]]]`, and the `HH:MM:SS` of old.
fn time(time: &str) -> Option<String> {
    let digits = time.replace(':', "");
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !matches!(whole.len(), 2 | 4 | 6) || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let most = [23, 59, 60];
    let fits = |(at, most): (usize, u32)| {
        whole.get(2 * at..2 * at + 2).is_none_or(|part| part.parse::<u32>().is_ok_and(|part| part <= most))
    };
    if !most.into_iter().enumerate().all(fits) {
        return None;
    }
    let fraction: String = fraction.chars().take(6).collect();
    Some(if whole.len() == 6 && !fraction.is_empty() {
        format!("{whole}.{fraction}")
    } else {
        whole.to_owned()
    })
}

fn age(age: &str) -> Option<String> {
    let (number, unit) = age.split_at_checked(3)?;
    (number.bytes().all(|b| b.is_ascii_digit()) && matches!(unit, "D" | "W" | "M" | "Y"))
        .then(|| age.to_owned())
}

/// A Decimal String: as exact as sixteen letters allow.
pub(super) fn decimal(value: f64) -> String {
    const MAX: usize = 16;
    let plain = value.to_string();
    if plain.len() <= MAX {
        return plain;
    }
    let exponent = format!("{value:e}");
    let digits = (0..MAX).rev().map(|digits| format!("{value:.digits$e}"));
    // Where the number is neither very large nor very small, plain digits are read more easily.
    let fixed = (0..MAX).rev().map(|digits| format!("{value:.digits$}"));
    let is_plain = (1e-4..1e9).contains(&value.abs());
    let shorter = if is_plain { fixed.collect::<Vec<_>>() } else { digits.collect() };
    shorter.into_iter().find(|text| text.len() <= MAX).unwrap_or(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_fit_and_stay_near() {
        for value in [
            0.0,
            1.0,
            -1.5,
            0.1 + 0.2,
            1.0 / 3.0,
            -4773.123456789012,
            1e-300,
            -2.0 / 3.0 * 1e200,
            1.5e300,
            99.99999999999999,
        ] {
            let text = decimal(value);
            assert!(text.len() <= 16, "{text}");
            let read: f64 = text.parse().expect("a number");
            assert!((read - value).abs() <= 1e-9 * value.abs(), "{value} became {text}");
        }
    }

    #[test]
    fn what_a_source_has_wrong_is_not_handed_on() {
        let cleaned = |vr, text| clean(vr, text);
        assert_eq!(cleaned(VR::DA, "2001.02.03").as_deref(), Some("20010203"));
        assert_eq!(cleaned(VR::DA, "20011303"), None);
        assert_eq!(cleaned(VR::TM, "10:11:12").as_deref(), Some("101112"));
        assert_eq!(cleaned(VR::TM, "101112.1234567").as_deref(), Some("101112.123456"));
        assert_eq!(cleaned(VR::TM, "2561"), None);
        assert_eq!(cleaned(VR::AS, "034Y").as_deref(), Some("034Y"));
        assert_eq!(cleaned(VR::AS, "34"), None);
        assert_eq!(cleaned(VR::UI, "1.2.03"), None);
        assert_eq!(cleaned(VR::SH, "a name that is too long").as_deref(), Some("a name that is t"));
        assert_eq!(
            cleaned(VR::PN, "Yamada^Tarou=山田^太郎=やまだ^たろう=x").as_deref(),
            Some("Yamada^Tarou=山田^太郎=やまだ^たろう")
        );
        assert_eq!(cleaned(VR::CS, "m"), None);
        assert_eq!(cleaned(VR::LO, " a\u{7}b\\c "), Some("ab".to_owned()));
    }
}
