//! SPDX ids and their families, and how expressions name them.
//!
//! The ids are those of the SPDX licence list (<https://spdx.org/licenses/>); the families follow what each licence asks for.

use crate::license::Family;

#[rustfmt::skip]
const PERMISSIVE: &[&str] = &[
    "0BSD", "AAL", "ADSL", "AFL-1.1", "AFL-1.2", "AFL-2.0", "AFL-2.1", "AFL-3.0", "AMDPLPA", "AML",
    "AMPAS", "ANTLR-PD", "APAFML", "Abstyles", "Adobe-2006", "Adobe-Glyph", "Adobe-Utopia", "Afmparse",
    "Apache-1.0", "Apache-1.1", "Apache-2.0", "App-s2p", "Artistic-2.0-PD", "BSD-1-Clause",
    "BSD-2-Clause", "BSD-2-Clause-Patent", "BSD-2-Clause-Views", "BSD-3-Clause",
    "BSD-3-Clause-Attribution", "BSD-3-Clause-Clear", "BSD-3-Clause-LBNL", "BSD-3-Clause-Modification",
    "BSD-3-Clause-No-Nuclear-License", "BSD-3-Clause-No-Nuclear-Warranty", "BSD-3-Clause-acpica",
    "BSD-4-Clause", "BSD-4-Clause-UC", "BSD-4.3TAHOE", "BSD-Source-Code",
    "BSD-Attribution-HPND-disclaimer", "BSL-1.0", "Beerware", "Bitstream-Vera", "Bitstream-Charter",
    "BlueOak-1.0.0", "Boehm-GC", "Borceux", "CC-BY-1.0", "CC-BY-2.0", "CC-BY-2.5", "CC-BY-3.0",
    "CC-BY-4.0", "CC-PDDC", "CC0-1.0", "CDLA-Permissive-1.0", "CDLA-Permissive-2.0", "CECILL-B",
    "CERN-OHL-P-2.0", "CFITSIO", "CNRI-Jython", "CNRI-Python", "CNRI-Python-GPL-Compatible", "CMU-Mach",
    "Caldera", "Clips", "ClArtistic", "Crossword", "Cube", "DOC", "DSDP", "DocBook-Schema", "ECL-1.0",
    "ECL-2.0", "EFL-1.0", "EFL-2.0", "EPICS", "Entessa", "FSFAP", "FSFUL", "FSFULLR", "FSFULLRWD", "FTL",
    "Fair", "FreeBSD-DOC", "GD", "GL2PS", "GLWTPL", "HPND", "HPND-sell-variant", "HPND-DEC", "HPND-Intel",
    "HP-1986", "HP-1989", "HTMLTIDY", "HaskellReport", "IBM-pibs", "ICU", "IJG", "ISC", "ImageMagick",
    "Imlib2", "Info-ZIP", "Intel", "Intel-ACPI", "JSON", "JasPer-2.0", "LZMA-SDK-9.22", "Leptonica",
    "Libpng", "Linux-OpenIB", "MIT", "MIT-0", "MIT-CMU", "MIT-Modern-Variant", "MIT-advertising",
    "MIT-enna", "MIT-feh", "MIT-open-group", "MITNFA", "MirOS", "MS-PL", "MTLL", "Minpack",
    "MulanPSL-1.0", "MulanPSL-2.0", "Multics", "NAIST-2003", "NCSA", "NIST-PD", "NIST-Software",
    "NLOD-1.0", "NRL", "NTP", "NTP-0", "Naumen", "Net-SNMP", "NetCDF", "ODC-By-1.0", "OGC-1.0",
    "OGL-UK-3.0", "OLDAP-2.7", "OLDAP-2.8", "OML", "OpenSSL", "OpenSSL-standalone", "PDDL-1.0", "PHP-3.0",
    "PHP-3.01", "PSF-2.0", "Plexus", "PostgreSQL", "Python-2.0", "Python-2.0.1", "Qhull", "RSA-MD",
    "Ruby-pty", "SAX-PD", "SGI-B-2.0", "SMLNJ", "SSH-OpenSSH", "SSH-short", "SSLeay-standalone", "SWL",
    "Saxpath", "Spencer-86", "Spencer-94", "Spencer-99", "SunPro", "TCL", "TCP-wrappers", "TU-Berlin-1.0",
    "UCAR", "UPL-1.0", "Unicode-3.0", "Unicode-DFS-2015", "Unicode-DFS-2016", "Unlicense", "VSL-1.0",
    "Vim", "W3C", "W3C-19980720", "W3C-20150513", "WTFPL", "X11", "X11-distribute-modifications-variant",
    "XFree86-1.1", "Xerox", "Xnet", "ZPL-1.1", "ZPL-2.0", "ZPL-2.1", "Zend-2.0", "Zlib", "blessing",
    "bzip2-1.0.5", "bzip2-1.0.6", "curl", "dtoa", "eGenix", "etalab-2.0", "iMatix", "libpng-2.0",
    "libtiff", "mpich2", "pkgconf", "psutils", "radvd", "softSurfer", "ssh-keyscan", "xlock", "xpp",
    "zlib-acknowledgement", "LicenseRef-public-domain", "LicenseRef-permissive", "LicenseRef-repository",
];

