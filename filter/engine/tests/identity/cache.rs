//! The cache of verified tokens: bounded, and never longer than a token counts.

use std::rc::Rc;

use countersign_engine::identity::{Identity, TokenCache};
use countersign_formats::{limits::TOKEN_BYTES_MAX, time::Micros};

use crate::support::{NOW, alice, check};

fn person(sub: &str, valid_until: u64) -> Rc<Identity> {
    let mut identity = check(&alice()).unwrap();
    (identity.sub, identity.valid_until) = (sub.to_owned(), Micros(valid_until));
    Rc::new(identity)
}

fn sub(cache: &mut TokenCache, token: &str, now: u64) -> Option<String> {
    cache.get(token, Micros(now)).map(|identity| identity.sub.clone())
}

#[test]
fn a_token_counts_until_its_end() {
    let mut cache = TokenCache::new(4);
    cache.insert("a", person("alice", NOW));
    cache.insert("b", person("bob", NOW + 9));
    assert_eq!(sub(&mut cache, "a", NOW - 1).as_deref(), Some("alice"));
    assert_eq!(sub(&mut cache, "a", NOW), None);
    assert_eq!(sub(&mut cache, "b", NOW).as_deref(), Some("bob"));
    assert_eq!(sub(&mut cache, "c", NOW), None);
    // The same token, verified again under other rules.
    cache.insert("a", person("alice", NOW + 5));
    assert_eq!(sub(&mut cache, "a", NOW).as_deref(), Some("alice"));
}

#[test]
fn new_rules_forget_everything() {
    let mut cache = TokenCache::new(4);
    cache.insert("a", person("alice", NOW));
    cache.insert("b", person("bob", NOW));
    cache.clear();
    assert_eq!((sub(&mut cache, "a", 0), sub(&mut cache, "b", 0)), (None, None));
    cache.insert("a", person("alice", NOW));
    assert_eq!(sub(&mut cache, "a", 0).as_deref(), Some("alice"));
}

#[test]
fn it_is_bounded_and_keeps_what_is_used() {
    let mut cache = TokenCache::new(8);
    cache.insert("used", person("alice", NOW));
    for n in 0..1000 {
        assert!(sub(&mut cache, "used", 0).is_some(), "{n}");
        cache.insert(&format!("t{n}"), person("other", NOW));
    }
    let kept = (0..1000).filter(|n| sub(&mut cache, &format!("t{n}"), 0).is_some()).count();
    assert_eq!(kept, 7);
}

#[test]
fn one_that_ended_gives_way_however_often_it_is_asked_for() {
    let mut cache = TokenCache::new(2);
    cache.insert("ended", person("alice", 10));
    cache.insert("good", person("bob", NOW));
    assert!(sub(&mut cache, "ended", 5).is_some());
    assert!(sub(&mut cache, "ended", 20).is_none());
    cache.insert("more", person("carol", NOW));
    assert!(sub(&mut cache, "ended", 5).is_none());
    assert!(sub(&mut cache, "good", 20).is_some() && sub(&mut cache, "more", 20).is_some());
}

#[test]
fn all_in_use_is_no_endless_search() {
    let mut cache = TokenCache::new(3);
    for round in 0..10 {
        for n in 0..3 {
            cache.insert(&format!("{round}-{n}"), person("x", NOW));
            assert!(sub(&mut cache, &format!("{round}-{n}"), 0).is_some());
        }
    }
    assert_eq!((0..3).filter(|n| sub(&mut cache, &format!("9-{n}"), 0).is_some()).count(), 3);
}

#[test]
fn none_is_kept_without_room() {
    let mut cache = TokenCache::new(0);
    cache.insert("a", person("alice", NOW));
    assert_eq!(sub(&mut cache, "a", 0), None);
}

#[test]
fn too_large_a_token_is_not_looked_for() {
    let mut cache = TokenCache::new(2);
    let (largest, larger) = ("a".repeat(TOKEN_BYTES_MAX), "a".repeat(TOKEN_BYTES_MAX + 1));
    cache.insert(&largest, person("alice", NOW));
    cache.insert(&larger, person("alice", NOW));
    assert!(sub(&mut cache, &largest, 0).is_some());
    assert!(sub(&mut cache, &larger, 0).is_none());
}
