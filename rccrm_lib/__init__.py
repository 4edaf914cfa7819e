"""rccrm: the analytical CRM workbench of a rural credit co-operative."""

import logging
import sys

# Where matplotlib needs more than five seconds to list a machine's fonts, its import says so, once: in a notebook's
# output that would make two runs of the same inputs differ. Said here, because it has to come before that import.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)

# With this library jsonschema checks one form of text, "iri", that no notebook has; its import, which every import of nbformat
# brings about, builds a grammar for more than a second. Without it jsonschema checks everything else.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

__version__ = "0.1.0"
