"""Pictures that are drawn from a routine."""
