"""Spanish, German and French templates, in the language of templates_en."""

SPANISH = """
Nombre: {FIRST}.
Apellidos: {LAST2}.
Nombre: {PER}.
Nombre y apellidos: {PER}
Paciente: {PER}
Domicilio: {ESSTREET}, {num}.
Población: {CITY}.
Localidad: {CITY}. Provincia: {CITY}.
Municipio: {CITY} ({CITY}). Código postal {zip}.
País: {COUNTRY}.
País de nacimiento: {COUNTRY}.
Nacionalidad: {NRP}.
Lugar de nacimiento: {CITY} ({COUNTRY}).
Médico: {PER} [Nº de colegiado|Col.|Colegiado] {id}.
Médico: Dr. {PER}. [Nº de colegiado|Col.|Colegiado] {id}.
Médico responsable: Dra. {PER}
Historia clínica: {id}. [NSS|NUSS|CIP]: {id}.
Sexo: [H|M|Varón|Mujer]. Edad: {num} años.
Fecha de Ingreso: {date}. Servicio: [Urología|Cardiología|Pediatría|Urgencias|Neurología|Oncología|Dermatología|Medicina Interna].
Centro: {FACES}. {CITY}.
[Remitido por|Derivado por|Enviado por]: {PER} [Servicio de Urología|Departamento de Cirugía|Servicio de Anatomía Patológica|Unidad de Cuidados Intensivos|Sección de Neurología]. {FACES}. {ESSTREET}, {num}. {zip} {CITY}. ({COUNTRY})
[Remite|Derivado por|Autor]: Dr. {PER} {ESSTREET} {num}, {zip} {CITY} ({COUNTRY}) Correo electrónico: {email}
[Facultativo|Firma]: Dr. {PER} {FACES} {ESSTREET}, s/n - {zip} {CITY} Tel.: {phone}
[Informe clínico|Resumen|Caso clínico]: [varón|mujer|paciente] de {num} años [natural de {CITY}|procedente de {COUNTRY}|residente en {CITY}], con antecedentes de {dis_es}.
Paciente [varón|mujer] de {num} años, [fumador|sin alergias conocidas|diabético], que acude a [Urgencias|consulta] por {dis_es}.
[Varón|Mujer|Niño|Niña] de {num} años sin antecedentes de interés remitido a nuestras consultas por {dis_es}.
Antecedentes: [HTA|DM tipo 2|EPOC|VIH negativo], [apendicectomía|alergia a penicilina|intervenido de hernia inguinal].
Se realizó [TAC|RMN|ecografía|biopsia|PET] que mostró {dis_es}. [Tratamiento|Evolución|Diagnóstico]: {dis_es}.
La inmunohistoquímica fue positiva para CD20, CD117 y S-100 [Dako|Ventana|Roche], con tinción de Giemsa y Ziehl-Neelsen negativas.
Se aisló [Escherichia coli|Staphylococcus aureus|Candida albicans|Mycobacterium tuberculosis] en el [hemocultivo|urocultivo].
[Síndrome|Enfermedad|Signo|Maniobra] de [Down|Crohn|Parkinson|Valsalva|Cushing|Fournier|Peyronie|Behçet|Marfan] [descartada|positiva|conocida].
El paciente viajó a {COUNTRY} [hace dos meses|en {month_es}] y [trabaja|trabajaba] en {COMPANY}.
Fue trasladado al {FACES} [de referencia|para cirugía].
Hola, me llamo {PER} y vivo en {CITY}.
[Hola|Estimado|Estimada|Querida] {FIRST}, ¿[puedes|podrías] [enviarme|mandarme] el informe de {ORG}?
Soy {PER}, cliente de {COMPANY} desde {year}.
[Escribe|Redacta] [una carta|un correo] a {PER} de {COMPANY} sobre {topic_es}.
[Traduce|Resume|Corrige] este texto [al inglés|en tres frases]: {sentence_es}
Mi [jefe|hermana|vecino|madre|abogado] se llama {PER} y [trabaja|vive] en {CITY}.
El [presidente|ministro|director] de {ORG}, {PER}, [dijo|anunció] en {CITY} que {sentence_es_l}
[Don|Doña|D.|D.ª|Sr.|Sra.] {PER}, con DNI {id} y domicilio en {CITY}, {ESSTREET} {num}
La empresa {COMPANY}, con sede en {CITY} ({COUNTRY}), [comunica|firma] el contrato con {PER}.
[Viajo|Nos vamos] de {CITY} a {CITY} [mañana|el {weekday_es}].
¿Cuál es la [capital|población] de {COUNTRY}?
{PER} nació en {CITY} en {year} y estudió en la Universidad de {city}.
{CITY}, a {num} de {month_es} de {year}
Firmado: {PER}
Atentamente, {PER}
[Es|Son] [un|una] [empresa|película|escritora] {NRPes}.
Reserva a nombre de {PER} para el {weekday_es}.
{sentence_es}
{sentence_es} {sentence_es}
{terms_es} ({ACR}) {terms_es}.
Se [solicitó|realizó|practicó] {terms_es} ({ACR}), {ACR} y {terms_es}.
[Hemograma|Bioquímica|Orina|Eco|Rx de tórax|TC|ECG|Analítica|Exploración]: {terms_es}, {ACR} {num}, {terms_es}.
La {ACR} era de {num} mg en {ACR} y {num} en {ACR}.
[Consciente|Orientado|Eupneico|Afebril|Normocoloreado|Leucocitos|Plaquetas|Hemoglobina|Creatinina|Abdomen|Resultó|Mostró|Presentaba]. {sentence_es}
[Remite|Derivado por|Autor]: Dr. {PER} [Servicio|Sección|Departamento|Unidad] de [Urología|Radiología|Pediatría|Neurocirugía|Cirugía General] {FACES} {ESSTREET}, {num} {zip} {CITY} {COUNTRY} E-mail: {email}
Médico: {PER}. {FACES}. {ESSTREET} s/n. {zip} {CITY} ({CITY}). {COUNTRY}
[Remitido por|Derivado por|Enviado por]: {PER} {ESSTREET}, {num}, {num}º B {zip} {CITY} ({CITY}) {COUNTRY} e-mail: {email}
{FACES} {ESSTREET} {num} {zip} {CITY}
Con {ACR} de {num} y {ACR} negativa; {ACR}, {ACR} y {ACR} [normales|pendientes|sin cambios].
El {terms_es} ({ACR}) y la {ACR} {terms_es} [de {ACR}|en {ACR}|con {ACR}|] {terms_es}.
Pruebas: {ACR} {num} mg/dl, {ACR}: {num}, {ACR} {terms_es}; {ACR} {terms_es}.
En la {ACR} [se observa|se aprecia|destaca] {terms_es} y {terms_es} {ACR}+.
[estadio|escala|signo|cuerpos|técnica|clasificación] de {LASTNEG} {num}
[Datos personales|Datos administrativos|Historia|Exploración|Pruebas|Evolución|Juicio clínico|Anamnesis|Motivo de consulta|Antecedentes personales|Tratamiento al alta].
[Datos|Fecha|Nombre|Asunto|Motivo|Observaciones|Importe|Concepto]: {noun_es}
""".strip().split("\n")

