//! Look-up tables as DICOM stores them: a descriptor of three numbers, and the data (PS3.3 C.11.1.1.1).

use dicom_core::Tag;
use dicom_object::InMemDicomObject;

use super::data_set::attributes::text;
use super::error::FilmError;

/// A look-up table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lut {
    /// The input that maps to the first entry.
    first: i64,
    entries: Vec<u16>,
    /// Bits of an entry as the descriptor claims.
    bits: u16,
}

impl Lut {
    /// Reads a table; `signed` says whether its input can be negative.
    pub(crate) fn from_data_set(
        object: &InMemDicomObject,
        descriptor: Tag,
        data: Tag,
        signed: bool,
    ) -> Result<Self, FilmError> {
        let claimed = text(object, descriptor).ok_or_else(|| FilmError::missing(descriptor))?;
        let numbers: Option<Vec<i64>> =
            claimed.split('\\').map(|number| number.trim().parse().ok()).collect();
        let Some(&[count, first, bits]) = numbers.as_deref() else {
            return Err(FilmError::bad(descriptor, claimed, "three integers"));
        };
        // 16-bit numbers, of which some writers take the sign wrongly; 0 stands for 65,536 entries.
        let count = if count == 0 { 0x1_0000 } else { (count & 0xffff) as usize };
        let first = if signed { i64::from(first as u16 as i16) } else { first & 0xffff };
        let bits = match u16::try_from(bits) {
            Ok(bits @ 1..=16) => bits,
            _ => return Err(FilmError::bad(descriptor, claimed, "8 to 16 bits per entry")),
        };
        let element = object.get(data).ok_or_else(|| FilmError::missing(data))?;
        let bytes = element.to_bytes().map_err(|_| FilmError::missing(data))?;
        let mut entries: Vec<u16> = if bits <= 8 && bytes.len() < count * 2 {
            bytes.iter().map(|&byte| u16::from(byte)).collect()
        } else {
            bytes.as_chunks::<2>().0.iter().map(|&word| u16::from_ne_bytes(word)).collect()
        };
        if entries.len() < count {
            return Err(FilmError::bad(
                data,
                format!("{} entries", entries.len()),
                format!("{count}, as in the LUT Descriptor"),
            ));
        }
        entries.truncate(count);
        Ok(Self { first, entries, bits })
    }

    /// The entry of an input; inputs beyond either end take the entry at that end.
    pub(crate) fn entry(&self, input: f64) -> u16 {
        let index = (input.round() as i64).saturating_sub(self.first).clamp(0, self.entries.len() as i64 - 1);
        self.entries[index as usize]
    }

    /// The largest value an entry can take. Where the entries fill fewer bits than the descriptor claims, the bits
    /// that they fill count: some devices claim 16 bits for 12, and the film would be all but black.
    pub(crate) fn full_scale(&self) -> u16 {
        let filled = self.entries.iter().fold(0, |bits, entry| bits | entry);
        let bits = match (u16::BITS - filled.leading_zeros()) as u16 {
            0 => self.bits,
            used => used.min(16),
        };
        u16::MAX >> (16 - bits)
    }
}
