//! Which records of a group continue their chains: the decision, without a database.

use std::collections::{HashMap, HashSet};

use countersign_formats::digest::Digest;

use super::{IngestError, check::Checked};

/// Where an instance's chain ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain {
    pub next_seq: u64,
    pub last: Digest,
}

/// What was stored or planned before, as far as a call asks.
#[derive(Debug, Default)]
pub struct Seen {
    /// Digests of leaf data by sequence number, for the numbers below the chain's end that the call repeats.
    pub stored: HashMap<u64, Digest>,
    /// Record ids that are taken.
    pub ids: HashSet<String>,
}

/// Fits the records of one call to the chain. Returns how many of them, from the front, are stored already; the rest
/// continues the chain, which then stands where the second value says.
pub fn fit(chain: Chain, records: &[Checked], seen: &Seen) -> Result<(usize, Chain), IngestError> {
    let mut known = 0;
    let mut end = chain;
    let mut ids = HashSet::new();
    for (place, checked) in records.iter().enumerate() {
        let seq = checked.record.gw.seq;
        if seq < chain.next_seq && end == chain {
            if seen.stored.get(&seq) != Some(&checked.digest) {
                return Err(IngestError::Fork(seq));
            }
            known += 1;
        } else if seq == end.next_seq && checked.prev == end.last {
            if seen.ids.contains(&checked.record.id) || !ids.insert(&checked.record.id) {
                return Err(IngestError::Form(place, "expected a record id that is not used yet"));
            }
            end = Chain { next_seq: seq + 1, last: checked.digest };
        } else {
            return Err(IngestError::Gap(chain.next_seq));
        }
    }
    Ok((known, end))
}

#[cfg(test)]
mod tests {
    use countersign_formats::record::{Gateway, Record};

    use super::*;

    fn checked(seq: u64, prev: Digest, id: &str) -> Checked {
        let leaf = format!("{seq} {id}").into_bytes();
        let gw = Gateway { seq, ..Gateway::default() };
        Checked {
            record: Record { id: id.into(), gw, ..Record::default() },
            digest: Digest::of(&leaf),
            hash: Digest::ZERO,
            prev,
            leaf,
            side: Vec::new(),
        }
    }

    fn chain_of(n: u64) -> Vec<Checked> {
        let mut prev = Digest::ZERO;
        (0..n)
            .map(|seq| {
                let next = checked(seq, prev, &format!("id {seq}"));
                prev = next.digest;
                next
            })
            .collect()
    }

    fn end(records: &[Checked]) -> Chain {
        Chain { next_seq: records.len() as u64, last: records.last().map_or(Digest::ZERO, |r| r.digest) }
    }

    fn seen(records: &[Checked]) -> Seen {
        Seen {
            stored: records.iter().map(|r| (r.record.gw.seq, r.digest)).collect(),
            ids: records.iter().map(|r| r.record.id.clone()).collect(),
        }
    }

    #[test]
    fn every_overlap_with_what_is_stored_fits() {
        let all = chain_of(6);
        for stored in 0..=6 {
            for from in 0..=stored {
                let fitted = fit(end(&all[..stored]), &all[from..], &seen(&all[..stored]));
                assert_eq!(fitted, Ok((stored - from, end(&all))), "stored {stored} from {from}");
            }
        }
    }

    #[test]
    fn holes_wrong_prev_and_disorder_are_gaps() {
        let all = chain_of(5);
        let at_2 = end(&all[..2]);
        assert_eq!(fit(at_2, &all[3..], &seen(&all[..2])), Err(IngestError::Gap(2)));
        let wrong = [checked(2, Digest::ZERO, "new")];
        assert_eq!(fit(at_2, &wrong, &seen(&all[..2])), Err(IngestError::Gap(2)));
        let mut turned = chain_of(5);
        turned.swap(2, 3);
        assert_eq!(fit(at_2, &turned[2..], &seen(&all[..2])), Err(IngestError::Gap(2)));
        let mut back = chain_of(4);
        back.push(chain_of(1).remove(0));
        assert_eq!(fit(at_2, &back[2..], &seen(&all[..2])), Err(IngestError::Gap(2)));
    }

    #[test]
    fn another_record_under_a_stored_number_is_a_fork() {
        let all = chain_of(3);
        let other = [checked(1, all[0].digest, "other")];
        assert_eq!(fit(end(&all), &other, &seen(&all)), Err(IngestError::Fork(1)));
    }

    #[test]
    fn an_id_is_used_once() {
        let all = chain_of(3);
        let again = [checked(3, all[2].digest, "id 1")];
        assert!(matches!(fit(end(&all), &again, &seen(&all)), Err(IngestError::Form(0, _))));
        let first = checked(3, all[2].digest, "same");
        let second = checked(4, first.digest, "same");
        assert!(matches!(fit(end(&all), &[first, second], &seen(&all)), Err(IngestError::Form(1, _))));
    }
}