GERMAN = """
Mein Name ist {PER} und ich wohne in {CITY}.
[Hallo|Lieber|Liebe] {FIRST}, [kannst|könntest] du mir [das Dokument|den Bericht|die Rechnung] schicken?
Sehr [geehrter Herr|geehrte Frau] {LAST},
Sehr [geehrter Herr|geehrte Frau] Dr. {LAST},
[Schreibe|Formuliere] [einen Brief|eine E-Mail] an {PER} von {COMPANY} wegen {topic_de}.
[Herr|Frau] {PER} aus {CITY} [hat angerufen|ist krank|kommt am {weekday_de}].
Name: {PER}
Vorname: {FIRST}
Nachname: {LAST}
Wohnort: {CITY}
Geburtsort: {CITY}
Staatsangehörigkeit: {NRP}
Patient: {PER}, geb. {date}, wohnhaft in {zip} {CITY}
Der Patient [Herr|Frau] {LAST} wurde am {date} im {FACDE} aufgenommen.
Wir berichten über [Herrn|Frau] {PER}, geb. am {date}, wohnhaft in {CITY}, der sich in unserer Klinik befand.
[Behandelnder Arzt|Hausarzt|Überweiser]: Dr. med. {PER}, {CITY}
Die {COMPANY} mit Sitz in {CITY} [übernimmt|verkauft|gründet] [eine Tochtergesellschaft|das Werk] in {LOC}.
Der [Vorstand|Geschäftsführer|Sprecher] von {COMPANY}, {PER}, [sagte|erklärte] am {weekday_de}, {sentence_de_l}
{PER}, geboren in {CITY}, [ist|war] [ein|eine] {NRPde} [Schriftsteller|Politikerin|Komponist|Malerin].
Zwischen {COMPANY} (nachfolgend Auftraggeber) und {PER}, {CITY}, wird folgender Vertrag geschlossen:
Wie weit ist es von {CITY} nach {CITY}?
Ich [reise|fliege|ziehe] [nächste Woche|im {month_de}] nach {LOC}.
Was ist die Hauptstadt von {COUNTRY}?
Ich arbeite seit {year} bei {COMPANY} als [Ingenieur|Lehrerin|Buchhalter|Verkäufer].
[Mit freundlichen Grüßen|Viele Grüße|Liebe Grüße],
{PER}
{CITY}, den {date}
{DESTREET} {num}, {zip} {CITY}
Das [Essen|Wetter|Hotel] in {CITY} war [gut|schlecht|teuer].
{sentence_de}
{sentence_de} {sentence_de}
[Betreff|Datum|Rechnung|Anhang|Hinweis|Aufgabe|Thema|Kundennummer|Bestellnummer]: {noun_de}
Bitte [übersetze|korrigiere|fasse] [den Text|die Mail] [ins Englische|zusammen].
Die {NRPde} [Regierung|Wirtschaft|Botschaft] in {CITY} [teilte mit|bestätigte], {sentence_de_l}
""".strip().split("\n")

