"""English templates. `[a|b]` is a choice, `{SLOT}` is filled: upper-case slots are names (PER, FIRST, LAST, FULL, CITY, COUNTRY, STATE,
LOC, GEO, ORG, COMPANY, SCHOOL, TEAM, BAND, AGENCY, FAC, NRP), lower-case slots are other text."""

CHAT = """
[Hi|Hello|Hey|Good morning], my name is {PER}[.|,] [and|] I [live|work] in {LOC}.
[Hi|Hello|Hey] {FIRST}, [can|could|would] you [send|forward|share] me the {doc} for {ORG}?
[Hi|Dear|Hello] {FIRST},
[Dear|Hello] [Mr.|Mrs.|Ms.|Dr.|Prof.|Mr|Mrs|Dr] {LAST},
I am {PER} and I would like to {request}.
I'm {FIRST} from {ORG}.
This is {PER} calling from {COMPANY} about {topic}.
My [brother|sister|husband|wife|son|daughter|mother|father|cousin|boss|colleague|neighbour|friend] {FIRST} [lives in|moved to|works in|is from|was born in] {LOC}.
[Please|Can you|Could you] [email|call|text|contact|remind|ask|tell|invite] {PER} [about|regarding] {topic}.
[Draft|Write|Compose] [an email|a letter|a message|a note] to {PER} [at|from|of] {ORG} about {topic}.
[Summarize|Summarise|Rewrite|Translate|Proofread] this [email|message|note] from {PER}: "{sentence}"
What is the [weather|time|population|capital] [in|of] {LOC}?
[Book|Find|Get] me a [flight|train|hotel] from {CITY} to {CITY} on {date}.
[I plan a holiday|We spent a week|She found a job|I have relatives|He opened a shop] in {LOC} [in {month}|last year|together|].
How [far|long] is it from {CITY} to {CITY}?
[We|They|My parents|The company] relocated from {COUNTRY} to {CITY} [last year|in {year}|two years ago].
{FIRST} [said|told me|thinks|mentioned|wrote|asked whether] {sentence_l}
{FIRST} and {FIRST} [are coming|went|will go] to {LOC} [together|next month|for the weekend].
Tell me [about|more about] {ORG}.
[Who is|Where does|When was] {PER} [and what did they do|work|born]?
What [does|did] {COMPANY} [do|sell|announce] [in|last] {month}?
I [work|worked] for {ORG} [as a {job}|for {num} years|since {year}].
I [studied|am studying] {subject} at {SCHOOL}[ in {CITY}|].
I have an [interview|appointment|meeting] at {ORG} [on {weekday}|at {time}|tomorrow].
My [manager|supervisor|lawyer|dentist|landlord|teacher|accountant] is [called|named] {PER}.
[Is|Was] {PER} [still|] [at|with] {ORG}?
Could you book a table under the name {PER} for {weekday}?
The reservation is under {LAST}.
Name: {PER}, email: {email}, city: {CITY}.
My card {num} was [declined|stolen] in {LOC}.
[I need to|How do I|I want to|Can I] [change|update] the [name|holder] on my [card|account|policy] from {PER} to {PER}.
[Assistant|Operator|Support]: [May I ask who is calling|Please spell your full name]? [Caller|Visitor|Guest]: {PER}
Agent: Thank you, [Mr.|Ms.] {LAST}. User: You're welcome.
Please [transfer|send|wire] {money} to {PER} at {COMPANY}.
Has the [package|parcel|order] for {PER} [arrived|been shipped] [to|in] {CITY}?
I'd like to open an account [for|in the name of] {PER}, resident of {CITY}, {COUNTRY}.
{FIRST}'s [birthday|wedding|car|phone|dog|laptop|house] is [on {date}|great|new|broken].
Date: {date}
Participants: {PER}, {PER}
Place: {CITY}
[I met|We visited|She called|They saw|I spoke with|He married] {PER} [in {CITY}|yesterday|last week|on {weekday}].
[My|Our] [grandparents|family|ancestors] [came|emigrated] from {COUNTRY}.
{FIRST} is [a|an] {NRP} {job}.
I love {NRP} [food|music|films|literature|wine|culture].
Is there a good {NRP} [restaurant|place|shop|bakery] in {CITY}?
[She|He|My friend] is {NRP}.
They are {NRP}s.
We [shop|bank|invest] [at|with] {COMPANY}.
[The office|Our branch|The store|The factory] in {CITY} is [closed|open|moving].
{COMPANY} [is hiring|is closing|was acquired|went public|laid off {num} people] [in {CITY}|].
{LOC} is [beautiful|cold|far away|expensive|lovely] in {month}.
[Plan|Suggest] a {num}-day [trip|itinerary] [to|through|around] {COUNTRY}, starting in {CITY}.
The [song|book|movie|album] {title} by {PER} [is|was] [great|awful|released in {year}].
[Have you heard of|Do you know|Do you remember] {PER}[ from {CITY}|]?
{FULL} is [the new {job} at|a {job} at|leaving] {ORG}.
{COMPANY} [manager|CEO|chairman|spokeswoman|founder] {FULL} [said|resigned|declined to comment].
Invoice for {COMPANY}, attention {PER}.
Ask {FIRST} if {FIRST} can bring {FIRST}'s [charger|notes|keys].
As [promised|discussed with {FIRST}], {sentence_l}
What's [your|his|her] [last name|surname|maiden name]? {LAST}
[my name is|i am|i'm] {LPER} [and i live in|from] {LLOC}
[call|email|text] {LPER} [tomorrow|now|please]
[hotels|weather|flights|restaurants] in {LLOC}
i work with {LPER} at the office
{PER}, {num} years old, [works|is employed] at {ORG} as a {job}.
{FIRST} [lives|is living] [at|on] {num} {STREET}, {CITY}.
[Ship|Deliver|Send] it to {PER}, {num} {STREET}, {CITY}, {STATEABB} {zip}
My address is {num} {STREET}, {CITY}, {STATE} {zip}
{num} {STREET}, {CITY}, {COUNTRY}
{PER}
{num} {STREET}
{CITY}, {STATEABB} {zip}
From: {PER} <{email}>
To: {PER}
Cc: {PER}; {PER}; {PER}
Attendees: {PER}, {PER} and {PER}
Assigned to: {PER}
Reporter: {PER}
[Best|Kind regards|Regards|Thanks|Sincerely|Cheers|Best wishes|Yours sincerely],
{PER}
{job_c}, {COMPANY}
Sent from {CITY}
@{FIRST} can you look at this?
+1 from {FIRST}
{FULL} from {COMPANY} [will present|is the speaker|called|sent the slides].
{COMPANY} [editor|drummer|engineer|lawyer|trainee|salesman] {FULL} {verb} {sentence_l}
[according to|on|in] the {COMPANY} [report|blog|app|newsletter|store]
{FULL}
{COMPANY}
{num} {STREET} {num}, {CITY}
{num} {STREET}
Apt. {num}
{CITY}
{COUNTRY} {zip}
the {COMPANY} [office|branch|shop] [is|was] at {num} {STREET}
Thanks {FIRST}!
[Thank you|Thanks], {FIRST}. {sentence}
OK {FIRST}, {sentence_l}
Sorry, {FIRST}, {sentence_l}
{FIRST}: {sentence}
{FIRST}: {sentence} {FIRST}: {sentence}
{FIRST}, [can|could|would] [I|you] please {request}?
{FIRST}, {sentence_l}
[The team|The winners|Our children|The finalists|On duty|The members] [are|were|include|today]: {FIRST}, {FIRST}, {FIRST}, {FIRST} and {FIRST}.
please invite {LFIRST}, {LFIRST}, {LFIRST} and {LFIRST}
[The lawyers|The partners|The authors]: {LAST}, {LAST} and {LAST}.
[{LAST}|{FIRST}] and [{LAST}|{FIRST}] {verb} {sentence_l}
{LAST} {verb} {sentence_l}
{FIRST} {verb} {sentence_l}
{FULL} {verb} {sentence_l}
[The|A] {FULL} [version|interview|biography|remix|exhibition] [was|is] [recorded|published] [in {year}|].
{PER}
{COMPANY}
{num} {STREET}
{CITY}, {STATEABB} {zip}
{FULL}
{job_c}
{COMPANY}
{phone} office
{LFULL}
{COMPANY}
- {FULL}
- {COMPANY}
- {CITY}
* {COUNTRY}
{COMPANY} is a [startup|family business|charity|bakery|consultancy|shipping firm] [based in|from] {CITY}.
{title} is a {year} {NRP} [film|novel|opera|television series|play] by {FULL}.
[The|the] {CITY} [office|branch|weather|team|airport|train|marathon]
[is|was] [it|there] [cold|rain|snow] in {LLOC} today
my flatmate is [{LNRP}|from {LLOC}] and works in {LLOC}
""".strip().split("\n")

