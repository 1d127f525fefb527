//! Phrases of copyleft and of restricted licences.

use super::{Group, Meaning};

#[rustfmt::skip]
pub(super) const LIST: &[Group] = &[
    Group {
        meaning: Meaning::Id("MPL-2.0", 960),
        phrases: "mozilla public license version 2 0|mozilla public license v 2 0|mozilla public license 2 \
            0|mozilla public license v2 0|mozilla org mpl 2 0|mpl 2 0|mpl2|mplv2|mozilla public licence \
            version 2 0",
    },
    Group {
        meaning: Meaning::Id("MPL-1.1", 960),
        phrases: "mozilla public license version 1 1|mozilla public license 1 1|mpl 1 1|mozilla org mpl mpl 1 1",
    },
    Group {
        meaning: Meaning::Id("MPL-1.0", 950),
        phrases: "mozilla public license version 1 0|mozilla public license 1 0|mpl 1 0",
    },
    Group {
        meaning: Meaning::Id("MPL-1.1", 850),
        phrases: "mozilla public license|mozilla org mpl|mozilla public licence",
    },
    Group {
        meaning: Meaning::Id("NPL-1.1", 950),
        phrases: "netscape public license|netscape public license version 1 1|netscape public license version 1 0",
    },
    Group {
        meaning: Meaning::Id("EPL-1.0", 960),
        phrases: "eclipse public license v1 0|eclipse public license version 1 0|eclipse public license v 1 \
            0|eclipse public license 1 0|legal epl v10 html|epl 1 0|eclipse public license",
    },
    Group {
        meaning: Meaning::Id("EPL-2.0", 960),
        phrases: "eclipse public license v2 0|eclipse public license version 2 0|eclipse public license v 2 \
            0|eclipse public license 2 0|legal epl 2 0|epl 2 0|legal epl v20 html",
    },
    Group {
        meaning: Meaning::Id("CPL-1.0", 950),
        phrases: "common public license|common public license version 1 0|common public license v1 0|cpl v1 0|cpl \
            1 0",
    },
    Group {
        meaning: Meaning::Id("IPL-1.0", 950),
        phrases: "ibm public license",
    },
    Group {
        meaning: Meaning::Id("CDDL-1.0", 960),
        phrases: "common development and distribution license|cddl 1 0|cddl license|the cddl|common development \
            and distribution licence",
    },
    Group {
        meaning: Meaning::Id("CDDL-1.1", 960),
        phrases: "cddl 1 1|cddl version 1 1|cddl gpl 1 1",
    },
    Group {
        meaning: Meaning::Id("EUPL-1.2", 950),
        phrases: "european union public licence|european union public license|eupl v 1 2|eupl 1 2|eupl",
    },
    Group {
        meaning: Meaning::Id("OFL-1.1", 960),
        phrases: "sil open font license|open font license|open font license version 1 1|ofl 1 1|scripts sil org \
            ofl",
    },
    Group {
        meaning: Meaning::Id("MS-RL", 950),
        phrases: "microsoft reciprocal license|ms rl",
    },
    Group {
        meaning: Meaning::Id("APSL-2.0", 950),
        phrases: "apple public source license",
    },
    Group {
        meaning: Meaning::Id("SISSL", 950),
        phrases: "sun industry standards source license",
    },
    Group {
        meaning: Meaning::Id("SPL-1.0", 940),
        phrases: "sun public license",
    },
    Group {
        meaning: Meaning::Id("LPPL-1.3c", 950),
        phrases: "latex project public license|latex project public license version 1 3|lppl",
    },
    Group {
        meaning: Meaning::Id("QPL-1.0", 950),
        phrases: "q public license|qt public license|trolltech qpl",
    },
    Group {
        meaning: Meaning::Id("CECILL-C", 950),
        phrases: "cecill c|cecill c license",
    },
    Group {
        meaning: Meaning::Id("CECILL-B", 950),
        phrases: "cecill b|cecill b license",
    },
    Group {
        meaning: Meaning::Id("CECILL-2.1", 930),
        phrases: "cecill license|cecill free software license|licence cecill|cecill v2|cecill 2 1",
    },
    Group {
        meaning: Meaning::Id("CPAL-1.0", 950),
        phrases: "common public attribution license",
    },
    Group {
        meaning: Meaning::Id("ODbL-1.0", 950),
        phrases: "open database license|open data commons open database license",
    },
    Group {
        meaning: Meaning::Id("wxWindows", 950),
        phrases: "wxwindows library licence|wxwindows licence|wxwidgets licence",
    },
    Group {
        meaning: Meaning::Id("NASA-1.3", 940),
        phrases: "nasa open source agreement",
    },
    Group {
        meaning: Meaning::Id("ErlPL-1.1", 950),
        phrases: "erlang public license",
    },
    Group {
        meaning: Meaning::Id("Watcom-1.0", 940),
        phrases: "sybase open watcom public license",
    },
    Group {
        meaning: Meaning::Id("OSL-3.0", 950),
        phrases: "open software license version 3 0|osl 3 0|open software license 3 0|open software license v 3 0",
    },
    Group {
        meaning: Meaning::Id("RPL-1.5", 950),
        phrases: "reciprocal public license",
    },
    Group {
        meaning: Meaning::Id("Sleepycat", 950),
        phrases: "sleepycat license|how to obtain complete source code for the|db software and any accompanying \
            software that uses|sleepycat software",
    },
    Group {
        meaning: Meaning::Id("copyleft-next-0.3.1", 950),
        phrases: "copyleft next",
    },
    Group {
        meaning: Meaning::Gnu("GPL", 0),
        phrases: "gnu general public license|gnu general public licence|gnu public license|gnu public licence|gnu \
            gpl|gpl|gnu general public|gpls|gnu general public licenses|gpl license|general public \
            license|gnu licence|gnu license|gnu public general license|general public licence",
    },
    Group {
        meaning: Meaning::Gnu("GPL", 2),
        phrases: "gplv2|gpl2|licenses gpl 2 0|licenses old licenses gpl 2 0|gpl v2|gpl 2 0",
    },
    Group {
        meaning: Meaning::Gnu("GPL", 3),
        phrases: "gplv3|gpl3|licenses gpl 3 0|gpl v3|gpl 3 0",
    },
    Group {
        meaning: Meaning::Gnu("LGPL", 0),
        phrases: "gnu lesser general public license|gnu library general public license|lesser general public \
            license|library general public license|lesser gnu general public license|lgpl|gnu lgpl|gnu \
            lesser general public licence|gnu lesser public license|lesser general public licence|library \
            general public licence|lesser gpl|library gpl|gnu lesser general public|gnu library general \
            public|gnu library public license|lesser public license|gnu library license",
    },
    Group {
        meaning: Meaning::Gnu("LGPL", 2),
        phrases: "lgplv2|lgpl2|licenses lgpl 2 1|lgpl v2|old licenses lgpl 2 1|lgplv21",
    },
    Group {
        meaning: Meaning::Gnu("LGPL", 3),
        phrases: "lgplv3|lgpl3|licenses lgpl 3 0|lgpl v3|lgpl 3 0",
    },
    Group {
        meaning: Meaning::Gnu("AGPL", 0),
        phrases: "gnu affero general public license|affero general public license|agpl|gnu agpl|affero gpl|gnu \
            affero general public licence|affero public license",
    },
    Group {
        meaning: Meaning::Gnu("AGPL", 3),
        phrases: "agplv3|agpl3|licenses agpl 3 0|agpl v3",
    },
    Group {
        meaning: Meaning::Gnu("GFDL", 0),
        phrases: "gnu free documentation license|free documentation license|gfdl|gnu fdl|gnu free documentation \
            licence",
    },
    Group {
        meaning: Meaning::QuietNear,
        phrases: "secondary license means either the|secondary licenses means either the|compatible with \
            the|compatible with|is not covered by the|unlike the|another distribution licence \
            including|another distribution license including|gpl compatible|not the|incompatible with \
            the|incompatible with|exhibit a form of the secondary licenses notice",
    },
    Group {
        meaning: Meaning::QuietGpl,
        phrases: "this license agreement applies to any software library|this license the lesser general public \
            license applies|incorporates the terms and conditions of version 3|this license the library \
            general public license applies|the ordinary general public license|lesser general public license \
            permits more lax criteria",
    },
    Group {
        meaning: Meaning::Id("LicenseRef-proprietary", 900),
        phrases: "proprietary and confidential|confidential and proprietary|proprietary information \
            of|confidential property of|proprietary license|proprietary licence|proprietary software|this \
            software is proprietary|is proprietary to|unauthorized copying of this|unauthorized \
            copying|unauthorized use|unauthorized reproduction|unauthorized distribution|unauthorised \
            copying|strictly prohibited|is prohibited without|may not be copied|may not be redistributed|may \
            not be disclosed|not be used copied or distributed|reproduced without the prior written|without \
            the prior written consent|without the express written permission|without the express written \
            consent|without the express permission|without written permission from|except as permitted by a \
            license agreement|except in accordance with the terms of|under a license agreement containing \
            restrictions|provided under a license agreement|contains proprietary|proprietary rights \
            notice|shall not be reproduced|shall not be disclosed|you may not reverse engineer|not reverse \
            engineer decompile or disassemble|reverse engineer decompile or disassemble|may not modify or \
            distribute|may not distribute|subject to the terms of your agreement|license agreement \
            with|copyright notice does not evidence any actual or|no part of this software may be|no part of \
            this program may be|no part of this publication may be|all use is subject to|retains all \
            intellectual property and proprietary rights|must not be copied|is not open source|not for \
            redistribution|do not distribute|must not be distributed|source code is not freely|may only be \
            used in accordance with|may only be used under|may be used only in accordance with|may be used \
            only under the terms|only with a valid license|valid license agreement|redistribution is not \
            permitted|redistribution is prohibited|rental lease|sublicense lease",
    },
    Group {
        meaning: Meaning::Id("LicenseRef-confidential", 900),
        phrases: "company confidential|is a trade secret|trade secrets of|trade secret information|valuable trade \
            secrets|trade secret of|strictly confidential|unpublished proprietary|unpublished \
            work|unpublished source code|non disclosure agreement|confidential information of|this file \
            contains confidential|for internal use only|restricted rights legend",
    },
    Group {
        meaning: Meaning::Id("LicenseRef-eula", 900),
        phrases: "end user license agreement|end user licence agreement|eula|binary code license \
            agreement|developer license agreement|technology network license|by installing this software you \
            agree|by downloading or using|click the accept button|specification license|supplemental license \
            terms|by using the software you accept these terms",
    },
    Group {
        meaning: Meaning::Id("LicenseRef-commercial", 900),
        phrases: "commercial licensees|purchase a license|purchased a license|for licensing information \
            contact|paid license|must purchase",
    },
    Group {
        meaning: Meaning::Id("LicenseRef-non-commercial", 930),
        phrases: "non commercial use only|noncommercial use only|non commercial purposes only|noncommercial \
            purposes only|for non commercial use|for noncommercial use|for non commercial purposes|for \
            noncommercial purposes|not for commercial use|commercial use is prohibited|commercial use is not \
            permitted|commercial use prohibited|for personal use only|academic use only|research purposes \
            only|for research use only|research use only|for evaluation purposes only|evaluation use \
            only|for educational purposes only|personal non commercial use|not be used for commercial \
            purposes|no commercial use|non commercial and research|solely for non commercial|academic and \
            research use|without fee for non commercial|may not be sold|must not be sold|for profit is \
            prohibited|cannot be sold",
    },
    Group {
        meaning: Meaning::Id("BUSL-1.1", 960),
        phrases: "business source license|busl 1 1|bsl 1 1",
    },
    Group {
        meaning: Meaning::Id("SSPL-1.0", 960),
        phrases: "server side public license|sspl",
    },
    Group {
        meaning: Meaning::Id("Elastic-2.0", 950),
        phrases: "elastic license|elastic license 2 0|elastic license v2",
    },
    Group {
        meaning: Meaning::Id("LicenseRef-Commons-Clause", 950),
        phrases: "commons clause",
    },
    Group {
        meaning: Meaning::Id("PolyForm-Noncommercial-1.0.0", 950),
        phrases: "polyform noncommercial",
    },
    Group {
        meaning: Meaning::Id("PolyForm-Small-Business-1.0.0", 950),
        phrases: "polyform small business",
    },
    Group {
        meaning: Meaning::Id("PolyForm-Shield-1.0.0", 950),
        phrases: "polyform shield",
    },
    Group {
        meaning: Meaning::Id("FSL-1.1-MIT", 950),
        phrases: "functional source license",
    },
    Group {
        meaning: Meaning::Id("Aladdin", 950),
        phrases: "aladdin free public license",
    },
    Group {
        meaning: Meaning::Id("CPOL-1.02", 950),
        phrases: "code project open license",
    },
    Group {
        meaning: Meaning::Id("UnRAR", 940),
        phrases: "unrar source code may be used|unrar license",
    },
    Group {
        meaning: Meaning::Id("Hippocratic-2.1", 940),
        phrases: "hippocratic license",
    },
    Group {
        meaning: Meaning::Id("MS-LPL", 940),
        phrases: "microsoft limited public license",
    },
    Group {
        meaning: Meaning::Id("LicenseRef-patent-grant", 850),
        phrases: "additional grant of patent rights|grant of patent rights",
    },
    Group {
        meaning: Meaning::Id("LicenseRef-contributor-agreement", 850),
        phrases: "contributor license agreement|contributor licence agreement",
    },
    Group {
        meaning: Meaning::Id("LicenseRef-proprietary", 700),
        phrases: "use is subject to license terms|may not be reproduced|no license is granted|no licence is \
            granted|no rights are granted",
    },
    Group {
        meaning: Meaning::Id("LicenseRef-eula", 700),
        phrases: "software license agreement|software license terms|license agreement carefully",
    },
    Group {
        meaning: Meaning::Id("LicenseRef-commercial", 700),
        phrases: "commercial license|commercial licence",
    },
];
