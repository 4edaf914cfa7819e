"""Segments: nature, needs and behaviour of customers; the door for a segmenter of one's own."""

from rccrm_lib.acrm.segments.conformance import Finding, check_segmenter, require_conformity
from rccrm_lib.acrm.segments.evidence import describe_evidence
from rccrm_lib.acrm.segments.features import CARRIED, build_features
from rccrm_lib.acrm.segments.lifecycle import STAGES, add_spell_months, count_stages, place_customers
from rccrm_lib.acrm.segments.loyalty import measure_loyalty
from rccrm_lib.acrm.segments.nature import TREE, count_natures, place_nature
from rccrm_lib.acrm.segments.near_products import find_near_products
from rccrm_lib.acrm.segments.products import find_next_products
from rccrm_lib.acrm.segments.profiles import count_segments, profile_segments
from rccrm_lib.acrm.segments.reach import count_channel_ages, measure_penetration
from rccrm_lib.acrm.segments.scaffold import start_segmenter
from rccrm_lib.acrm.segments.segmenter import Segmenter, load_segmenter, make_segmenter
from rccrm_lib.acrm.segments.segments import Segmented, segment
from rccrm_lib.acrm.segments.tags import tag_customers

__all__ = [
    "CARRIED",
    "STAGES",
    "TREE",
    "Finding",
    "Segmented",
    "Segmenter",
    "add_spell_months",
    "build_features",
    "check_segmenter",
    "count_channel_ages",
    "count_natures",
    "count_segments",
    "count_stages",
    "describe_evidence",
    "find_near_products",
    "find_next_products",
    "load_segmenter",
    "make_segmenter",
    "measure_loyalty",
    "measure_penetration",
    "place_customers",
    "place_nature",
    "profile_segments",
    "require_conformity",
    "segment",
    "start_segmenter",
    "tag_customers",
]
