//! Which side of the patient's body each edge of the view shows, by Patient Orientation (0020,0020): the letters move with
//! rotation and mirroring. If the file does not state it, nothing is shown.

use leptos::prelude::*;

use super::zoom::Zoom;
use crate::page::state::Store;

/// Letters on the left, upper, right and lower edge of the view.
pub(crate) fn edges([row, column]: &[String; 2], zoom: Zoom) -> [String; 4] {
    // The film's own edges, clockwise from the left one.
    let [mut left, top, mut right, bottom] = [opposite(row), opposite(column), row.clone(), column.clone()];
    if zoom.mirrored {
        (left, right) = (right, left);
    }
    let mut edges = [left, top, right, bottom];
    edges.rotate_right(usize::from(zoom.turns));
    edges
}

/// The other end of a direction: left for right, posterior for anterior, head for foot.
fn opposite(direction: &str) -> String {
    let other = |letter| match letter {
        'L' => 'R',
        'R' => 'L',
        'A' => 'P',
        'P' => 'A',
        'H' => 'F',
        'F' => 'H',
        letter => letter,
    };
    direction.chars().map(other).collect()
}

/// The letters on the edges of the view.
#[component]
pub(crate) fn EdgeMarks() -> impl IntoView {
    let store = expect_context::<Store>();
    let marks = move || {
        store.placement()?;
        let film = store.worklist.chosen_film()?;
        let orientation = film.state.with(|state| state.header.as_ref()?.patient_orientation.clone())?;
        let edges = edges(&orientation, store.viewer.zoom.get());
        let marks = ["left", "top", "right", "bottom"].into_iter().zip(edges);
        Some(marks.map(|(side, letters)| {
            view! { <span class=format!("edge-mark {side}") data-testid=format!("edge-{side}")>{letters}</span> }
        }).collect_view())
    };
    view! { {marks} }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_move_with_the_film() {
        let frontal = ["L".to_owned(), "F".to_owned()];
        let at = |zoom| edges(&frontal, zoom).join(" ");
        assert_eq!(at(Zoom::default()), "R H L F");
        assert_eq!(at(Zoom { mirrored: true, ..Zoom::default() }), "L H R F");
        // Turned clockwise, the head lies to the right.
        assert_eq!(at(Zoom::default().turned(1)), "F R H L");
        assert_eq!(at(Zoom { mirrored: true, ..Zoom::default().turned(1) }), "F L H R");
        assert_eq!(at(Zoom::default().turned(2)), "L F R H");
        assert_eq!(edges(&["PL".to_owned(), "F".to_owned()], Zoom::default())[0], "AR");
    }
}
