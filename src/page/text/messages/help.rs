//! The help: keys and how to use the page.

/// Keys and what they do.
pub(crate) fn keys() -> Vec<(String, String)> {
    let (drag, wheel) = (say!("mouse_drag"), say!("mouse_wheel"));
    let shift_drag = format!("Shift {drag}");
    [
        (drag.as_str(), say!("key_window")),
        (&wheel, say!("key_zoom")),
        (&shift_drag, say!("key_pan")),
        ("R", say!("key_reset")),
        (", .", say!("key_rotate")),
        ("H", say!("key_mirror")),
        ("↑ ↓", say!("key_film")),
        ("PgUp PgDn", say!("key_frame")),
        ("1 … 9", say!("key_window_preset")),
        ("G", say!("key_overlay")),
        ("X", say!("key_map")),
        ("I", say!("key_invert")),
        ("W V", say!("key_drag_tool")),
        ("M A", say!("key_measure")),
        ("B", say!("key_redact")),
        ("Z", say!("key_magnifier")),
        ("Space", say!("key_space_pan")),
        ("U", say!("key_true_size")),
        ("S", say!("key_compare")),
        ("D", say!("key_header")),
        ("T", say!("key_hide_text")),
        ("C", say!("key_save_picture")),
        ("O", say!("key_open")),
        ("Delete", say!("key_remove")),
        ("E", say!("key_export")),
        ("L", say!("key_list_panel")),
        ("P", say!("key_report_panel")),
        ("?", say!("key_help")),
        ("Esc", say!("key_close")),
    ]
    .map(|(keys, what)| (keys.to_owned(), what))
    .into()
}

/// How to use the page, and how far to trust it.
pub(crate) fn help_text() -> [String; 4] {
    [say!("help_drop"), say!("help_size"), say!("help_site"), say!("help_address")]
}
