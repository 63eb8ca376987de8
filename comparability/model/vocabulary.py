"""The closed vocabularies of the domain, each a set of words stored and shown as they stand here.

No rule lives here; what follows from a word is decided in the module named after the rule.
"""

import enum


class VectorType(enum.StrEnum):
    AAV = "AAV"
    LENTIVIRUS = "lentivirus"
    ADENOVIRUS = "adenovirus"
    PLASMID = "plasmid DNA"


class ProductRole(enum.StrEnum):
    IN_VIVO = "in-vivo product"
    STARTING_MATERIAL = "starting material of a cell product"


class DevelopmentStage(enum.StrEnum):
    RESEARCH = "research"
    PRE_CLINICAL = "pre-clinical"
    FIRST_IN_HUMAN = "first-in-human"
    PIVOTAL = "pivotal"
    LICENSED = "licensed"


class SupplierKind(enum.StrEnum):
    ACADEMIC_CORE = "academic core"
    CDMO = "CDMO"
    PLASMID = "plasmid supplier"
    IN_HOUSE = "in-house"
    MODULAR = "modular suite"
    POINT_OF_CARE = "point-of-care site"
    LABORATORY = "testing laboratory"


class AuditStatus(enum.StrEnum):
    NOT_AUDITED = "not audited"
    SCHEDULED = "audit scheduled"
    QUALIFIED = "qualified"
    CONDITIONAL = "conditionally qualified"
    DISQUALIFIED = "disqualified"


class Market(enum.StrEnum):
    SG = "Singapore"
    JP = "Japan"
    KR = "Korea"
    IN = "India"
    AU = "Australia"
    CN = "China"
    US = "United States"
    EU = "European Union"
    OTHER = "other"


class MaterialKind(enum.StrEnum):
    PLASMID = "plasmid"
    CELL_BANK = "cell bank"
    VIRUS_SEED = "virus seed"
    OTHER = "other material"


class Stage(enum.StrEnum):
    """Where in the process a lot stands and an attribute is measured."""

    IN_PROCESS = "in-process"
    DRUG_SUBSTANCE = "drug substance"
    DRUG_PRODUCT = "drug product"


class LotStatus(enum.StrEnum):
    IN_PROGRESS = "in progress"
    RELEASED = "released"
    QUARANTINE = "quarantine"
    REJECTED = "rejected"
    FAILED = "failed"
    VOID = "void"


class LotUse(enum.StrEnum):
    RESEARCH = "research"
    ENGINEERING = "engineering"
    TOXICOLOGY = "toxicology"
    PHASE_1 = "Phase 1"
    PIVOTAL = "pivotal"
    PPQ = "PPQ"
    COMMERCIAL = "commercial"


class Basis(enum.StrEnum):
    PER_ML = "per mL"
    PER_1E13_VG = "per 1e13 vg"
    PER_DOSE = "per dose"
    RELATIVE = "relative"
    NONE = "none"


class Scale(enum.StrEnum):
    """The natural scale of an attribute (shared with `domain`: LOG, LGT, CMP, LIN, LIM, CEN)."""

    LOG = "log"
    LOGIT = "logit"
    COMPOSITION = "composition"
    LINEAR = "linear"
    LIMIT = "limit"
    LOG_CENSORED = "log, often below the quantification limit"


class Worry(enum.StrEnum):
    """The direction of change that is a concern."""

    LOW = "low"
    HIGH = "high"
    BOTH = "both"
    NONE = "none"


class Tier(enum.StrEnum):
    A = "A"
    B = "B"
    C = "C"


class ReportedAs(enum.StrEnum):
    """How an empty-to-full figure is reported; never converted on entry."""

    PERCENT_FULL = "% full"
    PERCENT_EMPTY = "% empty"
    EMPTY_TO_FULL = "E:F"
    FULL_TO_EMPTY = "F:E"


class ReportableRule(enum.StrEnum):
    """How a method turns its replicates into the one reportable result."""

    SINGLE = "single determination"
    MEAN = "mean of replicates"
    GEOMETRIC_MEAN = "geometric mean of replicates"
    MEDIAN = "median of replicates"