FRENCH = """
Je m'appelle {PER} et j'habite à {CITY}.
Bonjour {FIRST}, [peux-tu|pourrais-tu] m'envoyer [le dossier|la facture|le rapport] de {COMPANY} ?
[Cher|Chère] [Monsieur|Madame] {LAST},
[Monsieur|Madame|M.|Mme|Mlle] {PER}, [domicilié|demeurant] à {CITY}, [né|née] à {CITY} le {date}
[Écris|Rédige] [une lettre|un courriel] à {PER} de {COMPANY} au sujet de {topic_fr}.
Nom : {LAST}
Prénom : {FIRST}
Nom et prénom : {PER}
Ville : {CITY}
Pays : {COUNTRY}
Nationalité : {NRP}
Médecin traitant : Dr {PER}
Patient : {PER}, né le {date}, suivi au {FACFR} par le Dr {LAST}.
[M.|Mme] {LAST} a été [hospitalisé|admis] au {FACFR} le {date} pour {dis_fr}.
La société {COMPANY}, dont le siège est à {CITY}, [a annoncé|a signé] un accord avec {COMPANY}.
Le [président|directeur|porte-parole] de {ORG}, {PER}, a [déclaré|indiqué] à {CITY} que {sentence_fr_l}
{PER}, né à {CITY} en {year}, est un [écrivain|acteur|peintre|homme politique] {NRPfr}.
Entre {COMPANY}, ci-après le Vendeur, et {PER}, ci-après l'Acheteur, il a été convenu ce qui suit.
Quelle est la [capitale|population] de {COUNTRY} ?
Je [pars|voyage|déménage] de {CITY} à {CITY} [demain|en {month_fr}].
Je travaille chez {COMPANY} depuis {year}.
[Cordialement|Bien à vous|Amicalement],
{PER}
Fait à {CITY}, le {date}
{num} {FRSTREET}, {zip} {CITY}
{sentence_fr}
{sentence_fr} {sentence_fr}
[Objet|Date|Montant|Remarque|Sujet|Question]: {noun_fr}
[Traduis|Résume|Corrige] ce texte [en anglais|en trois phrases] : {sentence_fr}
Le gouvernement {NRPfr} [a annoncé|a refusé] [la réforme|le projet] à {CITY}.
[Mon frère|Ma sœur|Mon voisin|Ma collègue] {FIRST} [vit|travaille|est né] à {CITY}.
""".strip().split("\n")
