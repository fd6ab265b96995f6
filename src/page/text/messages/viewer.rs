//! The viewer: the film on the screen, its tools and measurements.

plain! {
    previous, next, invert, inverted, rotated_for_display, reset, overlay, window, window_automatic,
    previous_frame, next_frame, check_film, tools, tool_window, tool_pan, tool_length, tool_angle,
    tool_redact, tool_magnifier, true_size, header_button, hide_text, save_picture, spacing_at_detector,
    spacing_at_patient, no_spacing, true_size_assumed, true_size_measured, ruler_title, ruler_what,
    ruler_length, ruler_save, ruler_reset, side_right, side_left, side_both, compare, comparison_close,
    comparison_swap, comparison_link_zoom, comparison_hint,
}

/// The zoom factor.
pub(crate) fn zoom_factor(scale: f64) -> String {
    format!("× {scale:.1}")
}

/// Window width and level, as PACS workstations write them.
pub(crate) fn window_values(center: f64, width: f64) -> String {
    let digits = if width < 10.0 { 2 } else { 0 };
    format!("W {width:.digits$} L {center:.digits$}")
}

/// Which frame of a file is shown, counted from 0; only the first is scored.
pub(crate) fn frame(frame: u32, frames: u32) -> String {
    let which = say!("frame", frame = frame + 1, frames = frames);
    if frame > 0 { say!("frame_not_scored", frame = which) } else { which }
}

/// A length on the film in millimetres.
pub(crate) fn millimetres(mm: f64) -> String {
    if mm < 100.0 { format!("{mm:.1}\u{a0}mm") } else { format!("{mm:.0}\u{a0}mm") }
}

/// A length on the film in pixels.
pub(crate) fn pixels(pixels: f64) -> String {
    format!("{pixels:.0}\u{a0}px")
}

/// An angle in degrees.
pub(crate) fn degrees(degrees: f64) -> String {
    format!("{degrees:.1}°")
}
