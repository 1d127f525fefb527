//! `exact/*.toml` and the CSV files that they describe → tables of exact values.

use std::{fs::File, path::Path};

use countersign_classify::compile::{ExactSet, ExactValue, Normalise, without_values};
use serde::Deserialize;
use toml::Spanned;

use super::problem::{Problem, Source};

/// One CSV file.
const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Rows of one file: more than an artifact can hold.
const ROWS_MAX: usize = 1_400_000;

/// Letters and digits of a value, at least: fewer stand everywhere.
const LENGTH_MIN: usize = 4;

/// A description, as people write it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    label: String,
    #[expect(dead_code, reason = "for people; required so that no table lacks it")]
    title: String,
    placeholder: String,
    confidence_pm: u16,
    #[expect(dead_code, reason = "for people: whose table it is; required so that no table lacks it")]
    source: String,
    path: Spanned<String>,
    columns: Spanned<Vec<String>>,
    #[serde(default)]
    normalise: Normalise,
    min_length: Option<Spanned<usize>>,
    delimiter: Option<Spanned<String>>,
    key: Option<String>,
    near: Option<NearDescription>,
}

/// The column that must stand near by.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NearDescription {
    column: Spanned<String>,
    within: u32,
    #[serde(default)]
    normalise: Normalise,
}

/// The tables of a pack.
#[derive(Debug, Default)]
pub struct Tables {
    /// Tables.
    pub sets: Vec<ExactSet>,
    /// What was left out of them.
    pub notes: Vec<String>,
}

impl Tables {
    /// Reads a description and its table.
    ///
    /// # Errors
    ///
    /// The first problem of either, with file and line, without a value of the table.
    pub fn read(&mut self, source: &Source<'_>) -> Result<(), Problem> {
        // Values and the key are the organisation's own.
        let quiet = |problem: Problem| Problem { message: without_values(&problem.message), ..problem };
        let description: Description = source.toml().map_err(quiet)?;
        let shortest = description.min_length.as_ref().map_or(6, |length| *length.get_ref());
        if let Some(length) = description.min_length.as_ref().filter(|length| *length.get_ref() < LENGTH_MIN)
        {
            return Err(source.at(length.span(), format!("expected at least {LENGTH_MIN}, found {shortest}")));
        }
        if description.columns.get_ref().is_empty() {
            return Err(source.at(description.columns.span(), "expected at least one column, found none"));
        }
        if description.near.as_ref().is_some_and(|near| near.within == 0) {
            return Err(source.problem(0, "expected `near.within` of at least one byte, found 0"));
        }
        let mut table = Table::open(source, &description)?;
        let mut set = ExactSet {
            file: source.name.to_owned(),
            label: description.label,
            placeholder: description.placeholder,
            confidence_pm: description.confidence_pm,
            near_bytes: description.near.as_ref().map_or(0, |near| near.within),
            key: description.key,
            rows: Vec::new(),
        };
        table.normalise = description.normalise;
        table.shortest = shortest;
        let short = table.rows(&mut set.rows)?;
        if short > 0 {
            self.notes.push(format!(
                "{}: {short} values of fewer than {shortest} letters and digits, or without their companion, are not looked for",
                source.name
            ));
        }
        self.sets.push(set);
        Ok(())
    }
}

/// A CSV file that is being read.
struct Table {
    file: String,
    reader: csv::Reader<File>,
    columns: Vec<usize>,
    normalise: Normalise,
    shortest: usize,
    companion: Option<(usize, Normalise)>,
}

impl Table {
    fn open(source: &Source<'_>, description: &Description) -> Result<Self, Problem> {
        let path = Path::new(source.name).with_file_name(description.path.get_ref());
        let about = |message: String| source.at(description.path.span(), message);
        let delimiter = match description.delimiter.as_ref().map(|text| (text, text.get_ref().as_bytes())) {
            None => b',',
            Some((_, [byte])) => *byte,
            Some((text, _)) => return Err(source.at(text.span(), "expected one ascii character")),
        };
        let file = File::open(&path).map_err(|e| about(format!("cannot read {}: {e}", path.display())))?;
        let size = file.metadata().map_err(|e| about(e.to_string()))?.len();
        if size > FILE_BYTES_MAX {
            return Err(about(format!("expected a file of at most {FILE_BYTES_MAX} bytes, found {size}")));
        }
        let file_name = path.display().to_string();
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(file);
        let heads = reader.headers().map_err(|e| problem(&file_name, &e))?.clone();
        let column = |span: std::ops::Range<usize>, name: &str| {
            heads.iter().position(|head| head.trim() == name).ok_or_else(|| {
                source.at(
                    span,
                    format!("expected a column `{name}` in the first line of {file_name}, found none"),
                )
            })
        };
        let span = description.columns.span();
        let columns = description.columns.get_ref().iter().map(|name| column(span.clone(), name));
        let columns = columns.collect::<Result<_, _>>()?;
        let companion = description
            .near
            .as_ref()
            .map(|near| Ok((column(near.column.span(), near.column.get_ref())?, near.normalise)));
        let companion = companion.transpose()?;
        Ok(Self { file: file_name, reader, columns, normalise: Normalise::Words, shortest: 0, companion })
    }

    /// Appends the values of every row. How many were left out: too short, or without the companion that they need.
    fn rows(&mut self, rows: &mut Vec<(ExactValue, Option<ExactValue>)>) -> Result<usize, Problem> {
        let mut short = 0;
        let mut record = csv::StringRecord::new();
        while self.reader.read_record(&mut record).map_err(|e| problem(&self.file, &e))? {
            let line =
                record.position().map_or(1, |place| usize::try_from(place.line()).unwrap_or(usize::MAX));
            let here = |message: String| Problem { file: self.file.clone(), line, column: 1, message };
            let value = |column: usize, normalise| {
                ExactValue::new(record.get(column).unwrap_or_default(), normalise).map_err(here)
            };
            let companion = match self.companion {
                Some((column, normalise)) => {
                    Some(value(column, normalise)?).filter(|value| value.count() > 1)
                }
                None => None,
            };
            for column in &self.columns {
                let value = value(*column, self.normalise)?;
                if value.count() < self.shortest || self.companion.is_some() && companion.is_none() {
                    // An empty cell is no value.
                    short += usize::from(value.count() > 0);
                    continue;
                }
                rows.push((value, companion.clone()));
            }
            if rows.len() > ROWS_MAX {
                return Err(here(format!("expected at most {ROWS_MAX} values, found more")));
            }
        }
        Ok(short)
    }
}

/// What the reader of CSV complains about; its messages hold no cell.
fn problem(file: &str, error: &csv::Error) -> Problem {
    let line = error.position().map_or(1, |place| usize::try_from(place.line()).unwrap_or(usize::MAX));
    Problem { file: file.to_owned(), line, column: 1, message: error.to_string() }
}
