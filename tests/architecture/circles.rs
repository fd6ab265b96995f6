//! Circles of files: strongly connected components of the imports (Tarjan, SIAM Journal on Computing 1:146, 1972).

use crate::tree::Tree;

/// Every circle: files that all lead to each other, in the order of their paths. What only gives a name on is no step of a
/// circle.
pub(crate) fn circles(tree: &Tree) -> Vec<Vec<usize>> {
    let count = tree.files.len();
    let mut search = Search {
        next: (0..count).map(|file| tree.steps(file).collect()).collect(),
        number: vec![None; count],
        low: vec![0; count],
        is_open: vec![false; count],
        ..Search::default()
    };
    (0..count).for_each(|file| search.visit(file));
    search.found
}

#[derive(Default)]
struct Search {
    next: Vec<Vec<usize>>,
    /// In which order the files were met.
    number: Vec<Option<usize>>,
    /// The first file, by number, that a file leads back to.
    low: Vec<usize>,
    open: Vec<usize>,
    is_open: Vec<bool>,
    met: usize,
    found: Vec<Vec<usize>>,
}

impl Search {
    fn visit(&mut self, file: usize) {
        if self.number[file].is_some() {
            return;
        }
        let number = self.met;
        self.met += 1;
        (self.number[file], self.low[file], self.is_open[file]) = (Some(number), number, true);
        self.open.push(file);
        for to in self.next[file].clone() {
            match self.number[to] {
                None => {
                    self.visit(to);
                    self.low[file] = self.low[file].min(self.low[to]);
                }
                Some(number) if self.is_open[to] => self.low[file] = self.low[file].min(number),
                Some(_) => {}
            }
        }
        if self.low[file] == number {
            let start = self.open.iter().rposition(|&open| open == file).unwrap_or(0);
            let mut circle = self.open.split_off(start);
            circle.iter().for_each(|&file| self.is_open[file] = false);
            if circle.len() > 1 {
                circle.sort_unstable();
                self.found.push(circle);
            }
        }
    }
}
