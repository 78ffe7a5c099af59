"""What voiceguide promises -> what it measures here, beside what it is measured against; one module a row."""