CLINICAL = """
[What are the|Best|Recommended|Current|Latest] [guidelines|recommendations|options|practices|strategies] for [managing|treating|monitoring] {dis} in a {num}-year-old [male|female|man|woman], {PER}, [seen|admitted|treated|evaluated|followed] at {FAC} on {date}?
[What are the|Best|Latest|Standard] [guidelines|recommendations|treatment options|protocols] for [managing|treating|a patient with] {dis} [in a|for a] {num}-year-old [male|female] with {dis}?
[How|When] should {drug} [be dosed|be started|be stopped] in [patients|adults|children] with {dis}?
Patient {PER} ([DOB|dob] {date}, MRN {id}) [was admitted to|was seen at|presented to|was transferred to|was discharged from] {FAC} [with|for|after] {dis}.
[Should|Can] [we|I] [start|continue|stop] {drug} [for|in] {PER}, a {num}yo [M|F] with {dis} and {dis}, last seen at {FAC}?
{num}yo [male|female] named {PER} with {dis}, [treated|seen] by Dr. {LAST} at {FAC}, {CITY}, {STATE}.
[Mr.|Mrs.|Ms.] {LAST} is a {num}-year-old [man|woman] from {CITY} with a history of {dis} and {dis}.
Is {drug} safe [with|together with] {drug} in a {num}-year-old with {dis}, e.g. {PER} who lives in {CITY}?
Dr. {PER} [prescribed|recommended|ordered] {drug} at {FAC} [on {date}|].
[Drug interactions|Contraindications|Dosing adjustment|Efficacy] of {drug} [and {drug}|] for [a patient named|patient] {PER} ([MRN|SSN|ID]: {id}) from {LOC}?
I'm reviewing the case of {PER}, who was [diagnosed|treated] at {FAC} in {CITY} [in {month} {year}|on {date}].
Referred by Dr. {LAST} from {FAC}.
[Compare|Evaluate] {drug} [versus|and|with] {drug} in {dis}.
What is the evidence for {drug} in {dis} according to the [AHA|ADA|NICE|WHO|GOLD|ESC|ACC|KDIGO] guidelines?
Patient was [transferred|referred] from {FAC} to {FAC} [by|under] Dr. {PER}.
Name: {PER} | DOB: {date} | Facility: {FAC} | Attending: Dr. {FULL}
Attending physician: {PER}, MD
Electronically signed by {PER}, [MD|RN|DO|PA-C|NP] on {date}
PCP: Dr. {LAST}
Patient: {PER}
PATIENT NAME: {UPPER}
Next of kin: {PER} ([wife|husband|son|daughter])
Discharge summary for {PER}, room {num}, {FAC}
The patient lives in {CITY} with [his|her] [wife|husband|daughter] {FIRST}.
{FIRST} [denies|reports|complains of|describes] {dis}.
[She|He] recently returned from a trip to {COUNTRY}.
[She|He] was [born|raised] in {COUNTRY} and emigrated to {CITY} in {year}.
Labs from {FAC} were reviewed with [Mr.|Mrs.] {LAST}.
{LASTFIRST} {date} {num}F {dis}
HPI: [Mr.|Mrs.|Ms.] {PER} is a {num} y.o. who presents with {dis}.
A {num}-year-old {NRP} [man|woman|boy|girl] [presents|presented] with {dis}.
A {num}-year-old [male|female|veteran|nurse|farmer] from {LOC} with {dis} was [seen|admitted] [at|to] {FAC}.
[My|The] patient {PER} (tel. {phone}, {email}) [takes|is on] {drug} for {dis}.
Crohn's disease, Parkinson's disease, Hodgkin lymphoma, Addison's disease and Graves' disease were [excluded|ruled out].
[Hashimoto's|Alzheimer's|Parkinson's|Crohn's|Cushing's|Sjögren's|Wilson's|Marfan|Down|Guillain-Barré|Kawasaki|Raynaud's|Turner|Behçet's] [disease|syndrome] [management|treatment|prognosis] in [adults|children|the elderly]?
What does a [CHA2DS2-VASc|Apgar|Glasgow Coma Scale|Child-Pugh|Wells|HAS-BLED|Ranson|Framingham|Karnofsky|Gleason] score of {num} mean in a patient with {dis}?
CBC, CMP, HbA1c, TSH and ECG were [normal|ordered]. MRI of the [brain|knee|spine] and CT [abdomen|chest] [pending|unremarkable].
[Is|Are] [the|there] [new|updated] [FDA|EMA|NICE|CDC] [guidance|approvals|warnings] for {drug}?
{FAC}, {CITY}
Seen at {FAC} by [nurse|nurse practitioner|physiotherapist] {PER}.
[Per|According to] Dr. {FULL}, {FAC}, the {dis} is [stable|worsening].
[Following|After] {dis} surgery at {FAC}, {PER} was started on {drug} {num} mg.
{PER} (insurance {id}), a resident of {STATE}, was [vaccinated|screened] at {FAC} on {date}.
Follow-up for {FIRST} {INITIAL}, {num}F, {FAC}, {month} {year}: continue {drug}?
Optimal {dis} therapy for {FIRST} {INITIAL} from {CITY}?
{terms} ({ACR}) [was|were|is] [normal|elevated|low|ordered|repeated].
[Echo|ECG|EKG|MRI|CT|CBC|BMP|LFTs|BNP|INR|PSA|TSH|A1c] [showed|shows|pending]: {terms}.
[Assessment|Plan|Subjective|Objective|Allergies|Medications|History|Vitals|Chief Complaint|Past Medical History|Review of Systems|Impression|Recommendations]: {terms}
""".strip().split("\n")

