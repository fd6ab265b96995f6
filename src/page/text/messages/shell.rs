//! The top bar, the sheets and the notices.

plain! {
    privacy, notice, language_label, model_card, model_card_long, help, close, dismiss,
}
