"""rccrm: the analytical CRM workbench of a rural credit co-operative."""

__version__ = "0.1.0"