BUSINESS = """
{COMPANY} [has agreed|agreed|plans|intends|is in talks] to [acquire|buy|merge with|sell its stake in] {COMPANY} for {money}.
{FULL}, [chief executive|CEO|chairman|CFO|president|a spokesman|head of research] [of|at|for] {COMPANY}, said {sentence_l}
Shares of {COMPANY} [fell|rose|jumped|slid] {num}% in {CITY} [on {weekday}|after the results].
The {NRP} [government|parliament|president|central bank|prime minister|economy] [said|announced|approved|grew] [on {weekday}|last month|in {year}].
{AGENCY} [approved|rejected|fined|investigated] {COMPANY} [on {date}|over {topic}].
THIS AGREEMENT is made [as of|on] {date} between {COMPANY}, a {STATE} corporation, and {PER}, [an individual residing|residing] in {CITY}, {STATE}.
This [Loan|Credit|Security|Lease|Purchase|License] Agreement (this "Agreement") is entered into as of {date}, by and between {COMPANY} ("Seller") and {COMPANY} ("Buyer").
This Agreement shall be governed by [and construed in accordance with|] the laws of the [State|Commonwealth] of {STATE}.
If to {COMPANY}: {num} {STREET}, {CITY}, {STATE} {zip}, Attention: {PER}
By: {PER}
Name: {PER}
Title: [President|Chief Financial Officer|Vice President|Managing Director|Secretary]
IN WITNESS WHEREOF, the parties have executed this Agreement as of the Effective Date.
Each of the parties hereby [waives|submits|agrees] to the [jurisdiction|courts] of {STATE} [and|or] {COUNTRY}.
All capitalized terms used herein shall have the meanings given in Section {num} of the Indenture.
"Material Adverse Change" means any event that has a material adverse effect on the Collateral, the Obligations or the Loan Documents.
"Permitted Liens" are Liens in favor of {COMPANY} [and|or] purchase money Liens on Equipment.
Subject to Section {num}, the Purchase Price shall be paid on the Closing Date in accordance with Schedule {num} and Exhibit A.
The Term Loan, the Revolving Line and all Credit Extensions are secured by the Collateral described in Exhibit {num}.
No Default or Event of Default has occurred and is continuing under the Loan Documents or the Financing Statement.
The Company, the Guarantor and each Subsidiary shall comply with the Code and with Generally Accepted Accounting Principles.
The Notes are payable in Dollars at the Maturity Date, together with accrued Interest, to the Holder at the Principal Office.
{UPCOMPANY}
{UPCOMPANY}, a {STATE} corporation
BY: {UPPER}
{COMPANY} ("[the Company|Company|Parent|Guarantor|Tenant|Landlord|Licensor]") [is|was] organized under the laws of {LOC}.
The [Guaranty|Deed of Trust|Pledge] dated {date} was signed by {PER} in {CITY}, {COUNTRY}.
{PER} owns {num}% of the equity interest in {COMPANY}, a company incorporated in {COUNTRY}.
[Party A|Party B]: {PER}, [identification|ID] number {id}
{PER} and {PER} are [directors|shareholders|officers|employees] of {COMPANY}.
{COMPANY}, {COMPANY} and {COMPANY} are [our main customers|suppliers|competitors].
[Our|The] auditors, {COMPANY}, and our counsel, {COMPANY}, [have reviewed|approved] the filing with the {AGENCY}.
Minutes of the meeting of {ORG}, {CITY}, {date}. Present: {PER}, {PER}, {PER}.
Customer: {COMPANY}
Vendor: {COMPANY}, {CITY}
Account holder: {PER}
Beneficiary: {PER}, {CITY}, {COUNTRY}
Policy holder {PER} [reported|claims] [water damage|a theft|an accident] in {CITY} on {date}.
The claimant, {PER}, [alleges|states] that {COMPANY} [failed to pay|breached the contract].
[Plaintiff|Defendant] {PER} [filed|appealed] in {CITY} against {COMPANY}.
{LAST} v. {LAST}
[Judge|Justice] {PER} [ruled|wrote] that {sentence_l}
Ticket #{num}: {PER} ({COMPANY}) cannot log in [from {CITY}|since {weekday}].
{COMPANY} [is|was] [a|an] {NRP} [company|bank|retailer|manufacturer|software firm|airline|law firm] [based|headquartered] in {CITY}, {LOC}.
The address of {COMPANY} is {num} {STREET}, {CITY}
[We|They] purchased the [equipment|land|building] from {COMPANY} [located in|of] {CITY}.
[Unemployment|Inflation|Exports] in {COUNTRY} and {COUNTRY} [rose|fell] in {month}.
Leaders of {COUNTRY}, {COUNTRY} and {COUNTRY} met in {CITY} to discuss {topic}.
{CITY} ({ORG}) - {sentence}
{COUNTRY}'s [president|foreign minister|parliament] [visited|condemned|praised] {COUNTRY}.
{PER}, {num}, of {CITY}, was [arrested|charged|elected|appointed] on {weekday}.
[Police|Officials|Prosecutors] in {CITY} said {LAST} [was seen|had left] near {GEO}.
[Senator|Governor|President|Prime Minister|Representative|Mayor|Secretary] {PER} [met|visited|criticized|praised] {NRP} [leaders|officials|voters] in {LOC}.
{AGENCY} and {AGENCY} [signed|published] a joint [statement|report] in {CITY}.
The {TEAM} beat the {TEAM} {num}-{num} in {CITY} on {weekday}.
{PARTY} [shall|will|may|agrees to|hereby|has|represents that it has] [pay|deliver|maintain|notify|assign|grant|waive] {deft} [to {PARTY}|].
[If|Upon request of|The obligations of|any assets of|between|requested by] {PARTY} [fails to pay|under this Agreement|and {PARTY}|is in default|shall be due].
{PARTY}'s {deft} [and {deft}|] [shall|will] [be paid|survive|remain in force].
"{deft}" means [any|the|all] {deft} [under|of|in favor of] {PARTY}.
[If|Unless|Until] {BANKP} [consents|receives|determines], {PARTY} shall not [create any Lien|sell the Collateral|incur Indebtedness].
[{BANKP}|{PARTY}] and {PARTY} [agree|hereby agree] that {deft} [is|are] governed by [Section|Article|Schedule] {num}.
The {deft}, the {deft} and each {deft} [shall be|are] [delivered|secured|described] [on the {deft}|in Section {num}|].
"{deft}" [is|means|has the meaning given in] {deft} [or|and] {deft}.
{num}.{num} {deft}. [Each|The|No|Any] {deft} [under|of] this Agreement [shall|may] be {terms}.
({num}) the {deft} of the [Company|Agent|Issuer|Trustee|Holders|Lenders|Parties|Subsidiaries] [shall|will] be in accordance with GAAP.
[The Company|The Agent|The Issuer|The Trustee|Each Holder|Either party] [may|shall] [amend|terminate] the {deft}.
/s/ {FULL}
By: /s/ {FULL} Name: {FULL} Title: [President|Director|Chairman|CFO]
[PARTY A|LENDER|BORROWER|COMPANY]: {UPCOMPANY} By: {FULL}
under the laws of the [People's Republic of {COUNTRY}|State of {STATE}|Commonwealth of {STATE}|Province of {STATE}]
""".strip().split("\n")

