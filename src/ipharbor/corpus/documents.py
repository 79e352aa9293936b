"""The document: what all statements about one application number add up to.

One row a document. ``serial`` is a number the store gives at first sight and never
reuses; pages and indexes join on it. ``known_on`` is the day the world could know of the
document (its first publication, or the day of import where the source gives none);
``first_vintage`` is the vintage in which this store first held it.
"""

from __future__ import annotations

import pyarrow as pa

DOCUMENT = pa.schema(
    [
        ("serial", pa.int64()),
        ("key", pa.string()),  # 'CN200920194832.6', or 'WO2009043854' without application number
        ("office", pa.string()),
        ("application_number", pa.string()),
        ("publication_numbers", pa.list_(pa.string())),
        ("stage", pa.string()),  # application | grant | null
        ("patent_type", pa.string()),  # invention | utility_model | design | null
        ("filed_on", pa.date32()),
        ("filing_year", pa.int32()),
        ("published_on", pa.date32()),  # first publication
        ("granted_on", pa.date32()),
        ("priority_on", pa.date32()),
        ("title", pa.string()),  # Chinese, may be null
        ("title_en", pa.string()),
        ("abstract", pa.string()),
        ("abstract_en", pa.string()),
        ("first_claim", pa.string()),
        ("applicants", pa.list_(pa.string())),  # first applicant first; never null, may be empty
        ("inventors", pa.list_(pa.string())),
        ("ipc", pa.list_(pa.string())),  # 'F21V 29/83', main symbol first; may be empty
        ("agency", pa.string()),
        ("address", pa.string()),
        ("district", pa.string()),
        ("town", pa.string()),  # code of the town, null when unknown
        ("credit_code", pa.string()),
        ("legal_status", pa.string()),
        ("claims", pa.int32()),
        ("cited_by", pa.int32()),
        ("cites", pa.list_(pa.string())),  # publication numbers; never null, may be empty
        ("priority_numbers", pa.list_(pa.string())),  # 'CN202010000001.1', 'US62123456'; as cites
        ("known_on", pa.date32()),
        ("first_vintage", pa.int32()),
    ]
)
