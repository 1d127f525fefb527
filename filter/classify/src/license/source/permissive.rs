//! Phrases of permissive licences, and of those that stand close to them.

use super::{Group, Meaning};

#[rustfmt::skip]
pub(super) const LIST: &[Group] = &[
    Group {
        meaning: Meaning::Id("MIT", 950),
        phrases: "mit license|mit licence|licensed under mit|mit licensed|licenses mit|license mit|mit x11 \
            license|expat license|under the mit terms|the mit x11|x11 mit license",
    },
    Group {
        meaning: Meaning::Id("MIT", 980),
        phrases: "of charge to any person obtaining a copy|deal in the software without restriction including \
            without",
    },
    Group {
        meaning: Meaning::Id("MIT-0", 960),
        phrases: "mit no attribution",
    },
    Group {
        meaning: Meaning::Id("MIT", 900),
        phrases: "mit style license|mit style licence|mit like license",
    },
    Group {
        meaning: Meaning::Id("Apache-2.0", 970),
        phrases: "apache license version 2 0|apache license 2 0|apache 2 0 license|apache license v2 0|apache \
            license version 2|apache software license version 2 0|apache software license 2 0|licenses \
            license 2 0|licenses apache 2 0|apache 2 license|apache2 license|asl 2 0|apache license 2|apache \
            public license 2 0|apache licence version 2 0|apache licence 2 0|apache 2 0 licence|terms of the \
            apache license|under the apache license|under the apache 2 0",
    },
    Group {
        meaning: Meaning::Id("Apache-1.1", 970),
        phrases: "apache software license version 1 1|includes software developed by the apache|apache software \
            foundation http www apache org all",
    },
    Group {
        meaning: Meaning::Id("Apache-1.0", 950),
        phrases: "apache group for use in the apache|apache license version 1 0",
    },
    Group {
        meaning: Meaning::Id("BSD-2-Clause", 930),
        phrases: "redistribution and use in source and binary forms|simplified bsd license|freebsd license|bsd 2 \
            clause|two clause bsd|2 clause bsd|bsd two clause|redistribution and use with or without \
            modification|redistributions of source code must retain the above|redistribution of source code \
            must retain the|redistributions in binary form must reproduce the above|redistribution in source \
            and binary forms",
    },
    Group {
        meaning: Meaning::Id("BSD-3-Clause", 940),
        phrases: "names of its contributors may be used to|contributors may be used to endorse or promote|may not \
            be used to endorse or promote|nor the names of its contributors may be|modified bsd license|new \
            bsd license|revised bsd license|bsd 3 clause|three clause bsd|3 clause bsd|bsd new license|may \
            be used to endorse or promote products",
    },
    Group {
        meaning: Meaning::Id("BSD-3-Clause", 850),
        phrases: "bsd license|bsd licence|bsd style license|bsd style licence|bsd licensed|bsd licenses|berkeley \
            software distribution license|license bsd|licenses bsd|bsd like license|bsd type license|under \
            the bsd",
    },
    Group {
        meaning: Meaning::Id("BSD-4-Clause", 950),
        phrases: "all advertising materials mentioning features or use|bsd 4 clause|original bsd license",
    },
    Group {
        meaning: Meaning::Id("BSD-4-Clause-UC", 950),
        phrases: "acknowledgement this product includes software developed by university",
    },
    Group {
        meaning: Meaning::Id("BSD-3-Clause-Clear", 950),
        phrases: "clear bsd license|no express or implied licenses to any party",
    },
    Group {
        meaning: Meaning::Id("BSD-Source-Code", 900),
        phrases: "bsd source code",
    },
    Group {
        meaning: Meaning::Id("0BSD", 960),
        phrases: "zero clause bsd|bsd zero clause",
    },
    Group {
        meaning: Meaning::Id("ISC", 950),
        phrases: "isc license|isc licence|modify and or distribute this software for any|internet software \
            consortium license",
    },
    Group {
        meaning: Meaning::Id("HPND", 930),
        phrases: "permission to use copy modify and distribute this|permission to use copy modify distribute and \
            sell|permission to use copy modify and sell this|permission to use copy and distribute this \
            software|permission to copy modify and distribute this|permission to use copy modify distribute \
            this software|permission to use copy and modify this software|permission to use modify and \
            distribute this software",
    },
    Group {
        meaning: Meaning::Id("LicenseRef-permissive", 850),
        phrases: "for any purpose without fee is hereby granted|for any purpose and without fee is hereby|freely \
            used copied modified|is freely granted provided that this notice|provided that this notice is \
            preserved|this notice must be retained|copying and distribution of this file with or|is granted \
            free of charge to use|you may use this code for any purpose|permission is granted to anyone to \
            use this|permission is hereby granted to use copy modify|may be freely distributed|may be freely \
            copied|may be freely used|free for any use|permission to copy use and modify|permission to use \
            this software is granted|use it for any purpose|free to use this code|can be used freely|may be \
            used freely|redistribution and use are permitted|may be copied modified and \
            distributed|permission is granted to use copy and distribute|permission is granted to use copy \
            modify and|permission to reproduce and distribute|permission is hereby granted to copy|is hereby \
            granted without written agreement|license is granted to copy and use|license is also granted to \
            make and use|free of charge and without restriction|freely distributable|freely \
            redistributable|permission is hereby granted without written agreement|do whatever you want \
            with|do anything you want with|do what you like with|no restrictions on use|may be used and \
            distributed without restriction|unlimited distribution|permission is granted to copy distribute \
            and|permission is granted to redistribute|right to use copy modify and distribute|is free \
            software you may use|users are free to|redistribution of this software is permitted|are \
            permitted provided that the following conditions|is permitted provided that the above copyright \
            notice|provided that the above copyright notice and this|provided the copyright notice is \
            retained|as long as this notice is retained|as long as this copyright notice|as long as you \
            retain this notice|permission is hereby granted to any person|hereby granted royalty \
            free|permission is hereby granted free of charge|royalty free license to use|non exclusive \
            copyright license to use copy modify",
    },
    Group {
        meaning: Meaning::Id("FSFULLR", 930),
        phrases: "gives unlimited permission to copy and or distribute|free software foundation gives unlimited \
            permission|unlimited permission to copy distribute and modify it",
    },
    Group {
        meaning: Meaning::Id("FSFAP", 920),
        phrases: "are permitted in any medium without royalty provided",
    },
    Group {
        meaning: Meaning::Id("Zlib", 960),
        phrases: "altered source versions must be plainly marked|zlib license|zlib libpng license|zlib \
            licence|license zlib",
    },
    Group {
        meaning: Meaning::Id("Libpng", 950),
        phrases: "libpng license|png reference library license",
    },
    Group {
        meaning: Meaning::Id("NCSA", 960),
        phrases: "university of illinois ncsa open source license|ncsa open source license|llvm release license",
    },
    Group {
        meaning: Meaning::Id("BSL-1.0", 960),
        phrases: "boost software license|boost software license version 1 0|person or organization obtaining a \
            copy of the",
    },
    Group {
        meaning: Meaning::Id("Unlicense", 970),
        phrases: "free and unencumbered software released into the public|the unlicense|unlicense org",
    },
    Group {
        meaning: Meaning::Id("WTFPL", 970),
        phrases: "do what the fuck you want to|wtfpl",
    },
    Group {
        meaning: Meaning::Id("CC0-1.0", 960),
        phrases: "cc0 1 0|creative commons zero|publicdomain zero 1 0|creative commons cc0|cc0 universal|under \
            cc0|cc0 public domain",
    },
    Group {
        meaning: Meaning::Id("LicenseRef-public-domain", 900),
        phrases: "released into the public domain|placed in the public domain|in the public domain|into the public \
            domain|to the public domain|hereby disclaims copyright to this|is public domain|public domain \
            software|public domain code|are public domain|author disclaims copyright|public domain \
            no|dedicated to the public domain|public domain by|this file is public domain|public domain \
            notice|license public domain|public domain",
    },
    Group {
        meaning: Meaning::Id("PSF-2.0", 960),
        phrases: "python software foundation license|psf license agreement|license agreement is between the python \
            software foundation|psf license",
    },
    Group {
        meaning: Meaning::Id("Python-2.0", 930),
        phrases: "beopen python license|cnri license agreement|python license",
    },
    Group {
        meaning: Meaning::Id("OpenSSL", 950),
        phrases: "openssl license|openssl project for use in the openssl|openssl project for use in openssl",
    },
    Group {
        meaning: Meaning::Id("SSLeay-standalone", 930),
        phrases: "eric young eay cryptsoft com all rights reserved|this package is an ssl implementation written \
            by",
    },
    Group {
        meaning: Meaning::Id("PHP-3.01", 950),
        phrases: "php license version 3 01|php license v3 01|version 3 01 of the php license",
    },
    Group {
        meaning: Meaning::Id("PHP-3.0", 940),
        phrases: "php license|version 3 0 of the php license",
    },
    Group {
        meaning: Meaning::Id("PostgreSQL", 950),
        phrases: "postgresql license|postgresql licence",
    },
    Group {
        meaning: Meaning::Id("ZPL-2.1", 950),
        phrases: "zope public license|zope public license version 2 1",
    },
    Group {
        meaning: Meaning::Id("W3C", 950),
        phrases: "w3c software notice and license|w3c software license|w3c software and document notice|w3c \
            document license",
    },
    Group {
        meaning: Meaning::Id("Unicode-DFS-2016", 930),
        phrases: "unicode data files or software|unicode license agreement data files and software|unicode terms \
            of use|hereby grants the right to freely use the",
    },
    Group {
        meaning: Meaning::Id("Unicode-3.0", 940),
        phrases: "unicode license v3",
    },
    Group {
        meaning: Meaning::Id("ICU", 930),
        phrases: "icu license",
    },
    Group {
        meaning: Meaning::Id("curl", 900),
        phrases: "curl license",
    },
    Group {
        meaning: Meaning::Id("X11", 940),
        phrases: "name of the x consortium shall not be|x consortium be liable|x11 license|x11 licence|xfree86 \
            license|name of the xfree86 project",
    },
    Group {
        meaning: Meaning::Id("X11-distribute-modifications-variant", 930),
        phrases: "distribute with modifications sublicense",
    },
    Group {
        meaning: Meaning::Id("AFL-3.0", 950),
        phrases: "academic free license|academic free license version 3 0|academic free license v 3 0",
    },
    Group {
        meaning: Meaning::Id("AFL-2.1", 950),
        phrases: "academic free license version 2 1|academic free license v 2 1",
    },
    Group {
        meaning: Meaning::Id("AFL-2.0", 950),
        phrases: "academic free license version 2 0",
    },
    Group {
        meaning: Meaning::Id("ECL-2.0", 950),
        phrases: "educational community license version 2 0|educational community license",
    },
    Group {
        meaning: Meaning::Id("MS-PL", 950),
        phrases: "microsoft public license|ms pl",
    },
    Group {
        meaning: Meaning::Id("UPL-1.0", 950),
        phrases: "universal permissive license",
    },
    Group {
        meaning: Meaning::Id("Beerware", 960),
        phrases: "beer ware license|beerware license|the beer ware",
    },
    Group {
        meaning: Meaning::Id("Vim", 940),
        phrases: "vim license",
    },
    Group {
        meaning: Meaning::Id("TCL", 930),
        phrases: "associated files the following terms apply to all|authors hereby grant permission to use copy \
            modify",
    },
    Group {
        meaning: Meaning::Id("Info-ZIP", 950),
        phrases: "info zip license|info zip copyright",
    },
    Group {
        meaning: Meaning::Id("IJG", 930),
        phrases: "independent jpeg group s software",
    },
    Group {
        meaning: Meaning::Id("bzip2-1.0.6", 930),
        phrases: "julian seward",
    },
    Group {
        meaning: Meaning::Id("FTL", 950),
        phrases: "freetype license|freetype project license",
    },
    Group {
        meaning: Meaning::Id("ImageMagick", 940),
        phrases: "imagemagick license",
    },
    Group {
        meaning: Meaning::Id("JSON", 940),
        phrases: "the software shall be used for good not|json license",
    },
    Group {
        meaning: Meaning::Id("NTP", 930),
        phrases: "ntp license",
    },
    Group {
        meaning: Meaning::Id("Intel-ACPI", 930),
        phrases: "intel acpi",
    },
    Group {
        meaning: Meaning::Id("MulanPSL-2.0", 950),
        phrases: "mulan psl v2|mulan permissive software license",
    },
    Group {
        meaning: Meaning::Id("Net-SNMP", 930),
        phrases: "net snmp license",
    },
    Group {
        meaning: Meaning::Id("Artistic-2.0", 950),
        phrases: "artistic license 2 0|artistic license version 2 0",
    },
    Group {
        meaning: Meaning::Id("Artistic-1.0", 930),
        phrases: "artistic license|artistic licence|perl artistic license|the clarified artistic license|the \
            artistic license 1 0",
    },
    Group {
        meaning: Meaning::Id("Artistic-1.0-Perl", 940),
        phrases: "same terms as perl itself|same terms as perl|under the terms of either gnu general public",
    },
    Group {
        meaning: Meaning::Id("Ruby", 940),
        phrases: "same terms as ruby|ruby license|ruby s license|same terms as ruby itself|under the ruby \
            license|ruby licence",
    },
    Group {
        meaning: Meaning::Id("CC-BY-4.0", 940),
        phrases: "creative commons attribution 4 0|creative commons attribution international|licenses by 4 0|cc \
            by 4 0|creative commons attribution license|creative commons attribution",
    },
    Group {
        meaning: Meaning::Id("CC-BY-3.0", 940),
        phrases: "creative commons attribution 3 0|licenses by 3 0|cc by 3 0",
    },
    Group {
        meaning: Meaning::Id("CC-BY-2.5", 940),
        phrases: "creative commons attribution 2 5|licenses by 2 5",
    },
    Group {
        meaning: Meaning::Id("CC-BY-2.0", 940),
        phrases: "licenses by 2 0",
    },
    Group {
        meaning: Meaning::Id("CC-BY-SA-4.0", 950),
        phrases: "attribution sharealike 4 0|attribution share alike 4 0|licenses by sa 4 0|cc by sa 4 0|creative \
            commons attribution sharealike|creative commons attribution share alike|cc by sa",
    },
    Group {
        meaning: Meaning::Id("CC-BY-SA-3.0", 950),
        phrases: "attribution sharealike 3 0|attribution share alike 3 0|licenses by sa 3 0|cc by sa 3 0",
    },
    Group {
        meaning: Meaning::Id("CC-BY-SA-2.5", 950),
        phrases: "licenses by sa 2 5",
    },
    Group {
        meaning: Meaning::Id("CC-BY-NC-SA-4.0", 950),
        phrases: "attribution noncommercial sharealike|attribution non commercial share alike|licenses by nc sa 4 \
            0|cc by nc sa|attribution noncommercial share alike|licenses by nc sa 3 0",
    },
    Group {
        meaning: Meaning::Id("CC-BY-NC-4.0", 950),
        phrases: "attribution noncommercial|attribution non commercial|licenses by nc 4 0|cc by nc|licenses by nc \
            3 0",
    },
    Group {
        meaning: Meaning::Id("CC-BY-NC-ND-4.0", 950),
        phrases: "noncommercial noderivatives|noncommercial no derivatives|non commercial no derivatives|non \
            commercial no derivs|licenses by nc nd 4 0|licenses by nc nd 3 0|cc by nc nd",
    },
    Group {
        meaning: Meaning::Id("CC-BY-ND-4.0", 950),
        phrases: "attribution noderivatives|attribution no derivatives|licenses by nd 4 0|cc by nd",
    },
];
