"""Invented documents for the search tests, as batches of ``DOCUMENT``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pyarrow as pa

from ipharbor.corpus.documents import DOCUMENT

LANTERN, PARADE, BATTERY, LED, CHAIN, CAROUSEL, BATTERIES, KETTLE = range(1, 9)

DOCUMENTS: tuple[dict[str, Any], ...] = (
    {
        "serial": LANTERN,
        "key": "CN201510163325.6",
        "office": "CN",
        "application_number": "201510163325.6",
        "publication_numbers": ["CN104763946A", "CN104763946B"],
        "stage": "grant",
        "patent_type": "invention",
        "filed_on": date(2015, 4, 8),
        "filing_year": 2015,
        "published_on": date(2015, 7, 8),
        "granted_on": date(2017, 3, 1),
        "title": "一种会唱歌的鱼形灯笼",
        "abstract": "本发明公开了一种灯笼，包括灯体、散热片，以及照明装置。灯体呈鲤鱼形。",
        "first_claim": "一种灯笼，其特征在于，鱼鳍上装有蜂鸣片。",
        "applicants": ["番禺鲤鱼灯饰有限公司", "广州月光研究院"],
        "inventors": ["陈月光"],
        "ipc": ["F21V 29/83", "F21S 9/02"],
        "agency": "广州灯塔专利代理事务所",
        "town": "440113101",
        "legal_status": "in_force",
    },
    {
        "serial": PARADE,
        "key": "CN201620000001.0",
        "office": "CN",
        "application_number": "201620000001.0",
        "publication_numbers": ["CN205000001U"],
        "stage": "grant",
        "patent_type": "utility_model",
        "filing_year": 2016,
        "published_on": date(2016, 6, 1),
        "granted_on": date(2016, 6, 1),
        "title": "花车照明装置",
        "abstract": "花车的照明装置用于巡游，装有电话和服务按钮。",
        "applicants": ["番禺鲤鱼灯饰有限公司沙湾分公司"],
        "ipc": ["F21S 8/00"],
        "town": "440113102",
        "legal_status": "lapsed_fee",
    },
    {
        "serial": BATTERY,
        "key": "CN201410000002.0",
        "office": "CN",
        "application_number": "201410000002.0",
        "publication_numbers": ["CN103900002A"],
        "stage": "application",
        "patent_type": "invention",
        "filed_on": date(2014, 1, 2),
        "filing_year": 2014,
        "published_on": date(2014, 7, 2),
        "title": "锂离子电池的热管理系统",
        "abstract": "一种系统，管理锂离子动力电池，电池，包之间设有导热片。",
        "applicants": ["石楼电池厂"],
        "ipc": ["H01M 10/60"],
    },
    {
        "serial": LED,
        "key": "CN201730000003.X",
        "office": "CN",
        "application_number": "201730000003.X",
        "publication_numbers": ["CN304000003S"],
        "stage": "grant",
        "patent_type": "design",
        "filing_year": 2017,
        "published_on": date(2017, 12, 1),
        "title": "ＬＥＤ 灯具（锦鲤）",
        "abstract": "LED灯具的外观，型号 X-200，规格35℃。",
        "applicants": ["月光（广州）设计有限公司"],
        "ipc": ["F21V 29/00"],
    },
    {
        "serial": CHAIN,
        "key": "CN98100004.5",
        "office": "CN",
        "application_number": "98100004.5",
        "publication_numbers": ["CN1230004A"],
        "patent_type": "invention",
        "filing_year": 1998,
        "published_on": date(1999, 9, 9),
        "title": "珠宝链扣及其 制造方法",
        "abstract": "链扣。灯笼扣。",
        "applicants": ["沙湾珠宝厂"],
        "ipc": ["A44C 5/18"],
    },
    {
        "serial": CAROUSEL,
        "key": "CN201510000005.9",
        "office": "CN",
        "application_number": "201510000005.9",
        "publication_numbers": ["CN105000005A"],
        "patent_type": "invention",
        "filed_on": date(2015, 12, 31),
        "filing_year": 2015,
        "published_on": date(2016, 6, 1),
        "title": "旋转木马",
        "cites": ["CN104763946A", "US2010123456A1"],
        "priority_numbers": ["CN201410000002.0", "US62123456"],
        "title_en": "Illuminated carousel with horses",
        "abstract": "旋转木马，装有灯。",
        "applicants": ["大石游艺设备有限公司"],
        "ipc": ["A63G 1/00"],
    },
    {
        "serial": BATTERIES,
        "key": "WO2009043854",
        "office": "WO",
        "publication_numbers": ["WO2009043854"],
        "published_on": date(2009, 4, 9),
        "title_en": "HOUSING FOR BATTERIES OF A LANTERN",
        "abstract_en": "A housing holds the battery pack. It illuminates the lantern's fins.",
        "applicants": ["Moonlight Lanterns Inc."],
        "inventors": ["Li Yu"],
        "ipc": ["H01M 50/20"],
    },
    {"serial": KETTLE, "key": "XX1", "title": "水壶"},
)


def batch(documents: Iterable[dict[str, Any]]) -> pa.RecordBatch:
    """One batch; what a document does not say is null, a list empty."""
    lists = ("publication_numbers", "applicants", "inventors", "ipc", "cites",
             "priority_numbers")  # fmt: skip
    rows = [{**{name: [] for name in lists}, **document} for document in documents]
    return pa.RecordBatch.from_pylist(rows, schema=DOCUMENT)