ENCYCLOPEDIA = """
{PER} (born {date} in {CITY}, {LOC}) is a[n|] {NRP} [actor|singer|footballer|politician|writer|painter|pianist|scientist|pitcher|composer|journalist].
{PER} (born {month} {num}, {year} in {CITY}, {STATE}) is a [drummer|guitarist|pitcher|coach|voice actress|film director] [for|of|with] [the |]{TEAM}.
{PER} ({year} - {year}) was a[n|] {NRP} [poet|general|bishop|architect|merchant|explorer] [born|who lived|who died] in {CITY}.
[He|She] [attended|graduated from|studied at|taught at|dropped out of] {SCHOOL} [in {CITY}, {STATE}|in {CITY}|and {SCHOOL}].
{LAST} [was born|grew up|died|settled|was educated] in {CITY}, {LOC}[, the son of {PER} and {PER}|].
{LAST} [played|pitched|coached|signed] for {TEAM} [and|before joining] {TEAM}.
In {year}, {LAST} [joined|left|founded|became president of|was elected to] {ORG}.
The album was [released|recorded] [in {year}|by {COMPANY}] and features {PER} and {PER} on [guitar|drums|vocals].
{BAND} [is|are|was] a[n|] {NRP} [rock|punk|jazz|metal|indie] band [from|formed in] {CITY}, {LOC}.
[The band|The group] [toured with|supported|opened for] {BAND}, {BAND} and {BAND}.
{BAND}'s [debut|second|third] album, {title}, was released on {COMPANY}.
{CITY} is a [city|town|village|municipality|commune|suburb] in {LOC}, [north|south|east|west] of {CITY}.
{GEO} [is|lies|flows] [in|between|through] {LOC} and {LOC}.
{GEO} is a [river|lake|mountain|bay|valley] in {LOC}.
The [river|road|line|railway] runs from {CITY} to {CITY} via {CITY}.
The nearest [railway station|airport|hospital] is [in|at] {CITY}.
{SCHOOL} is a [public|private|state] [school|university|college] [in|located in] {CITY}, {LOC}.
{ORG} was [founded|established|formed] in {year} by {PER} in {CITY}.
The [film|movie|series|play|novel] was [directed|written|produced] by {PER} and stars {PER}, {PER} and {PER}.
{PER} [plays|stars as|portrays|voices] {FULL} in {title}.
[After|During] World War II [he|she] [served|fought] in {LOC} [with|under] {PER}.
The [Battle|Treaty|Siege] of {city} [took place|was signed] in {year} between {COUNTRY} and {COUNTRY}.
{TEAM} [won|lost] [the|their] [first|last] [game|match|title] [against|to] {TEAM} at {STADIUM}.
The club plays its home [games|matches] at {STADIUM} in {CITY}.
{PER} succeeded {PER} as [mayor|bishop|governor|president|director|chairman] of {ORG_OR_LOC}.
[Kings|King|Queen|Pope|Emperor|Saint] {FIRST} {ROMAN} [ruled|reigned|visited] {LOC} [from {year} to {year}|].
According to {PER}, [a historian at|professor at|of] {SCHOOL}, {sentence_l}
The {NRP} [people|language|empire|army|minority|community] [of|in] {LOC} [was|were] [large|known since {year}].
[It|The company|The station|The newspaper] is [owned|operated|published] by {COMPANY}, [a subsidiary|part] of {COMPANY}.
Radio station {CALL} [broadcasts|is licensed] [in|to] {CITY}, {STATE}.
{ORG} ({ACRO}) [is|was] [an organization|a federation|a party] [based|founded] in {CITY}.
Members of {ACRO}, {ACRO} and {ACRO} [met|voted] in {CITY}.
The {ACRO} [certified|sponsored|announced|organised] the [event|award|tour|season].
{LAST} [later|then|also] [worked|wrote|recorded|performed] with {PER}, {PER} and {PER}.
[His|Her] [wife|husband|brother|sister|son|daughter|father|mother], {PER}, [was|is] [also|] [a|an] [actor|lawyer|senator|painter].
{LAST} [died|passed away] [on {date}|in {year}] in {CITY}[, {STATE}|, {COUNTRY}|].
The character {FIRST} [appears|is killed] in [episode {num}|the second season|{title}].
{FIRST} [tells|asks|meets|marries|kills|follows] {FIRST} and {FIRST} [in the woods|at the end|at night].
[Geography|History|Early life|Career|Discography|References|External links|See also|Personal life|Demographics]
The [county|district|province|region] borders {LOC}, {LOC} and {LOC}.
As of the census of {year}, there were {num} people living in {CITY}.
{COMPANY} [makes|produces|sells|acquired] [cars|software|furniture|pencils|bicycles] in {LOC}.
[The|A] [song|single|track] [was|is] [covered|written|produced] by {BAND_OR_PER} [in {year}|].
{PER} and {LAST} [were|are] [members|founders] of {BAND}.
{LAST} is the [second|third|former] [governor|mayor|president] of {LOC}.
The {title} [Award|Prize|Cup|Trophy|Medal] was [awarded|given] to {PER} [in {year}|].
During the {title} War [the|most] {NRP} [troops|soldiers|ships] [retreated|returned] to {CITY}.
[a company in|the coast of|a village in|born in|serving|from] [Northern|Southern|Eastern|Western|Central|northern|southern] {COUNTRY}
[the|The] [North|South|East|West] of {COUNTRY} [has|is] [cold|dry|mountainous].
{ORG} and {ORG} [merged|cooperate] to form {ORG}.
The species is found in {COUNTRY}, {COUNTRY}, {COUNTRY} and [possibly|] {COUNTRY}.
The [church|castle|bridge|museum] [of|in] {CITY} was [built|restored] [by {PER}|in {year}].
[Mount|Lake|Cape] {placeword} [in {LOC}|]
{TEAM} [quarterback|striker|goalkeeper|manager|coach] {PER} [scored|was injured|retired].
{LAST} {verb} [in {year}|at {SCHOOL}|in {CITY}|with {LAST}|].
[In {year}|After {year}|Later|Then|However], {LAST} {verb} [by|with|for] [{ORG}|{FULL}|{LAST}].
{LAST} and {LAST} {verb} together [in {CITY}|until {year}].
{LAST}'s [father|novel|second wife|theory|work|career|brother|fight] {verb} in {year}.
[He|She] [signed with|retired from|bought shares of] the {MASCOT} in {year}.
The {LAST} [case|theory|brothers|paper|sonata|report] [was|is] [discussed|famous].
A [film|book|study|play] by {FULL} [about {LAST}|and {FULL}|]
The {MASCOT} [won|lost] [to the {MASCOT}|the series|{num} games] in {year}.
{COMPANY} {verb} [in the 1960s|in {year}|by {LAST}].
The {CITY} [train|line|station|locomotive|road|area|market|people|campus] [was|is] [closed|rebuilt|large].
{GEO}, {GEO} and {GEO} [are|lie] in {LOC}.
[The|the] [Island|Isle|Gulf|Kingdom|Duchy|City|Port|Bay|Strait|County|Lordship] of {CITYOF} [is|was] [famous|conquered in {year}].
{CITY} is a village and commune in the {GEO} [département|region|district] of [central|southern|northern] {COUNTRY}.
The {NRP} [government|painter|soccer defender|actor|border|parliament|dialect] {verb} in {year}.
{NUMBAND} [played|recorded] [in {CITY}|their first album in {year}].
[bands|artists|clients|sponsors|customers|brands] [such as|like|include|including] {BAND}, {BAND_OR_PER}, {COMPANY} and {COMPANY}.
[stars|guests|celebrities|writers|friends|players] [such as|like|include|including] {FULL}, {FULL}, {LAST}, and {FULL}.
The {deft} [was|is] [held|played] [in|at] {STADIUM}, {CITY}.
[Born|Raised] in {CITY}, {LAST} [was|is] the [son|daughter] of [a|an] {NRP} [farmer|lawyer] and {FULL}.
[{ACRO}|{CALL}] [has|is|was] {verb} [games|matches|music] [in|since] {year}.
[the|The] {PLANE} (F-{num} {title}) [is|was] an aircraft used until {year}.
In the {terms} category, "{title}" by {FULL} won the {title} Award.
""".strip().split("\n")

