//! The byte formats, held against golden vectors that an independent implementation made.
#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test may fail loudly")]

use countersign_formats::{
    b64, commitment,
    digest::Digest,
    dsse::Envelope,
    jcs,
    keys::{SigningKey, VerifyingKey},
    leaf, merkle, note,
};
use serde_json::Value;

const PAYLOAD_TYPE: &str = "application/vnd.example.ai-decision.v1+json";

fn golden() -> Value {
    serde_json::from_str(include_str!("../../../testdata/records/golden.json")).unwrap()
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
}

fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value.pointer(path).unwrap().as_str().unwrap()
}

fn key(golden: &Value, which: &str, seed: u8) -> SigningKey {
    let vkey = text(golden, &format!("/record/vkeys/{which}")).to_owned();
    let key = SigningKey::from_seed(vkey.split('+').next().unwrap(), &[seed; 32]).unwrap();
    assert_eq!(key.verifying_key().to_vkey(), vkey);
    key
}

#[test]
fn merkle_roots_of_certificate_transparency() {
    let golden = golden();
    let mut tree = merkle::Frontier::new();
    let roots = golden["merkle"]["roots_hex_size_0_to_8"].as_array().unwrap();
    assert_eq!(tree.root().0.to_vec(), hex(roots[0].as_str().unwrap()));
    for (i, data) in golden["merkle"]["leaves_hex"].as_array().unwrap().iter().enumerate() {
        tree.push(merkle::leaf_hash(&hex(data.as_str().unwrap())));
        assert_eq!(tree.root().0.to_vec(), hex(roots[i + 1].as_str().unwrap()), "size {}", i + 1);
    }
}

#[test]
fn payload_is_canonical() {
    let golden = golden();
    let payload = text(&golden, "/record/payload");
    let value: Value = serde_json::from_str(payload).unwrap();
    assert_eq!(String::from_utf8(jcs::canonicalise(&value).unwrap()).unwrap(), payload);
}

#[test]
fn leaf_and_its_hash() {
    let golden = golden();
    let payload = text(&golden, "/record/payload").as_bytes().to_vec();
    let leaf = leaf::seal_as(PAYLOAD_TYPE, payload, &key(&golden, "instance", 0x11));
    assert!(leaf.ends_with(text(&golden, "/record/sigline").as_bytes()));
    assert_eq!(Digest::of(&leaf).0.to_vec(), hex(text(&golden, "/record/leaf_data_hex_sha256")));
    assert_eq!(merkle::leaf_hash(&leaf).0.to_vec(), hex(text(&golden, "/record/leaf_hash_hex")));
}

#[test]
fn commitments_pseudonym_and_disclosure() {
    let golden = golden();
    let record: Value = serde_json::from_str(text(&golden, "/record/payload")).unwrap();
    let opening: [u8; 32] = hex(text(&golden, "/record/opening_hex")).try_into().unwrap();
    for (label, bytes) in [("in", "/record/in_bytes"), ("fwd", "/record/fwd_bytes")] {
        let commitment = commitment::commit(&opening, label, text(&golden, bytes).as_bytes());
        assert_eq!(commitment, record["content"][label].as_str().unwrap());
    }
    let subject_key: [u8; 32] = hex(text(&golden, "/record/subject_key_hex")).try_into().unwrap();
    let reference = commitment::subject_ref("k2026q4", &subject_key, "https://idp.acme.example", "u-4711");
    assert_eq!(reference, record["subject"]["ref"].as_str().unwrap());
    let value = serde_json::json!({"iss": "https://idp.acme.example", "sub": "u-4711", "name": "Dana Reyes"});
    let (disclosure, digest) = commitment::disclosure(&[0x55; 16], "subject", value).unwrap();
    assert_eq!(disclosure, text(&golden, "/record/disclosure"));
    assert_eq!(digest, record["sd"]["subject"].as_str().unwrap());
}

