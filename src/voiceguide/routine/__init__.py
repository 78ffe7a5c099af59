"""Text -> Routine: what an author wrote, read with places, checked, and explained where it is wrong."""