class ValidationStatus(enum.StrEnum):
    DEVELOPMENT = "in development"
    QUALIFIED = "qualified"
    VALIDATED = "validated"
    COMPENDIAL = "compendial, verified"


class ResultState(enum.StrEnum):
    VALUE = "value"
    LIMIT = "limit"  # below or above a limit: `qualifier` says which side
    NOT_DETECTED = "not detected"
    NOT_TESTED = "not tested"
    INSUFFICIENT = "quantity not sufficient"
    INVALID = "invalid"
    ABOVE_RANGE = "above range"
    WORD = "qualitative"


class ResultKind(enum.StrEnum):
    """Why a result row exists; history is more rows."""

    ORIGINAL = "original"
    CORRECTION = "correction"
    INVALIDATION = "invalidation"
    RETEST = "retest"


class Occasion(enum.StrEnum):
    RELEASE = "release"
    SIDE_BY_SIDE = "side-by-side"
    STABILITY = "stability"


class SwitchKind(enum.StrEnum):
    ACADEMIC_TO_CDMO = "academic core to CDMO"
    CDMO_TO_CDMO = "CDMO to CDMO"
    ADHERENT_TO_SUSPENSION = "adherent to suspension process"
    PLASMID_SUPPLIER = "plasmid supplier to plasmid supplier"
    TO_IN_HOUSE = "CDMO to in-house or modular suite"
    ADD_SITES = "adding point-of-care or other sites"
    METHOD_ONLY = "method-only change"
    FORMULATION = "formulation or container change"


class ArmRole(enum.StrEnum):
    PRE = "pre"
    POST = "post"
    SITE = "site"


class ProtocolStatus(enum.StrEnum):
    DRAFT = "draft"
    FROZEN = "frozen"
    SUPERSEDED = "superseded"


class ProtocolMode(enum.StrEnum):
    PROSPECTIVE = "prospective"
    RETROSPECTIVE = "retrospective"
    EXTERNAL = "approved outside this system"


class CriterionKind(enum.StrEnum):
    EQUIVALENCE = "equivalence"
    NON_INFERIORITY = "non-inferiority"
    QUALITY_RANGE = "quality range"
    TOLERANCE_INTERVAL = "tolerance interval"
    LIMIT = "limit"
    QUALITATIVE = "qualitative"
    DESCRIPTIVE = "descriptive"


class Contrast(enum.StrEnum):
    """What equivalence and non-inferiority compare, always post against pre."""

    DIFFERENCE = "difference of means"
    RATIO = "ratio of geometric means"
    RATIO_OF_MEANS = "ratio of arithmetic means"
    ODDS_RATIO = "odds ratio of percentages"
    SD_RATIO = "ratio of standard deviations"
    RATE_RATIO = "ratio of rates"
    SLOPE = "difference of slopes per month"


class Analysis(enum.StrEnum):
    """How equivalence and non-inferiority are computed, stated in the protocol."""

    WELCH = "Welch t test"
    POOLED = "pooled t test"
    PAIRED = "paired t test on split lots"
    SPLIT_SOURCE = "split lots with history"
    RANK = "exact rank test"
    REPLICATES = "mixed model on replicates"
    CENSORED = "censored likelihood"
    POSTERIOR = "Bayesian posterior"
    SPREAD = "F test of spread"
    COUNTS = "exact Poisson test"
    SLOPES = "slopes with random lots"


class Variances(enum.StrEnum):
    """Whether both arms share variance components, where replicates are analysed."""

    SEPARATE = "separate for each arm"
    COMMON = "common to both arms"


class ControlUse(enum.StrEnum):
    """Whether lot values are compared as reported or in units of the control of their run."""

    RAW = "as reported"
    NORMALISED = "control-normalised"


class ArmPairs(enum.StrEnum):
    """Which arms are compared where there are more than two."""

    EACH_WITH_PRE = "each arm with the pre arm"
    EVERY_PAIR = "every pair of arms"


class ArmClaim(enum.StrEnum):
    """What is claimed of several arms: all of them, or those that pass, which needs an adjusted level."""

    ALL = "all arms"
    CHOSEN = "the arms that pass"


