//! `negatoscope export`: films handed on as DICOM files.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use super::score::Read;
use crate::calibration::Calibration;
use crate::card::Card;
use crate::dicom_export;
use crate::dicom_export::{
    Algorithm, CapturedImage, ChangeKind, Dates, DeidentifyOptions, DeidentifySession, DicomFile, SourceFilm,
    Timestamp, Uids,
};
use crate::film;
use crate::film::{Limits, Rectangle};
use crate::native::atomic_write;
use crate::native::cli::{BackendChoice, Outcome};
use crate::native::device;
use crate::native::device::{Models, Wanted};
use crate::native::load::paths::{Source as File, files, open_each};
use crate::native::weights::{CalibrationArgs, WeightsArgs};
use crate::report::{ErrorKind, ErrorReport, Report, Scored};

/// Arguments of `export`.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true).multiple(true))]
pub(crate) struct Args {
    /// Films, folders of films, ZIP archives, or a DICOMDIR with its files.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write the report as a Structured Report (TID 1500).
    #[arg(long, group = "what")]
    sr: bool,
    /// Write the displayed image as a Secondary Capture, with the verdict and the notice burned in.
    #[arg(long, group = "what")]
    sc: bool,
    /// Write a de-identified copy (PS3.15, Basic Application Level Confidentiality Profile). With --sr or
    /// --sc, report and image are those of the copy. Text burned into the pixels stays unless --cover redacts it: inspect
    /// the image.
    #[arg(long, group = "what")]
    deidentify: bool,
    /// Output folder; created if missing. Existing files are not overwritten.
    #[arg(long, value_name = "DIR", required_unless_present = "preview")]
    out: Option<PathBuf>,
    /// Include the scores of the paper's models in the report.
    #[arg(long, requires = "sr")]
    paper: bool,
    #[command(flatten)]
    kept: Kept,
    /// Backend that computes the scores.
    #[arg(long, value_enum, default_value_t = BackendChoice::Auto)]
    backend: BackendChoice,
    #[command(flatten)]
    calibration: CalibrationArgs,
    #[command(flatten)]
    weights: WeightsArgs,
}

/// What a de-identified copy keeps.
#[derive(Debug, clap::Args)]
struct Kept {
    /// List what a de-identified copy would change, without writing it.
    #[arg(long, requires = "deidentify", conflicts_with_all = ["sr", "sc"])]
    preview: bool,
    /// Keep dates and times.
    #[arg(long, requires = "deidentify")]
    keep_dates: bool,
    /// Shift all dates by this number of days; times of day are kept.
    #[arg(
        long,
        value_name = "DAYS",
        allow_negative_numbers = true,
        requires = "deidentify",
        conflicts_with = "keep_dates"
    )]
    shift_dates: Option<i32>,
    /// Keep sex, age, height, weight and similar attributes.
    #[arg(long, requires = "deidentify")]
    keep_patient_characteristics: bool,
    /// Keep device identity.
    #[arg(long, requires = "deidentify")]
    keep_device: bool,
    /// Keep institution identity.
    #[arg(long, requires = "deidentify")]
    keep_institution: bool,
    /// Keep UIDs.
    #[arg(long, requires = "deidentify")]
    keep_uids: bool,
    /// Redact a rectangle in every frame of every film: first column and row, counted from 0 as the
    /// film is stored, then width and height. May be repeated.
    #[arg(long, value_name = "COLUMN,ROW,WIDTH,HEIGHT", requires = "deidentify", value_parser = rectangle)]
    cover: Vec<Rectangle>,
    /// Record in the copies that no identifying text is left in their pixels. Use it only after inspecting all of them.
    #[arg(long, requires = "deidentify")]
    pixels_are_clean: bool,
}

fn rectangle(words: &str) -> Result<Rectangle, String> {
    let numbers: Result<Vec<u32>, _> = words.split(',').map(|number| number.trim().parse()).collect();
    match numbers.as_deref() {
        Ok(&[column, row, columns, rows]) if columns > 0 && rows > 0 => {
            Ok(Rectangle { column, row, columns, rows })
        }
        _ => Err("expected four integers, such as 0,0,400,60, with width and height above 0".to_owned()),
    }
}

impl Kept {
    fn options(&self) -> DeidentifyOptions {
        let dates = match (self.keep_dates, self.shift_dates) {
            (true, _) => Dates::Keep,
            (false, Some(days)) => Dates::Shift { days },
            (false, None) => Dates::Remove,
        };
        DeidentifyOptions {
            dates,
            patient_characteristics: self.keep_patient_characteristics,
            device: self.keep_device,
            institution: self.keep_institution,
            uids: self.keep_uids,
            covered: self.cover.clone(),
            pixels_are_clean: self.pixels_are_clean,
        }
    }
}

