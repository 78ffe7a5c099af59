"""Train the ears, and measure them, with the sound of synthetic voices."""
