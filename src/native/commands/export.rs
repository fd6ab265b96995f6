//! `negatoscope export`: films exported as DICOM files.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::score::ReadFilm;
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
use crate::native::device::{DeviceChoice, ModelWeights, Models, load_models};
use crate::native::load::opened_file::OpenedFile;
use crate::native::load::paths::{files, open_each};
use crate::native::outcome::{Outcome, exit_code_of_films};
use crate::native::weights::{CalibrationArgs, WeightsArgs};
use crate::report::{ErrorKind, ErrorReport, Report, Scored};

/// Arguments of `export`.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true).multiple(true))]
pub(crate) struct ExportArgs {
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
    deidentify_args: DeidentifyArgs,
    /// Device that computes the scores.
    #[arg(long, visible_alias = "backend", value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
    #[command(flatten)]
    calibration: CalibrationArgs,
    #[command(flatten)]
    weights: WeightsArgs,
}

/// DeidentifyOptions of the de-identified copy.
#[derive(Debug, clap::Args)]
struct DeidentifyArgs {
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

impl DeidentifyArgs {
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

pub(crate) fn run(args: &ExportArgs) -> Outcome {
    let files = files(&args.paths);
    let mut copying =
        Copying { options: args.deidentify_args.options(), session: DeidentifySession::new(random()?) };
    let mut scoring = if args.sr || args.sc { Some(Scoring::new(args, files.len())?) } else { None };
    let mut out = args.out.as_deref().map(OutputFolder::create).transpose()?;
    let (mut all, mut failed) = (0, 0);
    open_each(&files, |file| -> Result<(), Box<dyn Error>> {
        let name = file.name.clone();
        let mut made = Vec::new();
        let copy = args.deidentify.then(|| copying.copy(&file, args.deidentify_args.preview)).transpose();
        match (&mut scoring, &copy) {
            (Some(scoring), Ok(copy)) => made.extend(scoring.export(args, file, copy.as_ref())),
            // Where the copy failed nothing else is written: it would name the patient.
            (_, Err(_)) | (None, Ok(_)) => {}
        }
        made.extend(copy.transpose().map(|copy| copy.map(NamedExport::AfterUid)));
        for made in made {
            all += 1;
            let written = made.and_then(|made| match (&mut out, args.deidentify_args.preview) {
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
    if let Some(out) = out.filter(|_| !args.deidentify_args.preview) {
        println!("\n{} of {all} files written to {}. {}", all - failed, out.path.display(), crate::NOTICE);
    }
    Ok(exit_code_of_films(all, failed))
}

/// An exported file, and how its name is made.
enum NamedExport {
    /// Named after its film, with this suffix.
    AfterFilm(&'static str, DicomFile),
    /// Named after its UID, because the name of a film may be the name of the patient.
    AfterUid(DicomFile),
}

impl NamedExport {
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
    fn copy(&mut self, file: &OpenedFile, is_preview: bool) -> Result<DicomFile, ErrorReport> {
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
                "negatoscope: {}: Burned In Annotation (0028,0301) is YES: the pixels show text. Inspect \
                 the image, and redact identifying text with --cover before sharing it.",
                file.name
            );
        }
        Ok(copy.made)
    }
}

/// The models, and the data that every exported report states.
struct Scoring {
    models: Models,
    calibration: Calibration,
    release: Algorithm,
    paper: Option<Algorithm>,
    paper_weights: String,
    uids: Uids,
}

impl Scoring {
    fn new(args: &ExportArgs, films: usize) -> Result<Self, Box<dyn Error>> {
        let release = args.weights.release()?;
        let calibration = args.calibration.find(&release.card)?;
        let paper = if args.paper { Some(args.weights.paper()?) } else { None };
        let weights = ModelWeights { release: &release, paper: paper.as_ref() };
        let models = load_models(args.device, films, &weights)?;
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

    /// The files of one film, or the error where it cannot be scored. With a de-identified copy, report and image are those of
    /// the copy; the scores are those of the film.
    fn export(
        &mut self,
        args: &ExportArgs,
        file: OpenedFile,
        copy: Option<&DicomFile>,
    ) -> Vec<Result<NamedExport, ErrorReport>> {
        let started = Instant::now();
        let mut source = file.bytes.and_then(|bytes| {
            let source_bytes = copy.map_or(&bytes, |copy| &copy.bytes);
            let source = SourceFilm::parse(source_bytes, &Limits::default(), &mut self.uids)?;
            Ok((source, film::open(bytes, &Limits::default())?))
        });
        let read = ReadFilm::from_film(
            file.name,
            source.as_mut().map(|(_, film)| film).map_err(|error| &*error),
            started,
        );
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
            // An overlay may name the patient: the copy has none.
            picture.overlay = picture.overlay.filter(|_| copy.is_none());
            let shown = CapturedImage::from_picture(picture).redacted(&args.deidentify_args.cover);
            all.push(self.picture(&source, shown, &scored, &made));
        }
        match copy {
            None => all,
            Some(_) => all.into_iter().map(|made| made.map(NamedExport::without_the_films_name)).collect(),
        }
    }

    fn report(
        &mut self,
        source: &SourceFilm,
        scored: &Scored,
        made: &Timestamp,
    ) -> Result<NamedExport, ErrorReport> {
        let (release, paper) = (&self.release, self.paper.as_ref());
        let report = dicom_export::structured_report(source, scored, release, paper, made, &mut self.uids)?;
        Ok(NamedExport::AfterFilm("sr", report))
    }

    fn picture(
        &mut self,
        source: &SourceFilm,
        shown: CapturedImage,
        scored: &Scored,
        made: &Timestamp,
    ) -> Result<NamedExport, ErrorReport> {
        let picture = dicom_export::secondary_capture(source, shown, scored, made, &mut self.uids)?;
        Ok(NamedExport::AfterFilm("sc", picture))
    }
}

/// The time of the machine's clock.
fn now() -> Timestamp {
    let now = chrono::Local::now();
    Timestamp { seconds: now.timestamp(), offset_minutes: now.offset().local_minus_utc() / 60 }
}

/// Random bytes of the system.
fn random() -> Result<[u8; 32], Box<dyn Error>> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| format!("the system returned no random bytes ({error}); try again"))?;
    Ok(bytes)
}

/// The folder of the exported files.
struct OutputFolder {
    path: PathBuf,
    taken: HashSet<PathBuf>,
}

impl OutputFolder {
    fn create(path: &Path) -> Result<Self, Box<dyn Error>> {
        fs::create_dir_all(path).map_err(|error| {
            format!("{}: cannot be created ({error}); choose another folder with --out", path.display())
        })?;
        Ok(Self { path: path.to_owned(), taken: HashSet::new() })
    }

    /// Writes a file; adds a number where its name is taken.
    fn write(&mut self, film: &str, made: &NamedExport) -> Result<Option<PathBuf>, ErrorReport> {
        let (stem, DicomFile { bytes, .. }) = match made {
            NamedExport::AfterUid(made) => (made.sop_instance_uid.clone(), made),
            NamedExport::AfterFilm(ending, made) => {
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