pub(crate) fn run(args: &Args) -> Outcome {
    let files = files(&args.paths);
    let mut copying = Copying { options: args.kept.options(), session: DeidentifySession::new(random()?) };
    let mut scoring = if args.sr || args.sc { Some(Scoring::of(args, files.len())?) } else { None };
    let mut out = args.out.as_deref().map(Folder::of).transpose()?;
    let (mut all, mut failed) = (0, 0);
    open_each(&files, |file| -> Result<(), Box<dyn Error>> {
        let name = file.name.clone();
        let mut made = Vec::new();
        let copy = args.deidentify.then(|| copying.copy(&file, args.kept.preview)).transpose();
        match (&mut scoring, &copy) {
            (Some(scoring), Ok(copy)) => made.extend(scoring.hand_on(args, file, copy.as_ref())),
            // Of a film that could not be copied nothing else goes out either: it would name the patient.
            (_, Err(_)) | (None, Ok(_)) => {}
        }
        made.extend(copy.transpose().map(|copy| copy.map(Named::AfterUid)));
        for made in made {
            all += 1;
            let written = made.and_then(|made| match (&mut out, args.kept.preview) {
                (Some(out), false) => out.write(&name, &made),
                _ => Ok(None),
            });
            match written {
                Ok(Some(path)) => println!("{name}  ->  {}", path.display()),
                Ok(None) => {}
                Err(error) => {
                    failed += 1;
                    eprintln!("negatoscope: {name}: {}", error.message);
                }
            }
        }
        Ok(())
    })?;
    if let Some(out) = out.filter(|_| !args.kept.preview) {
        println!("\n{} of {all} files written to {}. {}", all - failed, out.path.display(), crate::NOTICE);
    }
    Ok(if failed == 0 && all > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A file that was made, and what it is called.
enum Named {
    /// After its film, with this ending.
    AfterFilm(&'static str, DicomFile),
    /// After its UID: the name of a film may be that of its patient.
    AfterUid(DicomFile),
}

impl Named {
    fn without_the_films_name(self) -> Self {
        match self {
            Self::AfterFilm(_, made) | Self::AfterUid(made) => Self::AfterUid(made),
        }
    }
}

/// De-identified copies.
struct Copying {
    options: DeidentifyOptions,
    session: DeidentifySession,
}

impl Copying {
    fn copy(&mut self, file: &File, is_preview: bool) -> Result<DicomFile, ErrorReport> {
        let bytes = file.bytes.as_ref().map_err(Clone::clone)?;
        let copy = dicom_export::deidentify(bytes, &self.options, &self.session, &Limits::default())?;
        if is_preview {
            println!("{}", file.name);
            for change in copy.changes.iter().filter(|change| change.what != ChangeKind::Kept) {
                let indent = "  ".repeat(change.depth as usize + 1);
                let (what, name) = (change.what.words(), &change.name);
                print!("{indent}{what:<9} {} {name}: {}", change.tag, change.before);
                println!("{}{}", if change.after.is_empty() { "" } else { " -> " }, change.after);
            }
        }
        if copy.is_burned_in {
            eprintln!(
                "negatoscope: {}: Burned In Annotation (0028,0301) is YES: the pixels show text. Look at the picture, and \
                 paint over what names somebody with --cover, before it is given away.",
                file.name
            );
        }
        Ok(copy.made)
    }
}

/// The models, and what stands in everything that is made.
struct Scoring {
    models: Models,
    calibration: Calibration,
    release: Algorithm,
    paper: Option<Algorithm>,
    paper_weights: String,
    uids: Uids,
}

impl Scoring {
    fn of(args: &Args, films: usize) -> Result<Self, Box<dyn Error>> {
        let release = args.weights.release()?;
        let calibration = args.calibration.find(&release.card)?;
        let paper = if args.paper { Some(args.weights.paper()?) } else { None };
        let models =
            device::models(args.backend, films, &Wanted { release: &release, paper: paper.as_ref() })?;
        let paper_card = paper.as_ref().map(|paper| &paper.card);
        Ok(Self {
            models,
            calibration,
            release: Algorithm::from_card(&release.card),
            paper: paper_card.map(Algorithm::from_card),
            paper_weights: paper_card.map(Card::weights).unwrap_or_default(),
            uids: Uids::new(random()?),
        })
    }

    /// All that is asked for of one film; where the film cannot be scored there is nothing to hand on but the error. With a
    /// de-identified copy, report and picture are the copy's, and the scores those of the film.
    fn hand_on(
        &mut self,
        args: &Args,
        file: File,
        copy: Option<&DicomFile>,
    ) -> Vec<Result<Named, ErrorReport>> {
        let started = Instant::now();
        let mut source = file.bytes.and_then(|bytes| {
            let of = copy.map_or(&bytes, |copy| &copy.bytes);
            let source = SourceFilm::parse(of, &Limits::default(), &mut self.uids)?;
            Ok((source, film::open(bytes, &Limits::default())?))
        });
        let read =
            Read::of_film(file.name, source.as_mut().map(|(_, film)| film).map_err(|error| &*error), started);
        let report = read.report(&self.models, &self.calibration, &self.paper_weights);
        let (source, film, scored) = match (source, report) {
            (Ok((source, film)), Report::Scored(scored)) => (source, film, scored),
            (Err(error), _) | (_, Report::Failed { error, .. }) => return vec![Err(error)],
        };
        let made = now();
        let mut all = Vec::new();
        if args.sr {
            all.push(self.report(&source, &scored, &made));
        }
        if args.sc {
            let mut picture = film.picture(0);
            // An overlay may name somebody: the copy has none.
            picture.overlay = picture.overlay.filter(|_| copy.is_none());
            let shown = CapturedImage::from_picture(picture).redacted(&args.kept.cover);
            all.push(self.picture(&source, shown, &scored, &made));
        }
        match copy {
            None => all,
            Some(_) => all.into_iter().map(|made| made.map(Named::without_the_films_name)).collect(),
        }
    }

    fn report(
        &mut self,
        source: &SourceFilm,
        scored: &Scored,
        made: &Timestamp,
    ) -> Result<Named, ErrorReport> {
        let (release, paper) = (&self.release, self.paper.as_ref());
        let report = dicom_export::structured_report(source, scored, release, paper, made, &mut self.uids)?;
        Ok(Named::AfterFilm("sr", report))
    }

    fn picture(
        &mut self,
        source: &SourceFilm,
        shown: CapturedImage,
        scored: &Scored,
        made: &Timestamp,
    ) -> Result<Named, ErrorReport> {
        let picture = dicom_export::secondary_capture(source, shown, scored, made, &mut self.uids)?;
        Ok(Named::AfterFilm("sc", picture))
    }
}

/// The moment, by the machine's clock.
fn now() -> Timestamp {
    let now = chrono::Local::now();
    Timestamp { seconds: now.timestamp(), offset_minutes: now.offset().local_minus_utc() / 60 }
}

/// Random bytes of the system's.
fn random() -> Result<[u8; 32], Box<dyn Error>> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| format!("the system returned no random bytes ({error}); try again"))?;
    Ok(bytes)
}

/// Where files are written.
struct Folder {
    path: PathBuf,
    taken: HashSet<PathBuf>,
}

impl Folder {
    fn of(path: &Path) -> Result<Self, Box<dyn Error>> {
        fs::create_dir_all(path).map_err(|error| {
            format!("{}: cannot be created ({error}); choose another folder with --out", path.display())
        })?;
        Ok(Self { path: path.to_owned(), taken: HashSet::new() })
    }

    /// Writes a file, with a number where its name is taken.
    fn write(&mut self, film: &str, made: &Named) -> Result<Option<PathBuf>, ErrorReport> {
        let (stem, DicomFile { bytes, .. }) = match made {
            Named::AfterUid(made) => (made.sop_instance_uid.clone(), made),
            Named::AfterFilm(ending, made) => {
                let stem = Path::new(film).file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
                (format!("{stem}-{ending}"), made)
            }
        };
        let numbers = std::iter::once(String::new()).chain((2..).map(|number: u32| format!("-{number}")));
        let mut names = numbers.map(|number| self.path.join(format!("{stem}{number}.dcm")));
        let free = names.find(|path| !self.taken.contains(path) && !path.exists());
        let path = free.unwrap_or_else(|| self.path.join("film.dcm"));
        atomic_write::write(&path, bytes).map_err(|error| ErrorReport {
            kind: ErrorKind::Unwritable,
            message: format!(
                "{} cannot be written ({error}). Free disk space, or choose another folder with --out.",
                path.display()
            ),
        })?;
        self.taken.insert(path.clone());
        Ok(Some(path))
    }
}
