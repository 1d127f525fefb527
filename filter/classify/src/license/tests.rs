use alloc::vec::Vec;

use super::*;

/// Licences of a text; its words are looked up in the list of the compiler.
fn licenses(text: &str) -> Vec<License<'static>> {
    let (mut found, mut cues, mut at) = (Vec::new(), Vec::new(), 0);
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        let is = |cue: &str| {
            word.eq_ignore_ascii_case(cue)
                || word.strip_suffix('s').is_some_and(|word| word.eq_ignore_ascii_case(cue))
        };
        if source::CUES.split('|').any(is) {
            cues.push(at);
        }
        at += word.len() + 1;
    }
    find(starter::tables(), text.as_bytes(), &cues, &mut found);
    found
}

fn ids(text: &str) -> Vec<&'static str> {
    licenses(text).iter().map(|license| license.spdx).collect()
}

fn family(text: &str) -> Option<Family> {
    licenses(text).iter().map(|license| license.family).min()
}

#[test]
fn expressions_and_manifests_name_their_licence() {
    assert_eq!(
        ids("// SPDX-License-Identifier: (GPL-2.0-only OR BSD-3-Clause)\n"),
        ["GPL-2.0-only", "BSD-3-Clause"]
    );
    assert_eq!(ids("{\"name\": \"a\", \"license\": \"Apache-2.0\"}"), ["Apache-2.0"]);
    assert_eq!(ids("![](https://img.shields.io/badge/license-MPL--2.0-blue)"), ["MPL-2.0"]);
    assert_eq!(family("\"license\": \"UNLICENSED\""), Some(Family::Restricted));
}

#[test]
fn comment_marks_case_and_line_breaks_do_not_matter() {
    let text = " * Permission is hereby GRANTED, free\n * of charge, to any person\n * obtaining a copy of this software\n";
    assert_eq!(ids(text), ["MIT"]);
    let text = "# Redistribution and use in source and\n# binary forms, with or without\n        # modification. Neither the name of X nor the\n# names of its contributors may be used to endorse\n";
    assert_eq!(ids(text), ["BSD-3-Clause"]);
}

#[test]
fn gnu_licences_have_versions() {
    let header = |name: &str, version: &str| {
        alloc::format!(
            "// modify it under the terms of the GNU {name} as published by the Free\n// Software Foundation; {version}.\n\
             // See the GNU {name} for more details.\n"
        )
    };
    let later = "either version 2 of the License, or (at your option) any later version";
    assert_eq!(ids(&header("General Public License", later)), ["GPL-2.0-or-later"]);
    assert_eq!(ids(&header("Lesser General Public License", "version 2.1")), ["LGPL-2.1-only"]);
    assert_eq!(ids("released under the GPLv3+ by the authors"), ["GPL-3.0-or-later"]);
    assert_eq!(ids("MODULE_LICENSE(\"GPL\");"), ["GPL-1.0-or-later"]);
    assert_eq!(ids("GNU Affero General Public License v3.0"), ["AGPL-3.0-only"]);
}

#[test]
fn the_strongest_family_wins() {
    assert_eq!(
        family("MIT License, parts under the Mozilla Public License, version 2.0"),
        Some(Family::CopyleftLimited)
    );
    assert_eq!(family("Licensed for non-commercial use only."), Some(Family::Restricted));
    assert_eq!(family("Copyright 2020 A. All rights reserved."), None);
}

#[test]
fn what_is_no_licence_is_none() {
    for text in [
        "I need a driving licence and a permission slip, please write to the office.",
        "EXPORT_SYMBOL_GPL(my_function);",
        "Copyright law protects authors; the public is confident about that.",
    ] {
        assert_eq!(family(text), None, "{text}");
    }
}
