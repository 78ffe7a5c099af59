"""voiceguide plays a written routine as spoken cues, counts and tones."""
