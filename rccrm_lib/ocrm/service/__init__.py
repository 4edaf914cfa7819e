"""Service: what each tier is owed, what it got, complaints and leads by the clock, visits verified by lot."""

from rccrm_lib.ocrm.service.forms import completeness, propose_next, tidy_form

__all__ = ["completeness", "propose_next", "tidy_form"]
