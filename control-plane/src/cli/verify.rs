//! `countersign verify`

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, bail};
use countersign_formats::{b64, digest::Digest, note::Checkpoint};

use super::client::{Client, Remote};
use crate::{
    keys::{Secrets, Trust},
    server,
    store::{Store, log, records},
    verify::{Columns, LogLeaf, Pins, Report, State, Verifier},
    wire::LogPage,
};

/// Rows read at a time: 1,000 leaves of about 2 KiB.
const ROWS: u32 = 1000;

/// Leaves asked for at a time.
const PAGE: u32 = 256;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Read the log from this data directory, also beside a running server.
    #[arg(long, required_unless_present = "url", conflicts_with = "url")]
    data_dir: Option<PathBuf>,
    /// Read the log from a running control plane.
    #[arg(long, requires = "token_file")]
    url: Option<String>,
    /// File with the admin token.
    #[arg(long, requires = "url")]
    token_file: Option<PathBuf>,
    /// Keys to judge by, as `countersign trust` prints them. Without it the keys come from where the log comes from.
    #[arg(long)]
    trust: Option<PathBuf>,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let pinned = arguments.trust.as_deref().map(read_trust).transpose()?;
    let report = match (&arguments.data_dir, arguments.url, arguments.token_file) {
        (Some(data_dir), ..) => {
            let trust = match pinned.clone() {
                Some(trust) => trust,
                None => own_trust(data_dir)?,
            };
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(from_database(data_dir, pins(&trust, pinned.is_some())?))?
        }
        (None, Some(url), Some(token_file)) => {
            let client = Client::new(&Remote { url, token_file })?;
            let trust = match pinned.clone() {
                Some(trust) => trust,
                None => client.get("/v1/trust")?,
            };
            from_server(&client, pins(&trust, pinned.is_some())?)?
        }
        _ => bail!("expected --data-dir, or --url and --token-file"),
    };
    if arguments.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        print(&report);
    }
    Ok(if report.valid { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read_trust(file: &Path) -> anyhow::Result<Trust> {
    let text = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_json::from_slice(&text)
        .with_context(|| format!("expected the json of `countersign trust` in {}", file.display()))
}

/// The keys of the data directory itself. They are not made here: verifying must change nothing.
fn own_trust(data_dir: &Path) -> anyhow::Result<Trust> {
    if !data_dir.join("keys").join("log.key").exists() {
        bail!("there are no keys in {}: give --trust", data_dir.display());
    }
    Ok(Secrets::open(data_dir, None)?.keys.trust())
}

fn pins(trust: &Trust, pinned: bool) -> anyhow::Result<Pins> {
    let (enrolment, log) = trust.read()?;
    Ok(Pins { enrolment, log, pinned })
}

async fn from_database(data_dir: &Path, pins: Pins) -> anyhow::Result<Report> {
    let mut db = Store::open_read_only(&server::database(data_dir)).await?;
    // One read transaction: rows and checkpoint of the same moment.
    log::begin_reading(&mut db).await.context("cannot read the database")?;
    let checkpoint = log::checkpoint(&mut db).await.context("cannot read the checkpoint")?;
    let mut verifier = Verifier::new(pins);
    let mut start = 0;
    loop {
        let rows = records::log(&mut db, start, u64::MAX, ROWS).await.context("cannot read the log")?;
        for row in &rows {
            let columns = &row.columns;
            verifier.leaf(&LogLeaf {
                log_index: row.log_index,
                leaf: &row.leaf,
                certificate: row.certificate.as_deref(),
                merkle_hash: row.hash,
                columns: Some(Columns {
                    id: &columns.id,
                    inst: &columns.inst,
                    seq: columns.seq,
                    kind: &columns.kind,
                    tenant: &columns.tenant,
                    route: columns.route.as_deref(),
                    verdict: columns.verdict.as_deref(),
                    of: columns.of.as_deref(),
                }),
            });
        }
        match rows.last() {
            Some(last) => start = last.log_index + 1,
            None => return Ok(verifier.finish(checkpoint.as_deref())),
        }
    }
}

fn from_server(client: &Client, pins: Pins) -> anyhow::Result<Report> {
    let checkpoint =
        String::from_utf8(client.get_bytes("/v1/log/checkpoint")?).context("the checkpoint is no text")?;
    // The log may grow meanwhile; what is behind the checkpoint is not judged. A checkpoint that cannot be read ends
    // nothing: the leaves are judged all the same.
    let text = checkpoint.split("\n\n").next().map(|text| format!("{text}\n"));
    let size = text.and_then(|text| Checkpoint::parse(&text).ok()).map_or(u64::MAX, |c| c.size);
    let mut verifier = Verifier::new(pins);
    let mut start = 0;
    while start < size {
        let page: LogPage = client.get(&format!("/v1/log/entries?start={start}&limit={PAGE}"))?;
        let Some(last) = page.entries.last() else { break };
        let next = last.log_index.saturating_add(1);
        if next <= start {
            bail!("the server gives log index {} where {start} or later was asked for", last.log_index);
        }
        for entry in page.entries.iter().take_while(|entry| entry.log_index < size) {
            verifier.leaf(&LogLeaf {
                log_index: entry.log_index,
                // What is no base64 is no leaf either, and is reported as such.
                leaf: &b64::decode_std(&entry.leaf).unwrap_or_default(),
                certificate: entry.certificate.as_deref(),
                merkle_hash: entry.merkle_hash.as_deref().and_then(Digest::parse),
                columns: None,
            });
        }
        start = next;
    }
    Ok(verifier.finish(Some(&checkpoint)))
}

fn print(report: &Report) {
    let counts = &report.counts;
    println!(
        "{} records: {} decisions ({} open), {} outcomes",
        counts.records, counts.decisions, counts.open_decisions, counts.outcomes
    );
    for check in &report.checks {
        let name = serde_json::to_value(check.check).ok();
        let name = name.as_ref().and_then(|n| n.as_str()).unwrap_or_default();
        let state = match check.state {
            State::Valid => "valid".to_owned(),
            State::Invalid => format!("INVALID: {} problem(s)", check.problems),
            State::NotCheckable => format!("not checkable: {}", check.why.as_deref().unwrap_or_default()),
            State::NotSupplied => format!("not supplied: {}", check.why.as_deref().unwrap_or_default()),
        };
        println!("  {name:<15} {state}");
    }
    for problem in &report.problems {
        let place = &problem.place;
        let index = place.log_index.map_or_else(|| "log".to_owned(), |i| format!("log index {i}"));
        // What a damaged record says of itself is shown, but cannot steer the terminal.
        let inst = place.inst.as_ref().map(|inst| format!(", instance {}", inst.escape_default()));
        let seq = place.seq.map(|seq| format!(", seq {seq}"));
        println!("{index}{}{}: {}", inst.unwrap_or_default(), seq.unwrap_or_default(), problem.message);
    }
    if report.more_problems > 0 {
        println!("and {} more problems", report.more_problems);
    }
    println!("{}", if report.valid { "nothing is invalid" } else { "INVALID" });
}
