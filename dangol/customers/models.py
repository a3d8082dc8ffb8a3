from dangol.customers.consent.models import Consent, ConsentWording
from dangol.customers.lifecycle.models import (
    GradeChange,
    PlaybookStep,
    RecencyChange,
    RecencyRule,
    StageChange,
    StageRule,
)
from dangol.customers.parties.models import (
    Address,
    CompanyType,
    ContactPoint,
    Customer,
    CustomerFile,
    Tag,
)
from dangol.customers.relations.models import Affiliation, Household, HouseholdSplit

__all__ = [
    "Address",
    "Affiliation",
    "CompanyType",
    "Consent",
    "ConsentWording",
    "ContactPoint",
    "Customer",
    "CustomerFile",
    "GradeChange",
    "Household",
    "HouseholdSplit",
    "PlaybookStep",
    "RecencyChange",
    "RecencyRule",
    "StageChange",
    "StageRule",
    "Tag",
]