#[test]
fn envelope_with_the_same_signature() {
    let golden = golden();
    let payload = text(&golden, "/record/payload").as_bytes();
    let key = key(&golden, "instance", 0x11);
    let envelope = Envelope::sign(PAYLOAD_TYPE, payload, &[&key]);
    let expected: Envelope = serde_json::from_value(golden["record"]["dsse_envelope"].clone()).unwrap();
    assert_eq!(envelope, expected);
    assert_eq!(expected.verify(PAYLOAD_TYPE, &[key.verifying_key().clone()], 1).unwrap(), payload);
}

#[test]
fn checkpoint_and_inclusion() {
    let golden = golden();
    let log = key(&golden, "log", 0x22);
    let payload = text(&golden, "/record/payload").as_bytes().to_vec();
    let leaf = leaf::seal_as(PAYLOAD_TYPE, payload, &key(&golden, "instance", 0x11));
    let mut tree = merkle::Frontier::new();
    for data in [b"start-record".as_slice(), &leaf, b"outcome-record"] {
        tree.push(merkle::leaf_hash(data));
    }
    assert_eq!(b64::encode_std(&tree.root().0), text(&golden, "/record/root_b64"));

    let expected = text(&golden, "/record/checkpoint");
    let body = note::verify(expected, log.verifying_key()).unwrap();
    let checkpoint = note::Checkpoint::parse(body).unwrap();
    assert_eq!((checkpoint.size, checkpoint.root), (3, tree.root()));
    assert!(expected.starts_with(&note::sign(&checkpoint.to_text(), &log)), "the witness line follows ours");

    let proof = text(&golden, "/record/tlog_proof");
    let path: Vec<Digest> = proof
        .lines()
        .skip(2)
        .take_while(|line| !line.is_empty())
        .map(|line| Digest(b64::decode_std(line).unwrap().try_into().unwrap()))
        .collect();
    assert!(merkle::verify_inclusion(merkle::leaf_hash(&leaf), 1, 3, &path, tree.root()));
    assert!(!merkle::verify_inclusion(merkle::leaf_hash(&leaf), 2, 3, &path, tree.root()));
    assert!(!merkle::verify_inclusion(merkle::leaf_hash(b"other"), 1, 3, &path, tree.root()));
}

#[test]
fn a_second_implementation_of_ed25519_agrees() {
    // The other implementation refuses the all-zero seed.
    for seed in 1..32u8 {
        let ours = SigningKey::from_seed("gw/one", &[seed; 32]).unwrap();
        let theirs = ed25519_compact::KeyPair::from_seed(ed25519_compact::Seed::new([seed; 32]));
        let message = vec![seed; usize::from(seed) * 7];
        let signature = ours.sign(&message);
        assert_eq!(signature, *theirs.sk.sign(&message, None));
        theirs.pk.verify(&message, &ed25519_compact::Signature::new(signature)).unwrap();
        let key = VerifyingKey::new("gw/one", &theirs.pk).unwrap();
        assert!(key.verify(&message, &theirs.sk.sign(&message, None)));
        let mut other = message.clone();
        other.push(0);
        assert!(!key.verify(&other, &signature));
    }
}

#[test]
fn keys_and_notes_in_other_forms_are_refused() {
    let golden = golden();
    let vkey = text(&golden, "/record/vkeys/log");
    for bad in
        ["", "a+b", &vkey.replace("7e01c823", "7e01c824"), &vkey.replace("+Aa", "+BK"), &format!("x y{vkey}")]
    {
        assert!(VerifyingKey::parse(bad).is_err(), "{bad}");
    }
    let log = VerifyingKey::parse(vkey).unwrap();
    let checkpoint = text(&golden, "/record/checkpoint");
    assert!(note::verify(&checkpoint.replacen("\n3\n", "\n2\n", 1), &log).is_err());
    assert!(note::verify("no note", &log).is_err());
    for bad in ["o\n03\nAAAA\n", "o\n3\n", "\n3\nAAAA\n", "o\n-1\nAAAA\n"] {
        assert!(note::Checkpoint::parse(bad).is_err(), "{bad:?}");
    }
}
