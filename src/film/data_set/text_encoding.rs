//! The tables of text encodings: the browser's own in the page, a library's elsewhere. Both follow the same standard
//! (WHATWG Encoding), and a visitor need not download what the browser has.

/// Decodes `bytes`; what is no letter of the encoding becomes U+FFFD.
#[cfg(not(all(target_arch = "wasm32", feature = "web")))]
pub(crate) fn decode(label: &str, bytes: &[u8]) -> String {
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap_or(encoding_rs::WINDOWS_1252);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// Decodes `bytes`; what is no letter of the encoding becomes U+FFFD.
#[cfg(all(target_arch = "wasm32", feature = "web"))]
pub(crate) fn decode(label: &str, bytes: &[u8]) -> String {
    web_sys::TextDecoder::new_with_label(label)
        .and_then(|decoder| decoder.decode_with_u8_array(bytes))
        .unwrap_or_else(|_| String::from_utf8_lossy(bytes).into_owned())
}
