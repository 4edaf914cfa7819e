"""`python -m rccrm_lib` is `rccrm`."""

from rccrm_lib.cli import main

main(prog_name="rccrm")
