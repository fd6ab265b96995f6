//! Labels of films, from a CSV table with the columns file and label, as `negatoscope evaluate` reads it.

use std::collections::HashMap;

use crate::labels;
use crate::labels::Class;

/// Whether films are abnormal, by the ends of their paths.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Labels {
    /// Paths with their labels, by the file's own name in small letters.
    by_name: HashMap<String, Vec<(String, bool)>>,
}

impl Labels {
    /// Reads a CSV file (UTF-8); rows of other pictures, and without a label, are passed over.
    ///
    /// # Errors
    ///
    /// A text on what is missing.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let headers = reader.headers().map_err(|error| error.to_string())?.clone();
        let column = |names: &[&str]| {
            let at = |name: &&str| headers.iter().position(|header| labels::is_one_of(header, &[name]));
            names.iter().find_map(at).ok_or_else(|| format!("{}?", names[0]))
        };
        let (file, label) = (column(labels::FILE)?, column(labels::LABEL)?);
        let mut read = Self::default();
        for record in reader.records() {
            let record = record.map_err(|error| error.to_string())?;
            let path = record.get(file).unwrap_or_default().trim().replace('\\', "/").to_lowercase();
            let is_abnormal = match Class::parse(record.get(label).unwrap_or_default()) {
                Some(Class::Normal) => false,
                Some(Class::Abnormal) => true,
                Some(Class::Other) | None => continue,
            };
            read.by_name.entry(own_name(&path).to_owned()).or_default().push((path, is_abnormal));
        }
        if read.by_name.is_empty() { Err("0".to_owned()) } else { Ok(read) }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.by_name.values().map(Vec::len).sum()
    }

    /// Whether a film is labelled abnormal; `None` without a label, or with contradictory ones.
    pub(crate) fn get(&self, film: &str) -> Option<bool> {
        let film = film.to_lowercase();
        let rows = self.by_name.get(own_name(&film))?;
        // Of several files of one name, the one whose folders are the film's too.
        let shared = |path: &str| {
            let parts = path.rsplit('/').zip(film.rsplit('/'));
            parts.take_while(|(a, b)| a == b).count()
        };
        let most = rows.iter().map(|(path, _)| shared(path)).max()?;
        let mut labels = rows.iter().filter(|(path, _)| shared(path) == most).map(|(_, label)| *label);
        let first = labels.next()?;
        labels.all(|label| label == first).then_some(first)
    }
}

fn own_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_found_by_the_end_of_a_path() {
        let labels = Labels::read(
            "File,Label\na/1.png,normal\nb/1.png,Pneumonia\nb/2.png,normal\nc/2.png,abnormal\nd/3.png,other\n",
        )
        .expect("a table");
        assert_eq!(labels.len(), 4);
        assert_eq!(labels.get("films/A/1.PNG"), Some(false));
        assert_eq!(labels.get("films/b/1.png"), Some(true));
        assert_eq!(labels.get("2.png"), None, "two films of that name are labelled, and not alike");
        assert_eq!(labels.get("3.png"), None);
        assert_eq!(labels.get("4.png"), None);
    }

    #[test]
    fn a_table_without_labels_is_refused() {
        assert_eq!(Labels::read("file,other\na,b\n"), Err("label?".to_owned()));
        assert!(Labels::read("file,label\na,perhaps\n").is_err());
        assert!(Labels::read("").is_err());
    }
}
