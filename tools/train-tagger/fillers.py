"""Words that fill the lower-case slots of the templates: our own, invented."""

DISEASES = "hypertension|type 2 diabetes|asthma|chronic kidney disease|atrial fibrillation|heart failure|COPD|pneumonia|migraine|rheumatoid arthritis|depression|anemia|hypothyroidism|Crohn's disease|ulcerative colitis|Parkinson's disease|stage II breast cancer|gout|psoriasis|epilepsy|sepsis|Graves' disease|Hodgkin lymphoma|deep vein thrombosis|acute pancreatitis|NSTEMI|DVT|HIV|GERD|UTI|MRSA infection|Addison's disease|lupus|osteoporosis|chest pain|shortness of breath|fever and cough|Alzheimer's disease|multiple sclerosis|bipolar disorder|Lyme disease|ADHD|Cushing's syndrome|Guillain-Barré syndrome|CKD stage 3|BPH|AFib|T2DM".split("|")
DRUGS = "metformin|lisinopril|warfarin|apixaban|Eliquis|Xarelto|Lipitor|atorvastatin|insulin glargine|Humira|Ozempic|amoxicillin|vancomycin|prednisone|Keytruda|methotrexate|Tylenol|ibuprofen|sertraline|levothyroxine|SGLT2 inhibitors|GLP-1 agonists|ACE inhibitors|Plavix|Entresto|gabapentin|Zoloft|Lantus|Jardiance|Adderall|rituximab|DOACs|NSAIDs".split("|")
JOBS = "teacher|nurse|software engineer|lawyer|plumber|journalist|driver|accountant|designer|chef|project manager|analyst|farmer|pilot|cashier|consultant|electrician|researcher|waiter|architect".split("|")
NOUNS = "sustainable energy|a database index|photosynthesis|time management|the number 12|a used car|remote work|a marketing plan|healthy eating|supervised learning|the water cycle|inflation|a binary tree|coffee machines|user stories|password safety|online courses|the stock market|a broken printer|home gardening|climate change|quarterly sales|the invoice total|running shoes|electric vehicles|black holes|a pet cat|customer loyalty|public speaking|ancient history|matrix multiplication".split("|")
TOPICS = "the contract|the invoice|next week's meeting|the budget|a refund|the delay|the job opening|the audit|the new policy|the product launch|safety rules|trade|climate policy|the tax return|the rent|his complaint|her application|the quarterly report|data protection|the security incident".split("|")
SUBJECTS = "law|medicine|Computer Science|economics|Mechanical Engineering|history|English Literature|physics|Business Administration|French|Political Science".split("|")
DOCS = "report|contract|slides|invoice|minutes|NDA|spreadsheet|proposal|W-2|PDF|Q3 forecast|CV".split("|")
REQUESTS = "cancel my subscription|check my balance|apply for the job|book a room|file a complaint|renew my policy|update my address|report a lost card|get a refund|reset my password|open an account".split("|")
SENTENCES = """The meeting was moved to the afternoon.
Please review the attached document before the deadline.
We have not received any payment yet.
Nothing has changed since the last report.
It was raining when the train arrived.
The price includes breakfast and parking.
Our team will be happy to help you.
You can find more details in the manual.
I forgot my password and cannot log in.
The results are better than expected.
That is why the project takes longer.
She asked for a second opinion.
He opened the window and looked outside.
Make sure to save your work before you close the program.
The children were playing in the garden.
This version fixes a number of bugs.
Add the eggs and stir well.
Let me know if you have any questions.
There is a typo on the first page.
The committee will vote on the proposal next month.
What should I cook for dinner tonight?
Could you explain this in simple terms?
Can you give me an example with numbers?
The first chapter describes the method.
All employees must wear a helmet on site.
Is it possible to pay in two instalments?
The following list shows the open items.
Use short sentences and avoid jargon.
Payment is due within thirty days.
Your order has been shipped.
Any amendment to this contract must be in writing.
The tenant shall keep the premises clean.
In the end the plan failed for lack of money.
Sales grew faster than costs.
Both sides agreed to continue the talks.
Many people believe that the law is unfair.
An error occurred while saving the file.
The battery lasts about ten hours.
Water boils at a lower temperature in the mountains.
Thousands of homes are still without power.
Everything you need is in the box.
Click the button to continue.
Each member has one vote.
Half of the students passed the exam.
Most users prefer the dark theme.
Just a quick reminder about tomorrow.
My laptop does not start any more.
Why does the code return an empty list?
Write a short summary of the text below.
Think about what you want to achieve.
Some of the data is missing.
Later the building was used as a school.
Its roof was destroyed in a storm.
During the summer the park opens at eight.
Although the road is narrow, buses use it.
Under these rules no fee is charged.
Neither party may assign this agreement.
Unless otherwise stated, prices exclude tax.
Given the risks, we recommend waiting.
From there the path leads to the river.
With more than a million copies sold, it was a success.
Before the war the factory made furniture.
Once installed, restart the computer.
Such cases are rare.
Until then, use the old form.
Where possible, reuse existing parts.
Over the years the town grew.
By the end of the day we were tired.
Not all of them survived.
Here is the list you asked for.""".split("\n")
SENTENCES_ES = """La reunión se ha aplazado hasta el lunes.
Adjunto encontrará el documento solicitado.
El tratamiento fue bien tolerado y sin complicaciones.
La exploración física fue normal.
No se observaron lesiones en la piel.
Necesito cambiar la contraseña de mi cuenta.
El pedido llegó con dos días de retraso.
Se decide ingreso para estudio y tratamiento.
Ante la sospecha de tumor se solicita una biopsia.
Tras la cirugía el dolor desapareció.
Los resultados de la analítica fueron normales.
En la actualidad se encuentra asintomático.
Dos meses después acudió de nuevo a consulta.
Durante el seguimiento no hubo recidiva.
Explícame la diferencia entre los dos conceptos.
Haz una lista con cinco ideas.
Gracias por su ayuda.
El precio incluye el desayuno.
Mañana no podré ir a la oficina.
Al examen se palpa una masa dura en el abdomen.
Dada la mala evolución se suspende la medicación.
Una vez firmado, envíe el contrato por correo.
Escribe un poema sobre el mar.
Se le recomendó reposo y dieta blanda.
Posteriormente recibió radioterapia.
Actualmente está pendiente de revisión.
Acude a urgencias por fiebre y vómitos.
Refiere pérdida de peso en los últimos meses.
Presenta buen estado general.
Macroscópicamente se trataba de una pieza de gran tamaño.""".split("\n")
SENTENCES_DE = """Die Besprechung wurde auf Montag verschoben.
Bitte senden Sie uns die Unterlagen bis Freitag.
Der Vertrag tritt am Tag der Unterzeichnung in Kraft.
Ich habe mein Passwort vergessen.
Das Gerät lässt sich nicht mehr einschalten.
Die Rechnung ist noch nicht bezahlt.
Vielen Dank für Ihre schnelle Antwort.
Kannst du mir den Unterschied zwischen den beiden Begriffen erklären?
Der Patient wurde in gutem Zustand entlassen.
Die Untersuchung ergab keinen Hinweis auf eine Blutung.
Im Anhang finden Sie das Angebot und die Preisliste.
Schreibe eine Zusammenfassung in drei Sätzen.
Erstelle eine Tabelle mit den Ergebnissen.
Die Wohnung hat drei Zimmer, Küche und Bad.
Unser Team hilft Ihnen gerne weiter.
Alle Mitarbeiter müssen die Schulung besuchen.
Das Projekt dauert länger als geplant.
Der Zug hatte eine Stunde Verspätung.
Am Abend gab es Suppe und Brot.
Für das Rezept braucht man Mehl, Zucker und Butter.
Die Kündigung bedarf der Schriftform.
Wie hoch ist der Beitrag zur Versicherung?
Nach dem Essen gingen wir spazieren.
Der Kunde bittet um Rückruf.
Die Entwicklung der Software kostet viel Geld und Zeit.
Viele Menschen arbeiten heute von zu Hause.
Die Therapie mit Antibiotika wurde fortgesetzt.
Das Wetter war schlecht, aber die Stimmung gut.
Meine Katze schläft auf dem Sofa.
In der Schule lernen die Kinder Lesen und Schreiben.""".split("\n")
SENTENCES_FR = """La réunion est reportée à lundi.
Veuillez trouver ci-joint le document demandé.
Le contrat prend effet le jour de la signature.
J'ai oublié mon mot de passe.
L'appareil ne s'allume plus.
La facture n'est pas encore payée.
Merci pour votre réponse rapide.
Peux-tu m'expliquer la différence entre ces deux notions ?
Le patient est sorti en bon état général.
L'examen n'a montré aucune anomalie.
Écris un résumé en trois phrases.
Fais un tableau avec les résultats.
L'appartement a trois pièces et une cuisine.
Notre équipe est à votre disposition.
Le projet dure plus longtemps que prévu.
Le train avait une heure de retard.
Pour la recette il faut de la farine et du sucre.
Quel est le montant de la prime ?
Après le repas nous sommes allés nous promener.
Le client demande à être rappelé.
Beaucoup de gens travaillent à la maison.
Le traitement a été poursuivi pendant dix jours.
Il faut redémarrer l'ordinateur.
Cette version corrige plusieurs erreurs.
Les enfants jouent dans le jardin.
Donne-moi cinq idées de cadeaux.
D'après le rapport, les ventes augmentent.
Selon le règlement, chaque membre a une voix.
Aucune modification n'est possible.
Toutefois, le délai peut être prolongé.""".split("\n")
DISEASES_ES = "dolor abdominal|hipertensión arterial|diabetes mellitus tipo 2|hematuria|fiebre de dos semanas|una masa renal|insuficiencia cardiaca|enfermedad de Crohn|cólico nefrítico|pérdida de visión|síndrome de Sjögren|carcinoma urotelial|disnea|tuberculosis".split("|")
DISEASES_FR = "une pneumonie|un infarctus|une fracture|un diabète de type 2|une migraine|la maladie de Crohn|une insuffisance rénale".split("|")
TOPICS_ES = "la factura|el contrato|la reunión|el retraso|la vacante|el seguro".split("|")
TOPICS_DE = "der Rechnung|des Vertrags|der Verspätung|der Stelle|des Termins|der Versicherung".split("|")
TOPICS_FR = "la facture|du contrat|la réunion|du retard|l'assurance".split("|")
NOUNS_ES = "la factura|revisión anual|dos semanas|30 euros|pendiente|dolor|correcto".split("|")
NOUNS_DE = "Rückfrage|keine|die Rechnung vom Mai|30 Euro|siehe unten|Angebot|Urlaub|Lieferung".split("|")
NOUNS_FR = "la facture|deux semaines|30 euros|aucune|rendez-vous|livraison".split("|")
MONTHS = "January February March April May June July August September October November December".split()
MONTHS_ES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
MONTHS_DE = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
MONTHS_FR = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
WEEKDAYS_ES = "lunes martes miércoles jueves viernes sábado domingo".split()
WEEKDAYS_DE = "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split()
TITLE_WORDS = "Silent River Night Dreams House Garden Winter Light Broken Glass Road Home Secret Empire Golden Shadow Last Summer Star Stone Fire Children Blue Ghost Letters Machine Ocean Paper Kings War Dark Moon Love Story Red Dance City Life Days Heart Game Wild Sound Thunder Iron Echo Velvet Crystal Midnight".split()
WORD_PAIRS = "Best Practices|Key Findings|Customer Service|Data Analysis|Market Research|Project Plan|Annual Report|Human Resources|Social Media|Digital Marketing|Time Management|Product Roadmap|User Experience|Quality Control|Risk Assessment|Executive Summary|Job Description|Cover Letter|Business Plan|Machine Learning|Unit Tests|Supply Chain|Mental Health|Real Estate|Personal Finance|Open Source|Sales Pitch|Terms and Conditions|Privacy Policy|Frequently Asked Questions|Contact Us|About Us|Table of Contents|Final Exam|Research Paper|Lesson Plan|Meeting Notes|Action Items|Release Notes".split("|")
ORG_NOUNS = "Alliance Analytics Apparel Automotive Bakery Biotech Brands Builders Capital Chemicals Cloud Coffee Communications Construction Consulting Data Dental Design Digital Dynamics Electric Electronics Energy Engineering Enterprises Equipment Films Finance Foods Freight Furniture Gaming Global Goods Health Industries Insurance Interactive International Investments Labs Law Legal Lighting Logistics Machinery Management Marine Market Materials Media Metals Micro Mining Mobile Motors Networks Optics Outfitters Packaging Paper Partners Petroleum Pharma Plastics Power Products Properties Publishing Realty Records Recruitment Research Resources Robotics Security Services Shipping Software Solar Solutions Sports Steel Storage Studio Supply Systems Technologies Telecom Textiles Timber Tools Toys Transport Travel Trust Ventures Water Wireless Works".split()
ORG_HEADS = "Acme Apex Arc Aspen Atlas Aurora Beacon Blue Bright Cedar Cobalt Core Crest Crown Delta Eagle Echo Elm Ever First Fox Fusion Global Golden Granite Green Harbor Helio Horizon Hyper Inter Iron Key Lake Lumen Maple Meridian Metro Nova North Oak Omni Orbit Pacific Peak Pine Pioneer Prime Quantum Rapid Red River Silver Sky Solar Spring Star Stone Summit Sun Terra Titan Trans Tri True Union United Urban Vector Vertex Vista Wave West White Wind Zen Zenith".split()
ORG_TAILS = "ware soft tech works point bridge stone line path mark gate field view logic sphere base forge worth star cast net com tron dyne gen via".split()
MASCOTS = "Athletics Bears Bulldogs Cardinals Chargers Colts Cougars Cubs Devils Dragons Eagles Falcons Giants Hawks Hornets Hurricanes Jets Kings Knights Lions Mariners Miners Mustangs Panthers Patriots Pirates Raiders Rangers Ravens Rebels Rockets Royals Saints Sharks Spartans Stallions Stars Tigers Titans Vikings Warriors Wildcats Wolves Bulls Braves Pistons Rovers Wanderers".split()
BAND_WORDS = "Velvet Lanterns Foxes Machine Arcade Wolves Parade Satellites Cigarettes Orchids Pilots Strangers Hounds Mirrors Thieves Ghosts Monkeys Engines Radio Sirens Pigeons Marauders Brothers Sisters Kids Poets Sinners Avenue Static Riot Chapel Automatic Crimson Electric Hollow Rusty Burning Savage Drunken Silver Lost Angry Weeping Neon Paper".split()
GEO_KINDS = ["{} River", "River {}", "Lake {}", "{} Lake", "Mount {}", "{} Mountains", "{} Valley", "{} Bay", "{} County", "{} Island", "{} Peninsula", "Cape {}", "{} National Park", "{} Forest", "{} Creek", "{} Falls", "{} Province", "{} District", "Gulf of {}", "Isle of {}", "{} Desert", "{} Hills", "{} Airport", "{} Bridge", "{} Square", "{} Park"]
SAINTS = "Mary|Luke|John|Joseph|Vincent|Francis|Jude|Anne|Elizabeth|Thomas|Peter|Paul|Michael|George|James|Catherine".split("|")
FAC_KINDS = ["{} General Hospital", "{} Memorial Hospital", "{} Medical Center", "{} Regional Medical Center", "{} Hospital", "{} Clinic", "{} Children's Hospital", "{} Community Hospital", "{} University Hospital", "{} Health Center", "{} Urgent Care", "{} Family Practice", "{} Cancer Center", "{} Rehabilitation Center", "{} Medical Group", "{} Heart Institute", "{} Health", "{} Medical", "{} Care Clinic", "{} Nursing Home", "{} VA Medical Center", "{} Surgical Center", "{} Eye Clinic", "{} Infirmary", "University of {} Medical Center", "{} Healthcare", "{} Women's Clinic", "{} Psychiatric Hospital", "Royal {} Hospital", "{} District Hospital"]
FAC_KNOWN = "Mayo Clinic|Johns Hopkins|Johns Hopkins Hospital|Cleveland Clinic|Massachusetts General Hospital|Mass General|UCSF|UCLA Medical Center|Mount Sinai|Mount Sinai Hospital|NYU Langone|Cedars-Sinai|Stanford Health Care|Stanford Hospital|Kaiser Permanente|Brigham and Women's Hospital|Duke University Hospital|MD Anderson|Memorial Sloan Kettering|Northwestern Memorial|Bellevue Hospital|Mercy Hospital|Boston Children's|Texas Children's Hospital|Emory|Vanderbilt|Houston Methodist|Charité|Guy's Hospital|MGH|UCSD|UPMC|NYP|Sunrise Clinic|Riverside Clinic|Lakeside Medical|Greenfield Clinic|Harbor View Medical Center|Good Samaritan Hospital|Sacred Heart Hospital|Providence|Ascension|Intermountain|Veterans Hospital|VA clinic|Baylor|Barnes-Jewish|Penn Medicine|Yale New Haven Hospital".split("|")
FAC_ES = ["Hospital {}", "Hospital Universitario {}", "Hospital General de {}", "Hospital Clínico de {}", "Hospital Virgen de {}", "Centro de Salud {}", "Clínica {}", "Complejo Hospitalario de {}", "Hospital Universitario de {}", "Hospital Universitario Virgen del {}", "Instituto de {}", "Fundación {}", "Hospital Comarcal de {}", "Hospital Clínico Universitario de {}", "Facultad de Medicina de {}", "Universidad de {}", "Hospital San {}", "Hospital Regional Universitario {}"]
FAC_DE = ["Klinikum {}", "Universitätsklinikum {}", "St. {}-Krankenhaus", "Krankenhaus {}", "Kreiskrankenhaus {}", "Praxis Dr. {}", "Rehaklinik {}", "Uniklinik {}", "Marienhospital {}", "Städtisches Klinikum {}"]
FAC_FR = ["CHU de {}", "Hôpital {}", "Hôpital Saint-{}", "Clinique {}", "Centre hospitalier de {}", "Clinique des {}", "Hôpital universitaire de {}"]
AGENCIES = "Securities and Exchange Commission|SEC|FDA|European Commission|Federal Trade Commission|Bundesbank|Bank of England|Federal Reserve|Department of Justice|Ministry of Finance|Ministry of Foreign Affairs|World Bank|International Monetary Fund|European Central Bank|United Nations|World Trade Organization|Supreme Court|Department of Labor|Environmental Protection Agency|Home Office|Foreign Office|Internal Revenue Service|Financial Conduct Authority|OPEC|NATO|European Parliament|Food and Drug Administration|Bank of Japan".split("|")
STREET_KINDS = "Street Avenue Road Lane Drive Boulevard Court Way Place Terrace St Ave Rd Dr Blvd".split()
TECH = "Python|JavaScript|TypeScript|Java|Rust|Go|C++|SQL|MySQL|PostgreSQL|MongoDB|Redis|Docker|Kubernetes|Linux|Ubuntu|Windows|macOS|iOS|Android|React|Angular|Vue|Node|Django|Flask|Spring Boot|TensorFlow|PyTorch|Pandas|NumPy|Excel|Word|PowerPoint|Outlook|Photoshop|Figma|Jira|Jenkins|Terraform|Ansible|Kafka|Spark|Hadoop|Airflow|Tableau|Power BI|Salesforce CRM|WordPress|Shopify theme|HTML|CSS|JSON|XML|YAML|CSV|PDF|LaTeX|Markdown|REST API|GraphQL|Git|Bash|PowerShell|VBA|MATLAB|R|Unity|Unreal Engine|Blender|Arduino|Raspberry Pi|Bitcoin|Ethereum|ChatGPT|GPT-4|Gherkin|Selenium|JUnit|Prolog|Datalog|Haskell|Scala|Kotlin|Swift|Ruby on Rails|PHP|Laravel|Nginx|Apache|AWS|Azure|GCP|S3|Lambda|CI/CD|OAuth|JWT|SSL|Bluetooth|Wi-Fi|USB|Alexa|Siri|Instagram|TikTok|WhatsApp|Gmail|Google Sheets|Google Docs|YouTube|Twitter|iPhone|iPad|MacBook|Xbox|PlayStation|Minecraft|Chess|Sudoku|Halloween|Christmas|Ramadan|English|Spanish|French|German|Chinese|Latin".split("|")
ACRONYMS = "API CPU GPU RAM SQL XML JSON HTML CSS PDF CSV URL HTTP REST SDK IDE ORM MVC OOP CRUD GUI CLI AWS SaaS PaaS KPI ROI ROAS CAGR EBITDA SEO CRM ERP CMS B2B B2C FAQ ASAP FYI ETA TBD NDA LLC GAAP IFRS VAT ATM PIN IBAN SSN GDPR HIPAA AI ML NLP LLM GAN CNN RNN SVM PCA KNN ER UML BPMN TCP UDP DNS SSH FTP VPN LAN WAN IoT RFID GPS LED LCD PWM ADC DAC XOR FPGA PCB DNA RNA PCR BMI HIV COPD CHF CAD DVT PE MI UTI GERD CKD ESRD AKI BPH MRI CT PET EEG ECG EKG CBC BMP CMP LFT TSH PSA INR BNP WBC RBC Hb HbA1c LDL HDL BP HR RR ICU ER OR IV IM PO BID TID PRN NPO DNR SOAP HPI ROS PMH TAC RMN RM LCR HTA DM VIH TC Rx VSG PCR OD OI AV PIO BAV AFP HCG CEA PLAP EPOC IRC ITU ADN ARN KO TKO MVP CEO CFO CTO HR PR QA UX UI NBC DIY DJ MC TV PC CD DVD VHS LP EP USD EUR GBP AM PM BC AD".split()
DEFINED = "Equipment Scheduled Funding Payment Closing Effective Material Adverse Permitted Subordinated Loan Credit Security Term Revolving Maturity Event Default Financing Interest Rate Purchase Collateral Account Commodity Registered Intellectual Property Prepayment Final Borrowing Base Advance Commitment Additional Existing Approved Qualified Eligible Net Cash Gross Annual Quarterly Milestone Termination Change Control Transfer Consent Supplement Facility Letter Bond Note Lease Premises Project Insurance Indemnified Excluded Applicable Governmental Required Total Minimum Maximum Initial Second First Extension Operating Capital Tax Benefit Plan Throughput Obligation Service License".split()
DEFINED_ENDS = "Date Event Agreement Advance Payments Payment Fee Amount Documents Document Rate Debt Liens Lien Obligations Period Certificate Statement Supplement Schedule Account Property Expenses Loss Change Request Notice Report Assets Law Code Commitment Facility Proceeds Interest Equipment Loan Loans Notes Bonds Indenture Rights Default Persons Person Affiliate Premises Term Price Shares Securities".split()
PARTIES = "Borrower|Lender|Lessee|Lessor|Tenant|Landlord|Buyer|Seller|Purchaser|Licensee|Licensor|Employee|Executive|Consultant|Contractor|Client|BORROWER|LENDER|Mortgagor|Grantor|Pledgor|Assignor|Assignee".split("|")
VERBS = "won|lost|said|retired|died|returned|left|joined|played|signed|became|moved|wrote|published|argued|claimed|was born|was elected|was appointed|was killed|had been|was|is|has|began|started|continued|served|worked|taught|lived|married|studied|graduated|recorded|toured|performed|appeared|released|founded|designed|built|sold|bought|opened|closed|defeated|fought|scored|was traded|was released|remained|resigned|refused|agreed|asked|told|replied|thinks|wants|likes|will|would|can|did".split("|")
