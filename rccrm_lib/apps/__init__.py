"""The pages that customer managers open: state apart from view, over what was published."""
