"""Korean names, texts, numbers, phones, addresses and calendars; pure functions."""

from dangol.kit.korean.addresses import Address, household_key, mask_address, parse_address
from dangol.kit.korean.dates import (
    age_on,
    is_under_14,
    lunar_to_solar,
    next_anniversary,
    parse_date,
    parse_datetime,
    solar_to_lunar,
)
from dangol.kit.korean.emails import mask_email, parse_email, split_emails
from dangol.kit.korean.identifiers import (
    BusinessKind,
    business_kind,
    find_resident_number,
    format_business_number,
    format_corporate_number,
    is_business_number,
    is_corporate_number,
    mask_resident_numbers,
)
from dangol.kit.korean.names import (
    mask_name,
    split_name,
    strip_company_marks,
    with_honorific,
    without_company_marks,
)
from dangol.kit.korean.numbers import in_words, parse_won, short_amount
from dangol.kit.korean.phones import (
    Phone,
    PhoneKind,
    format_phone,
    mask_phone,
    parse_phone,
    split_phones,
)
from dangol.kit.korean.regions import REGIONS, Region, region_of
from dangol.kit.korean.text import (
    choseong,
    clean,
    clean_text,
    cp949_bytes,
    disassemble,
    is_choseong,
    josa,
    to_hangul,
    unencodable,
)

__all__ = [
    "REGIONS", "Address", "BusinessKind", "Phone", "PhoneKind", "Region", "age_on", "business_kind",
    "choseong", "clean", "clean_text", "cp949_bytes", "disassemble", "find_resident_number",
    "format_business_number", "format_corporate_number", "format_phone", "household_key",
    "in_words", "is_business_number", "is_choseong", "is_corporate_number", "is_under_14", "josa",
    "lunar_to_solar", "mask_address", "mask_email", "mask_name", "mask_phone",
    "mask_resident_numbers", "next_anniversary", "parse_address", "parse_date", "parse_datetime",
    "parse_email", "parse_phone", "parse_won", "region_of", "short_amount", "solar_to_lunar",
    "split_emails", "split_name", "split_phones", "strip_company_marks", "to_hangul", "unencodable",
    "with_honorific", "without_company_marks",
]  # fmt: skip