class SummaryKind(enum.StrEnum):
    """What a source prints instead of the lots of an arm."""

    MEAN_AND_SD = "mean and SD"
    MEAN_AND_INTERVAL = "mean and its interval"
    GEOMETRIC_MEAN_AND_CV = "geometric mean and CV"
    GEOMETRIC_MEAN_AND_INTERVAL = "geometric mean and its interval"
    COMPARISON = "comparison with the pre arm"


class Justification(enum.StrEnum):
    """The class of reason that a margin stands on."""

    CLINICAL = "clinical relevance"
    DOSE = "dose"
    SPECIFICATION = "share of the specification"
    ASSAY = "assay capability"
    HISTORY = "history of lots"
    COMPENDIAL = "compendial or regulatory limit"
    ILLUSTRATIVE = "illustrative"


class SdSource(enum.StrEnum):
    """Where the SD between lots that a plan assumes comes from."""

    PRE_LOTS = "verified pre lots"
    METHOD = "declared precision of the method"
    STATED = "stated by a person"


class CorrelationSource(enum.StrEnum):
    """Where the correlations between attributes that a plan assumes come from."""

    STATED = "one number for all, as stated"
    PRE_LOTS = "estimated from the verified pre lots"


class LotRuns(enum.StrEnum):
    """In which runs a plan takes lots to be measured, where a criterion declares an SD between runs."""

    ONE_AN_ARM = "each arm in one run of its own"
    ONE_A_LOT = "each lot in a run of its own"


class PlanDesign(enum.StrEnum):
    """A way to more certainty, each with its own lots, money and months."""

    POST_LOTS = "more post lots"
    BOTH_ARMS = "as many more lots in both arms"
    SPLIT_LOTS = "split lots, pair by pair"
    SIDE_BY_SIDE = "pre retains re-tested side by side"


class Outcome(enum.StrEnum):
    EQUIVALENT = "equivalent"
    DIFFERENT = "different"
    INCONCLUSIVE = "inconclusive"
    MET = "met"
    NOT_MET = "not met"
    CANNOT_JUDGE = "cannot be judged"
    DESCRIBED = "described"


class Effect(enum.StrEnum):
    """What an outcome does to the readiness of the switch."""

    CLOSES = "closes"
    OPEN = "open"
    NEEDS_DECISION = "needs a decision"
    BLOCKS = "blocks"
    NONE = "never blocks"


class Readiness(enum.StrEnum):
    NOT_STARTED = "not started"
    COLLECTING = "collecting"
    BLOCKED = "blocked"
    INCONCLUSIVE = "inconclusive"
    READY_FOR_DECISION = "ready for decision"
    DECIDED = "decided"
    ISSUED = "issued"


class Conclusion(enum.StrEnum):
    """The classes a person concludes in (ICH Q5E); the tool proposes, a person signs."""

    HIGHLY_SIMILAR = "highly similar"
    MORE_DATA = "similar, more data needed"
    JUSTIFIED = "differences without impact, justified"
    NOT_COMPARABLE = "not comparable"


class Bridged(enum.StrEnum):
    """What a bridging record can cover: the confounders that otherwise block a tier A attribute."""

    METHOD_VERSION = "method version"
    LABORATORY = "laboratory"
    REFERENCE_STANDARD = "reference standard"


class Meaning(enum.StrEnum):
    AUTHORED = "authored"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    REJECTED = "rejected"


class PackageStatus(enum.StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    ISSUED = "issued"
    SUPERSEDED = "superseded"
    DISPOSED = "disposed of"


class GivenCopy(enum.StrEnum):
    """What somebody was given of an issued package."""

    SUBMISSION = "issued PDF"
    EVIDENCE = "evidence copy"
    TO_READ = "copy to read or edit"
    PAPER = "print on paper"


class Mark(enum.StrEnum):
    """Marks that stand beside an outcome and are never outcomes."""

    EXPLORATORY = "exploratory"
    RETROSPECTIVE = "retrospective"
    SUMMARY = "from summary statistics"


class Role(enum.StrEnum):
    QC = "QC scientist"
    CMC = "CMC lead"
    STATISTICIAN = "statistician"
    QA = "QA"
    REGULATORY = "regulatory affairs"
    MANAGER = "manager"
    INSPECTOR = "inspector"
    SUPPLIER = "supplier user"
    ADMINISTRATOR = "administrator"
