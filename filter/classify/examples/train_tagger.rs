//! Trains the name tagger: `train_tagger LEXICON OUT EXAMPLES...`. The lexicon has lines of `lists TAB phrase`; examples are JSON lines
//! `{"text", "names": [[first byte, end, kind]], "times"?}`. Run by `make train-tagger`.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a program of the developers")]

use countersign_classify::tagger::train::{Example, Options, lexicon, train};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let number =
        |name: &str, default: f32| std::env::var(name).map_or(default, |value| value.parse().unwrap());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small numbers")]
    let options = Options {
        epochs: number("EPOCHS", 3.0) as u32,
        rate: number("RATE", 0.2),
        decay: number("DECAY", 1e-4),
        log_rows: number("LOG_ROWS", 17.0) as u8,
        forget: number("FORGET", 30.0) as u32,
        bias: number("BIAS", 0.0),
    };
    let lines = std::fs::read_to_string(&arguments[1]).unwrap();
    let slots = lexicon(&lines).unwrap();
    println!("{} slots", slots.len());
    let mut examples = Vec::new();
    for file in &arguments[3..] {
        for line in std::fs::read_to_string(file).unwrap().lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = row["text"].as_str().unwrap().as_bytes().to_vec();
            let names = serde_json::from_value(row["names"].clone()).unwrap();
            examples.push(Example { text, names });
        }
    }
    println!("{} examples", examples.len());
    let file =
        train(slots, &examples, options, |epoch, loss| println!("pass {epoch}: loss {loss:.4} per run"));
    println!("{} bytes", file.len());
    std::fs::write(&arguments[2], file).unwrap();
}
