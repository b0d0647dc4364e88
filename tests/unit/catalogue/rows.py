"""A few real rows of the publishers' files, written as a source folder; some are malformed."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

NDC_HEADER = (
    "PRODUCTID\tPRODUCTNDC\tPRODUCTTYPENAME\tPROPRIETARYNAME\tPROPRIETARYNAMESUFFIX\t"
    "NONPROPRIETARYNAME\tDOSAGEFORMNAME\tROUTENAME\tSTARTMARKETINGDATE\tENDMARKETINGDATE\t"
    "MARKETINGCATEGORYNAME\tAPPLICATIONNUMBER\tLABELERNAME\tSUBSTANCENAME\t"
    "ACTIVE_NUMERATOR_STRENGTH\tACTIVE_INGRED_UNIT\tPHARM_CLASSES\tDEASCHEDULE\t"
    "NDC_EXCLUDE_FLAG\tLISTING_RECORD_CERTIFIED_THROUGH"
)
SSRI = "Serotonin Reuptake Inhibitor [EPC],Serotonin Uptake Inhibitors [MoA]"
PENICILLIN = "Penicillin-class Antibacterial [EPC],Penicillins [CS]"
AUGMENTIN = f"{PENICILLIN},beta Lactamase Inhibitor [EPC],beta Lactamase Inhibitors [MoA]"


def ndc(
    brand: str,
    substance: str,
    start: str,
    category: str,
    classes: str = "",
    *,
    kind: str = "HUMAN PRESCRIPTION DRUG",
    application: str = "NDA019839",
) -> str:
    """A row of the NDC directory with what the importer reads."""
    return (
        f"id\t0049-4960\t{kind}\t{brand}\t\t{substance.lower()}\tTABLET\tORAL\t{start}\t\t"
        f"{category}\t{application}\tRoerig\t{substance}\t50\tmg/1\t{classes}\t\tN\t20191231"
    )


NDC = [
    NDC_HEADER,
    ndc("Zoloft", "SERTRALINE HYDROCHLORIDE", "19920211", "NDA", SSRI),
    ndc("Sertraline Hydrochloride", "SERTRALINE HYDROCHLORIDE", "20070206", "ANDA", SSRI),
    ndc("Sertraline Relief", "SERTRALINE HYDROCHLORIDE", "19010101", "UNAPPROVED HOMEOPATHIC"),
    ndc("Amoxil", "AMOXICILLIN", "not a date", "NDA", PENICILLIN),
    ndc("Augmentin", "AMOXICILLIN; CLAVULANATE POTASSIUM", "20110101", "NDA", AUGMENTIN),
    "0049-4960\tcut short",
    ndc("Zoloft", "SERTRALINE HYDROCHLORIDE", "19001231", "NDA", SSRI),
    ndc("Timothy", "PHLEUM PRATENSE POLLEN", "19650101", "BLA", "Non-Standardized Pollen "
        "Allergenic Extract [EPC]"),
    ndc("Sun Day SPF 30", "OCTISALATE", "20150101", "OTC MONOGRAPH FINAL",
        kind="HUMAN OTC DRUG", application="part352"),
]  # fmt: skip
UNII = [
    "Name\tTYPE\tUNII\tDisplay Name",
    "ADALIMUMAB\tof\tFYS6T7F842\tADALIMUMAB",
    "ADALIMUMAB [INN]\tcn\tFYS6T7F842\tADALIMUMAB",
    "ADALIMUMAB-ATTO\tof\tFYS6T7F842\tADALIMUMAB",
    "D2E7\tcd\tFYS6T7F842\tADALIMUMAB",
    "SERTRALINE\tof\tQUC7NX6WMB\tSERTRALINE",
    "SERTRALINE [INN]\tcn\tQUC7NX6WMB\tSERTRALINE",
    "LUSTRAL\tbn\tUTI8907Y6X\tSERTRALINE HYDROCHLORIDE",
    "SERTRALINE HYDROCHLORIDE [USAN]\tcn\tUTI8907Y6X\tSERTRALINE HYDROCHLORIDE",
    "SERTRALINE HYDROCHLORIDE IMPURITY A\tcn\tUTI8907Y6X\tSERTRALINE HYDROCHLORIDE",
    "SERTRALINE, (+/-)-\tcn\tAM64MTB95A\tSERTRALINE, (+/-)-",
    "ABETIMUS [INN]\tcn\t7UE8MZ25NC\tABETIMUS",
    "ANIMALIN [INN]\tcn\t0000000001\tANIMALIN",
    "ANIMALIN [GREEN BOOK]\tcn\t0000000001\tANIMALIN",
    "GERMANIUM\tsys\t00072J7XWS",
    "\tcn\t00072J7XWS\tGERMANIUM",
    "GERMANIUM\tzz\t00072J7XWS\tGERMANIUM",
]
DRUGS_AT_FDA = [
    "ApplNo\tProductNo\tForm\tStrength\tReferenceDrug\tDrugName\tActiveIngredient\tReferenceStandard",
    "019839\t001\tTABLET;ORAL\tEQ 50MG BASE\t1\tZOLOFT\tSERTRALINE HYDROCHLORIDE\t0",
    "019839\t002\tTABLET;ORAL\tEQ 50MG BASE\t1\t\tSERTRALINE HYDROCHLORIDE\t0",
    "050564\t001\tTABLET;ORAL\t250MG\t1\tAUGMENTIN '250'\tAMOXICILLIN; CLAVULANATE POTASSIUM\t0",
]
PURPLE_BOOK = [
    "N/R/U,Applicant,BLA Number,Proprietary Name,Proper Name,BLA Type,Strength,Dosage Form,"
    "Route of Administration,Product Presentation,Marketing Status,Licensure,Approval Date",
    ",AbbVie Inc.,125057,Humira,adalimumab,351(a),40MG/0.8ML,Injection,SC,Vial,Rx,Licensed,"
    "31-Dec-02",
    ",AbbVie Inc.,125057,Humira,adalimumab,351(a),20MG/0.4ML,Injection,SC,Vial,Rx,Licensed,"
    "31-Dec-02",
    "U,Sandoz Inc.,761071,Hyrimoz,adalimumab-adaz,351(k) Interchangeable,80MG/0.8ML,Injection,SC,"
    "Vial,Rx,Licensed,20-Mar-23",
    "U,Sandoz Inc.,761071,Hyrimoz,adalimumab-adaz,351(k) Interchangeable,80MG/0.8ML,Injection,SC,"
    "Vial,Rx,Licensed,2023",
]
CANADA_DRUGS = [
    '"12662","","Human","01962817","ZOLOFT","","N","73830","1","22-MAR-2025","01","Humain","",""',
    '"85","","Veterinary","00053023","ATRAVET 10 MG INJECTABLE","","N","02282","1","22-MAR-2025"',
    '"62268","","Human","02238830","CLAVULIN 400","","N","","2","22-MAR-2025","02","Humain","",""',
    '"77777","","Human","02238832","SUN DAY","","N","","1","22-MAR-2025","02","Humain","",""',
    '"99999","","Human","02238831","NOTHING","","N","","2","22-MAR-2025","02","Humain","",""',
]
CANADA_INGREDIENTS = [
    '"12662","8","SERTRALINE (SERTRALINE HYDROCHLORIDE)","I","25","MG"',
    '"62268","9","AMOXICILLIN (AMOXICILLIN TRIHYDRATE)","I","400","MG"',
    '"62268","11247","CLAVULANIC ACID (CLAVULANATE POTASSIUM)","I","57","MG"',
]
CANADA_GROUPS = [
    '"12662","N06AB06","SERTRALINE",""',
    '"62268","J01CR02","AMOXICILLIN AND BETA-LACTAMASE INHIBITOR",""',
    '"77777","D02BA02","",""',
]
CANADA_STATUS = [
    '"12662","N","APPROVED","31-DEC-1991","APPROUVÉ"',
    '"12662","Y","MARKETED","19-DEC-2025","COMMERCIALISÉ"',
    '"62268","Y","MARKETED","19-DIC-1998","COMMERCIALISÉ"',
]
FRANCE_PRODUCTS = [
    "60002283\tZOLOFT 50 mg, gélule\tgélule\torale\tAutorisation active\tProcédure nationale\t"
    "Commercialisée\t20/11/1996\t\t\t PFIZER\tNon",
    "61428656\tENTRESTO 15 mg/16 mg, granulés\tgranulés\torale\tAutorisation active\t"
    "Procédure centralisée\tCommercialisée\t19/11/2015\t\t\t NOVARTIS\tNon",
    "60000001\tPRODILANTIN 75 mg/ml\tsolution\tIV\tAutorisation active\tProcédure nationale\t"
    "Commercialisée\t26/01/1998\t\t\t PFIZER\tNon",
    "69103878\tA.D.N. BOIRON, degré de dilution\tgranules\torale\tAutorisation active\t"
    "Enreg homéo (Proc. Nat.)\tCommercialisée\t14/10/2021\t\t\t BOIRON\tNon",
    "61975465\tORPHELIN 1 mg, gélule\tgélule\torale\tAutorisation active\tProcédure nationale\t"
    "Commercialisée\t01/01/2000\t\t\t X\tNon",
]
FRANCE_COMPOSITION = [
    "60002283\tgélule\t42406\tSERTRALINE\t50 mg\tune gélule\tFT\t1",
    "60002283\tgélule\t97603\tCHLORHYDRATE DE SERTRALINE\t\t\tSA\t1",
    "61428656\tgranulés\t16541\tCOMPLEXE SODIQUE SACUBITRIL VALSARTAN\t\t\tSA\t1",
    "61428656\tgranulés\t78789\tSACUBITRIL\t15,18 mg\tune gélule\tFT\t1",
    "61428656\tgranulés\t97777\tVALSARTAN\t16,07 mg\tune gélule\tFT\t1",
    "60000001\tsolution\t2\tFOSPHÉNYTOÏNE SODIQUE\t\t\tSA\t1",
    "60000001\tsolution\t3\tPHÉNYTOÏNE SODIQUE\t50 mg\t1 ml\tFT\t1",
    "61428656\tgranulés\t1\tVALSARTAN\t16,07 mg\tune gélule\tXX\t1",
]
VOCABULARY = [
    "DrugBank ID,Accession Numbers,Common name,CAS,UNII,Synonyms,Standard InChI Key",
    "DB01104,APRD00175,Sertraline,79617-96-2,QUC7NX6WMB,(+)-Sertraline | Sertralina | Sertraline,",
    "DB01060,APRD00248,Amoxicillin,26787-78-0,9EM05410Q9,Amoxicilina | Amoxicilline,",
    "DB00766,APRD00049,Clavulanic acid,58001-44-8,23521W1S24,Acide clavulanique | Clavulanate,",
    "DB00051,BTD00049,Adalimumab,331731-18-1,FYS6T7F842,Adalimumab,",
    "DB01001,APRD00553,Albuterol,18559-94-9,QF8SVZ843E,Albuterol | Salbutamol | Salbutamolum,",
    "DB13139,DB05761,Levosalbutamol,34391-04-3,EDN2NBH5SS,(-)-Salbutamol | Levalbuterol,",
    "DB00177,APRD00133,Valsartan,137862-53-4,80M03YXJ7I,Valsartan,",
    "DB09292,,Sacubitril,149709-62-6,17ERJ0MKGI,Sacubitril,",
    "DB00252,APRD00241,Phenytoin,57-41-0,6158TKW0C5,Phenytoin | Phénytoïne,",
    "DB01320,,Fosphenytoin,93390-81-9,B4SF212641,Fosphenytoin,",
    ",,No identifier,,,,",
]
PHARMACOTHERAPYDB = [
    "doid_id\tdrugbank_id\tdisease\tdrug\tcategory\tn_curators\tn_resources",
    "DOID:594\tDB01104\tpanic disorder\tSertraline\tDM\t1\t2",
    "DOID:12849\tDB01104\tautistic disorder\tSertraline\tSYM\t2\t1",
    "DOID:7148\tDB00051\trheumatoid arthritis\tAdalimumab\tDM\t1\t2",
    "DOID:9352\tDB01104\ttype 2 diabetes mellitus\tSertraline\tNOT\t2\t1",
    "DOID:9352\tDB01104\ttype 2 diabetes mellitus\tSertraline\tMAYBE\t2\t1",
]
WIKIDATA = [
    '{"MedicineURI": "Q407617", "Medicine": "sertraline",'
    ' "ConditionsTreated": ["lipedema", "obsession"]}',
    '{"MedicineURI": "Q407617", "Medicine": "sertraline"',
]
EMA_TITLES = [
    "Category",
    "Name of medicine",
    "Medicine status",
    "International non-proprietary name (INN) / common name",
    "Active substance",
    "Therapeutic area (MeSH)",
    "Pharmacotherapeutic group\n(human)",
    "Biosimilar",
    "Generic",
    "Marketing authorisation date",
    "Medicine URL",
]
_EPAR = "https://www.ema.europa.eu/en/medicines/human/EPAR"
EMA = [
    ["Human", "Humira", "Authorised", "adalimumab", "adalimumab", "Arthritis, Rheumatoid;Psoriasis",
     "Immunosuppressants", "No", "No", "08/09/2003", f"{_EPAR}/humira"],
    ["Human", "Trudexa", "Withdrawn", "adalimumab", "adalimumab", "Uveitis", "", "No", "No",
     "01/09/2003", f"{_EPAR}/trudexa"],
    ["Veterinary", "Equioxx", "Authorised", "firocoxib", "firocoxib", "", "", "No", "No",
     "25/06/2008", "https://www.ema.europa.eu/en/medicines/veterinary/EPAR/equioxx"],
    ["Human", "Imraldi", "Authorised", "adalimumab", "adalimumab", "Psoriasis", "", "Yes", "No",
     "24.08.2017", f"{_EPAR}/imraldi"],
]  # fmt: skip


def write_source(folder: Path) -> Path:
    """A source folder in the publishers' layout under `folder`."""
    texts = {
        "fda_ndc/product.txt": NDC,
        "fda_drugsatfda/Products.txt": DRUGS_AT_FDA,
        "fda_purplebook/purplebook.csv": PURPLE_BOOK,
        "healthcanada_dpd/drug.txt": CANADA_DRUGS,
        "healthcanada_dpd/ingred.txt": CANADA_INGREDIENTS,
        "healthcanada_dpd/ther.txt": CANADA_GROUPS,
        "fda_unii/UNII_Names.txt": UNII,
        "healthcanada_dpd/status.txt": CANADA_STATUS,
        "drugbank_open_vocabulary/drugbank vocabulary.csv": VOCABULARY,
        "pharmacotherapydb/indications.tsv": PHARMACOTHERAPYDB,
        "wikidata_treats/WikiMedicineData.jl": WIKIDATA,
    }
    for name, lines in texts.items():
        _write(folder / name, lines, "utf-8")
    _write(folder / "france_bdpm/CIS_bdpm.txt", FRANCE_PRODUCTS, "cp1252")
    _write(folder / "france_bdpm/CIS_COMPO_bdpm.txt", FRANCE_COMPOSITION, "cp1252")
    _write_ema(folder / "ema/medicines-output-medicines-report_en.xlsx")
    return folder


def _write(path: Path, lines: list[str], encoding: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding=encoding)


def _write_ema(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Content type:", "Medicine"])
    sheet.append([])
    for row in [EMA_TITLES, *EMA]:
        sheet.append(row)
    book.save(path)
