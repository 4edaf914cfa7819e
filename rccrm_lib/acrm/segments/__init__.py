"""Segments: nature, needs and behaviour of customers; the door for a segmenter of one's own."""

from rccrm_lib.acrm.segments.conformance import Finding, check_segmenter
from rccrm_lib.acrm.segments.features import build_features
from rccrm_lib.acrm.segments.profiles import count_segments, profile_segments
from rccrm_lib.acrm.segments.scaffold import start_segmenter
from rccrm_lib.acrm.segments.segmenter import Segmenter, load_segmenter, make_segmenter
from rccrm_lib.acrm.segments.segments import Segmented, segment

__all__ = [
    "Finding",
    "Segmented",
    "Segmenter",
    "build_features",
    "check_segmenter",
    "count_segments",
    "load_segmenter",
    "make_segmenter",
    "profile_segments",
    "segment",
    "start_segmenter",
]
