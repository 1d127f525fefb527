//! Words around which licences are looked for.

/// The words and phrases of names, headers and texts of licences that little else has; the lexicon adds the plural forms.
pub(crate) const CUES: &str = "license|licence|licensed|licenced|licensing|licensee|licensor|licensable|sublicense|sublicence|sublicensed|\
    sublicensing|sublicensable|relicense|relicensed|relicensing|unlicense|unlicensed|licenseref|copyright|\
    copyrighted|redistribute|redistributed|redistributing|redistribution|redistributable|permission|permissive|\
    permissible|proprietary|confidential|confidentiality|warranty|warranties|prohibit|prohibited|prohibition|spdx|\
    eula|wtfpl|apache|apache2|gpl|gpl1|gpl2|gpl3|gplv1|gplv2|gplv3|lgpl|lgpl2|lgpl21|lgpl3|lgplv2|lgplv21|lgplv3|\
    agpl|agpl3|agplv1|agplv3|bsd|bsd2|bsd3|freebsd|netbsd|openbsd|mpl|mpl1|mpl2|mplv1|mplv2|public domain";