#[rustfmt::skip]
const LIMITED: &[&str] = &[
    "APL-1.0", "APSL-1.0", "APSL-1.1", "APSL-1.2", "APSL-2.0", "Artistic-1.0", "Artistic-1.0-Perl",
    "Artistic-1.0-cl8", "Artistic-2.0", "BitTorrent-1.0", "BitTorrent-1.1", "CATOSL-1.1", "CC-BY-SA-1.0",
    "CC-BY-SA-2.0", "CC-BY-SA-2.5", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CDDL-1.0", "CDDL-1.1",
    "CDLA-Sharing-1.0", "CECILL-C", "CERN-OHL-W-2.0", "CPAL-1.0", "CPL-1.0", "CUA-OPL-1.0", "EPL-1.0",
    "EPL-2.0", "ErlPL-1.1", "EUPL-1.0", "EUPL-1.1", "EUPL-1.2", "FreeImage", "Frameworx-1.0",
    "GFDL-1.1-only", "GFDL-1.1-or-later", "GFDL-1.2-only", "GFDL-1.2-or-later", "GFDL-1.3-only",
    "GFDL-1.3-or-later", "IPA", "IPL-1.0", "Interbase-1.0", "LGPL-2.0-only", "LGPL-2.0-or-later",
    "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "LGPLLR", "LPL-1.0",
    "LPL-1.02", "LPPL-1.0", "LPPL-1.3a", "LPPL-1.3c", "MPL-1.0", "MPL-1.1", "MPL-2.0",
    "MPL-2.0-no-copyleft-exception", "MS-RL", "Motosoto", "NASA-1.3", "NOSL", "NPL-1.0", "NPL-1.1",
    "Nokia", "OCLC-2.0", "ODbL-1.0", "OFL-1.0", "OFL-1.1", "OPL-1.0", "OSET-PL-2.1", "QPL-1.0", "Ruby",
    "RPSL-1.0", "RSCPL", "SGI-B-1.0", "SGI-B-1.1", "SISSL", "SPL-1.0", "SugarCRM-1.1.3", "UCL-1.0",
    "Ubuntu-font-1.0", "Watcom-1.0", "YPL-1.1", "Zimbra-1.3", "Zimbra-1.4", "gSOAP-1.3b", "wxWindows",
    "eCos-2.0",
];

#[rustfmt::skip]
const COPYLEFT: &[&str] = &[
    "AGPL-1.0-only", "AGPL-1.0-or-later", "AGPL-3.0-only", "AGPL-3.0-or-later", "CECILL-1.0",
    "CECILL-2.0", "CECILL-2.1", "CERN-OHL-S-2.0", "GPL-1.0-only", "GPL-1.0-or-later", "GPL-2.0-only",
    "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later", "OSL-1.0", "OSL-1.1", "OSL-2.0", "OSL-2.1",
    "OSL-3.0", "Parity-7.0.0", "RPL-1.1", "RPL-1.5", "Sleepycat", "SimPL-2.0", "D-FSL-1.0", "NGPL",
    "copyleft-next-0.3.0", "copyleft-next-0.3.1", "CAL-1.0",
];

#[rustfmt::skip]
const RESTRICTED: &[&str] = &[
    "Aladdin", "BUSL-1.1", "CC-BY-NC-1.0", "CC-BY-NC-2.0", "CC-BY-NC-2.5", "CC-BY-NC-3.0", "CC-BY-NC-4.0",
    "CC-BY-NC-ND-2.0", "CC-BY-NC-ND-3.0", "CC-BY-NC-ND-4.0", "CC-BY-NC-SA-2.0", "CC-BY-NC-SA-2.5",
    "CC-BY-NC-SA-3.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-2.0", "CC-BY-ND-3.0", "CC-BY-ND-4.0", "CPOL-1.02",
    "Elastic-2.0", "FSL-1.1-ALv2", "FSL-1.1-MIT", "Hippocratic-2.1", "MS-LPL",
    "PolyForm-Noncommercial-1.0.0", "PolyForm-Small-Business-1.0.0", "PolyForm-Shield-1.0.0",
    "PolyForm-Internal-Use-1.0.0", "SSPL-1.0", "SUL-1.0", "UnRAR", "LicenseRef-proprietary",
    "LicenseRef-commercial", "LicenseRef-non-commercial", "LicenseRef-confidential", "LicenseRef-eula",
    "LicenseRef-Commons-Clause",
];