NEGATIVE = """
[Write|Create|Generate] a [Python|JavaScript|Java|Rust|SQL|Bash|PHP|Ruby|Kotlin|Swift] [script|function|program|class|query] that [sorts a list|reads a CSV file|parses JSON|connects to a PostgreSQL database|calls a REST API].
[How do I|How can I|What is the best way to] [install|configure|update|use] [Docker|Kubernetes|Linux|Windows|Excel|Word|PowerPoint|React|Angular|Django|Node.js|TensorFlow|Photoshop|WordPress|Git|Terraform|Ansible]?
[Please act|Behave|Respond] as [a|an] [Harbour Pilot|Wedding Planner|Museum Curator|Compiler|Tax Adviser|Sommelier|Chess Trainer|Database Shell|Fitness Trainer|Grammar Checker|Head of Marketing].
You are a [helpful assistant|Senior Software Engineer|Professional Editor|Data Scientist|UX Designer]. [Answer|Respond] [briefly|in detail|step by step].
Explain the difference between {noun} and {noun}.
[Step|Part|Chapter|Question|Section|Task|Figure|Table|Appendix|Version|Phase|Example|Exercise|Unit|Level|Module] {num}: [Introduction|Getting Started|Overview|Data Collection|Results|Conclusion|Review|Summary|Next Steps]
[Introduction|Conclusion|Background|Summary|Requirements|Overview|Ingredients|Instructions|Input|Output|Context|Note|Warning|Answer|Question|Problem|Solution|Objective|Tips|Example|Results|Discussion|Abstract|Methods]:
# [Project|User|Style|Quick Start|Getting Started|Data|Security|Release] [Guide|Manual|Notes|Overview|Plan|Policy]
- [Title|Name|Description|Price|Quantity|Category|Status|Priority|Owner|Deadline]: {noun}
[The|This|These|It|We|They|There|However|Therefore|Although|When|While|If|Because|Also|Finally|First|Second|Then|Next] {sentence_l}
{sentence}
{sentence} {sentence}
On {weekday}, {date}, [the|our] [meeting|call|workshop] [was moved|starts at {time}].
[Happy|Merry] [New Year|Christmas|Easter|Birthday|Thanksgiving]!
The [Renaissance|Middle Ages|Industrial Revolution|Cold War|World War II|Great Depression|Enlightenment|Stone Age|Internet|Big Bang|Bible|Web|Earth|Moon|Sun] [changed|shaped] [art|science|trade|history].
[Calculate|Find|Prove|Solve|Determine] the [integral|derivative|value|area|sum] of {noun}.
[TODO|FIXME|NOTE|WARNING|ERROR|INFO|DEBUG]: {sentence_l}
ERROR [NullPointerException|ValueError|TypeError|ConnectionRefused|TimeoutError] in [UserService|OrderController|AppDelegate|MainActivity|DataLoader] line {num}
const [userName|MyComponent|apiKey|App|Button] = new [Map|Set|Date|Promise|ArrayBuffer]();
class [Person|Animal|Node|UserAccount|BinaryTree|Employee](Base):
SELECT [Name|Id|City|Total] FROM [Customers|Orders|Employees|Products] WHERE [Country|Status] = 'A'
import React from 'react'; export default function App() {}
[HTTP|REST|JSON|XML|HTML|CSS|SQL|API|URL|PDF|CSV|GPU|CPU|RAM|USB|VPN|DNS|SSH|TCP|AI|ML|NLP|GDPR|HIPAA|KPI|ROI|CRM|ERP|HR|FAQ|PIN|ATM|SMS] [stands for|means|is] [what|something]?
[What is|Explain] [Machine Learning|Deep Learning|Artificial Intelligence|Natural Language Processing|Big Data|Cloud Computing|Blockchain|Supply and Demand|Quantum Mechanics|General Relativity|Object Oriented Programming] [in simple terms|to a child]?
[Write|Compose] a [poem|haiku|song|story|essay|blog post|tweet|product description] about {noun}.
[Give me|List] {num} [ideas|tips|reasons|synonyms|examples] for {noun}.
[Buy|Sell|Get] [one|two] for [the|a] price of [one|Monday]. Call [Now|Today]!
[Dear|Hello] [Sir or Madam|Customer|Team|All|Hiring Manager|Colleagues|Friends|Recruiter|User|Support Team],
[Best|Kind|Warm] Regards,
[Product|Order|Invoice|Account|Customer|Serial|Tracking] [Number|No.|ID]: {id}
[Monday|Tuesday|Wednesday|Thursday|Friday]: [Math|English|History|Physics|Gym|Lunch|Meeting]
[Yes|No|Maybe|OK|Sure|Great|Thanks|True|False|None|Other|N/A|Please|Hello|Hi|Sorry|Congratulations|Good luck|Absolutely|Wow|Well|Right]
[Action|Adventure|Comedy|Drama|Horror|Romance|Thriller|Fantasy|Mystery], [Action|Comedy|Kids|Family|Documentary|Musical]
[Chicken|Tomato|Potato|Rice|Pasta|Salmon|Mushroom] [Soup|Salad|Curry|Stew|Casserole|Pie] with [Garlic|Lemon|Basil|Cheese|Cream]
[Preheat|Mix|Stir|Add|Bake|Serve|Chop|Boil|Season] the [dough|vegetables|sauce|chicken|mixture] [for {num} minutes|until golden].
[Team|Group|Room|Class|Player|User|Person|Student|Option|Agent|Company|Customer|Speaker|Character|Patient|Party] [A|B|C|1|2|X] [wins|answers|leaves|speaks first].
[The Great Gatsby|War and Peace|Star Wars|The Matrix|Romeo and Juliet|Game of Thrones|The Lion King|Hamlet|Monopoly|Minecraft|Tetris|Mona Lisa|iPhone 12|Windows 11|Android 13|Model 3|PlayStation 5|Civic|Golf] [is|was] [great|too long|on sale|my favourite].
[In My Opinion|How To|Why You Should|The Ultimate Guide To|Top Ten|The Future Of|A Brief History Of|The Power Of] {titlewords}
{titlewords}
{UPWORDS}
[MUST|NEVER|ALWAYS|DO NOT|IMPORTANT|NOTE]: {sentence_l}
# {heading}
## {heading}
**{heading}**: {sentence}
- **{heading}** - {terms}
{num}. {heading}: {sentence_l}
{heading}
{heading}: {terms}
| {heading} | {heading} | {heading} |
I want to learn [{tech}|{tech} and {tech}].
[How|Why] do I [use|integrate|install|learn|migrate to] {tech} [with {tech}|in {tech}|on {tech}|]?
[Using|With|In] {tech}, [write|create|show me] {noun}.
I have [an|a] {tech} [file|server|project|app|question|account|developer] and {sentence_l}
{terms} ({ACR}) [is|are|was] {terms}.
[The|A|An] {ACR} [signal|value|score|rate|system|diagram|file|model] [is|was] {terms}.
What [is|does] [{ACR}|{tech}] [mean|stand for|do]?
[Convert|Export|Send] it [as|to] {tech} ASAP.
My request is "{sentence}"
You will [reply|respond|answer] [as|like] [a|an|the] {heading}. {sentence}
{heading} and {heading} are {terms}.
[Use|Include|Add|Define|Consider] [the|a] {heading}, [the|a] {heading} and {terms}.
[User|Assistant|System|Human|AI|Bot|Customer|Narrator|Host|Teacher|Student|Interviewer]: {sentence}
{deft} and {deft}
Answer with [Yes or No|True or False|A, B, C or D].
[Translate|Convert] [this|the following] (to|into) [a table|bullet points|plain text|Markdown|LaTeX|YAML].
""".strip().split("\n")
