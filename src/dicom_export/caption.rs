//! Words drawn into pixels: a band below a picture, so that nothing of the film is covered.

use embedded_graphics::Drawable as _;
use embedded_graphics::mono_font::ascii::{FONT_6X10, FONT_10X20};
use embedded_graphics::mono_font::{MonoFont, MonoTextStyle};
use embedded_graphics::pixelcolor::BinaryColor;
use embedded_graphics::prelude::{Dimensions, DrawTarget, OriginDimensions, Pixel, Point, Size};
use embedded_graphics::text::{Baseline, Text};

/// Widths from which on the larger face is used, and by which its letters grow.
const LARGE: usize = 500;
const GROWTH: usize = 900;

/// Which pixels of a band as wide as the picture are lit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Caption {
    pub(super) rows: usize,
    columns: usize,
    lit: Vec<bool>,
}

impl Caption {
    /// The paragraphs below each other, each in as many lines as it needs. Letters that are not ASCII become `?`.
    pub(super) fn new(paragraphs: &[String], columns: usize) -> Self {
        let face: &MonoFont = if columns >= LARGE { &FONT_10X20 } else { &FONT_6X10 };
        let scale = (columns / GROWTH).max(1);
        let (width, height) =
            (face.character_size.width as usize * scale, face.character_size.height as usize * scale);
        let letters = (columns.saturating_sub(width) / width).max(1);
        let lines: Vec<String> =
            paragraphs.iter().flat_map(|paragraph| wrapped(paragraph, letters)).collect();
        let rows = lines.len() * height + height / 2 * 2;
        let mut caption = Self { rows, columns, lit: vec![false; rows * columns] };
        let mut band = Band { caption: &mut caption, scale };
        for (number, line) in lines.iter().enumerate() {
            // In the face's own pixels: half a letter from the left, half a line from above.
            let place = Point::new(
                face.character_size.width as i32 / 2,
                (face.character_size.height as usize * number) as i32 + face.character_size.height as i32 / 2,
            );
            let style = MonoTextStyle::new(face, BinaryColor::On);
            let drawn = Text::with_baseline(line, place, style, Baseline::Top).draw(&mut band);
            match drawn {
                Ok(_) => {}
                Err(never) => match never {},
            }
        }
        caption
    }

    /// Whether the pixels are lit, row by row.
    pub(super) fn lit(&self) -> &[bool] {
        &self.lit
    }
}

/// Breaks a paragraph between words, and words that are longer than a line.
fn wrapped(paragraph: &str, letters: usize) -> Vec<String> {
    let plain: String =
        paragraph.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' }).collect();
    let mut lines = vec![String::new()];
    for word in plain.split(' ').filter(|word| !word.is_empty()) {
        let mut word = word;
        loop {
            let line = lines.last_mut().map_or(0, |line| line.len());
            let gap = usize::from(line > 0);
            if line + gap + word.len() <= letters {
                if let Some(last) = lines.last_mut() {
                    last.push_str(if gap > 0 { " " } else { "" });
                    last.push_str(word);
                }
                break;
            }
            if line > 0 {
                lines.push(String::new());
                continue;
            }
            let (head, rest) = word.split_at(letters); // ASCII: every place is between letters
            if let Some(last) = lines.last_mut() {
                last.push_str(head);
            }
            lines.push(String::new());
            word = rest;
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// The band as what the face is drawn on, each of its pixels `scale` times as large.
struct Band<'a> {
    caption: &'a mut Caption,
    scale: usize,
}

impl OriginDimensions for Band<'_> {
    fn size(&self) -> Size {
        Size::new((self.caption.columns / self.scale) as u32, (self.caption.rows / self.scale) as u32)
    }
}

impl DrawTarget for Band<'_> {
    type Color = BinaryColor;
    type Error = std::convert::Infallible;

    fn draw_iter<I: IntoIterator<Item = Pixel<BinaryColor>>>(
        &mut self,
        pixels: I,
    ) -> Result<(), Self::Error> {
        let bounds = self.bounding_box();
        for Pixel(place, colour) in pixels {
            if !bounds.contains(place) {
                continue;
            }
            let (x, y) = (place.x as usize * self.scale, place.y as usize * self.scale);
            for row in y..y + self.scale {
                self.caption.lit[row * self.caption.columns + x..][..self.scale].fill(colour.is_on());
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_whole_where_they_fit() {
        assert_eq!(wrapped("not for diagnosis", 7), ["not for", "diagnos", "is"]);
        assert_eq!(wrapped("", 7), Vec::<String>::new());
        assert_eq!(wrapped("胸部 film", 20), ["?? film"]);
    }

    #[test]
    fn every_width_has_room_for_every_word() {
        for columns in [1, 5, 64, 499, 500, 1024, 3000] {
            let caption = Caption::new(&[crate::NOTICE.to_owned()], columns);
            assert_eq!(caption.lit().len(), caption.rows * columns);
            let is_drawn = caption.lit().iter().any(|&lit| lit);
            assert!(is_drawn || columns < 6, "{columns}");
        }
    }
}