const OTHER: &[&str] =
    &["LicenseRef-patent-grant", "LicenseRef-contributor-agreement", "LicenseRef-disclaimer"];

/// Names that manifests use instead of an SPDX id, and ids that SPDX has replaced.
#[rustfmt::skip]
pub(super) const ALIASES: &[(&str, &str)] = &[
    ("agpl", "AGPL-3.0-only"), ("agpl-3", "AGPL-3.0-only"), ("agpl-3.0", "AGPL-3.0-only"),
    ("agpl-3.0+", "AGPL-3.0-or-later"), ("agplv3", "AGPL-3.0-only"), ("agplv3+", "AGPL-3.0-or-later"),
    ("gpl", "GPL-1.0-or-later"), ("gpl+", "GPL-1.0-or-later"), ("gpl-1.0", "GPL-1.0-only"),
    ("gpl-1.0+", "GPL-1.0-or-later"), ("gpl-2", "GPL-2.0-only"), ("gpl-2.0", "GPL-2.0-only"),
    ("gpl-2.0+", "GPL-2.0-or-later"), ("gpl-2+", "GPL-2.0-or-later"), ("gplv2", "GPL-2.0-only"),
    ("gplv2+", "GPL-2.0-or-later"), ("gpl-3", "GPL-3.0-only"), ("gpl-3.0", "GPL-3.0-only"),
    ("gpl-3.0+", "GPL-3.0-or-later"), ("gpl-3+", "GPL-3.0-or-later"), ("gplv3", "GPL-3.0-only"),
    ("gplv3+", "GPL-3.0-or-later"), ("lgpl", "LGPL-2.0-or-later"), ("lgpl-2", "LGPL-2.0-only"),
    ("lgpl-2.0", "LGPL-2.0-only"), ("lgpl-2.0+", "LGPL-2.0-or-later"), ("lgpl-2+", "LGPL-2.0-or-later"),
    ("lgpl-2.1", "LGPL-2.1-only"), ("lgpl-2.1+", "LGPL-2.1-or-later"), ("lgplv2", "LGPL-2.0-only"),
    ("lgplv2+", "LGPL-2.0-or-later"), ("lgplv2.1", "LGPL-2.1-only"), ("lgplv2.1+", "LGPL-2.1-or-later"),
    ("lgpl-3", "LGPL-3.0-only"), ("lgpl-3.0", "LGPL-3.0-only"), ("lgpl-3.0+", "LGPL-3.0-or-later"),
    ("lgplv3", "LGPL-3.0-only"), ("lgplv3+", "LGPL-3.0-or-later"), ("apache", "Apache-2.0"),
    ("apache-2", "Apache-2.0"), ("apache2", "Apache-2.0"), ("apache2.0", "Apache-2.0"),
    ("asl2.0", "Apache-2.0"), ("bsd", "BSD-3-Clause"), ("bsd-2", "BSD-2-Clause"), ("bsd2", "BSD-2-Clause"),
    ("bsd3", "BSD-3-Clause"), ("bsd-3", "BSD-3-Clause"), ("bsd-simplified", "BSD-2-Clause"),
    ("bsd-new", "BSD-3-Clause"), ("expat", "MIT"), ("mit/x11", "MIT"), ("isc-license", "ISC"),
    ("mpl", "MPL-2.0"), ("mplv2", "MPL-2.0"), ("mplv2.0", "MPL-2.0"), ("mpl2", "MPL-2.0"),
    ("cc0", "CC0-1.0"), ("cc-by", "CC-BY-4.0"), ("cc-by-sa", "CC-BY-SA-4.0"), ("cc-by-nc", "CC-BY-NC-4.0"),
    ("cc-by-nc-sa", "CC-BY-NC-SA-4.0"), ("boost", "BSL-1.0"), ("epl", "EPL-2.0"),
    ("gfdl-1.1", "GFDL-1.1-only"), ("gfdl-1.2", "GFDL-1.2-only"), ("gfdl-1.3", "GFDL-1.3-only"),
    ("psf", "PSF-2.0"), ("psfl", "PSF-2.0"), ("zpl", "ZPL-2.1"), ("artistic", "Artistic-1.0"),
    ("artistic2", "Artistic-2.0"), ("perl", "Artistic-1.0-Perl"), ("dual_bsd_gpl", "GPL-2.0-only"),
    ("bsl", "BUSL-1.1"), ("unlicensed", "LicenseRef-proprietary"),
    ("proprietary", "LicenseRef-proprietary"), ("closed", "LicenseRef-proprietary"),
    ("commercial", "LicenseRef-commercial"),
];

/// Ids by family.
pub(super) const LISTS: [(&[&str], Family); 5] = [
    (PERMISSIVE, Family::Permissive),
    (LIMITED, Family::CopyleftLimited),
    (COPYLEFT, Family::Copyleft),
    (RESTRICTED, Family::Restricted),
    (OTHER, Family::Other),
];
