"""rccrm: the analytical CRM workbench of a rural credit co-operative."""

import logging

# Where matplotlib needs more than five seconds to list a machine's fonts, its import says so, once: in a notebook's
# output that would make two runs of the same inputs differ. Said here, because it has to come before that import.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)

__version__ = "0.1.0"
