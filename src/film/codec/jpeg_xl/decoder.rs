//! The decoder, jxl, is the one that browsers use. Its samples are whole numbers of as many bits as the stream's own, so
//! that no scaling comes between.

use jxl::api::{
    Endianness, Event, JxlBasicInfo, JxlBitDepth, JxlColorType, JxlDataFormat, JxlDecoder, JxlDecoderOptions,
    JxlOutputBuffer, JxlPixelFormat, Orientation,
};
use jxl::image::{Image, ImageDataType, Rect};

use super::stream::{Problem, Size, Stream};

/// The decoder counts three samples a pixel even for gray, and frames out of which others are patched together may be
/// larger than a small film.
const SAMPLES_OF_PIXEL: usize = 4;
const MIN_PIXELS: usize = 1 << 20;

/// Decodes a stream whose picture must have the size that its film claims: before any pixel is decoded.
pub(super) fn decode_stream(bytes: &[u8], claimed: Size) -> Result<Stream, Problem> {
    let mut options = JxlDecoderOptions::default();
    // A film is not turned on the way: what Rows and Columns say is how it is stored.
    options.adjust_orientation = false;
    let pixels = claimed.rows * claimed.columns;
    options.sample_limit = Some(pixels.max(MIN_PIXELS) * SAMPLES_OF_PIXEL);
    let mut decoding = Decoding { decoder: JxlDecoder::new(options), rest: bytes };
    decoding.advance(None)?;
    let (Some(info), Some(format)) = (decoding.decoder.basic_info(), decoding.decoder.current_pixel_format())
    else {
        return Err(Problem::Broken("its header is missing".to_owned()));
    };
    let is_gray = format.color_type.is_grayscale();
    let samples = if is_gray { 1 } else { 3 } + info.extra_channels.len();
    let found = Size { rows: info.size.1, columns: info.size.0, samples };
    if found != claimed {
        return Err(Problem::Size(found));
    }
    let precision = precision(info)?;
    let color_type = if is_gray { JxlColorType::Grayscale } else { JxlColorType::Rgb };
    let samples = if precision <= 8 {
        let data = JxlDataFormat::U8 { bit_depth: precision as u8 };
        decoding.decode::<u8, _>(color_type, data, claimed, u16::from)?
    } else {
        let data = JxlDataFormat::U16 { endianness: Endianness::native(), bit_depth: precision as u8 };
        decoding.decode::<u16, _>(color_type, data, claimed, |sample| sample)?
    };
    Ok(Stream { precision, samples })
}

/// Bits of a sample.
fn precision(info: &JxlBasicInfo) -> Result<u16, Problem> {
    if info.orientation != Orientation::Identity {
        // Other programs may turn it or not (PS3.5 says nothing of it): no film is better than a film on its side.
        return Err(Problem::Unsupported(" with an orientation to apply".to_owned()));
    }
    match info.bit_depth {
        JxlBitDepth::Int { bits_per_sample: bits @ 1..=16 } => Ok(bits as u16),
        JxlBitDepth::Int { bits_per_sample: bits } => {
            Err(Problem::Unsupported(format!(" with {bits}-bit samples")))
        }
        JxlBitDepth::Float { .. } => Err(Problem::Unsupported(" with floating point samples".to_owned())),
    }
}

/// A decoder and the bytes that it has not yet seen.
struct Decoding<'a> {
    decoder: JxlDecoder,
    rest: &'a [u8],
}

impl Decoding<'_> {
    /// Goes on to the next event.
    fn advance(&mut self, buffers: Option<&mut [JxlOutputBuffer]>) -> Result<Event, Problem> {
        match self.decoder.process(&mut self.rest, buffers, None) {
            // All there is was given at once.
            Ok(Event::NeedMoreInput { .. }) => Err(Problem::Truncated),
            Ok(event) => Ok(event),
            Err(error) => Err(Problem::Broken(error.to_string())),
        }
    }

    /// The samples, pixel by pixel. `T` is the type of `data`.
    fn decode<T: ImageDataType, F: Fn(T) -> u16>(
        &mut self,
        color_type: JxlColorType,
        data: JxlDataFormat,
        size: Size,
        wide: F,
    ) -> Result<Vec<u16>, Problem> {
        let fail = |error: jxl::error::Error| Problem::Broken(error.to_string());
        let format =
            JxlPixelFormat { color_type, color_data_format: Some(data), extra_channel_format: Vec::new() };
        self.decoder.set_pixel_format(format).map_err(fail)?;
        let line = (size.columns * size.samples, size.rows);
        let mut image = Image::<T>::new(line).map_err(fail)?;
        let whole = Rect { origin: (0, 0), size: line };
        let mut buffers = [JxlOutputBuffer::from_image_rect_mut(image.get_rect_mut(whole).into_raw())];
        loop {
            match self.advance(Some(&mut buffers))? {
                Event::FrameComplete { .. } => break,
                Event::Complete => return Err(Problem::Broken("it contains no frame".to_owned())),
                _ => {}
            }
        }
        let mut samples = Vec::with_capacity(line.0 * line.1);
        (0..size.rows).for_each(|row| samples.extend(image.row(row).iter().map(|&sample| wide(sample))));
        Ok(samples)
    }
}
