"""Let a recogniser listen to exported routines, and count its wrong words."""
